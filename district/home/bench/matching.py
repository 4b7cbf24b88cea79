"""How long matching takes: the array kernel beside a plain product of sparse matrices and the limit of the machine, a
whole run from the database to the stored lists, and the answers that people wait for.
"""

import logging
import math
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import date
from operator import truediv
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connection
from django.utils import timezone
from scipy.sparse import csr_array

from district.home.bench import cpu, crowd, populations
from district.home.bench.populations import Population
from district.home.bench.scratch import backend, scratch_database
from district.matching import receipts
from district.matching.engine import exposure, facts, limit, score
from district.matching.engine.advice import Advice
from district.matching.engine.arrays import KINDS, UNKNOWN, Vacancies
from district.matching.engine.kernel import Matching, compiled
from district.matching.engine.lists import Evidence
from district.matching.engine.products import asked_matrix, met_by_learners
from district.matching.models import LearnerMatch, MatchRun
from district.matching.services import exposure as exposures
from district.matching.services import lists, runs, shards, snapshots
from district.matching.services.snapshots import Snapshot
from district.web.errors import Refused
from employers.models import Vacancy
from learners.models import Learner

ROUNDS = 5
IN_TURNS = 100_000  # learners at most in the rounds that are compared
BLOCK = 10_000  # learners a product, lest it outgrows the memory
SHARD = 2_000
SAMPLE = 100
POSTED = 20
ADVISED = 2_000
BY_HAND = 20  # learners whom the oracle matches too
LEVELS = 4

Say = Callable[[str], None]


def measure(*, learners: int, vacancies: int, courses: int, say: Say) -> dict[str, Any]:
    """Seconds are CPU seconds of one processor; ratios are medians of rounds taken in turns.

    `run` is a first full run into an empty table: what the database holds is taken as a snapshot and made ready
    (`prepare`), matched (`kernel`) and stored (`store`, which is all the rest). The product is of the same matrices,
    without the hard rules and without picking the best.
    """
    logging.getLogger().setLevel(logging.ERROR)
    say("making the population")
    population = populations.make(learners=learners, vacancies=vacancies, courses=courses)
    _warm_up(population)
    with scratch_database() as address:
        say("writing it into a database of its own")
        engine = crowd.fill(population)
        run, seconds = _whole_run(say)
        snapshot = snapshots.find(run.snapshot)
        if snapshot is None:
            raise RuntimeError("The snapshot of the run is gone.")
        mismatches = _mismatches(snapshot, run.day, say)
        rewritten = runs.match_all()["changed"]
        peak = _peak_of_a_worker(address, say)
        crowd.add_courses(population)
        waits = _waits(snapshot, engine.code, say)
        shared = _exposure(engine.code, say)
    waits["course_advice_mean"] = _advice_ms(snapshot, population, say)
    say("kernel and product, in turns")
    matching = Matching(snapshot.vacancies, snapshot.credits)
    seconds["kernel"] = _cpu(lambda: _match(matching, snapshot, len(snapshot.learners)))
    seconds["store"] = max(0.0, seconds["run"] - seconds["prepare"] - seconds["kernel"])
    seconds["limit"] = _limit(snapshot)
    few = min(IN_TURNS, len(snapshot.learners))
    own, product = _in_turns(lambda: _match(matching, snapshot, few), lambda: _product(snapshot, few))
    seconds["scipy_build_and_product"] = statistics.median(product) * len(snapshot.learners) / few
    return {
        "learners": learners,
        "vacancies": vacancies,
        "courses": courses,
        "seconds": {name: round(value, 3) for name, value in seconds.items()},
        "ms": {name: round(value, 3) for name, value in waits.items()},
        "ratio": {
            "kernel_to_scipy": round(statistics.median(map(truediv, own, product)), 3),
            "kernel_to_limit": round(seconds["kernel"] / seconds["limit"], 2),
            "run_to_kernel": round(seconds["run"] / seconds["kernel"], 2),
            "two_workers": _two_workers(matching, snapshot, few, say),
        },
        "growth": _growth(learners, vacancies, say),
        "exposure": shared,
        "peak_mib": peak,
        "checksum": run.checksum,
        "rewritten_by_a_second_run": rewritten,
        "oracle_mismatches": mismatches,
    }


