"""Versions of a curriculum: written, published, frozen; and what courses, runs and people take from them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from district.matching.models import MatchRun  # noqa: F401 # matching listens to the signals of programmes
from district.outbox.models import OutboxTask
from district.skills.models import SkillState
from district.web.errors import NotAllowed, Refused
from learners.models import HeldSkill
from programmes.curricula.changes import Point, What, compare
from programmes.models import CourseRun, CurriculumVersion, Enrolment, LearningOutcome, OutcomeSkill
from programmes.services import curriculum, enrolments, runs, skills
from tests.factories.curricula import make_curriculum
from tests.factories.partners import actor_of, make_staff
from tests.factories.programmes import (
    make_course,
    make_enrolment,
    make_open_run,
    make_run,
    make_taught_skill,
)
from tests.factories.skills import make_skill

State = CurriculumVersion.State
pytestmark = pytest.mark.django_db


@pytest.fixture
def sql():
    return make_skill(label="SQL")


@pytest.fixture
def charts():
    return make_skill(label="draw charts")


@pytest.fixture
def course(provider, sql):
    return make_course(
        organisation=provider,
        skills=[(sql, 2)],
        what_you_learn="Ask a database in SQL. Tell others what you found.",
    )


def taught(course):
    rows = course.taught_skills.filter(state=SkillState.ACCEPTED).order_by("skill__label")
    return {row.skill.label: row.level for row in rows.select_related("skill")}


def words(version):
    return list(version.outcomes.order_by("position").values_list("words", flat=True))


def begun(course, **fields):
    """A run that began today."""
    return make_open_run(course=course, starts_on=timezone.localdate(), **fields)


# Writing ---------------------------------------------------------------------------------------------


def test_the_first_version_is_begun_from_the_text_and_the_skills_of_the_course(course, charts, teacher):
    make_taught_skill(course=course, skill=charts, level=1)

    draft = curriculum.begin(course=course, by=teacher)

    assert (draft.number, draft.state) == (1, State.DRAFT)
    assert words(draft) == ["Ask a database in SQL", "Tell others what you found", "Draw charts"]
    led = OutcomeSkill.objects.order_by("outcome__position").values_list(
        "outcome__position", "skill__label", "level"
    )
    assert list(led) == [(1, "SQL", 2), (3, "draw charts", 1)]


def test_beginning_twice_is_one_draft(course, teacher):
    assert curriculum.begin(course=course, by=teacher) == curriculum.begin(course=course, by=teacher)


def test_the_next_version_is_a_copy_of_the_one_in_force(course, teacher, sql):
    first = make_curriculum(course=course, outcomes=[("Ask a database", {sql: 2}), ("Tell others", {})])

    second = curriculum.begin(course=course, by=teacher)

    assert second.number == 2
    assert words(second) == words(first)
    keys = [
        list(version.outcomes.order_by("position").values_list("key", flat=True))
        for version in (first, second)
    ]
    assert keys[0] == keys[1]
    assert curriculum.levels_of(second) == {sql.pk: 2}


def test_outcomes_are_added_worded_moved_and_removed(course, teacher):
    draft = make_curriculum(course=course, state=State.DRAFT, outcomes=[("One", {}), ("Two", {})])
    third = curriculum.add_outcome(curriculum=draft, words="  Three \n more ", by=teacher)
    curriculum.add_outcome(curriculum=draft, words="Three more", by=teacher)
    curriculum.move_outcome(outcome=third, up=True, by=teacher)
    curriculum.reword_outcome(outcome=draft.outcomes.get(position=1), words="First", by=teacher)
    assert words(draft) == ["First", "Three more", "Two"]

    curriculum.move_outcome(outcome=draft.outcomes.get(position=1), up=True, by=teacher)
    curriculum.remove_outcome(outcome=draft.outcomes.get(position=1), by=teacher)
    curriculum.remove_outcome(outcome=third, by=teacher)
    curriculum.remove_outcome(outcome=third, by=teacher)

    assert words(draft) == ["Two"]
    assert draft.outcomes.get().position == 1


def test_two_people_who_reword_one_outcome_do_not_write_over_each_other(course, teacher):
    outcome = make_curriculum(course=course, state=State.DRAFT, outcomes=[("One", {})]).outcomes.get()
    curriculum.reword_outcome(outcome=outcome, words="Two", version=1, by=teacher)

    with pytest.raises(Refused, match="changed this since"):
        curriculum.reword_outcome(outcome=outcome, words="Three", version=1, by=teacher)
    assert LearningOutcome.objects.get().words == "Two"


def test_an_outcome_leads_to_real_skills_at_real_levels(course, teacher, sql):
    outcome = make_curriculum(course=course, state=State.DRAFT, outcomes=[("One", {})]).outcomes.get()
    curriculum.set_skill(outcome=outcome, skill=sql, level=1, by=teacher)
    curriculum.set_skill(outcome=outcome, skill=sql, level=3, by=teacher)
    assert outcome.skills.get().level == 3

    with pytest.raises(Refused, match="four levels"):
        curriculum.set_skill(outcome=outcome, skill=sql, level=5, by=teacher)
    gone = make_skill(label="gone", withdrawn_at=timezone.now())
    with pytest.raises(Refused, match="from the list"):
        curriculum.set_skill(outcome=outcome, skill=gone, level=1, by=teacher)
    curriculum.remove_skill(outcome=outcome, skill=sql, by=teacher)
    curriculum.remove_skill(outcome=outcome, skill=sql, by=teacher)
    assert not outcome.skills.exists()


def test_only_its_provider_writes_a_curriculum(course, stranger, db):
    staff = actor_of(make_staff())
    draft = make_curriculum(course=course, state=State.DRAFT, outcomes=[("One", {})])
    for by in (stranger, staff):
        for act in (
            lambda by: curriculum.begin(course=course, by=by),
            lambda by: curriculum.add_outcome(curriculum=draft, words="Two", by=by),
            lambda by: curriculum.publish(curriculum=draft, by=by),
            lambda by: curriculum.discard(curriculum=draft, by=by),
        ):
            with pytest.raises(NotAllowed, match="Only the provider"):
                act(by)
    assert CurriculumVersion.objects.visible_to(staff).get() == draft
    assert not CurriculumVersion.objects.visible_to(stranger).exists()


def test_a_draft_can_be_thrown_away_and_a_published_version_cannot(course, teacher, sql):
    draft = make_curriculum(course=course, state=State.DRAFT, outcomes=[("One", {sql: 1})])
    curriculum.discard(curriculum=draft, by=teacher)
    curriculum.discard(curriculum=draft, by=teacher)
    assert not CurriculumVersion.objects.exists()

    published = make_curriculum(course=course, outcomes=[("One", {sql: 1})])
    with pytest.raises(Refused, match="stays"):
        curriculum.discard(curriculum=published, by=teacher)


# Publishing ------------------------------------------------------------------------------------------


def test_publishing_makes_the_taught_skills_follow(course, teacher, sql, charts):
    other = make_skill(label="write reports")
    make_taught_skill(course=course, skill=other, state=SkillState.SUGGESTED, words="reports")
    named = make_skill(label="use spreadsheets")
    make_taught_skill(course=course, skill=named, words="spreadsheets")
    draft = make_curriculum(
        course=course, state=State.DRAFT, outcomes=[("One", {sql: 3, charts: 1}), ("Two", {charts: 2})]
    )
    assert curriculum.preview(draft) == [
        {"skill": sql, "before": 2, "after": 3},
        {"skill": charts, "before": None, "after": 2},
        {"skill": named, "before": 1, "after": None},
    ]
    OutboxTask.objects.all().delete()

    curriculum.publish(curriculum=draft, note=" More on charts ", by=teacher)
    curriculum.publish(curriculum=draft, by=teacher)

    assert taught(course) == {"SQL": 3, "draw charts": 2}
    states = dict(course.taught_skills.values_list("skill__label", "state"))
    assert states["write reports"] == states["use spreadsheets"] == SkillState.REFUSED
    draft.refresh_from_db()
    assert (draft.state, draft.note, draft.published_by) == (State.PUBLISHED, "More on charts", teacher.user)
    assert OutboxTask.objects.filter(name__startswith="matching.").exists()


def test_the_version_before_is_followed_by_the_new_one(course, teacher, sql):
    first = make_curriculum(course=course, outcomes=[("One", {sql: 1})])
    second = curriculum.begin(course=course, by=teacher)

    curriculum.publish(curriculum=second, by=teacher)

    first.refresh_from_db()
    assert first.state == State.SUPERSEDED
    assert first.superseded_at is not None


@pytest.mark.parametrize(
    ("outcomes", "sentence"), [([], "Add a learning outcome"), ([("One", {})], "Add a skill")]
)
def test_an_empty_curriculum_is_not_published(course, teacher, outcomes, sentence):
    draft = make_curriculum(course=course, state=State.DRAFT, outcomes=outcomes)
    with pytest.raises(Refused, match=sentence):
        curriculum.publish(curriculum=draft, by=teacher)
    assert taught(course) == {"SQL": 2}


def test_a_draft_changed_since_the_preview_is_looked_at_again(course, teacher, sql):
    draft = make_curriculum(course=course, state=State.DRAFT, outcomes=[("One", {sql: 1})])
    curriculum.add_outcome(curriculum=draft, words="Two", by=teacher)
    with pytest.raises(Refused, match="Look at it again"):
        curriculum.publish(curriculum=draft, version=draft.version, by=teacher)


def test_what_is_in_force_can_be_changed_until_a_run_begins_and_skills_follow_at_once(
    course, teacher, sql, charts
):
    make_run(course=course)
    version = make_curriculum(course=course, outcomes=[("One", {sql: 1})])
    outcome = version.outcomes.get()

    curriculum.set_skill(outcome=outcome, skill=charts, level=2, by=teacher)

    assert taught(course) == {"SQL": 1, "draw charts": 2}
    curriculum.remove_skill(outcome=outcome, skill=sql, by=teacher)
    with pytest.raises(Refused, match="at least one skill"):
        curriculum.remove_skill(outcome=outcome, skill=charts, by=teacher)
    with pytest.raises(Refused, match="at least one learning outcome"):
        curriculum.remove_outcome(outcome=outcome, by=teacher)


def test_skills_of_a_course_with_a_curriculum_are_not_changed_beside_it(course, teacher, sql, charts):
    make_curriculum(course=course, outcomes=[("One", {sql: 1})])
    row = course.taught_skills.get(skill=sql)
    for act in (
        lambda: skills.add(course=course, skill=charts, level=1, by=teacher),
        lambda: skills.remove(taught=row, by=teacher),
        lambda: skills.decide(taught=row, accept=True, level=4, by=teacher),
    ):
        with pytest.raises(Refused, match="curriculum"):
            act()
    assert taught(course) == {"SQL": 1}
    course.what_you_learn = "You draw charts."
    course.save()
    assert skills.suggest(course_ids=[course.pk]) == 0


# Frozen ----------------------------------------------------------------------------------------------


def forced(statement, *values):
    refused = pytest.raises(IntegrityError, match=r"frozen|published|cannot be taught")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_version_that_a_run_began_with_is_frozen(course, teacher, sql, charts):
    version = make_curriculum(course=course, outcomes=[("One", {sql: 1})])
    outcome = version.outcomes.get()
    begun(course)

    for act in (
        lambda: curriculum.add_outcome(curriculum=version, words="Two", by=teacher),
        lambda: curriculum.reword_outcome(outcome=outcome, words="Other", by=teacher),
        lambda: curriculum.set_skill(outcome=outcome, skill=charts, level=1, by=teacher),
        lambda: curriculum.remove_outcome(outcome=outcome, by=teacher),
    ):
        with pytest.raises(Refused, match="Begin a new version"):
            act()
    second = curriculum.begin(course=course, by=teacher)
    curriculum.reword_outcome(outcome=second.outcomes.get(), words="Other", by=teacher)
    assert (words(version), words(second)) == (["One"], ["Other"])


@pytest.mark.parametrize("is_bound", [False, True])
def test_the_database_keeps_a_version_that_a_run_began_with(course, sql, charts, is_bound):
    version = make_curriculum(course=course, outcomes=[("One", {sql: 1})])
    outcome = version.outcomes.get()
    with connection.cursor() as cursor:  # until then nothing is in the way
        cursor.execute("UPDATE programmes_learningoutcome SET words = 'Uno' WHERE id = %s", [outcome.pk])
    begun(course)
    if is_bound:
        assert curriculum.bind_started() == 1

    forced("UPDATE programmes_learningoutcome SET words = 'Dos' WHERE id = %s", outcome.pk)
    forced("DELETE FROM programmes_outcomeskill WHERE outcome_id = %s", outcome.pk)
    forced("UPDATE programmes_outcomeskill SET level = 4 WHERE outcome_id = %s", outcome.pk)
    forced(
        "INSERT INTO programmes_outcomeskill (outcome_id, skill_id, level) VALUES (%s, %s, 1)",
        outcome.pk,
        charts.pk,
    )
    forced(
        "INSERT INTO programmes_learningoutcome (public_id, curriculum_id, key, position, words, version) "
        "VALUES (gen_random_uuid(), %s, gen_random_uuid(), 9, 'More', 1)",
        version.pk,
    )
    forced(
        "UPDATE programmes_curriculumversion SET state = 'draft', published_at = NULL WHERE id = %s",
        version.pk,
    )
    forced("UPDATE programmes_curriculumversion SET number = 7 WHERE id = %s", version.pk)
    forced("DELETE FROM programmes_curriculumversion WHERE id = %s", version.pk)
    assert words(version) == ["Uno"]


def test_a_version_that_was_followed_is_frozen_though_no_run_began_with_it(course, teacher, sql):
    first = make_curriculum(course=course, outcomes=[("One", {sql: 1})])
    curriculum.publish(curriculum=curriculum.begin(course=course, by=teacher), by=teacher)

    forced("UPDATE programmes_learningoutcome SET words = 'Dos' WHERE curriculum_id = %s", first.pk)
    forced("UPDATE programmes_curriculumversion SET note = 'Other' WHERE id = %s", first.pk)
    with pytest.raises(Refused, match="followed by another"):
        curriculum.add_outcome(curriculum=first, words="Two", by=teacher)


def test_a_person_who_began_a_run_without_dates_freezes_the_version(course, sql):
    version = make_curriculum(course=course, outcomes=[("One", {sql: 1})])
    run = make_open_run(course=course, is_flexible=True)
    assert not CurriculumVersion.objects.with_frozen().get().is_frozen

    make_enrolment(run=run, starts_on=timezone.localdate(), planned_end_on=timezone.localdate())

    assert CurriculumVersion.objects.with_frozen().get(pk=version.pk).is_frozen


@pytest.mark.parametrize("state", [State.DRAFT, State.PUBLISHED])
def test_a_course_has_one_draft_and_one_version_in_force_at_most(course, sql, state):
    make_curriculum(course=course, state=state, outcomes=[("One", {sql: 1})])
    facts = {} if state == State.DRAFT else {"published_at": timezone.now()}
    with pytest.raises(IntegrityError, match="programmes_one_"), transaction.atomic():
        CurriculumVersion.objects.create(course=course, number=2, state=state, **facts)


def test_a_run_is_taught_by_a_published_version_of_its_own_course(course, sql):
    run = make_run(course=course)
    draft = make_curriculum(course=course, state=State.DRAFT, outcomes=[("One", {sql: 1})])
    other = make_curriculum(course=make_course(), outcomes=[("One", {sql: 1})])
    for version in (draft, other):
        forced("UPDATE programmes_courserun SET curriculum_id = %s WHERE id = %s", version.pk, run.pk)


# Runs and people -------------------------------------------------------------------------------------


def test_a_run_keeps_the_version_in_force_on_its_first_day(course, teacher, sql):
    first = make_curriculum(course=course, outcomes=[("One", {sql: 1})])
    started, coming = begun(course), make_run(course=course)
    long_ago = make_open_run(course=course, starts_on=timezone.localdate() - timedelta(days=30))

    second = curriculum.publish(curriculum=curriculum.begin(course=course, by=teacher), by=teacher)

    for run in (started, coming, long_ago):
        run.refresh_from_db()
    assert (started.curriculum, coming.curriculum, long_ago.curriculum) == (first, None, None)
    coming.starts_on = timezone.localdate()
    coming.save()
    assert curriculum.bind_started() == 1
    assert curriculum.bind_started() == 0
    coming.refresh_from_db()
    assert coming.curriculum == second


def test_a_run_that_is_put_off_begins_with_the_version_in_force_then(course, teacher, sql):
    version = make_curriculum(course=course, outcomes=[("One", {sql: 1})])
    run = begun(course)
    curriculum.bind_started()
    run.refresh_from_db()
    assert run.curriculum == version

    runs.change(run=run, values={"starts_on": timezone.localdate() + timedelta(days=9)}, by=teacher)

    run.refresh_from_db()
    assert run.curriculum is None


def test_who_completes_a_run_gets_the_skills_of_its_version(course, teacher, sql, charts):
    make_curriculum(course=course, outcomes=[("One", {sql: 1})])
    enrolment = make_enrolment(run=begun(course))
    second = curriculum.begin(course=course, by=teacher)
    curriculum.set_skill(outcome=second.outcomes.get(), skill=charts, level=3, by=teacher)
    curriculum.publish(curriculum=second, by=teacher)
    assert taught(course) == {"SQL": 1, "draw charts": 3}

    enrolment = enrolments.complete(enrolment=enrolment, last_day=timezone.localdate(), by=teacher)

    held = HeldSkill.objects.filter(learner=enrolment.learner)
    assert list(held.values_list("skill__label", "level")) == [("SQL", 1)]
    assert [(each.skill.label, each.level) for each in curriculum.taught_to(enrolment)] == [("SQL", 1)]


def test_a_course_without_a_curriculum_teaches_what_was_accepted(course, teacher):
    enrolment = make_enrolment(run=make_open_run(course=course, starts_on=timezone.localdate()))
    enrolments.complete(enrolment=enrolment, last_day=timezone.localdate(), by=teacher)
    assert list(HeldSkill.objects.values_list("skill__label", "level")) == [("SQL", 2)]


def test_many_are_taught_what_each_of_them_is(course, teacher, sql, charts, django_assert_max_num_queries):
    make_curriculum(course=course, outcomes=[("One", {sql: 1}), ("Two", {sql: 2, charts: 1})])
    early, unbound = make_enrolment(run=begun(course)), make_enrolment(run=begun(course))
    curriculum.bind_started(course_id=course.pk)
    CourseRun.objects.filter(pk=unbound.run_id).update(curriculum=None)
    second = curriculum.begin(course=course, by=teacher)
    curriculum.set_skill(outcome=second.outcomes.first(), skill=charts, level=4, by=teacher)
    curriculum.publish(curriculum=second, by=teacher)
    plain = make_enrolment(
        run=make_open_run(course=make_taught_skill(course=make_course(), skill=sql, level=3).course)
    )
    ids = [early.pk, unbound.pk, plain.pk]
    many = list(Enrolment.objects.filter(pk__in=ids).select_related("run__course").order_by("id"))

    with django_assert_max_num_queries(3):
        levels = curriculum.levels_taught_to(many)

    each = {row.pk: {skill.skill_id: skill.level for skill in curriculum.taught_to(row)} for row in many}
    assert levels == each
    assert levels[early.pk] == {sql.pk: 2, charts.pk: 1}
    assert levels[plain.pk] == {sql.pk: 3}


def test_on_a_run_without_dates_the_first_day_of_each_person_tells(course, teacher, sql, charts):
    make_taught_skill(course=course, skill=charts, level=4)
    run = make_open_run(course=course, is_flexible=True)
    today = timezone.localdate()
    early = make_enrolment(run=run, starts_on=today - timedelta(days=9), planned_end_on=today)
    late = make_enrolment(run=run, starts_on=today, planned_end_on=today)

    make_curriculum(course=course, outcomes=[("One", {sql: 1})])

    assert {each.skill.label for each in curriculum.taught_to(late)} == {"SQL"}
    assert {each.skill.label for each in curriculum.taught_to(early)} == {"SQL"}, "as the course says now"


# Comparing -------------------------------------------------------------------------------------------

POINTS = st.lists(
    st.builds(
        Point,
        key=st.integers(1, 6),
        words=st.sampled_from(["a", "b"]),
        skills=st.dictionaries(st.sampled_from(["SQL", "UX"]), st.integers(1, 4)),
    ),
    unique_by=lambda point: point.key,
    max_size=6,
)


def rebuilt(lines, later):
    """A version read out of the comparison alone."""
    own = [line for line in lines if (line.place if later else line.place_before) is not None]
    own.sort(key=lambda line: line.place if later else line.place_before)
    return [
        Point(
            line.key,
            line.words if later else line.words_before,
            {
                change.skill: level
                for change in line.skills
                if (level := change.after if later else change.before) is not None
            },
        )
        for line in own
    ]


@given(POINTS, POINTS)
@settings(max_examples=60)
def test_a_comparison_holds_both_versions_whole(before, after):
    lines = compare(before, after)
    assert rebuilt(lines, later=True) == after
    assert rebuilt(lines, later=False) == before
    assert len(compare(after, after)) == len(after)
    assert {line.what for line in compare(after, after)} <= {What.SAME}


def test_a_comparison_says_what_was_added_removed_changed_and_moved():
    before = [Point(1, "One"), Point(2, "Two"), Point(3, "Three", {"SQL": 1}), Point(4, "Four")]
    after = [Point(4, "Four"), Point(1, "One"), Point(3, "Three", {"SQL": 2}), Point(5, "Five")]

    found = [(line.key, line.what) for line in compare(before, after)]

    assert found == [
        (4, What.MOVED),
        (1, What.SAME),
        (2, What.REMOVED),
        (3, What.CHANGED),
        (5, What.ADDED),
    ]
