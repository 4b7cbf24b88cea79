"""Full runs: shared, resumable, and quiet where nothing changed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from district.matching.models import SHARD_SIZE, EngineVersion, LearnerMatch, MatchRun, MatchShard
from district.matching.services import engines, lists, runs, shards
from district.matching.tasks import start_nightly_run
from district.outbox.models import OutboxTask, Progress
from district.outbox.models.progress import SILENCE
from district.partners.models import Organisation
from district.skills.models import Skill
from district.web.errors import NotAllowed
from employers.models import Vacancy
from learners.models import Learner
from programmes.models import CourseRun
from tests.factories.employers import make_vacancy
from tests.factories.matching import make_seeker
from tests.factories.skills import make_skill
from tests.matching import worlds
from tests.matching.test_equality_of_forms import agree_on_courses, agree_on_vacancies

pytestmark = pytest.mark.django_db


@pytest.fixture
def spread(monkeypatch: pytest.MonkeyPatch):
    """Learners in three shards."""
    monkeypatch.setattr(runs, "LEARNERS_A_SHARD", 1)
    with worlds.world(21, learners=6, vacancies=20) as random:
        for number, learner in enumerate(Learner.objects.order_by("id")):
            _move(learner, (number % 3 + 1) * 10 * SHARD_SIZE + number)
        yield random


def _move(learner: Learner, new_id: int) -> None:
    """Give a learner another id, and so another shard."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(
            "UPDATE learners_heldskill SET learner_id = %s WHERE learner_id = %s", [new_id, learner.id]
        )
        cursor.execute(
            "UPDATE learners_learner_hopes SET learner_id = %s WHERE learner_id = %s", [new_id, learner.id]
        )
        cursor.execute(
            "UPDATE programmes_enrolment SET learner_id = %s WHERE learner_id = %s", [new_id, learner.id]
        )
        cursor.execute("UPDATE learners_learner SET id = %s WHERE id = %s", [new_id, learner.id])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def lines() -> list[tuple]:
    return list(
        LearnerMatch.objects.order_by("learner_id").values_list(
            "learner_id", "vacancies", "scores", "courses"
        )
    )


def test_a_run_says_what_it_did(spread) -> None:
    done = runs.match_all()
    people = Learner.objects.filter(matching_on=True).count()
    assert done["learners"] == done["changed"] == people > 0
    assert done["matches"] == sum(len(row.vacancies) for row in LearnerMatch.objects.all()) > 0
    assert done["engine"] == "v1"
    run = MatchRun.objects.select_related("progress").get()
    assert run.progress.state == Progress.State.DONE
    assert run.progress.done_count == run.progress.total_count == people
    assert run.checksum == done["checksum"] != ""
    assert not MatchShard.objects.exists()


def test_a_second_run_writes_no_row(spread) -> None:
    first = runs.match_all()
    with connection.cursor() as cursor:
        cursor.execute("SELECT learner_id, xmin::text FROM matching_learnermatch ORDER BY 1")
        written = cursor.fetchall()
        second = runs.match_all()
        cursor.execute("SELECT learner_id, xmin::text FROM matching_learnermatch ORDER BY 1")
        assert cursor.fetchall() == written
    assert (second["changed"], second["checksum"]) == (0, first["checksum"])


def test_only_damaged_rows_are_mended(spread) -> None:
    first = runs.match_all()
    damaged = LearnerMatch.objects.exclude(vacancies=[]).order_by("learner_id").first()
    LearnerMatch.objects.filter(learner_id=damaged.learner_id).update(vacancies=[], scores=[])
    second = runs.match_all()
    assert (second["changed"], second["checksum"]) == (1, first["checksum"])


def test_a_run_that_was_cut_off_is_taken_up_where_it_stopped(spread) -> None:
    expected = runs.match_all()["checksum"]
    LearnerMatch.objects.all().delete()
    run = runs.begin()
    assert run.shards.count() == 3
    assert runs.work(run_id=run.id)
    again = runs.match_all()
    assert MatchRun.objects.count() == 2
    assert again["checksum"] == expected
    assert runs.begin() != run


def test_a_run_left_over_from_an_older_day_or_version_is_given_up(spread) -> None:
    left = runs.begin()
    engines.freeze()
    runs.match_all()
    left.refresh_from_db()
    assert left.finished_at is not None
    assert left.progress.__class__.objects.get(id=left.progress_id).state == Progress.State.FAILED
    assert left.checksum == ""


def test_the_lanes_of_a_promised_run_do_it_together(spread) -> None:
    expected = runs.match_all()["checksum"]
    LearnerMatch.objects.all().delete()
    run = runs.promise()
    assert OutboxTask.objects.filter(name="matching.work_on_run").count() == runs.LANES
    assert runs.work(run_id=run.id)
    runs.work_in_lane(run_id=run.id, lane=1)
    run.refresh_from_db()
    assert (run.finished_at is not None, run.checksum) == (True, expected)
    assert runs.work(run_id=run.id) is False