def _warm_up(population: Population) -> None:
    """Loads the compiled loops, which few learners would do without."""
    os.environ["DISTRICT_KERNEL"] = "numba"
    Matching(population.vacancies, population.credits).best(
        population.learners, 0, min(SHARD, len(population.learners))
    )


def _whole_run(say: Say) -> tuple[MatchRun, dict[str, float]]:
    say("matching everybody")
    database = backend()
    began, began_there = time.process_time(), cpu.of_tree(database)
    runs.match_all()
    seconds = {"run": time.process_time() - began + cpu.of_tree(database) - began_there}
    run = MatchRun.objects.latest("id")
    shards.prepare.cache_clear()
    began, began_there = time.process_time(), cpu.of_tree(database)
    shards.prepare(snapshots.take(engine=run.engine_id, day=run.day))
    seconds["prepare"] = time.process_time() - began + cpu.of_tree(database) - began_there
    return run, seconds


def _match(matching: Matching, snapshot: Snapshot, count: int) -> None:
    for low in range(0, count, SHARD):
        matching.best(snapshot.learners, low, min(count, low + SHARD))


def _limit(snapshot: Snapshot) -> float:
    """Seconds of the additions and passes over memory that cannot be spared; additions from a sample of learners."""
    loops, people = compiled(), snapshot.learners
    if loops is None:
        raise Refused(
            "The compiled loops do not run on this machine, so there is no limit to measure: see the log."
        )
    few = min(SHARD, len(people))
    additions = limit.additions(people, snapshot.vacancies, snapshot.credits, 0, few) * len(people) // few
    return limit.measure(loops, len(snapshot.vacancies)).seconds(learners=len(people), additions=additions)


def _product(snapshot: Snapshot, count: int) -> float:
    """CPU seconds of making both matrices of their entries and of their product; not of finding the entries."""
    jobs = snapshot.vacancies
    asked = np.unique(jobs.asked_skill)
    evidence, wants = Evidence.of(asked, snapshot.credits), asked_matrix(jobs, asked).tocoo()
    seconds = 0.0
    for low in range(0, count, BLOCK):
        met = met_by_learners(snapshot.learners, evidence, low, min(count, low + BLOCK)).tocoo()
        began = time.process_time()
        _csr(met) @ _csr(wants)
        seconds += time.process_time() - began
    return seconds


def _csr(entries: Any) -> csr_array:
    return csr_array((entries.data.astype(np.int32), (entries.row, entries.col)), entries.shape)


def _in_turns(one: Callable[[], object], other: Callable[[], float]) -> tuple[list[float], list[float]]:
    """Seconds of both, in rounds one after the other; the second tells its own."""
    rounds = [(_cpu(one), other()) for _ in range(ROUNDS)]
    return [own for own, _ in rounds], [theirs for _, theirs in rounds]


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _wall(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _two_workers(matching: Matching, snapshot: Snapshot, count: int, say: Say) -> float:
    """How many times faster two are than one with the same shards, by the clock."""
    say("one worker and two, in turns")
    parts = [(low, min(count, low + SHARD)) for low in range(0, count, SHARD)]

    def together(workers: int) -> None:
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(lambda part: matching.best(snapshot.learners, *part), parts))

    ratios = [_wall(lambda: together(1)) / _wall(lambda: together(2)) for _ in range(ROUNDS)]
    return round(statistics.median(ratios), 2)


def _peak_of_a_worker(address: str, say: Say) -> float:
    """MiB that a process of its own needs at most for a whole run, its snapshot included."""
    say("a worker of its own")
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE matching_learnermatch")
    for path in settings.MATCHING_FOLDER.glob("*.json"):
        path.unlink()
    child = subprocess.Popen(
        [sys.executable, "-m", "django", "match_all"],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "district.settings", "LOG_LEVEL": "ERROR"},
        stdout=sys.stderr,
    )
    peak = 0.0
    while child.poll() is None:
        peak = max(peak, most_held(child.pid))
        time.sleep(0.02)
    if child.returncode:
        raise RuntimeError(f"The worker ended with {child.returncode}.")
    return round(peak, 1)


