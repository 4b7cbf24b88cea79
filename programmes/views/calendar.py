"""The sessions of a learner in the calendar they use: as a file, or read again and again at an address of its own."""

import hashlib
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from district.partners.access import signed_in
from district.partners.requests import ActorRequest
from district.web.access import public
from district.web.pages import stamp, unchanged
from learners.access import learner_only
from learners.requests import LearnerRequest
from programmes import calendar_file, queries_own
from programmes.models import CalendarFeed
from programmes.services import feeds

CALENDAR_TYPE = "text/calendar; charset=utf-8"


@require_safe
@signed_in
def calendar_download(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """The sessions of one course as a file."""
    enrolment = queries_own.own_enrolment(request.actor, public_id)
    found = queries_own.timetable(enrolment.learner_id or 0, run_ids=[enrolment.run_id])
    text = calendar_file.write(found, name=enrolment.run.course.title)
    response = HttpResponse(text, content_type=CALENDAR_TYPE)
    response["Content-Disposition"] = 'attachment; filename="sessions.ics"'
    return response


@require_POST
@learner_only
def feed_make(request: LearnerRequest) -> HttpResponse:
    feeds.make(learner=request.learner, by=request.actor)
    messages.success(request, "Your calendar has an address now. Copy it into the calendar you use.")
    return redirect(reverse("learning_list") + "#calendar")


@require_POST
@learner_only
def feed_stop(request: LearnerRequest) -> HttpResponse:
    feeds.stop(learner=request.learner, by=request.actor)
    messages.success(request, "The address is stopped. Nobody can read your sessions by it any more.")
    return redirect(reverse("learning_list") + "#calendar")


@require_safe
@public
def calendar_feed(request: HttpRequest, key: str) -> HttpResponse:
    """Read again and again by a calendar: nothing is sent when nothing has changed."""
    feed = CalendarFeed.objects.filter(key=key).only("learner_id").first()
    if feed is None:
        raise Http404("There is no such calendar.")
    text = calendar_file.write(queries_own.timetable(feed.learner_id), name="My digital skills courses")
    tag = hashlib.sha256(text.encode()).hexdigest()[:32]
    response = unchanged(request, tag=tag) or HttpResponse(text, content_type=CALENDAR_TYPE)
    response["Cache-Control"] = "private, max-age=300"
    response["X-Robots-Tag"] = "noindex"
    return stamp(response, tag=tag)
