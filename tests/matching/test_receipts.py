"""Receipts and counterfactuals found by SQL are those of the oracle."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from district.matching import receipts
from district.matching.engine import courses, score
from district.matching.models import EngineVersion
from district.matching.services import runs
from employers.models import Vacancy
from learners.models import Learner
from tests.matching import worlds
from tests.matching.worlds import Facts

pytestmark = pytest.mark.django_db

in_a_database = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
seeds = st.integers(min_value=0, max_value=2**32 - 1)


def matched_world() -> tuple[Facts, list[Learner], dict[str, object]]:
    runs.match_all()
    world = worlds.read()
    people = [Learner.objects.get(id=each.id) for each in world.learners]
    return world, people, {"engine": EngineVersion.objects.current().get().code, "day": world.day}


@given(seed=seeds)
@in_a_database
def test_each_line_names_the_evidence_the_oracle_finds_and_the_lines_sum_to_the_fit(seed: int) -> None:
    with worlds.world(seed, is_shared=seed % 2 == 1):
        world, people, wanted = matched_world()
        open_now = [
            each for each in world.vacancies if each.is_open and (each.closes_on or world.day) >= world.day
        ]
        ids = [each.id for each in open_now]
        for learner, person in zip(world.learners, people, strict=True):
            found = receipts.of_vacancies(learner=person, vacancy_ids=ids, **wanted)
            reachable = [
                course
                for course in world.courses
                if any(courses.can_join(learner, run, world.day) for run in course.runs)
            ]
            for vacancy in open_now:
                receipt = found[vacancy.id]
                expected = {
                    asked.skill: score.best_evidence(learner.held, asked, world.credits)
                    for asked in vacancy.asked
                }
                assert {
                    line.sums.skill: (line.sums.credit, line.sums.held) for line in receipt.lines
                } == expected
                sure = {
                    asked.skill: score.sure_credit(learner.held, learner.sure, asked, world.credits)
                    for asked in vacancy.asked
                }
                assert {
                    line.sums.skill: (line.sums.sure, line.sure and line.sure.skill) for line in receipt.lines
                } == sure
                now = score.fit(learner.held, vacancy, world.credits)
                assert receipt.fit == now
                later = [
                    score.fit(courses.with_course(learner.held, course), vacancy, world.credits)
                    for course in reachable
                ]
                enough = courses.enough(vacancy)
                assert receipt.is_one_course_away == any(now < enough <= each for each in later)
                assert receipt.is_within_reach == (bool(vacancy.asked) and now >= enough)
                pair = receipts.pair(
                    learner=person,
                    vacancy=_row(vacancy.id),
                    lines=receipt,
                    day=world.day,
                    price=vacancy.price,
                )
                assert pair.obstacles == tuple(score.obstacles(learner, vacancy, world.day))
                if not pair.obstacles:
                    assert pair.sums.total == score.total(learner, vacancy, world.credits, world.day)


def _row(vacancy_id: int) -> Vacancy:
    return Vacancy.objects.select_related("occupation").get(id=vacancy_id)


@given(seed=seeds)
@in_a_database
def test_what_a_course_opens_is_what_the_oracle_counts(seed: int) -> None:
    with worlds.world(seed):
        world, people, wanted = matched_world()
        for learner, person in zip(world.learners, people, strict=True):
            for course in world.courses:
                found = receipts.rises(learner=person, course_id=course.id, **wanted)
                change = courses.change(learner, course, world.vacancies, world.credits, world.day)
                assert tuple(sorted(each.vacancy_id for each in found if each.is_opened)) == change.opened
                assert sum(each.rise for each in found) == change.rise


@given(seed=seeds)
@in_a_database
def test_the_fewest_courses_are_chosen_among_those_that_can_be_joined(seed: int) -> None:
    with worlds.world(seed, courses=8):
        world, people, wanted = matched_world()
        for learner, person in zip(world.learners, people, strict=True):
            for vacancy in world.vacancies:
                if not vacancy.asked or "closed" in score.obstacles(learner, vacancy, world.day):
                    continue
                lacking = [
                    each for each in vacancy.asked if score.credit(learner.held, each, world.credits) < 100
                ]
                teaches = {
                    course.id: frozenset(
                        each.skill
                        for each in lacking
                        if score.credit(course.taught, each, world.credits) == 100
                    )
                    for course in world.courses
                    if any(courses.can_join(learner, run, world.day) for run in course.runs)
                }
                ids = [each.skill for each in lacking]
                gaps = receipts.gaps(learner=person, vacancy_id=vacancy.id, lacking=ids, **wanted)
                assert tuple(each.course_id for each in gaps.courses) == courses.smallest_set(ids, teaches)
                assert gaps.taught == frozenset().union(*teaches.values())