def most_held(process: int | str) -> float:
    """MiB that a process has held at most so far; 0 where the system keeps no such file. What it tells of a child that
    has ended would not do: that counts in what its parent held when it began.
    """
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace").splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) / 1024
    return 0.0


def _waits(snapshot: Snapshot, engine: str, say: Say) -> dict[str, float]:
    """What people wait for, by the clock: a changed profile, a posted vacancy, a page of twenty receipts."""
    random, today = np.random.default_rng(2), timezone.localdate()
    people = random.choice(snapshot.learners.id, SAMPLE).tolist()
    posted = random.choice(snapshot.vacancies.id, POSTED).tolist()
    say("changed profiles, posted vacancies and receipts")
    learner = [_wall(lambda: lists.match_learner(learner_id=each)) for each in people]  # noqa: B023
    vacancy = [_posted(each) for each in posted]
    matches = {each.learner_id: each.vacancies for each in LearnerMatch.objects.filter(learner_id__in=people)}
    pages = [
        (person, matches[person.id])
        for person in Learner.objects.filter(id__in=people)
        if matches.get(person.id)
    ]
    receipt = [
        _wall(lambda: receipts.of_vacancies(learner=person, vacancy_ids=listed, engine=engine, day=today))  # noqa: B023
        for person, listed in pages
    ]
    found = {"learner": learner, "vacancy": vacancy, "receipts_page": receipt}
    return {f"{name}_p95": 1000 * _p95(seconds) for name, seconds in found.items()}


def _posted(vacancy_id: int) -> float:
    """Seconds until a vacancy that was in no list is in all where it belongs."""
    seconds = 0.0
    for state in (Vacancy.State.CLOSED, Vacancy.State.OPEN):
        Vacancy.objects.filter(id=vacancy_id).update(state=state)
        seconds = _wall(lambda: lists.match_vacancies(vacancy_ids=[vacancy_id]))
    return seconds


def _p95(values: list[float]) -> float:
    return sorted(values)[math.ceil(0.95 * len(values)) - 1] if values else 0.0


def _advice_ms(snapshot: Snapshot, population: Population, say: Say) -> float:
    """Mean CPU milliseconds a learner, for which courses open what."""
    say("advice on courses")
    moved = timezone.localdate().toordinal() - populations.TODAY
    starts = population.courses.run_starts_on
    courses = replace(
        population.courses,
        run_starts_on=np.where(starts == UNKNOWN, UNKNOWN, starts + moved).astype(np.int32),
    )
    advice = Advice(courses, snapshot.vacancies, snapshot.credits)
    count = min(ADVISED, len(snapshot.learners))
    advice.best(snapshot.learners, 0, count)
    return 1000 * _cpu(lambda: advice.best(snapshot.learners, 0, count)) / count


def _exposure(engine: str, say: Say) -> dict[str, float]:
    """What fair sharing would do to the lists of everybody, or of an even sample of many."""
    say("fair sharing")
    looked = snapshots.look(engine=engine, day=timezone.localdate(), learners=exposures.sample())
    began = time.process_time()
    found = exposure.price(*looked)
    seconds = time.process_time() - began
    return {
        "gini_before": round(found.before.gini, 3),
        "gini_after": round(found.after.gini, 3),
        "score_lost_percent": round(100 * found.score_lost, 2),
        "seconds_a_pass": round(seconds / (exposure.PASSES + 1), 3),
    }


def _mismatches(snapshot: Snapshot, day: date, say: Say) -> int:
    """Learners whose stored list is not what the plain rules say, of a few."""
    say("the same by the plain rules")
    credits = {
        (asked, held): percent
        for held, asked, percent in zip(
            snapshot.credits.id.tolist(),
            snapshot.credits.asked.tolist(),
            snapshot.credits.percent.tolist(),
            strict=True,
        )
    }
    jobs = list(_vacancies(snapshot))
    rows = np.linspace(
        0, len(snapshot.learners) - 1, min(BY_HAND, len(snapshot.learners)), dtype=int
    ).tolist()
    wrong = 0
    for row in rows:
        one = _learner(snapshot, row)
        stored = LearnerMatch.objects.get(learner_id=one.id)
        wrong += score.best(one, jobs, credits, day) != list(
            zip(stored.vacancies, stored.scores, strict=True)
        )
    return wrong


