"""What employers find of the people from a course is what its skills count, for nobody less than their word."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from district.matching import candidates
from district.matching import receipts as shown
from district.matching.engine import KNOWN, RULES, evidence, score
from district.matching.engine.facts import Asked, Learner, Point, Vacancy
from district.matching.models import ConfirmedSkill, EngineVersion, FrozenReceipt, LearnerMatch
from district.matching.services import confirmations, engines, lists, receipts, runs
from district.outbox.models import OutboxTask
from employers.models import Vacancy as VacancyRow
from learners.models import HeldSkill
from programmes.findings import Share
from programmes.models import Course
from programmes.services import curriculum, findings
from tests.factories.curricula import make_curriculum
from tests.factories.employers import make_vacancy
from tests.factories.learners import make_held_skill
from tests.factories.matching import make_seeker, match_everybody
from tests.factories.programmes import make_course, make_enrolment, make_run
from tests.factories.skills import make_relation, make_skill

in_database = pytest.mark.django_db

DAY = date(2027, 3, 1)
HERE = Point(40_000, 28_000)
shares = st.integers(1, 300).flatmap(lambda hires: st.tuples(st.integers(0, hires), st.just(hires)))


# The rule ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("can_do", "hires", "sure", "weight"),
    [
        (4, 4, 510, 100),  # too few to say anything
        (5, 5, 565, 103),
        (0, 5, 0, 100),
        (14, 18, 547, 102),
        (9, 18, 290, 100),
        (18, 18, 824, 116),
        (95, 100, 888, 119),
        (10_000, 10_000, 999, 124),
    ],
)
def test_the_weight_follows_the_least_share_that_is_sure(
    can_do: int, hires: int, sure: int, weight: int
) -> None:
    """14 of 18: z² = 3.8416; (14 + 1.9208 - 1.96 √(14 · 4 / 18 + 0.9604)) / (18 + 3.8416) = 0.5478, so 0.547;
    100 + 25 · (547 - 500) / 500 = 102.
    """
    assert (evidence.sure_share(can_do, hires), evidence.weight(can_do, hires)) == (sure, weight)


@given(shares)
def test_whole_numbers_give_the_interval_that_pages_show(share: tuple[int, int]) -> None:
    assert abs(evidence.sure_share(*share) - 1000 * Share(*share).low) <= 1.05


@given(shares)
def test_one_more_who_can_do_it_never_lowers_the_weight_and_it_stays_in_bounds(
    share: tuple[int, int],
) -> None:
    can_do, hires = share
    assert evidence.WORD <= evidence.weight(can_do, hires) <= evidence.MOST
    assert evidence.weight(can_do, hires) <= evidence.weight(can_do + 1, hires + 1)
    if can_do:
        assert evidence.weight(can_do - 1, hires) <= evidence.weight(can_do, hires)


weights = st.integers(evidence.WORD, evidence.MOST)
held = st.dictionaries(st.integers(1, 5), st.integers(1, 4), max_size=5)
tables = st.dictionaries(st.tuples(st.integers(1, 5), st.integers(1, 5)), st.integers(1, 100), max_size=8)
asked = st.lists(
    st.builds(Asked, skill=st.integers(1, 5), level=st.integers(1, 4), weight=st.integers(0, 3000)),
    max_size=4,
    unique_by=lambda each: each.skill,
).map(tuple)


@given(
    has=held,
    sure=st.dictionaries(st.integers(1, 5), weights),
    asked=asked,
    table=tables,
    skill=st.integers(1, 5),
)
def test_surer_evidence_never_lowers_a_score_and_none_lowers_it_below_that_of_a_word(
    has: dict, sure: dict, asked: tuple, table: dict, skill: int
) -> None:
    vacancy = Vacancy(id=1, asked=asked, place=HERE)
    person = Learner(id=1, held=has, place=HERE, limit=100)
    backed = replace(person, sure=sure)
    surer = replace(person, sure=sure | {skill: evidence.MOST})
    totals = [score.total(each, vacancy, table, DAY) for each in (person, backed, surer)]
    assert totals == sorted(totals)
    fits = {score.fit(each.held, vacancy, table) for each in (person, backed, surer)}
    assert len(fits) == 1  # what is met, and within reach, is not changed by it


def test_a_score_by_hand() -> None:
    """Skill 1 is asked at level 2 with W 4,000, skill 2 with W 1,000. Skill 1 is held at level 2 from a course, of
    which 18 of 18 can do it (116 per cent); it counts 50 per cent for skill 2.

    F = 4,000 · 100 + 1,000 · 50 = 450,000; sure evidence adds 4,000 · 16 + 1,000 · (50 · 116 / 100 - 50) = 72,000;
    U = 512 + 64 · 4 = 768; T = 522,000 · 768 / 1,024 = 391,500, where a word gives 337,500.
    """
    vacancy = Vacancy(id=1, asked=(Asked(1, 2, 4000), Asked(2, 2, 1000)), place=HERE)
    word = Learner(id=1, held={1: 2}, place=HERE, limit=100)
    credits = {(2, 1): 50}
    backed = replace(word, sure={1: evidence.weight(18, 18)})
    assert (score.fit(word.held, vacancy, credits), score.sure_points(backed, vacancy, credits)) == (
        450_000,
        72_000,
    )
    assert [score.total(each, vacancy, credits, DAY) for each in (word, backed)] == [337_500, 391_500]


# In the portal ----------------------------------------------------------------------------------------


class World:
    """Two people hold the same skill: one completed a course that teaches it, one says so. One job asks for it."""

    def __init__(self) -> None:
        self.weave, self.loom = make_skill(label="weave"), make_skill(label="set up looms")
        make_relation(skill=self.loom, other=self.weave, kind="broader")
        self.course: Course = make_course(title="Looms by the canal")
        self.version = make_curriculum(course=self.course, outcomes=(("Weave a cloth", {self.weave: 2}),))
        self.key = self.version.outcomes.get().key
        self.completer, self.sayer = make_seeker(), make_seeker(skills=[(self.weave, 2)])
        run = make_run(course=self.course, starts_on=timezone.localdate() - timedelta(days=90))
        make_enrolment(run=run, learner=self.completer, state="completed")
        make_held_skill(learner=self.completer, skill=self.weave, level=2, evidence="completion")
        self.vacancy: VacancyRow = make_vacancy(title="Weaver", mode="remote", skills=[self.weave])

    def find(self, can_do: int, hires: int) -> None:
        """As counting the ratings does, and what the outbox then does."""
        findings.publish(course=self.course, key=self.key, hires=hires, can_do=can_do)
        task = OutboxTask.objects.filter(name="matching.follow_findings").latest("id")
        confirmations.follow(**task.args)

    def scores(self) -> tuple[int, int]:
        rows = {row.learner_id: row.scores for row in LearnerMatch.objects.order_by("learner_id")}
        return rows[self.completer.id][0], rows[self.sayer.id][0]


@pytest.fixture
def world() -> World:
    return World()


@in_database
def test_until_enough_is_found_a_course_counts_as_somebodys_word(world: World) -> None:
    match_everybody()
    learned, said = world.scores()
    assert learned == said > 0


@in_database
def test_findings_promise_the_match_of_those_who_learned_it_there_and_of_nobody_else(world: World) -> None:
    match_everybody()
    said = world.scores()[1]
    OutboxTask.objects.all().delete()
    world.find(18, 18)
    assert ConfirmedSkill.objects.values_list("skill", "can_do", "hires", "weight").get() == (
        *(world.weave.id, 18, 18),
        116,
    )
    promised = OutboxTask.objects.filter(name="matching.match_learner").values_list("args", flat=True)
    assert list(promised) == [{"learner_id": world.completer.id}]
    lists.match_learner(learner_id=world.completer.id)
    lists.match_learner_courses(learner_id=world.completer.id)
    learned = world.scores()[0]
    assert learned == LearnerMatch.objects.get(learner=world.completer).scores[0]
    assert (learned * 100 // 116, world.scores()[1]) == (said, said)
    assert runs.match_all()["changed"] == 0


@in_database
def test_a_worse_finding_takes_the_weight_back(world: World) -> None:
    world.find(18, 18)
    world.find(10, 18)
    assert ConfirmedSkill.objects.get().weight == 100
    match_everybody()
    assert len(set(world.scores())) == 1


@in_database
def test_the_same_finding_again_and_new_numbers_of_the_same_weight_disturb_nobody(world: World) -> None:
    world.find(18, 18)
    world.completer.refresh_from_db()
    before = world.completer.version
    world.find(18, 18)
    world.find(19, 19)
    assert (evidence.weight(18, 18), evidence.weight(19, 19)) == (116, 116)
    world.completer.refresh_from_db()
    assert (world.completer.version, ConfirmedSkill.objects.get().hires) == (before, 19)


@in_database
def test_of_several_outcomes_the_least_sure_counts_and_one_taken_out_no_more(world: World) -> None:
    version = make_curriculum(
        course=make_course(), outcomes=(("Weave", {world.weave: 2}), ("Weave fast", {world.weave: 2}))
    )
    for position, can_do in ((1, 20), (2, 17)):
        findings.publish(
            course=version.course, key=version.outcomes.get(position=position).key, hires=20, can_do=can_do
        )
    confirmations.follow(course_id=version.course_id)
    assert ConfirmedSkill.objects.get(course=version.course_id).can_do == 17
    version.outcomes.get(position=2).delete()
    OutboxTask.objects.all().delete()
    curriculum.follow(version)
    confirmations.follow(**OutboxTask.objects.get(name="matching.follow_findings").args)
    assert ConfirmedSkill.objects.get(course=version.course_id).can_do == 20


@in_database
def test_only_evidence_from_the_course_counts_more(world: World) -> None:
    """Not a word beside it, nor a course that somebody left. An employer's word of one counts like the course."""
    world.find(18, 18)
    match_everybody()
    learned, said = world.scores()
    assert learned > said
    HeldSkill.objects.filter(learner=world.completer).update(evidence="employer")
    match_everybody()
    assert world.scores() == (learned, said)
    HeldSkill.objects.filter(learner=world.sayer).update(evidence="employer")
    HeldSkill.objects.filter(learner=world.completer).update(evidence="said")
    match_everybody()
    assert world.scores() == (said, said)
    HeldSkill.objects.filter(learner=world.completer).update(evidence="completion")
    world.completer.enrolments.update(state="withdrawn", withdrawal_reason="44", holds_place=False)
    match_everybody()
    assert world.scores() == (said, said)


