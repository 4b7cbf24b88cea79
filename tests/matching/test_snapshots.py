"""What full runs read: one moment, the same name for the same facts, never half of it, and never who anybody is."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.utils import timezone

from district.matching import binary, statements
from district.matching.engine.arrays import UNKNOWN
from district.matching.models import LearnerMatch, MatchRun
from district.matching.services import engines, runs, shards, snapshots
from employers.models import Vacancy
from learners.models import HeldSkill, Learner
from tests.factories.matching import make_seeker
from tests.factories.skills import make_skill
from tests.matching import worlds

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.MATCHING_FOLDER = tmp_path / "matching"
    shards.prepare.cache_clear()
    snapshots._open.cache_clear()
    return tmp_path / "matching"


def take() -> str:
    return snapshots.take(engine=engines.current().code, day=timezone.localdate())


def found(name: str) -> snapshots.Snapshot:
    snapshot = snapshots.find(name)
    assert snapshot is not None
    return snapshot


def manifest(folder: Path, name: str) -> dict[str, Any]:
    return json.loads((folder / f"{name}.json").read_bytes())


@pytest.mark.parametrize("seed", [3, 8])
def test_it_holds_what_the_database_holds(seed: int) -> None:
    with worlds.world(seed, learners=8, vacancies=20):
        engine = engines.current()
        snapshot = found(take())
        world = worlds.read()
        learners = snapshot.learners
        assert learners.id.tolist() == [each.id for each in world.learners]
        for row, each in enumerate(world.learners):
            some = slice(learners.held_start[row], learners.held_start[row + 1])
            assert dict(zip(learners.held_skill[some], learners.held_level[some], strict=True)) == each.held
            assert learners.least_salary[row] == (UNKNOWN if each.least_salary is None else each.least_salary)
            assert learners.free_from[row] == (each.free_from.toordinal() if each.free_from else UNKNOWN)
            assert learners.reach[row] == each.limit
            assert learners.easting[row] == (each.place.easting if each.place else UNKNOWN)
            assert bool(learners.remote_ok[row]) is each.remote_ok
            hopes = learners.sector[learners.sector_start[row] : learners.sector_start[row + 1]]
            assert len(hopes) == len(each.sectors)
        vacancies = snapshot.vacancies
        listed = {each.id: each for each in world.vacancies}
        for row, vacancy_id in enumerate(vacancies.id.tolist()):
            each = listed[vacancy_id]
            some = slice(vacancies.asked_start[row], vacancies.asked_start[row + 1])
            asked = zip(
                vacancies.asked_skill[some],
                vacancies.asked_level[some],
                vacancies.asked_weight[some],
                strict=True,
            )
            assert set(asked) == {(line.skill, line.level, line.weight) for line in each.asked}
            assert vacancies.starts_on[row] == (each.starts_on.toordinal() if each.starts_on else UNKNOWN)
        assert len(snapshot.credits) == engine.credit_count


def test_the_same_facts_have_the_same_name_and_others_another(folder: Path) -> None:
    with worlds.world(4):
        first, files = take(), set()
        files = {path.name for path in folder.iterdir()}
        assert take() == first
        assert {path.name for path in folder.iterdir()} == files
        held = HeldSkill.objects.order_by("id").first()
        HeldSkill.objects.filter(id=held.id).update(level=held.level % 4 + 1)
        second = take()
        one, other = manifest(folder, first)["arrays"], manifest(folder, second)["arrays"]
        assert {name for name in one if one[name] != other[name]} == {"learners.held_level"}


def test_the_manifest_says_what_it_is_of(folder: Path) -> None:
    with worlds.world(4):
        told = manifest(folder, take())
        assert (told["engine"], told["day"]) == ("v1", timezone.localdate().isoformat())
        assert told["counts"]["learners"] == Learner.objects.filter(matching_on=True).count()
        assert told["taken_at"]


def test_it_is_read_by_the_role_that_cannot_know_who_people_are(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = set()
    numbers = statements.numbers

    def watched(name: str, **wanted: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            seen.add(cursor.fetchone()[0])
        return numbers(name, **wanted)

    monkeypatch.setattr(statements, "numbers", watched)
    take()
    assert seen == {"district_matching"}


def test_learners_who_switched_matching_off_are_not_in_it() -> None:
    skill = make_skill(label="weave canal data")
    learner = make_seeker(skills=[(skill, 2)], matching_on=False)
    snapshot = found(take())
    assert learner.id not in snapshot.learners.id
    assert len(snapshot.learners.held_skill) == 0


def test_one_that_is_damaged_or_unfinished_counts_as_absent(folder: Path) -> None:
    with worlds.world(4):
        name = take()
        assert snapshots.find("0" * 32) is None
        path = folder / f"{manifest(folder, name)['arrays']['learners.held_skill']}.npy"
        content = path.read_bytes()
        path.write_bytes(content[:-4] + b"\x07\0\0\0")
        assert snapshots.find(name) is None
        assert take() == name
        assert snapshots.find(name) is not None
        path.write_bytes(content[:40])
        snapshots._open.cache_clear()
        assert snapshots.find(name) is None


def test_old_ones_are_pruned_with_what_only_they_name(folder: Path) -> None:
    with worlds.world(4):
        names = []
        for level in range(1, snapshots.KEPT + 3):
            Vacancy.objects.update(yearly_most=20_000 + level)
            names.append(take())
            snapshots.prune()
        kept = {path.stem for path in folder.glob("*.json")}
        assert kept == set(names[-snapshots.KEPT :])
        named = {digest for name in kept for digest in manifest(folder, name)["arrays"].values()}
        assert {path.stem for path in folder.glob("*.npy")} == named


def test_a_machine_without_the_snapshot_takes_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    with worlds.world(6, learners=6, vacancies=20):
        expected = runs.match_all()["checksum"]
        LearnerMatch.objects.all().delete()
        run = runs.begin()
        MatchRun.objects.filter(id=run.id).update(snapshot="f" * 32)
        while runs.work(run_id=run.id):
            pass
        run.refresh_from_db()
        assert (run.snapshot, run.checksum) == ("f" * 32, expected)


def test_what_a_worker_took_is_its_own_though_others_prune_it_at_once(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    alone = snapshots.alone

    @contextmanager
    def followed_by_others() -> Iterator[None]:
        with alone():
            yield
        for path in [*folder.glob("*.json"), *folder.glob("*.npy")]:
            path.unlink()

    monkeypatch.setattr(snapshots, "alone", followed_by_others)
    with worlds.world(6, learners=6, vacancies=20):
        assert runs.match_all()["matches"] > 0


@pytest.mark.django_db(transaction=True)
def test_it_sees_one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    skill = make_skill(label="weave canal data")
    learner = make_seeker(skills=[(skill, 2)])
    engine = engines.current().code
    packed = statements.packed

    def change() -> None:
        HeldSkill.objects.all().delete()
        connection.close()

    def interrupted(name: str, **wanted: Any) -> Any:
        if name == "take_held":
            other = threading.Thread(target=change)
            other.start()
            other.join(20)
        return packed(name, **wanted)

    monkeypatch.setattr(statements, "packed", interrupted)
    snapshot = found(snapshots.take(engine=engine, day=timezone.localdate()))
    assert not HeldSkill.objects.filter(learner=learner).exists()
    assert snapshot.learners.held_skill.tolist() == [skill.id]


def test_arrays_go_to_the_database_and_come_back() -> None:
    ids = np.array([1, 2], np.int32)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE sent (id integer, few integer[], many bigint[], is_so boolean) ON COMMIT DROP"
        )
        cursor.copy_expert(
            "COPY sent FROM STDIN (FORMAT binary)",
            binary.rows(
                ids,
                np.array([[7, -8, 9], [1, 2, 3]], np.int32),
                np.array([[10**13], [-5]], np.int64),
                np.array([True, False]),
            ),
        )
        cursor.execute("SELECT * FROM sent ORDER BY id")
        assert cursor.fetchall() == [(1, [7, -8, 9], [10**13], True), (2, [1, 2, 3], [-5], False)]
    with pytest.raises(ValueError, match="32 bits"):
        binary.numbers(memoryview(binary.BEGINNING + b"\0\1\0\0\0\2\0\7\0\0" + binary.END))
