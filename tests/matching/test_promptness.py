"""With a real worker: a changed profile, a new vacancy and a new run are in the matches within two seconds."""

import time
from collections.abc import Callable, Iterator

import pytest
from django.db import transaction

from district.matching.models import LearnerMatch
from district.matching.services import runs
from district.outbox.models import OutboxTask
from district.skills.models import Skill
from employers.models import Vacancy, VacancySkill
from employers.signals import vacancy_closed, vacancy_opened
from learners.models import HeldSkill, Learner
from learners.signals import learner_changed
from programmes.models import CourseRun, TaughtSkill
from programmes.signals import run_closed, run_opened
from tests.factories.accounts import make_user
from tests.factories.employers import make_vacancy
from tests.factories.programmes import make_course
from tests.factories.skills import make_skill

WITHIN = 2.0


@pytest.fixture
def learner(transactional_db: None, worker: None) -> Iterator[Learner]:
    """Somebody with one skill, matched; anything may come from home."""
    learner = Learner.objects.create(user=make_user(), remote_ok=True)
    HeldSkill.objects.create(learner=learner, skill=make_skill(label="weave canal data"), level=3)
    runs.match_all()
    return learner


def seconds_until(done: Callable[[], bool]) -> float:
    began = time.monotonic()
    while time.monotonic() < began + 15:
        if done():
            return time.monotonic() - began
        time.sleep(0.01)
    pytest.fail("The worker did not do it.")


def match(learner: Learner) -> LearnerMatch:
    return LearnerMatch.objects.get(learner=learner)


def open_vacancy(skill: Skill) -> Vacancy:
    with transaction.atomic():
        vacancy = make_vacancy(mode="remote", skills=[(skill, 2)])
        vacancy_opened.send(Vacancy, vacancy_ids=[vacancy.id])
    return vacancy


def test_changes_are_in_the_matches_within_two_seconds(learner: Learner, record_property) -> None:
    skill = learner.held_skills.get().skill
    vacancy = open_vacancy(skill)
    opened = seconds_until(lambda: match(learner).vacancies == [vacancy.id])

    other = make_skill(label="mend lock gates")
    second = open_vacancy(other)
    with transaction.atomic():
        HeldSkill.objects.create(learner=learner, skill=other, level=1)
        Learner.objects.filter(id=learner.id).update(version=2)
        learner_changed.send(Learner, learner_ids=[learner.id])
    changed = seconds_until(lambda: set(match(learner).vacancies) == {vacancy.id, second.id})

    with transaction.atomic():
        Vacancy.objects.filter(id=vacancy.id).update(state="closed")
        vacancy_closed.send(Vacancy, vacancy_ids=[vacancy.id])
    closed = seconds_until(lambda: match(learner).vacancies == [second.id])

    with transaction.atomic():
        course = make_course(skills=[(other, 2)], runs=1)
        run_opened.send(CourseRun, course_ids=[course.id])
    taught = seconds_until(lambda: match(learner).courses == [course.id])

    with transaction.atomic():
        CourseRun.objects.update(state="closed")
        run_closed.send(CourseRun, course_ids=[course.id])
    untaught = seconds_until(lambda: match(learner).courses == [])

    with transaction.atomic():
        Learner.objects.filter(id=learner.id).update(matching_on=False)
        learner_changed.send(Learner, learner_ids=[learner.id])
    off = seconds_until(lambda: not LearnerMatch.objects.filter(learner=learner).exists())

    taken = {
        "opened": opened,
        "changed": changed,
        "closed": closed,
        "taught": taught,
        "untaught": untaught,
        "off": off,
    }
    record_property("seconds", taken)
    assert max(taken.values()) < WITHIN, taken
    assert VacancySkill.objects.count() == 2
    assert TaughtSkill.objects.count() == 1


def change_their_mind(learner: Learner) -> None:
    with transaction.atomic():
        learner_changed.send(Learner, learner_ids=[learner.id])
        raise ZeroDivisionError


def test_a_change_that_is_rolled_back_promises_nothing(transactional_db: None) -> None:
    learner = Learner.objects.create(user=make_user())
    with transaction.atomic():
        learner_changed.send(Learner, learner_ids=[learner.id])
    assert OutboxTask.objects.count() == 1
    with pytest.raises(ZeroDivisionError):
        change_their_mind(learner)
    assert OutboxTask.objects.count() == 1