@in_database
def test_the_receipt_says_why_and_of_how_many_but_not_to_employers(client: Client, world: World) -> None:
    findings.publish(course=world.course, key=world.key, hires=18, can_do=14)
    confirmations.follow(course_id=world.course.id)
    match_everybody()
    client.force_login(world.completer.user)
    page = client.get(reverse("match_job_show", args=[world.vacancy.public_id])).text
    assert "Employers confirm this skill of people from your course: 78% of 18." in page
    assert "So it counts for 2 per cent more." in page
    assert "Employers confirm what you learned, of most people from your course" in page
    client.force_login(world.sayer.user)
    page = client.get(reverse("match_job_show", args=[world.vacancy.public_id])).text
    assert "Employers confirm" not in page
    engine, day = EngineVersion.objects.current().get().code, timezone.localdate()
    lines = candidates.lines(vacancy=world.vacancy, engine=engine, learners=[world.completer.id], day=day)[
        world.completer.id
    ].lines
    told = lines[0].told(of_them=True)
    assert told.endswith(
        "Employers confirm this skill of people from their course. So it counts for 2 per cent more."
    )


@in_database
def test_a_related_skill_is_named_where_it_is_the_one_that_is_confirmed(world: World) -> None:
    job = make_vacancy(title="Weaver of nets", mode="remote", skills=[world.loom])
    world.find(18, 18)
    match_everybody()
    engine = EngineVersion.objects.current().get().code
    why = shown.of_vacancies(
        learner=world.completer, vacancy_ids=[job.id], engine=engine, day=timezone.localdate()
    )[job.id]
    (line,) = why.lines
    assert (line.sums.credit, line.sums.sure, line.state) == (40, 46, "part")
    assert "Employers confirm “weave” of people from your course: 100% of 18." in line.words
    assert why.is_within_reach is False


