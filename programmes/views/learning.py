"""My learning: courses with their sessions."""

from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from district.partners.access import signed_in
from district.partners.requests import ActorRequest
from district.web.errors import Refused
from district.web.pages import paginate
from learners.models import CONFIRMED, HeldSkill
from programmes import calendar_file, check_in_forms, queries_own, week, wording
from programmes.models import (
    Attendance,
    CalendarFeed,
    Enrolment,
    RunSession,
)
from programmes.services import curriculum, enrolments

State = Enrolment.State


@require_safe
@signed_in
def learning_list(request: ActorRequest) -> HttpResponse:
    page = paginate(request, queries_own.own_enrolments(request.actor))
    feed = CalendarFeed.objects.filter(learner__user=request.user).first() if page.object_list else None
    context = {"page": page, "feed_address": _feed_address(feed)}
    return render(request, "programmes/learning_list.html", context)


def _feed_address(feed: CalendarFeed | None) -> str:
    return settings.SITE_URL.rstrip("/") + reverse("calendar_feed", args=[feed.key]) if feed else ""


@require_safe
@signed_in
def learning_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    enrolment = queries_own.own_enrolment(request.actor, public_id)
    sessions = queries_own.sessions(enrolment)
    for session in sessions:
        session.run = enrolment.run
    lines = [_line(session) for session in sessions]
    marked = [mark.mark for session in sessions for mark in session.marks.all()]
    came = sum(mark in {Attendance.PRESENT, Attendance.LATE} for mark in marked)
    context = {
        "enrolment": enrolment,
        "run": enrolment.run,
        "course": enrolment.run.course,
        "ahead": [line for line in lines if not line["is_over"]],
        "past": [line for line in lines if line["is_over"]],
        "week": week.of_sessions(sessions, _day(request.GET.get("week", ""))),
        "came": came,
        "marked": len(marked),
        "where": calendar_file.where(enrolment.run.venue) or wording.where(enrolment.run),
        "map_href": _map(enrolment.run.venue.postcode_id) if enrolment.run.venue else "",
        "skills": _skills(enrolment) if enrolment.earns_certificate else [],
        "may_leave": enrolment.state == State.ENROLLED,
        "check_ins": [(each, check_in_forms.point(each)) for each in enrolment.check_ins.order_by("-point")],
    }
    return render(request, "programmes/learning_show.html", context)


def _line(session: RunSession) -> dict[str, Any]:
    """A session in the list: when, where, and how one was marked."""
    is_elsewhere = session.venue is not None and session.venue_id != session.run.venue_id
    mark = next(iter(session.marks.all()), None)
    return {
        "session": session,
        "starts": timezone.localtime(session.starts_at),
        "ends": timezone.localtime(session.ends_at),
        "is_over": session.ends_at <= timezone.now(),
        "where": calendar_file.where(session.venue) if is_elsewhere else "",
        "map_href": _map(session.venue.postcode_id) if session.venue and is_elsewhere else "",
        "mark": mark.get_mark_display() if mark else "",
    }


def _map(postcode: str) -> str:
    return f"https://www.openstreetmap.org/search?query={postcode.replace(' ', '%20')}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _skills(enrolment: Enrolment) -> list[HeldSkill]:
    """What the course has confirmed on their list, as it stands there now."""
    return list(
        HeldSkill.objects.filter(
            learner=enrolment.learner_id,
            evidence__in=CONFIRMED,
            skill__in=curriculum.skills_taught_to(enrolment),
        )
        .select_related("skill")
        .order_by("-level", "skill__label", "id")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def enrolment_cancel(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Before the first day a learner may step back by themselves."""
    enrolment = queries_own.own_enrolment(request.actor, public_id)
    if request.method == "POST":
        try:
            enrolments.cancel(enrolment=enrolment, by=request.actor)
            messages.success(
                request, "You are not on this course any more. Your place goes to the next person."
            )
        except Refused as refusal:
            messages.error(request, refusal.message)
        return redirect("learning_show", public_id)
    if enrolment.state != State.ENROLLED:
        return redirect("learning_show", public_id)
    context = {"enrolment": enrolment, "course": enrolment.run.course}
    return render(request, "programmes/enrolment_cancel.html", context)
