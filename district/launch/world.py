"""What the launcher knows of the house: what to load, what to count, how to match everybody, who may sign in."""

import http.client
import time
from collections.abc import Callable, Sequence

from district.launch import preparing
from district.launch.trouble import Trouble

_MATCH_SECONDS = 300
_PAGE_SECONDS = 30
_COUNTED = {
    "postcodes": "places.Postcode",
    "skills": "skills.Skill",
    "organisations": "partners.Organisation",
    "courses": "programmes.Course",
    "runs": "programmes.CourseRun",
    "vacancies": "employers.Vacancy",
    "learners": "learners.Learner",
}


def steps() -> list[preparing.Step]:
    """What to load: the demo world unless this is production."""
    from django.conf import settings

    demo = [preparing.DEMO] if settings.DEMO_WORLD else []
    return [*preparing.BASE, *demo, preparing.ENGINE]


def count_rows() -> dict[str, int]:
    from django.apps import apps
    from django.db.models import F, Func, IntegerField, Sum

    rows = {key: apps.get_model(label)._default_manager.count() for key, label in _COUNTED.items()}
    size = Func(F("vacancies"), function="cardinality", output_field=IntegerField())
    matches = apps.get_model("matching.LearnerMatch")._default_manager.aggregate(all=Sum(size))["all"]
    return rows | {"matches": matches or 0}


def match_everybody(check_worker: Callable[[], None]) -> None:
    """Through outbox, broker and worker, as every night; waits until it is done. What the demo shows of it follows."""
    from django.db.models import Max

    from district.home.demo import load_challenges, load_gap_history, load_human_check, load_receipts
    from district.matching.models import MatchRun
    from district.matching.services import gaps, runs
    from district.outbox.models import OutboxTask

    last = OutboxTask.objects.aggregate(id=Max("id"))["id"] or 0
    run = runs.promise()
    end = time.monotonic() + _MATCH_SECONDS
    while not MatchRun.objects.filter(id=run.id, finished_at__isnull=False).exists():
        fault = OutboxTask.objects.filter(id__gt=last, name="matching.work_on_run").exclude(error="").first()
        if fault:
            raise Trouble(f"The matching run failed with {fault.error}; the worker's log says more.")
        if time.monotonic() > end:
            raise Trouble(
                f"The matching run was not done after {_MATCH_SECONDS} seconds; see the worker's log."
            )
        check_worker()
        time.sleep(0.05)
    gaps.count()
    load_gap_history.load()
    load_challenges.load()
    load_human_check.load()
    load_receipts.load()


def open_home_page(port: int, check_web: Callable[[], None]) -> None:
    """As a browser would; waits while the web server starts."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=_PAGE_SECONDS)
    try:
        line.request("GET", "/", headers={"Host": "localhost"})
        answer = line.getresponse()
        answer.read()
    except OSError as fault:
        check_web()
        raise Trouble(f"The home page could not be opened: {fault}.") from None
    finally:
        line.close()
    if answer.status != http.HTTPStatus.OK:
        raise Trouble(f"The home page answered with status {answer.status} instead of 200.")


def sign_ins() -> tuple[Sequence[tuple[str, str]], str]:
    """Who may sign in to look round the demo world (role, e-mail), and their one password."""
    from django.conf import settings

    if not settings.DEMO_WORLD:
        return (), ""
    from district.home.demo import world

    return world.SIGN_INS, world.PASSWORD