# Kept receipts ----------------------------------------------------------------------------------------


def freeze(world: World) -> FrozenReceipt:
    kept = receipts.freeze(
        learner=world.completer, application=world.vacancy.public_id, vacancy=world.vacancy
    )
    assert kept is not None
    return kept


@in_database
def test_a_kept_receipt_comes_out_the_same_whatever_is_found_later(world: World) -> None:
    world.find(18, 18)
    match_everybody()
    world.completer.refresh_from_db()
    kept = freeze(world)
    assert kept.held == [[world.weave.id, 2, 116]]
    assert kept.total == world.scores()[0]
    world.find(9, 18)
    ConfirmedSkill.objects.all().delete()
    assert receipts.is_the_same(FrozenReceipt.objects.select_related("engine").get())


@in_database
def test_receipts_of_the_rules_before_come_out_the_same_under_theirs(world: World) -> None:
    engine = engines.freeze()
    EngineVersion.objects.update(rules=1)
    ConfirmedSkill.objects.create(course=world.course, skill=world.weave, can_do=18, hires=18, weight=116)
    lists.match_learner(learner_id=world.completer.id)
    lists.match_learner(learner_id=world.sayer.id)
    learned, said = world.scores()
    assert learned == said  # rules 1 know nothing of it
    kept = freeze(world)
    old = {name: value for name, value in kept.lines[0].items() if name != "sure"}  # as it was kept then
    kept.lines, kept.sums = [old], {name: value for name, value in kept.sums.items() if name != "extra"}
    assert (kept.engine, kept.held, kept.total) == (engine, [[world.weave.id, 2]], said)
    match_everybody()
    assert EngineVersion.objects.current().get().rules == RULES == 2
    assert world.scores()[0] > said
    kept.engine.refresh_from_db()
    assert kept.engine.rules == 1
    assert receipts.may_replay(kept)
    assert receipts.is_the_same(kept)
    kept.engine.rules = max(KNOWN) + 1
    assert not receipts.may_replay(kept)


@in_database
def test_new_rules_weigh_what_had_been_found_before_them(world: World) -> None:
    findings.publish(course=world.course, key=world.key, hires=18, can_do=14)
    OutboxTask.objects.all().delete()
    engines.freeze()
    assert OutboxTask.objects.get(name="matching.follow_findings").args == {"course_id": world.course.id}


@in_database
@pytest.mark.parametrize("wrong", [{"hires": 4, "can_do": 4}, {"can_do": 6}, {"weight": 99}, {"weight": 126}])
def test_the_database_refuses_what_the_rule_does_not_give(world: World, wrong: dict[str, int]) -> None:
    right = {"course": world.course, "skill": world.weave, "can_do": 5, "hires": 5, "weight": 103}
    ConfirmedSkill.objects.create(**right).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        ConfirmedSkill.objects.create(**right | wrong)