def test_the_nightly_run_starts_once_a_night(db) -> None:
    assert [start_nightly_run.run(), start_nightly_run.run()] == ["done", "taken"]
    assert MatchRun.objects.count() == 1


def test_switching_matching_off_removes_the_matches(spread) -> None:
    runs.match_all()
    someone = LearnerMatch.objects.order_by("learner_id").first().learner_id
    Learner.objects.filter(id=someone).update(matching_on=False)
    lists.match_learner(learner_id=someone)
    assert not LearnerMatch.objects.filter(learner_id=someone).exists()
    assert LearnerMatch.objects.exists()


def test_matching_a_learner_who_is_gone_is_no_fault(db) -> None:
    assert lists.match_learner(learner_id=987_654) is False
    assert lists.match_learner_courses(learner_id=987_654) is False


def test_a_changed_learner_has_their_jobs_first_and_is_promised_their_courses(spread) -> None:
    Learner.objects.update(version=7)
    runs.match_all()
    someone = LearnerMatch.objects.order_by("learner_id").first().learner_id
    Learner.objects.filter(id=someone).update(version=8)
    assert [lists.match_learner(learner_id=someone) for _ in range(2)] == [True, True]
    match = LearnerMatch.objects.get(learner_id=someone)
    assert (match.learner_version, match.courses_version) == (8, 7)
    promised = OutboxTask.objects.get(name="matching.match_learner_courses")
    assert (promised.args, promised.key) == ({"learner_id": someone}, f"learner {someone}")
    assert [lists.match_learner_courses(learner_id=someone) for _ in range(2)] == [True, False]
    match.refresh_from_db()
    assert (match.learner_version, match.courses_version) == (8, 8)


def test_who_switched_matching_off_is_promised_no_courses(spread) -> None:
    runs.match_all()
    Learner.objects.update(matching_on=False)
    someone = Learner.objects.order_by("id").first().id
    assert lists.match_learner(learner_id=someone) is False
    assert lists.match_learner_courses(learner_id=someone) is False
    assert not OutboxTask.objects.filter(name="matching.match_learner_courses").exists()


def test_a_full_run_brings_jobs_and_courses_to_the_same_profile(spread) -> None:
    Learner.objects.update(version=5)
    runs.match_all()
    Learner.objects.update(version=6)
    runs.match_all()
    assert set(LearnerMatch.objects.values_list("learner_version", "courses_version")) == {(6, 6)}


def test_matching_a_vacancy_that_is_gone_is_no_fault(db) -> None:
    assert lists.match_vacancies(vacancy_ids=[987_654]) == 0


def test_only_staff_start_a_run(db) -> None:
    class Somebody:
        is_staff = False

    with pytest.raises(NotAllowed):
        runs.start(by=Somebody())
    assert not MatchRun.objects.exists()


def test_a_new_version_is_frozen_once_the_vacancies_have_doubled(spread) -> None:
    engine = engines.ensure()
    assert engines.ensure() == engine
    EngineVersion.objects.update(vacancy_count=0)
    many = Vacancy.objects.filter(asked_skills__state="accepted").distinct().count()
    assert engines.is_outdated(EngineVersion.objects.get()) is (many > engines.GROWN_BY)
    EngineVersion.objects.update(skill_count=engine.skill_count + 1)
    assert engines.ensure() != engine


def test_both_commands_tell_what_they_did(spread, capsys) -> None:
    call_command("match_all")
    call_command("freeze_engine")
    words = capsys.readouterr().out.splitlines()
    assert '"engine": "v1"' in words[0]
    assert words[1].startswith("Engine v2: ")


def test_lists_under_an_older_version_are_left_to_the_run(spread) -> None:
    runs.match_all()
    before = lines()
    engines.freeze()
    vacancy = Vacancy.objects.open().order_by("id").first()
    lists.match_vacancies(vacancy_ids=[vacancy.id])
    unlisted = [row for row in before if vacancy.id not in row[1]]
    kept = {row[0]: row for row in lines()}
    assert all(kept[row[0]] == row for row in unlisted)
    runs.match_all()
    assert set(LearnerMatch.objects.values_list("engine_id", flat=True)) == {"v2"}


def test_a_run_is_for_today(spread) -> None:
    assert runs.begin().day == timezone.localdate()


def between_snapshot_and_writing(monkeypatch: pytest.MonkeyPatch, happen: Callable[[], None]) -> None:
    """A run over everybody; `happen` is called once the first shard is found and before it is written."""
    write = shards.write

    def write_late(**wanted: Any) -> None:
        monkeypatch.setattr(shards, "write", write)
        happen()
        write(**wanted)

    monkeypatch.setattr(shards, "write", write_late)
    runs.match_all()


