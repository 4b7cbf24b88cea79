"""Programmes, courses with their runs, venues, and the skills that are taught."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from district.partners.models import Organisation, Role
from district.skills.models import Level, Skill, SkillState
from programmes.models import Course, CourseRun, DeliveryMode, Programme, ProgrammeKind, TaughtSkill, Venue
from tests.factories.partners import make_organisation
from tests.factories.places import make_postcode

_numbers = count(1)


def make_provider(**fields: Any) -> Organisation:
    """An organisation that may teach."""
    return make_organisation(role=Role.PROVIDER, **fields)


def make_programme(**fields: Any) -> Programme:
    defaults = {"name": f"Bootcamp {next(_numbers)}", "kind": ProgrammeKind.SKILLS_BOOTCAMP, "is_free": True}
    return Programme.objects.create(**defaults | fields)


def make_course(
    *,
    organisation: Organisation | None = None,
    skills: Sequence[Skill | tuple[Skill, int]] = (),
    runs: int = 0,
    **fields: Any,
) -> Course:
    """A live course. `skills` are accepted: a skill, or a pair of it and a level; `runs` open runs online."""
    defaults = {
        "title": f"Web pages for beginners {next(_numbers)}",
        "state": Course.State.LIVE,
        "who_for": "Adults who want to make their first web page.",
        "what_you_learn": "You make and publish a page of your own.",
        "level": "2",
    }
    course = Course.objects.create(organisation=organisation or make_provider(), **defaults | fields)
    for each in skills:
        skill, level = each if isinstance(each, tuple) else (each, Level.FOUNDATION)
        make_taught_skill(course=course, skill=skill, level=level)
    for _ in range(runs):
        make_run(course=course)
    return course


def make_run(*, course: Course | None = None, **fields: Any) -> CourseRun:
    """An open run with 12 places, in 30 days: online, or in the classroom of a `venue` or `postcode`."""
    course = course or make_course()
    if postcode := fields.pop("postcode", None):
        fields["venue"] = make_venue(organisation=course.organisation, postcode=postcode)
    is_flexible = fields.get("is_flexible", False)
    defaults = {
        "state": CourseRun.State.OPEN,
        "mode": DeliveryMode.CLASSROOM if fields.get("venue") else DeliveryMode.ONLINE,
        "starts_on": None if is_flexible else timezone.localdate() + timedelta(days=30),
        "duration": 8,
        "duration_unit": "weeks",
        "cost": 0,
        "webpage": "https://www.example.org/courses/web-pages",
        "capacity": 12,
    }
    return CourseRun.objects.create(course=course, **defaults | fields)


def make_venue(*, organisation: Organisation | None = None, **fields: Any) -> Venue:
    """A place to teach, in the middle of Birmingham unless `postcode` says otherwise."""
    defaults = {"name": f"Lock House {next(_numbers)}", "address": "1 Wharf Street", "town": "Birmingham"}
    fields.setdefault("postcode", None)
    fields["postcode"] = fields["postcode"] or make_postcode(postcode="B4 7ET")
    return Venue.objects.create(organisation=organisation or make_provider(), **defaults | fields)


def make_taught_skill(*, course: Course, skill: Skill, **fields: Any) -> TaughtSkill:
    return TaughtSkill.objects.create(course=course, skill=skill, **{"state": SkillState.ACCEPTED} | fields)
