"""A course run's own page for its provider, its timetable, how people get a place, copies, and stale listings."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from district.partners.access import role_required
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.web import pages
from district.web.errors import Refused
from district.web.templatetags.district import day, plural
from programmes import queries, roster, roster_words, run_desk, wording
from programmes.models import CourseRun, Intake, RunSession
from programmes.roster_forms import AdmissionForm, CopyForm, IntakeForm, PlanForm, SessionForm
from programmes.services import copies, intakes, listings, sessions
from programmes.views.provider import MOVE_WORDS, MOVES

provider_only = role_required(Role.PROVIDER)
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@provider_only
def run_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    run = _own_run(request, public_id)
    places, people = run_desk.places_and_people(run)
    planned = run_desk.timetable(run.pk)
    today = timezone.localdate()
    near = [each for each in planned if timezone.localdate(each.starts_at) >= today][:10]
    due = [
        each
        for each in planned
        if each.starts_at <= timezone.now() and not each.register_taken_at and not each.cancelled_at
    ]
    context = {
        "run": run,
        "places": places,
        "chart": run_desk.picture(run, places),
        "facts": run_desk.facts(run),
        "people": people,
        "sessions": roster_words.session_table(near or planned[-5:]),
        "session_count": len(planned),
        "due": roster_words.due_table(due[-5:]) if due else None,
        "is_asked": run_desk.is_asked(run),
        "moves": [
            (state, MOVE_WORDS[state]) for state in MOVES if state in run.TRANSITIONS[run.State(run.state)]
        ],
        "start": wording.start_day(run),
    }
    return render(request, "programmes/run_show.html", context)


# Timetable -------------------------------------------------------------------------------------------


@require_safe
@provider_only
def session_list(request: ActorRequest, public_id: UUID) -> HttpResponse:
    run = _own_run(request, public_id)
    page = pages.paginate(request, roster.sessions_of(run))
    context = {"run": run, "page": page, "table": roster_words.session_table(page.object_list)}
    return render(request, "programmes/session_list.html", context)


@form_page
@provider_only
def session_plan(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """The same time each week, from the first day of the run to its last."""
    run = _own_run(request, public_id)
    form = PlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            new = sessions.plan(run=run, by=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{plural(len(new), 'session')} added.")
            return redirect("session_list", public_id)
    return render(request, "programmes/session_plan.html", {"form": form, "run": run})


@form_page
@provider_only
def session_create(request: ActorRequest, public_id: UUID) -> HttpResponse:
    run = _own_run(request, public_id)
    initial = {"venue": run.venue_id, "day": run.starts_on}
    form = SessionForm(request.POST or None, initial=initial, organisation=run.course.organisation)
    if request.method == "POST" and form.is_valid():
        try:
            sessions.add(run=run, values=form.values(), by=request.actor)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The session is added.")
            return redirect("run_show", public_id)
    context = {"form": form, "run": run, "heading": "Add a session"}
    return render(request, "programmes/session_change.html", context)


@form_page
@provider_only
def session_change(request: ActorRequest, public_id: UUID) -> HttpResponse:
    session = _own_session(request, public_id)
    run = session.run
    form = SessionForm(
        request.POST or None, initial=SessionForm.initial_of(session), organisation=run.course.organisation
    )
    stale = None
    if request.method == "POST" and form.is_valid():
        try:
            sessions.change(
                session=session,
                values=form.values(),
                version=form.cleaned_data["version"],
                by=request.actor,
            )
        except Refused as refusal:
            form.refuse(refusal)
            if refusal.code == "stale":
                stale = _as_it_stands(session, form)
        else:
            messages.success(request, "Saved. Those on the course run are told.")
            return redirect("run_show", run.public_id)
    context = {"form": form, "run": run, "session": session, "heading": "Change a session", "stale": stale}
    return render(request, "programmes/session_change.html", context, status=409 if stale else 200)


def _as_it_stands(session: RunSession, form: SessionForm) -> list[dict[str, Any]]:
    session.refresh_from_db()
    form.show_again(version=str(session.version))
    now = SessionForm.initial_of(session)
    shown = {"day": day(now["day"]), "starts": now["starts"], "ends": now["ends"], "title": now["title"]}
    shown["venue"] = session.venue.name if session.venue else ""
    return [{"key": str(form.fields[name].label), "value": value} for name, value in shown.items()]


@require_POST
@provider_only
def session_cancel(request: ActorRequest, public_id: UUID) -> HttpResponse:
    session = _own_session(request, public_id)
    try:
        sessions.cancel(session=session, by=request.actor)
        messages.success(request, "The session is cancelled, and those on the course run are told.")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("run_show", session.run.public_id)


# How people get a place -------------------------------------------------------------------------------


@form_page
@provider_only
def run_admission(request: ActorRequest, public_id: UUID) -> HttpResponse:
    run = _own_run(request, public_id)
    initial = {"admission": run.admission, "intake": run.intake_id, "offer_hours": run.offer_hours}
    form = AdmissionForm(request.POST or None, initial=initial, organisation=run.course.organisation)
    if request.method == "POST" and form.is_valid():
        try:
            intakes.admit(run=run, by=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Saved.")
            return redirect("run_show", public_id)
    return render(request, "programmes/run_admission.html", {"form": form, "run": run})


@require_safe
@provider_only
def intake_list(request: ActorRequest) -> HttpResponse:
    own = Intake.objects.filter(organisation=request.actor.own_organisation)
    page = pages.paginate(request, own.order_by("-closes_at", "-id"))
    context = {"page": page, "table": roster_words.intake_table(page.object_list)}
    return render(request, "programmes/intake_list.html", context)


@form_page
@provider_only
def intake_create(request: ActorRequest) -> HttpResponse:
    form = IntakeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            intakes.create(organisation=request.actor.own_organisation, by=request.actor, **form.values())
        except Refused as refusal:
            _refuse_intake(form, refusal)
        else:
            messages.success(request, "The intake is made. Put course runs in it on their own pages.")
            return redirect("intake_list")
    return render(request, "programmes/intake_change.html", {"form": form, "heading": "Add an intake"})


@form_page
@provider_only
def intake_change(request: ActorRequest, public_id: UUID) -> HttpResponse:
    intake = Intake.objects.filter(public_id=public_id, organisation=request.actor.own_organisation).first()
    if intake is None:
        raise Http404
    form = IntakeForm(request.POST or None, initial=IntakeForm.initial_of(intake))
    if request.method == "POST" and form.is_valid():
        try:
            intakes.change(intake=intake, by=request.actor, **form.values())
        except Refused as refusal:
            _refuse_intake(form, refusal)
        else:
            messages.success(request, "Saved.")
            return redirect("intake_list")
    context = {"form": form, "heading": "Change an intake", "intake": intake}
    return render(request, "programmes/intake_change.html", context)


def _refuse_intake(form: IntakeForm, refusal: Refused) -> None:
    field = {"closes_at": "closes_on", "classes": "first"}.get(refusal.field or "", refusal.field)
    form.refuse(Refused(refusal.message, field=field))


# Copies and listings ----------------------------------------------------------------------------------


@form_page
@provider_only
def run_copy(request: ActorRequest, public_id: UUID) -> HttpResponse:
    run = _own_run(request, public_id)
    after = max(run.starts_on or timezone.localdate(), timezone.localdate())
    form = CopyForm(request.POST or None, initial={"starts_on": copies.next_term(after)})
    if request.method == "POST" and form.is_valid():
        try:
            new = copies.copy(run=run, starts_on=form.cleaned_data["starts_on"], by=request.actor)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The copy is a draft. Open it when people may join.")
            return redirect("run_show", new.public_id)
    return render(request, "programmes/run_copy.html", {"form": form, "run": run})


@require_POST
@provider_only
def course_roll_over(request: ActorRequest, public_id: UUID) -> HttpResponse:
    course = queries.own_course(request.actor, public_id)
    if course is None:
        raise Http404
    try:
        new = copies.roll_over(course=course, by=request.actor)
        messages.success(
            request,
            f"{plural(len(new), 'course run')} for the next term, as drafts with all dates moved. "
            "Check them, then open them.",
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("provider_course_show", public_id)


@require_safe
@provider_only
def listing_list(request: ActorRequest) -> HttpResponse:
    page = pages.paginate(request, run_desk.listings(request.actor))
    return render(request, "programmes/listing_list.html", {"page": page})


@require_POST
@provider_only
def listing_confirm(request: ActorRequest, public_id: UUID) -> HttpResponse:
    run = _own_run(request, public_id)
    try:
        check = listings.confirm(run=run, by=request.actor)
        is_open = check.run.state == CourseRun.State.OPEN
        messages.success(request, "Thank you. It is listed." if is_open else "Thank you.")
    except Refused as refusal:
        messages.error(request, refusal.message)
    if request.POST.get("from") == "run":
        return redirect("run_show", public_id)
    return redirect("listing_list")


def _own_run(request: ActorRequest, public_id: UUID) -> CourseRun:
    run = run_desk.own_run(request.actor, public_id)
    if run is None:
        raise Http404
    return run


def _own_session(request: ActorRequest, public_id: UUID) -> RunSession:
    session = roster.session(request.actor, public_id)
    if session is None:
        raise Http404
    return session
