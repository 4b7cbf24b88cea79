"""Every change to a course that people make by hand."""

from typing import Any

from django.db import transaction

from district.partners.actor import Actor
from district.partners.models import Organisation
from district.web.errors import Refused
from programmes import signals
from programmes.access import require_teaching
from programmes.models import Course, CourseRun
from programmes.services import skills, states, words

TEXTS = (
    "title",
    "who_for",
    "entry_requirements",
    "what_you_learn",
    "how_you_learn",
    "what_to_bring",
    "how_assessed",
    "where_next",
)
FIELDS = {*TEXTS, "programme", "level", "learning_aim", "awarding_body", "sector"}


@transaction.atomic
def create(*, organisation: Organisation, values: dict[str, Any], by: Actor) -> Course:
    """A draft; its texts suggest the skills it teaches."""
    require_teaching(by, organisation.id)
    course = Course.objects.create(organisation=organisation, **_own(values))
    skills.suggest(course_ids=[course.id])
    return course


@transaction.atomic
def change(*, course: Course, values: dict[str, Any], by: Actor, version: int | None = None) -> Course:
    course = _locked(course)
    require_teaching(by, course.organisation_id)
    states.check_version(course, version)
    changed = {name: value for name, value in _own(values).items() if getattr(course, name) != value}
    if not changed:
        return course
    for name, value in changed.items():
        setattr(course, name, value)
    if course.state == Course.State.LIVE:
        _check_complete(course)
    states.save(course, *changed)
    if changed.keys() & set(TEXTS):
        skills.suggest(course_ids=[course.id])
    if course.state == Course.State.LIVE:
        words.learn(course_ids=[course.id])
        signals.run_opened.send(Course, course_ids=[course.id])
    return course


@transaction.atomic
def publish(*, course: Course, by: Actor) -> Course:
    """Show it to everybody, from a draft or again after it was archived."""
    course = _locked(course)
    require_teaching(by, course.organisation_id)
    _check_complete(course)
    if states.move(course, Course.State.LIVE):
        states.save(course, "state")
        words.learn(course_ids=[course.id])
        signals.run_opened.send(Course, course_ids=[course.id])
    return course


@transaction.atomic
def archive(*, course: Course, by: Actor) -> Course:
    """Take it out of the search. Its page stays and says so; people keep the places they hold."""
    course = _locked(course)
    require_teaching(by, course.organisation_id)
    if states.move(course, Course.State.ARCHIVED):
        states.save(course, "state")
        signals.run_closed.send(Course, course_ids=[course.id])
    return course


def _own(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in FIELDS}


def _locked(course: Course) -> Course:
    return Course.objects.select_for_update(of=("self",)).defer("search").get(pk=course.pk)


def lacking(course: Course) -> list[Refused]:
    """What learners need before they can decide, and this course does not say yet."""
    found = [
        Refused(sentence, field=field, code="incomplete")
        for field, sentence in (
            ("title", "Give the course a title."),
            ("who_for", "Say who the course is for."),
            ("what_you_learn", "Say what people will learn."),
        )
        if not getattr(course, field) and not course.source
    ]
    if course.state != Course.State.LIVE and not _has_open_run(course):
        found.append(Refused("Add a course run and open it, so that people can join.", code="no_run"))
    return found


def _check_complete(course: Course) -> None:
    for refusal in lacking(course):
        raise refusal


def _has_open_run(course: Course) -> bool:
    return CourseRun.objects.filter(course=course, state=CourseRun.State.OPEN).exists()
