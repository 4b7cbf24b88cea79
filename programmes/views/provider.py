"""A provider's own pages: its courses, their runs and venues."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from district.partners.access import role_required
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.web import pages
from district.web.errors import Refused
from programmes import queries, tables, wording
from programmes.forms import SECTIONS, BasicsForm, MoveForm, RunForm, VenueForm, VersionedForm
from programmes.models import Course, CourseRun, Venue
from programmes.services import courses, runs, venues

provider_only = role_required(Role.PROVIDER)
teaching = role_required(Role.PROVIDER, Role.AUTHORITY)
form_page = require_http_methods(["GET", "HEAD", "POST"])

MOVES: dict[str, Callable[..., Any]] = {
    CourseRun.State.OPEN: runs.open_,
    CourseRun.State.CLOSED: runs.close,
    CourseRun.State.CANCELLED: runs.cancel,
}
SAID: dict[str, str] = {
    CourseRun.State.OPEN: "The course run is open: people can join.",
    CourseRun.State.CLOSED: "The course run is closed: nobody more can join.",
    CourseRun.State.CANCELLED: "The course run is cancelled.",
}


@require_safe
@teaching
def provider_course_list(request: ActorRequest) -> HttpResponse:
    own = queries.ids_of_own_courses(request.actor)
    state = request.GET.get("state", "")
    state = state if state in Course.State.values else ""
    shown = own.filter(state=state) if state else own
    page = pages.paginate_ids(request, shown)
    table = tables.own_table(queries.listed_own(page.object_list))
    tabs = [
        {
            "label": label,
            "href": pages.query_string(request, state=value or None, page=None),
            "is_current": value == state,
        }
        for value, label in [("", "All"), *Course.State.choices]
    ]
    context = {"page": page, "tabs": tabs, "table": table, "state": state}
    return render(request, "programmes/provider_course_list.html", context)


@form_page
@provider_only
def course_create(request: ActorRequest) -> HttpResponse:
    form = BasicsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        course = courses.create(
            organisation=request.actor.own_organisation, values=form.values(), by=request.actor
        )
        messages.success(request, "The course is a draft. Nobody else sees it until you publish it.")
        return redirect("course_change", course.public_id, "about")
    return render(request, "programmes/course_create.html", {"form": form})


@require_safe
@teaching
def provider_course_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    course = _own_course(request, public_id)
    skills = course.all_skills
    context = {
        "course": course,
        "sections": [_section(course, name) for name in SECTIONS],
        "table": tables.own_run_table(
            course.all_runs, leads_to="run_change" if request.actor.is_staff else "run_show"
        ),
        "accepted": [taught for taught in skills if taught.state == "accepted"],
        "suggested_count": sum(taught.state == "suggested" for taught in skills),
        "level": wording.level(course),
        "lacking": _lacking(course),
    }
    return render(request, "programmes/provider_course_show.html", context)


def _lacking(course: Course) -> list[tuple[str, str]]:
    """(what to do before the course can be published, where)"""
    runs_href = reverse("run_create", args=[course.public_id])
    if course.all_runs:
        runs_href = "#runs"
    hrefs = {
        field: reverse("course_change", args=[course.public_id, name])
        for name in SECTIONS
        for field in _fields(name)
    }
    missing = [] if course.state == Course.State.LIVE else courses.lacking(course)
    return [(refusal.message, hrefs.get(refusal.field or "", runs_href)) for refusal in missing]


def _section(course: Course, name: str) -> dict[str, Any]:
    title, form_class = SECTIONS[name]
    change = reverse("course_change", args=[course.public_id, name])
    rows = []
    for field, described in form_class.base_fields.items():
        if field != "version":
            value = wording.level(course) if field == "level" else getattr(course, field)
            rows.append({"key": described.label, "value": str(value or ""), "href": change})
    return {"title": title, "rows": rows}


@form_page
@teaching
def course_change(request: ActorRequest, public_id: UUID, section: str) -> HttpResponse:
    course = _own_course(request, public_id)
    if section not in SECTIONS:
        raise Http404
    title, form_class = SECTIONS[section]
    form = form_class(request.POST or None, initial=_initial(course, form_class))
    stale = None
    if request.method == "POST" and form.is_valid():
        try:
            courses.change(
                course=course, values=form.values(), by=request.actor, version=form.cleaned_data["version"]
            )
        except Refused as refusal:
            stale = _as_it_stands(form, course) if refusal.code == "stale" else None
            _refuse(form, refusal, course)
        else:
            following = _following(course, section)
            messages.success(request, "Saved.")
            return redirect(following)
    context = {"form": form, "course": course, "heading": title, "stale": stale}
    return render(request, "programmes/course_change.html", context, status=409 if stale else 200)


def _following(course: Course, section: str) -> str:
    """A draft leads through its sections one by one; later each leads back to the course."""
    names = list(SECTIONS)
    after = names[names.index(section) + 1 :]
    if (
        course.state == Course.State.DRAFT
        and after
        and not any(getattr(course, f) for f in _fields(after[0]))
    ):
        return reverse("course_change", args=[course.public_id, after[0]])
    return reverse("provider_course_show", args=[course.public_id])


def _fields(section: str) -> list[str]:
    return [name for name in SECTIONS[section][1].base_fields if name != "version"]


@require_POST
@teaching
def course_move(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Publish or archive."""
    course = _own_course(request, public_id)
    form = MoveForm(request.POST)
    to = form.cleaned_data["to"] if form.is_valid() else ""
    try:
        if to == Course.State.LIVE:
            courses.publish(course=course, by=request.actor)
            messages.success(request, "The course is published. People can find it now.")
        elif to == Course.State.ARCHIVED:
            courses.archive(course=course, by=request.actor)
            messages.success(request, "The course is archived. It is no longer found, and its page says so.")
        else:
            messages.error(request, "Choose whether to publish or to archive the course.")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("provider_course_show", public_id)


