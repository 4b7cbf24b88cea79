"""Processes that wait with their database connection open, and press a button for people when told to: all at once,
and, if wanted, killed while they do.
"""

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any
from unittest import mock

from django.db import connections

from district.outbox.models import OutboxTask
from district.partners.actor import Actor
from district.partners.models import Membership, Rank, Role
from learners.models import Learner
from programmes import tasks
from programmes.models import Application, CourseRun
from programmes.models.application import ApplicationQuerySet
from programmes.services import applications, places, waiting

BETWEEN = 0.05  # seconds between what is read and what is written, with the locks off
PROCESSES = 40  # at a time: the embedded server takes a hundred connections


@dataclass(frozen=True)
class Press:
    """One button: what it is called, and the row it is about; `by`: a learner, where the row does not tell whose."""

    act: str
    number: int
    by: int = 0


@dataclass(frozen=True)
class Answer:
    """What one person got: the number and state of their application, and the seconds until they knew."""

    number: int
    state: str
    began: float
    ended: float
    error: str = ""


class Crew:
    def __init__(self, processes: int = PROCESSES) -> None:
        connections.close_all()
        fork = multiprocessing.get_context("fork")
        self.lines: list[Connection] = []
        self.workers = []
        for _ in range(processes):
            ours, theirs = fork.Pipe()
            worker = fork.Process(target=_work, args=(theirs,), daemon=True)
            worker.start()
            theirs.close()
            self.lines.append(ours)
            self.workers.append(worker)

    def press(
        self, presses: Sequence[Press], *, processes: int = PROCESSES, is_locked: bool = True, kills: int = 0
    ) -> tuple[list[Answer], float]:
        """They share the buttons, and all begin together. The answers, and when they began. Of those that are killed
        some answers are missing.
        """
        lines = self.lines[:processes]
        for number, line in enumerate(lines):
            line.send((presses[number :: len(lines)], is_locked))
        for line in lines:
            line.recv()  # has read its rows
        start = time.monotonic()
        for line in lines:
            line.send("go")
        self._kill(kills)
        return [answer for line in lines for answer in _told(line)], start

    def _kill(self, count: int) -> None:
        for worker in random.sample(self.workers, count):
            time.sleep(random.uniform(0.002, 0.03))  # noqa: S311 - chance is all that is wanted
            if worker.pid:
                os.kill(worker.pid, signal.SIGKILL)

    def leave(self) -> None:
        for line, worker in zip(self.lines, self.workers, strict=True):
            with suppress(OSError):
                line.send(None)
            worker.join()


def _told(line: Connection) -> Iterable[Answer]:
    """Until there is no more, or nobody there."""
    with suppress(EOFError, ConnectionResetError):
        while (answer := line.recv()) is not None:
            yield answer


def _work(line: Connection) -> None:
    while (told := line.recv()) is not None:
        presses, is_locked = told
        acts = [(press, _prepared(press)) for press in presses]
        line.send("ready")
        line.recv()
        with nullcontext() if is_locked else _no_locks():
            for press, act in acts:
                line.send(_pressed(press, act))
        line.send(None)
    connections.close_all()


@contextmanager
def _no_locks() -> Iterator[None]:
    """Neither the course run nor those who wait for it are locked."""
    with (
        mock.patch.object(places, "lock", _without_lock),
        mock.patch.object(ApplicationQuerySet, "select_for_update", lambda rows, **_: rows),
    ):
        yield


def _without_lock(run_id: int) -> CourseRun:
    """What is read is acted on a moment later, as when a machine is busy: others have read the same by then."""
    run = CourseRun.objects.select_related("course__organisation", "intake").get(pk=run_id)
    time.sleep(BETWEEN)
    return run


def _pressed(press: Press, act: Callable[[], Any]) -> Answer:
    began, number, state, error = time.monotonic(), press.number, "", ""
    try:
        found = act()
        if isinstance(found, Application):
            number, state = found.pk, found.state
    except Exception as fault:  # counted, not shown
        error = type(fault).__name__
    return Answer(number, state, began, time.monotonic(), error)


def _prepared(press: Press) -> Callable[[], Any]:
    """Its rows are read before the gate opens."""
    if press.act == "write":
        return lambda: tasks.write_about_application(press.number)
    if press.act in {"promote", "settle"}:
        return _prepared_of_run(press)
    if press.act == "start":
        run = CourseRun.objects.get(pk=press.number)
        learner = Learner.objects.select_related("user").get(pk=press.by)
        return lambda: applications.start(run=run, learner=learner, by=Actor(user=learner.user))
    application = Application.objects.select_related("learner__user", "run__course__organisation").get(
        pk=press.number
    )
    service: Callable[..., Any] = getattr(applications, press.act)
    by = Actor(user=application.learner.user)
    return lambda: service(application=application, by=by)


def _prepared_of_run(press: Press) -> Callable[[], Any]:
    run = CourseRun.objects.select_related("course").get(pk=press.number)
    if press.act == "settle":
        return lambda: waiting.settle(run_id=run.pk)
    own = Membership.objects.filter(organisation=run.course.organisation_id)
    member = own.select_related("user", "organisation").get()
    roles = frozenset({Role.PROVIDER})
    by = Actor(user=member.user, organisation=member.organisation, roles=roles, rank=Rank.ADMIN)
    return lambda: waiting.promote(run=run, by=by)


def promised(run: CourseRun) -> list[tuple[int, int, str]]:
    """The letters that were promised about the applications of a run: their rows, about whom, and which."""
    numbers = set(run.applications.values_list("id", flat=True))
    rows = OutboxTask.objects.filter(name="programmes.write_about_application").order_by("id")
    told = ((row.pk, row.args["application_id"], row.args["act"]) for row in rows)
    return [each for each in told if each[1] in numbers]