def _learner(snapshot: Snapshot, row: int) -> facts.Learner:
    people = snapshot.learners
    held, sure, sectors = (
        slice(start[row], start[row + 1])
        for start in (people.held_start, people.sure_start, people.sector_start)
    )
    day, least = int(people.free_from[row]), int(people.least_salary[row])
    return facts.Learner(
        id=int(people.id[row]),
        held=dict(zip(people.held_skill[held].tolist(), people.held_level[held].tolist(), strict=True)),
        sure=dict(zip(people.sure_skill[sure].tolist(), people.sure_weight[sure].tolist(), strict=True)),
        place=_point(int(people.easting[row]), int(people.northing[row])),
        limit=int(people.reach[row]),
        remote_ok=bool(people.remote_ok[row]),
        looking_for=frozenset(kind for bit, kind in enumerate(KINDS) if people.kinds[row] >> bit & 1),
        least_salary=None if least == UNKNOWN else least,
        free_from=None if day == UNKNOWN else date.fromordinal(day),
        sectors=frozenset(map(str, people.sector[sectors].tolist())),
    )


def _vacancies(snapshot: Snapshot) -> Iterator[facts.Vacancy]:
    jobs = snapshot.vacancies
    for row in range(len(jobs)):
        asked = slice(jobs.asked_start[row], jobs.asked_start[row + 1])
        pay, day, sector = (int(values[row]) for values in (jobs.yearly_most, jobs.starts_on, jobs.sector))
        skills = (jobs.asked_skill[asked], jobs.asked_level[asked], jobs.asked_weight[asked])
        yield facts.Vacancy(
            id=int(jobs.id[row]),
            asked=tuple(map(facts.Asked, *(values.tolist() for values in skills))),
            place=_point(int(jobs.easting[row]), int(jobs.northing[row])),
            other_places=_others(jobs, row),
            is_remote=bool(jobs.remote_ok[row]),
            kind=KINDS[jobs.kind_of_work[row]],
            yearly_most=None if pay == UNKNOWN else pay,
            starts_on=None if day == UNKNOWN else date.fromordinal(day),
            sector=None if sector == UNKNOWN else str(sector),
        )


def _others(jobs: Vacancies, row: int) -> tuple[facts.Point, ...]:
    some = slice(jobs.place_start[row], jobs.place_start[row + 1])
    spots = zip(jobs.place_easting[some].tolist(), jobs.place_northing[some].tolist(), strict=True)
    return tuple(facts.Point(*spot) for spot in spots)


def _point(easting: int, northing: int) -> facts.Point | None:
    return None if UNKNOWN in (easting, northing) else facts.Point(easting, northing)


def _growth(learners: int, vacancies: int, say: Say) -> dict[str, float]:
    """Exponents over three sizes: twice the learners, or twice the vacancies, take 2 ** exponent as long."""
    say("three sizes")
    many = min(learners, IN_TURNS)
    sizes = (
        [(many // part, vacancies) for part in (4, 2, 1)],
        [(many, vacancies // part) for part in (4, 2, 1)],
    )
    by_learners, by_vacancies = ([_kernel_seconds(*size) for size in each] for each in sizes)
    return {
        "kernel_by_learners": _exponent(by_learners),
        "kernel_by_vacancies": _exponent(by_vacancies),
    }


def _kernel_seconds(learners: int, vacancies: int) -> float:
    population = populations.make(learners=max(1, learners), vacancies=max(1, vacancies))
    matching = Matching(population.vacancies, population.credits)
    count = len(population.learners)
    matching.best(population.learners, 0, min(SHARD, count))
    return statistics.median(
        _cpu(
            lambda: [
                matching.best(population.learners, low, min(count, low + SHARD))
                for low in range(0, count, SHARD)
            ]
        )
        for _ in range(ROUNDS)
    )


def _exponent(seconds: list[float]) -> float:
    """The slope of the logarithms over sizes that double."""
    slope = (math.log2(seconds[-1]) - math.log2(seconds[0])) / (len(seconds) - 1)
    return round(slope, 2)