# Runs ----------------------------------------------------------------------------------------------


@form_page
@teaching
def run_create(request: ActorRequest, public_id: UUID) -> HttpResponse:
    course = _own_course(request, public_id)
    form = RunForm(request.POST or None, organisation=course.organisation)
    if request.method == "POST" and form.is_valid():
        try:
            runs.create(course=course, values=form.values(), by=request.actor)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The course run is a draft. Open it when people may join.")
            return redirect("provider_course_show", public_id)
    context = {"form": form, "course": course, "heading": "Add a course run"}
    return render(request, "programmes/run_change.html", context)


@form_page
@teaching
def run_change(request: ActorRequest, public_id: UUID) -> HttpResponse:
    run = _own_run(request, public_id)
    form = RunForm(request.POST or None, initial=_initial(run, RunForm), organisation=run.course.organisation)
    stale = None
    if request.method == "POST" and form.is_valid():
        try:
            runs.change(run=run, values=form.values(), by=request.actor, version=form.cleaned_data["version"])
        except Refused as refusal:
            stale = _as_it_stands(form, run) if refusal.code == "stale" else None
            _refuse(form, refusal, run)
        else:
            messages.success(request, "Saved.")
            return redirect("provider_course_show", run.course.public_id)
    context = {
        "form": form,
        "course": run.course,
        "run": run,
        "heading": "Change a course run",
        "stale": stale,
        "moves": [(state, MOVE_WORDS[state]) for state in MOVES if state in run.TRANSITIONS[run.state]],
    }
    return render(request, "programmes/run_change.html", context, status=409 if stale else 200)


MOVE_WORDS: dict[str, str] = {
    CourseRun.State.OPEN: "Open it for people to join",
    CourseRun.State.CLOSED: "Close it: nobody more can join",
    CourseRun.State.CANCELLED: "Cancel it: it will not take place",
}


@require_POST
@teaching
def run_move(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Open, close or cancel."""
    run = _own_run(request, public_id)
    form = MoveForm(request.POST)
    to = form.cleaned_data["to"] if form.is_valid() else ""
    try:
        if to in MOVES:
            MOVES[to](run=run, by=request.actor)
            messages.success(request, SAID[to])
        else:
            messages.error(request, "Choose whether to open, close or cancel the course run.")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("provider_course_show", run.course.public_id)


# Venues --------------------------------------------------------------------------------------------


@require_safe
@provider_only
def venue_list(request: ActorRequest) -> HttpResponse:
    page = pages.paginate(request, queries.own_venues(request.actor.own_organisation))
    context = {"page": page, "table": tables.venue_table(page.object_list)}
    return render(request, "programmes/venue_list.html", context)


@form_page
@provider_only
def venue_create(request: ActorRequest) -> HttpResponse:
    form = VenueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            venues.create(
                organisation=request.actor.own_organisation, values=form.cleaned_data, by=request.actor
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The venue is added.")
            return redirect(pages.next_url(request, reverse("venue_list")))
    context = {"form": form, "heading": "Add a venue"}
    return render(request, "programmes/venue_change.html", context)


@form_page
@provider_only
def venue_change(request: ActorRequest, public_id: UUID) -> HttpResponse:
    venue = get_object_or_404(Venue, public_id=public_id, organisation=request.actor.own_organisation)
    names = ("name", "address", "town", "reference")
    initial = {name: getattr(venue, name) for name in names} | {"postcode": venue.postcode_id}
    form = VenueForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            venues.change(venue=venue, values=form.cleaned_data, by=request.actor)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Saved.")
            return redirect("venue_list")
    context = {"form": form, "heading": "Change a venue", "venue": venue}
    return render(request, "programmes/venue_change.html", context)


@require_POST
@provider_only
def venue_remove(request: ActorRequest, public_id: UUID) -> HttpResponse:
    venue = get_object_or_404(Venue, public_id=public_id, organisation=request.actor.own_organisation)
    try:
        venues.remove(venue=venue, by=request.actor)
        messages.success(request, "The venue is removed.")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("venue_list")


# What the pages share ------------------------------------------------------------------------------


def _own_course(request: ActorRequest, public_id: UUID) -> Course:
    course = queries.own_course(request.actor, public_id)
    if course is None:
        raise Http404
    return course


def _own_run(request: ActorRequest, public_id: UUID) -> CourseRun:
    own = Course.objects.visible_to(request.actor)
    runs_of = CourseRun.objects.select_related("course__organisation", "venue").defer("course__search")
    return get_object_or_404(runs_of, public_id=public_id, course__in=own)


def _initial(thing: Course | CourseRun, form_class: type[VersionedForm]) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in form_class.base_fields}


def _refuse(form: VersionedForm, refusal: Refused, thing: Course | CourseRun) -> None:
    """After a clash the form is opened on the version of now."""
    form.refuse(refusal)
    if refusal.code == "stale":
        form.show_again(version=str(thing.version))


def _as_it_stands(form: VersionedForm, thing: Course | CourseRun) -> list[dict[str, str]]:
    """What somebody else has written, where it is not what was typed here."""
    thing.refresh_from_db(fields=[*form.values(), "version"])
    return [
        {"key": str(form.fields[name].label), "value": str(getattr(thing, name) or "")}
        for name, value in form.values().items()
        if getattr(thing, name) != value
    ]
