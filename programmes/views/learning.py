"""My learning: courses with their sessions, the calendar, the certificate and who was shown it."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Count, F, Prefetch
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from district.partners.access import signed_in
from district.partners.requests import ActorRequest
from district.web.errors import Refused
from district.web.forms import Form
from district.web.pages import paginate
from learners.access import learner_only
from learners.models import CONFIRMED, HeldSkill
from learners.requests import LearnerRequest
from learners.views.sent import posted
from programmes import badge, calendar_file, check_in_forms, queries_own, week, wording
from programmes.models import (
    Attendance,
    CalendarFeed,
    CertificateLink,
    CertificateOpening,
    Enrolment,
    RunSession,
)
from programmes.services import badge_keys, certificates, curriculum, enrolments, feeds

BADGE_TYPE = "application/ld+json"
SIGNED_TYPE = "application/jwt"
CALENDAR_TYPE = "text/calendar; charset=utf-8"
SHOWN_OPENINGS = 20
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
        "is_earned": certificates.is_earned(enrolment),
        "skills": _skills(enrolment) if certificates.is_earned(enrolment) else [],
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


# Calendar --------------------------------------------------------------------------------------------


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


# Certificate -----------------------------------------------------------------------------------------


class ShareForm(Form):
    label = forms.CharField(
        label="Who is the link for?",
        help_text="So that you can tell your links apart. For example, “job at the library”. Only you see it.",
        max_length=80,
        required=False,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def certificate_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """The certificate, and the links that its learner has made to it. Sending the form makes a link."""
    enrolment = _earned(request, public_id)
    form = ShareForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            certificates.share(enrolment=enrolment, label=form.cleaned_data["label"], by=request.actor)
            messages.success(request, "Here is your link. Whoever has it can see the certificate.")
            return redirect(reverse("certificate_show", args=[public_id]) + "#links")
        except Refused as refusal:
            form.refuse(refusal)
    latest = CertificateOpening.objects.order_by("-opened_at", "-id")[:SHOWN_OPENINGS]
    links = (
        CertificateLink.objects.of(request.actor)
        .filter(enrolment=enrolment)
        .annotate(opened_count=Count("openings"))
        .prefetch_related(Prefetch("openings", latest, to_attr="latest"))
        .order_by(F("revoked_at").asc(nulls_first=True), "-made_at", "-id")
    )
    site = settings.SITE_URL.rstrip("/")
    context = certificate_facts(enrolment) | {
        "form": form,
        "links": [
            {"link": link, "address": site + reverse("certificate_open", args=[link.key])} for link in links
        ],
    }
    return render(request, "programmes/certificate_show.html", context)


def certificate_facts(enrolment: Enrolment) -> dict[str, Any]:
    return {
        "enrolment": enrolment,
        "course": enrolment.run.course,
        "provider": enrolment.organisation,
        "taught": curriculum.taught_to(enrolment),
        "result": badge.result_words(enrolment),
        "issued_on": badge.issued_on(enrolment),
    }


def _earned(request: ActorRequest, public_id: UUID) -> Enrolment:
    enrolment = queries_own.own_enrolment(request.actor, public_id)
    if not certificates.is_earned(enrolment):
        raise Http404("There is no certificate for this course yet.")
    return enrolment


@require_safe
@signed_in
def certificate_badge(request: ActorRequest, public_id: UUID) -> HttpResponse:
    enrolment = _earned(request, public_id)
    taught = curriculum.taught_to(enrolment)
    response = badge_response(badge.credential(enrolment, taught))
    response["Content-Disposition"] = 'attachment; filename="badge.json"'
    return response


@require_safe
@signed_in
def certificate_signed(request: ActorRequest, public_id: UUID) -> HttpResponse:
    enrolment = _earned(request, public_id)
    return signed_response(badge.credential(enrolment, curriculum.taught_to(enrolment)))


def signed_response(data: dict[str, Any]) -> HttpResponse:
    response = HttpResponse(badge_keys.sign(badge.claims(data)).token, content_type=SIGNED_TYPE)
    response["Content-Disposition"] = 'attachment; filename="badge.jwt"'
    return response


def badge_response(data: dict[str, Any]) -> HttpResponse:
    options = {"ensure_ascii": False, "indent": 2}
    return JsonResponse(data, content_type=BADGE_TYPE, json_dumps_params=options)


@require_POST
@signed_in
def certificate_stop(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """`public_id` is the link's."""
    link = get_object_or_404(
        CertificateLink.objects.of(request.actor).select_related("enrolment"), public_id=public_id
    )
    certificates.stop(link=link, by=request.actor)
    messages.success(request, "The link is stopped. It opens nothing any more.")
    return redirect(reverse("certificate_show", args=[link.enrolment.public_id]) + "#links")
