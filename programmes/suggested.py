"""Courses for somebody who has done the digital self-check: what teaches most of what their weakest areas hold."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from district.places.models import Postcode
from district.places.services import postcodes
from district.skills.models import Level, SkillState
from district.web.templatetags.district import as_title
from learners.self_check import Area, AreaResult, weakest_first
from programmes import wording
from programmes.models import Course, CourseRun

SHOWN = 3
READ = 40
WEAK = 2  # areas that courses are looked for
BEGINNERS = ("", "E", "1", "2", "3")
TOO_EASY = {3: ("E",), 4: ("E", "1")}  # courses, by what somebody can do in an area already


@dataclass(frozen=True)
class Suggestion:
    """A course with the reason why it is here and its next start."""

    course: Course
    area: Area
    skills: Sequence[str]
    run: CourseRun | None
    metres: float | None
    is_too_easy: bool

    @property
    def reason(self) -> str:
        taught = [as_title(label) for label in self.skills[:2]]
        more = len(self.skills) - len(taught)
        words = " and ".join(f"“{label}”" for label in taught) + (f" and {more} more" if more else "")
        return f"It teaches {words}. That is part of “{self.area.name}”."

    @property
    def facts(self) -> str:
        if self.run is None:
            return ""
        parts = (
            self.course.organisation.name,
            wording.starts(self.run),
            wording.where(self.run),
            wording.distance(self.metres),
            wording.cost(self.run, self.course),
        )
        return " · ".join(part for part in parts if part)


def after(lines: Sequence[AreaResult], *, home: Postcode | None) -> list[Suggestion]:
    """At most three, from the weakest areas in turn: what teaches most of an area first, then the easiest, nearest.
    What is too easy for somebody comes last of an area.
    """
    weak = weakest_first(list(lines))[:WEAK]
    labels = {label for line in weak for label in line.area.skills}
    taught = dict(_candidates(labels))
    runs = _next_runs([course.id for course in taught])
    found = [
        sorted(
            (
                _suggestion(course, line, own, runs.get(course.id), home)
                for course, own in taught.items()
                if own.intersection(line.area.skills)
            ),
            key=_rank,
        )
        for line in weak
    ]
    return _in_turn(found)


def _candidates(labels: set[str]) -> list[tuple[Course, set[str]]]:
    """Live courses for beginners that people can join with what they teach of these, those that teach most first."""
    fits = Q(
        taught_skills__state=SkillState.ACCEPTED,
        taught_skills__level__lte=Level.INTERMEDIATE,
        taught_skills__skill__label__in=labels,
    )
    can_be_joined = Exists(CourseRun.objects.open().filter(course=OuterRef("pk")).order_by())
    rows = (
        Course.objects.listed()
        .filter(fits, can_be_joined, level__in=BEGINNERS)
        .annotate(hits=Count("taught_skills"), fitting=ArrayAgg("taught_skills__skill__label"))
        .select_related("organisation", "programme")
        .defer("search")
        .order_by("-hits", "level", "id")[:READ]
    )
    return [(course, set(course.fitting)) for course in rows]


def _next_runs(course_ids: list[int]) -> dict[int, CourseRun]:
    runs = CourseRun.objects.open().filter(course__in=course_ids).select_related("venue__postcode")
    found: dict[int, CourseRun] = {}
    for run in runs.order_by("is_flexible", "starts_on", "id"):
        standing = found.setdefault(run.course_id, run)
        if standing.places_left == 0 and run.places_left != 0:
            found[run.course_id] = run
    return found


def _suggestion(
    course: Course, line: AreaResult, taught: set[str], run: CourseRun | None, home: Postcode | None
) -> Suggestion:
    there = run.venue.postcode if run and run.venue else None
    metres = postcodes.metres_between(home, there) if home and there else None
    skills = [label for label in line.area.skills if label in taught]
    is_too_easy = course.level in TOO_EASY.get(line.level, ())
    return Suggestion(course, line.area, skills, run, metres, is_too_easy)


def _rank(suggestion: Suggestion) -> tuple[object, ...]:
    starts = suggestion.run.starts_on if suggestion.run and suggestion.run.starts_on else timezone.localdate()
    return (
        suggestion.is_too_easy,
        -len(suggestion.skills),
        BEGINNERS.index(suggestion.course.level),
        suggestion.metres or 0,
        starts,
        suggestion.course.id,
    )


def _in_turn(found: list[list[Suggestion]]) -> list[Suggestion]:
    """One from each area in turn; no course twice, and no title twice either."""
    chosen: list[Suggestion] = []
    while any(found) and len(chosen) < SHOWN:
        for own in found:
            while own and any(own[0].course.title == each.course.title for each in chosen):
                own.pop(0)
            if own and len(chosen) < SHOWN:
                chosen.append(own.pop(0))
    return chosen
