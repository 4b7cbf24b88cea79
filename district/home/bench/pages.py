"""CPU, time, queries and bytes of the pages people open most, beside a bare view of 20 rows in the same run; pages for
somebody signed in also beside a bare view for them, of as many rows as the page shows.
"""

import gzip
import http.client
import logging
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from district.accounts.models import User
from district.home.bench import catalogue, cohort, cpu
from district.home.bench.cohort import PEOPLE
from district.home.bench.scratch import backend, scratch_database
from district.home.demo.load_api import EMPLOYER
from district.home.demo.load_applications import PROVIDER
from district.home.demo.load_challenges import STAFF
from district.places.services import national_postcodes as places
from district.skills.services import imports as skills
from employers.models import Vacancy
from programmes.models import Course, CourseRun

ROUNDS = 5
REQUESTS_A_ROUND = 40
WARM_UP = 20
turns = count(1)

Say = Callable[[str], None]


@dataclass(frozen=True)
class PageOfInterest:
    name: str
    kind: str
    path: str
    cookie: str = ""  # of who is signed in
    shows: int = 20  # rows
    is_new: bool = False  # each time another address, of which nothing is remembered


def measure(*, rows: int, say: Say) -> dict[str, Any]:
    """Fill a scratch database, start the web server on it, and measure every page against the floor, in turns."""
    logging.getLogger().setLevel(logging.ERROR)
    with scratch_database() as address:
        say("loading places, skills and rows")
        places.load()
        skills.load_package()
        catalogue.fill(rows)
        pages = [*_pages(), *_provider_pages(cohort.fill())]
        pages += [*_employer_pages(cohort.apply_for_a_job()), *_staff_pages()]
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        facts = {page.name: _facts(page) for page in pages}
        with served(address) as (pid, port):
            meter = Meter(web=pid, database=cpu.parent_of(backend()), port=port)
            measured = [_measure_page(meter, page, say) for page in pages]
        floors = [each.floor for _, rounds in measured for each in rounds]
        return {
            "rows": catalogue.counts(),
            "floor": _summary(floors),
            "pages": [_page_summary(page, rounds) | facts[page.name] for page, rounds in measured],
        }


def _pages() -> list[PageOfInterest]:
    vacancy = Vacancy.objects.open().order_by("-id").values_list("public_id", flat=True)[0]
    course = Course.objects.listed().order_by("-id").values_list("public_id", flat=True)[0]
    jobs, courses = reverse("job_list"), reverse("course_list")
    return [
        PageOfInterest("home", "home", reverse("home_show")),
        PageOfInterest("jobs", "list", jobs),
        PageOfInterest("jobs, words", "list", f"{jobs}?q=data+analyst"),
        PageOfInterest("jobs, words and place", "list", f"{jobs}?q=developer&postcode=B1+1AA&sort=distance"),
        PageOfInterest("jobs, first drawing", "search", f"{jobs}?kind=job&mode=on_site", is_new=True),
        PageOfInterest("courses, first drawing", "search", f"{courses}?cost=free&level=3", is_new=True),
        PageOfInterest("job", "detail", reverse("job_show", args=[vacancy])),
        PageOfInterest("courses", "list", courses),
        PageOfInterest("courses, words", "list", f"{courses}?q=python"),
        PageOfInterest(
            "courses, words and place", "list", f"{courses}?q=cyber&postcode=B1+1AA&sort=distance"
        ),
        PageOfInterest("courses, filtered", "list", f"{courses}?cost=free&mode=classroom&level=3"),
        PageOfInterest("course", "detail", reverse("course_show", args=[course])),
        PageOfInterest("skills", "list", reverse("skill_list")),
    ]


def _provider_pages(run: CourseRun) -> list[PageOfInterest]:
    """A provider's own, with five hundred people on one course run and as many in its inbox."""
    session = run.sessions.order_by("id")[0]
    paths = (
        ("provider's courses", "list", reverse("provider_course_list")),
        ("course run of 500", "detail", reverse("run_show", args=[run.public_id])),
        ("roster of 500", "list", reverse("run_roster", args=[run.public_id])),
        ("roster of 500, one name", "list", reverse("run_roster", args=[run.public_id]) + "?q=Person+42"),
        ("register of 500", "form", reverse("session_register", args=[session.public_id])),
        ("inbox of 500", "list", reverse("provider_application_list")),
        ("inbox of 500, to decide", "list", reverse("provider_application_list") + "?waiting=us"),
    )
    cookie = _cookie(PROVIDER)
    return [PageOfInterest(*each, cookie, PEOPLE if each[1] == "form" else 20) for each in paths]


def _employer_pages(vacancy: Vacancy) -> list[PageOfInterest]:
    """An employer's own, with all the vacancies copied from its, and five hundred people after one of them."""
    own = [vacancy.public_id]
    paths = (
        ("employer's home", "list", reverse("employer_home")),
        ("own vacancy", "detail", reverse("vacancy_show", args=own)),
        ("job applications of 500", "list", reverse("vacancy_application_list", args=own)),
    )
    cookie = _cookie(EMPLOYER)
    return [PageOfInterest(*each, cookie) for each in paths]