def drain() -> None:
    """What was promised about vacancies and courses, as the workers would do it."""
    while (
        row := OutboxTask.objects.waiting().filter(name__startswith="matching.match_").order_by("id").first()
    ):
        OutboxTask.objects.filter(name=row.name, key=row.key).delete()
        getattr(lists, row.name.removeprefix("matching."))(**row.args)


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_opens_closes_and_changes_while_a_run_is_on_its_way_is_in_the_lists(seed: int) -> None:
    with pytest.MonkeyPatch.context() as patch, worlds.world(seed, learners=6, vacancies=25) as random:
        skills = list(Skill.objects.order_by("id"))

        def change() -> None:
            changed = random.sample(list(Vacancy.objects.order_by("id")), 4)
            for vacancy in changed:
                vacancy.state = random.choice(["open", "closed"])
                vacancy.save()
                vacancy.asked_skills.update(level=random.randint(1, 4))
            employer = Organisation.objects.get(name="Canal Works")
            changed.append(worlds.make_vacancy(random, employer, 100, skills, []))
            lists.match_vacancies(vacancy_ids=[each.id for each in changed])
            CourseRun.objects.filter(
                id__in=[each.id for each in CourseRun.objects.order_by("id")[::2]]
            ).update(state="closed")
            lists.promise_courses()
            learner = random.choice(list(Learner.objects.order_by("id")))
            learner.held_skills.all().delete()
            worlds.hold(random, learner, skills)
            Learner.objects.filter(id=learner.id).update(
                version=learner.version + 1, matching_on=random.random() < 0.5
            )
            lists.match_learner(learner_id=learner.id)
            drain()

        between_snapshot_and_writing(patch, change)
        drain()
        agree_on_vacancies()
        agree_on_courses()
        assert runs.match_all()["changed"] == 0


def opened_between(monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether a vacancy that opens between snapshot and writing is in the list afterwards."""
    skill = make_skill(label="weave canal data")
    learner = make_seeker(skills=[(skill, 2)])
    opened: list[int] = []

    def open_one() -> None:
        opened.append(make_vacancy(mode="remote", skills=[(skill, 2)]).id)
        lists.match_vacancies(vacancy_ids=opened)

    between_snapshot_and_writing(monkeypatch, open_one)
    return LearnerMatch.objects.get(learner=learner).vacancies == opened


def test_a_vacancy_that_opens_after_the_snapshot_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    assert opened_between(monkeypatch)


def test_it_would_be_lost_if_the_run_did_not_remember_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "_remember", lambda ids: None)
    assert not opened_between(monkeypatch)


def test_the_list_of_a_learner_who_changed_after_the_snapshot_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    skill = make_skill(label="weave canal data")
    learner = make_seeker(skills=[(skill, 2)])
    make_vacancy(mode="remote", skills=[(skill, 2)])

    def lose_the_skill() -> None:
        learner.held_skills.all().delete()
        Learner.objects.filter(id=learner.id).update(version=9)
        lists.match_learner(learner_id=learner.id)

    between_snapshot_and_writing(monkeypatch, lose_the_skill)
    match = LearnerMatch.objects.get()
    assert (match.learner_version, match.vacancies) == (9, [])


def test_who_switches_matching_off_or_leaves_after_the_snapshot_has_no_list(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    skill = make_skill(label="weave canal data")
    stays, goes = make_seeker(skills=[(skill, 2)]), make_seeker(skills=[(skill, 2)])

    def leave() -> None:
        Learner.objects.filter(id=stays.id).update(matching_on=False)
        goes.delete()

    between_snapshot_and_writing(monkeypatch, leave)
    assert not LearnerMatch.objects.exists()


def test_a_version_frozen_during_a_run_ends_it(spread, monkeypatch: pytest.MonkeyPatch) -> None:
    run = runs.begin()
    between_snapshot_and_writing(monkeypatch, engines.freeze)
    run.refresh_from_db()
    assert (run.finished_at is not None, run.checksum) == (True, "")
    assert not LearnerMatch.objects.exists()
    runs.match_all()
    assert set(LearnerMatch.objects.values_list("engine_id", flat=True)) == {"v2"}


def test_courses_that_change_during_a_run_are_worked_out_after_it(spread) -> None:
    runs.match_all()
    OutboxTask.objects.all().delete()
    run = runs.begin()
    assert lists.match_courses(shard=0) == 0
    assert not OutboxTask.objects.exists()
    while runs.work(run_id=run.id):
        pass
    assert OutboxTask.objects.filter(name="matching.match_courses").exists()


def test_courses_do_not_wait_for_a_run_that_has_stopped(spread) -> None:
    runs.match_all()
    OutboxTask.objects.all().delete()
    runs.begin()
    Progress.objects.update(beat_at=timezone.now() - 2 * SILENCE)
    lists.match_courses(shard=0)
    assert OutboxTask.objects.filter(name="matching.match_courses").exists()


def test_a_lane_waits_for_the_leases_of_others_and_then_takes_over(spread, monkeypatch) -> None:
    run = runs.begin()
    run.shards.update(lease_until=timezone.now() + timedelta(hours=1))
    runs.work_in_lane(run_id=run.id, lane=0)
    waiting = OutboxTask.objects.get(name="matching.work_on_run")
    assert waiting.not_before > timezone.now() + timedelta(minutes=59)
    run.shards.update(lease_until=timezone.now() - timedelta(seconds=1))
    runs.work_in_lane(run_id=run.id, lane=0)
    assert MatchRun.objects.get().finished_at is not None
