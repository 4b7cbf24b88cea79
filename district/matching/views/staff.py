"""For WMCA staff: runs, versions and counts. No list of anybody is ever shown here."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from district.matching import protection, queries
from district.matching.forms import SeenForm
from district.matching.models import EngineVersion, MatchRun, WrongMatch
from district.matching.services import complaints, runs
from district.outbox.models import Progress
from district.partners.access import staff_only
from district.partners.requests import ActorRequest
from district.web.pages import render_page
from district.web.tables import Column, Table
from district.web.templatetags.district import plural


def _so_far(run: MatchRun, what: str) -> int:
    found: int = getattr(run, f"{what}_so_far" if run.finished_at is None else f"{what}_count")
    return found


def _shards(run: MatchRun) -> str:
    """With how often shards were begun, where a worker died and another did its shard again."""
    has_failed = run.progress.state == Progress.State.FAILED
    done = run.shard_count if run.finished_at else getattr(run, "done_so_far", 0)
    attempts = _so_far(run, "attempt")
    again = f", begun {attempts} times" if attempts > run.shard_count else ""
    return "" if has_failed else f"{done} of {run.shard_count}{again}"


def _seconds(run: MatchRun) -> str:
    if run.finished_at is None or run.progress.state == Progress.State.FAILED:
        return ""
    return f"{(run.finished_at - run.started_at).total_seconds():,.1f}"


RUN_COLUMNS = (
    Column[MatchRun]("started", "Started", lambda run: run.started_at, kind="moment"),
    Column[MatchRun]("engine", "Engine", lambda run: run.engine_id),
    Column[MatchRun]("state", "State", lambda run: run.progress.get_state_display()),
    Column[MatchRun]("people", "Learners", lambda run: run.progress.total_count, kind="number"),
    Column[MatchRun]("changed", "Lists changed", lambda run: _so_far(run, "changed"), kind="number"),
    Column[MatchRun]("shards", "Shards done", _shards),
    Column[MatchRun]("workers", "Workers", lambda run: _so_far(run, "worker"), kind="number"),
    Column[MatchRun]("seconds", "Seconds", _seconds),
    Column[MatchRun]("checksum", "Checksum", lambda run: run.checksum),
)


@require_safe
@staff_only
def authority_matching_show(request: ActorRequest) -> HttpResponse:
    latest = queries.latest_runs()
    running = next((run for run in latest if run.finished_at is None), None)
    engine = EngineVersion.objects.current().first()
    context: dict[str, Any] = {
        "engine": engine,
        "counts": runs.counts(),
        "is_protected": protection.is_on(),
        "running": running,
        "running_words": _running_words(running) if running else "",
        "progress_href": reverse("authority_matching_show"),
        "table": Table(caption="The last ten runs", columns=RUN_COLUMNS, items=latest),
        "complaints": [_complaint(each) for each in queries.open_complaints()],
    }
    return render_page(request, "matching/authority_matching_show.html", context, fragment="progress")


def _running_words(run: MatchRun) -> str:
    workers, changed = _so_far(run, "worker"), _so_far(run, "changed")
    return (
        f"Shards done: {_shards(run)}. {plural(workers, 'worker')}, {plural(changed, 'list')} changed so far."
    )


def _complaint(row: dict[str, Any]) -> dict[str, Any]:
    if row["vacancy__public_id"]:
        about, title = "job_show", row["vacancy__title"]
        href = reverse(about, args=[row["vacancy__public_id"]])
    elif row["course__public_id"]:
        title, href = row["course__title"], reverse("course_show", args=[row["course__public_id"]])
    else:
        title, href = "No longer here", ""
    return {
        "title": title,
        "href": href,
        "what": row["what"],
        "words": WrongMatch.What(row["what"]).label,
        "count": row["count"],
        "last": row["last"],
        "vacancy": row["vacancy__public_id"] or "",
        "course": row["course__public_id"] or "",
    }


@require_POST
@staff_only
def authority_matching_start(request: ActorRequest) -> HttpResponse:
    runs.start(by=request.actor)
    messages.success(request, "The run is on its way.")
    return redirect("authority_matching_show")


@require_POST
@staff_only
def authority_matching_seen(request: ActorRequest) -> HttpResponse:
    form = SeenForm(request.POST)
    if form.is_valid():
        count = complaints.mark_seen(**form.cleaned_data, by=request.actor)
        messages.success(request, f"Marked as looked at: {count}.")
    else:
        messages.error(request, "Those reports could not be found. Load the page again.")
    return redirect("authority_matching_show")
