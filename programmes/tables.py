"""Lists of courses and course runs as described columns."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from district.places.services import postcodes
from district.web.search import Point
from district.web.tables import Column, Table
from programmes import wording
from programmes.models import Course, CourseRun, Venue


def run_table(course: Course, runs: Sequence[CourseRun], here: Point | None) -> Table[CourseRun]:
    """The runs of a course's page, with miles where a postcode was given."""

    def where(run: CourseRun) -> str:
        place = wording.where(run)
        if here is None or run.venue is None:
            return place
        return f"{place} ({wording.distance(postcodes.metres_between(here, run.venue.postcode))})"

    def places(run: CourseRun) -> str:
        if run.state != CourseRun.State.OPEN:
            return "Closed"
        return wording.places(run) or "Ask the provider"

    columns = [
        Column("starts", "Starts", wording.start_day),
        Column("where", "Where", where),
        Column("how", "How", wording.how),
        Column("length", "How long", wording.length),
        Column("cost", "Cost to you", lambda run: wording.cost(run, course)),
        Column("places", "Places", places),
    ]
    if any(wording.apply(run) for run in runs):
        columns.append(
            Column(
                "apply",
                "Apply",
                wording.apply,
                href=lambda run: (
                    reverse("application_start", args=[run.public_id]) if wording.apply(run) else ""
                ),
            )
        )
    return Table("Dates and places", columns, runs)


def own_table(courses: Sequence[Course]) -> Table[Course]:
    """A provider's courses with what each needs."""
    columns = [
        Column(
            "title",
            "Course",
            lambda course: course.title,
            href=lambda course: reverse("provider_course_show", args=[course.public_id]),
        ),
        Column("state", "State", lambda course: course.get_state_display()),
        Column("level", "Level", wording.level),
        Column("runs", "Open runs", lambda course: course.open_run_count, kind="number"),
        Column("waiting", "Skills to check", lambda course: course.suggestion_count or 0, kind="number"),
        Column("changed", "Changed", lambda course: course.changed_at, kind="day"),
    ]
    return Table("Your courses", columns, courses)


def staff_table(courses: Sequence[Course], request: HttpRequest, count: int) -> Table[Course]:
    """All courses as WMCA staff see them, with the counts that their query adds."""
    columns: list[Column[Any]] = [
        Column(
            "title",
            "Course",
            lambda course: course.title,
            href=lambda course: reverse("authority_course_show", args=[course.public_id]),
        ),
        Column("provider", "Provider", lambda course: course.organisation.name),
        Column("state", "State", lambda course: course.get_state_display()),
        Column(
            "origin", "Origin", lambda course: f"Imported from {course.source}" if course.source else "Here"
        ),
        Column("runs", "Open runs", lambda course: course.open_run_count, kind="number"),
        Column("waiting", "Skills waiting", lambda course: course.suggestion_count or 0, kind="number"),
    ]
    return Table(f"{count:,} {'course' if count == 1 else 'courses'}", columns, courses, request)


def own_run_table(runs: Sequence[CourseRun], *, leads_to: str = "run_show") -> Table[CourseRun]:
    """Its provider is led to the run with its people, WMCA staff to what they may change of it."""
    columns = [
        Column(
            "starts",
            "Starts",
            wording.start_day,
            href=lambda run: reverse(leads_to, args=[run.public_id]),
        ),
        Column("state", "State", lambda run: run.get_state_display()),
        Column("where", "Where", wording.where),
        Column("how", "How", wording.how),
        Column("taken", "Places taken", taken),
    ]
    return Table("Course runs", columns, runs)


def taken(run: CourseRun) -> str:
    return (
        f"{run.places_taken} of {run.capacity}"
        if run.capacity is not None
        else f"{run.places_taken}, no limit"
    )


def soon_table(runs: Sequence[CourseRun]) -> Table[CourseRun]:
    columns = [
        Column("starts", "Starts", lambda run: run.starts_on, kind="day"),
        Column(
            "course",
            "Course",
            lambda run: run.course.title,
            href=lambda run: reverse("run_show", args=[run.public_id]),
        ),
        Column("where", "Where", wording.where),
        Column("taken", "Places taken", taken),
    ]
    return Table("Starting soon", columns, runs)


def venue_table(venues: Sequence[Venue]) -> Table[Venue]:
    columns: list[Column[Venue]] = [
        Column(
            "name",
            "Venue",
            lambda venue: venue.name,
            href=lambda venue: reverse("venue_change", args=[venue.public_id]),
        ),
        Column("address", "Address", lambda venue: ", ".join(filter(None, (venue.address, venue.town)))),
        Column("postcode", "Postcode", lambda venue: venue.postcode_id),
        Column("reference", "Your reference", lambda venue: venue.reference),
        Column("runs", "Course runs", lambda venue: venue.run_count, kind="number"),
    ]
    return Table("Your venues", columns, venues)