def _staff_pages() -> list[PageOfInterest]:
    vacancies, courses = reverse("authority_vacancy_list"), reverse("authority_course_list")
    paths = (
        ("the desk", "home", reverse("authority_show")),
        ("all vacancies", "list", vacancies),
        ("all vacancies, words", "list", f"{vacancies}?q=data&state=open"),
        ("all courses", "list", courses),
    )
    cookie = _cookie(STAFF)
    return [PageOfInterest(*each, cookie) for each in paths]


def _cookie(email: str) -> str:
    client = Client()
    client.force_login(User.objects.get(email=email))
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def _facts(page: PageOfInterest) -> dict[str, float]:
    """How many queries a warm page makes, and how large it is, raw and compressed."""
    client = Client(headers={"host": "localhost"} | ({"cookie": page.cookie} if page.cookie else {}))
    client.get(page.path)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(page.path)
    if answer.status_code != http.HTTPStatus.OK:
        raise RuntimeError(f"{page.path} answered {answer.status_code}")
    body = answer.content
    return {
        "queries": len(captured),
        "kilobytes": round(len(body) / 1000, 1),
        "gzip_kilobytes": round(len(gzip.compress(body)) / 1000, 1),
    }


@contextmanager
def served(address: str) -> Iterator[tuple[int, int]]:
    """gunicorn with two synchronous workers on the scratch database; yields (pid, port)."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "district.home.bench.wsgi:application", "--workers", "2", "--preload",
            "--keep-alive", "60", "--bind", f"127.0.0.1:{port}", "--log-level", "error",
        ],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": address, "LOG_LEVEL": "ERROR"},
        stdout=sys.stderr,
    )  # fmt: skip
    try:
        _await(port, process)
        yield process.pid, port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError("The web server ended before it answered.")
        try:
            fetch(port, "/bench/floor/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The web server did not answer within 30 seconds.")


def fetch(port: int, path: str, cookie: str = "") -> bytes:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        line.request("GET", path, headers={"Host": "localhost"} | ({"Cookie": cookie} if cookie else {}))
        answer = line.getresponse()
        body = answer.read()
    finally:
        line.close()
    if answer.status != http.HTTPStatus.OK:
        raise RuntimeError(f"{path} answered {answer.status}")
    return body


@dataclass(frozen=True)
class Round:
    """One round of requests: CPU milliseconds per request, and how long each took in milliseconds."""

    cpu_ms: float
    times_ms: list[float]


@dataclass(frozen=True)
class Meter:
    web: int
    database: int
    port: int

    def cpu_seconds(self) -> float:
        return cpu.of_tree(self.web) + cpu.of_tree(self.database)

    def round(self, path: str, requests: int, cookie: str = "", *, is_new: bool = False) -> Round:
        times = []
        before = self.cpu_seconds()
        for _ in range(requests):
            start = time.perf_counter()
            fetch(self.port, f"{path}&turn={next(turns)}" if is_new else path, cookie)
            times.append(1000 * (time.perf_counter() - start))
        return Round(1000 * (self.cpu_seconds() - before) / requests, times)


@dataclass(frozen=True)
class Turn:
    """One turn of measuring a page: the floor, the page, and for somebody signed in their own floor."""

    floor: Round
    own: Round
    signed_in: Round | None


def _measure_page(meter: Meter, page: PageOfInterest, say: Say) -> tuple[PageOfInterest, list[Turn]]:
    say(page.name)
    bare = f"/bench/floor/{page.shows}/"
    meter.round("/bench/floor/", WARM_UP)
    meter.round(page.path, WARM_UP, page.cookie, is_new=page.is_new)
    if page.cookie:
        meter.round(bare, WARM_UP, page.cookie)
    return page, [
        Turn(
            meter.round("/bench/floor/", REQUESTS_A_ROUND),
            meter.round(page.path, REQUESTS_A_ROUND, page.cookie, is_new=page.is_new),
            meter.round(bare, REQUESTS_A_ROUND, page.cookie) if page.cookie else None,
        )
        for _ in range(ROUNDS)
    ]


def _summary(rounds: list[Round]) -> dict[str, float]:
    times = sorted(value for round_ in rounds for value in round_.times_ms)
    return {
        "cpu_ms": round(statistics.median(round_.cpu_ms for round_ in rounds), 2),
        "p50_ms": round(statistics.median(times), 2),
        "p95_ms": round(times[int(0.95 * (len(times) - 1))], 2),
    }


def _page_summary(page: PageOfInterest, turns: list[Turn]) -> dict[str, Any]:
    signed_in = [(turn.own, turn.signed_in) for turn in turns if turn.signed_in]
    beside = {"signed_in_ratio": _ratio(signed_in), "rows": page.shows} if signed_in else {}
    return {
        "name": page.name,
        "kind": page.kind,
        **_summary([turn.own for turn in turns]),
        "ratio": _ratio([(turn.own, turn.floor) for turn in turns]),
        **beside,
    }


def _ratio(pairs: list[tuple[Round, Round]]) -> float:
    return round(statistics.median(own.cpu_ms / max(floor.cpu_ms, 0.01) for own, floor in pairs), 2)
