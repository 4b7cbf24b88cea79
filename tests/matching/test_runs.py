"""Full runs: shared, resumable, and quiet where nothing changed."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from district.matching.models import SHARD_SIZE, EngineVersion, LearnerMatch, MatchRun, MatchShard
from district.matching.services import engines, lists, runs
from district.matching.tasks import start_nightly_run
from district.outbox.models import OutboxTask, Progress
from district.web.errors import NotAllowed
from employers.models import Vacancy
from learners.models import Learner
from tests.matching import worlds

pytestmark = pytest.mark.django_db


@pytest.fixture
def spread():
    """Learners in three shards."""
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
    assert run.progress.done_count == run.progress.total_count == Learner.objects.count()
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
    for _ in range(3):
        runs.work_in_lane(run_id=run.id, lane=0)
    run.refresh_from_db()
    assert run.finished_at is None
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
