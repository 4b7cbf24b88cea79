"""Reports at the desk of WMCA staff: choose one, wait for it, read it, open it down to its rows, take it along."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from district.accounts.models import User
from district.partners.access import staff_admin_only, staff_only
from district.partners.requests import ActorRequest
from district.reports import drawing, files
from district.reports import rows as behind_figures
from district.reports.definitions import DEFINITIONS
from district.reports.definitions.formulae import FORMULAE
from district.reports.forms import ExportForm, ScopeForm
from district.reports.models import (
    DefinitionVersion,
    DrawnReport,
    EnrolmentRow,
    Label,
    ReportRun,
    Snapshot,
)
from district.reports.parts import Definition, read_back
from district.reports.scope import WHOLE
from district.reports.services import exports, runs
from district.web import pages, reads
from district.web.errors import Refused
from district.web.tables import Column, Table
from programmes.models import Course

form_page = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 20
SNAPSHOTS_OFFERED = 12
MOST_AT_HAND = 16  # drawings, of some hundred kilobytes each


@require_safe
@staff_only
def report_list(request: ActorRequest) -> HttpResponse:
    runs_made = ReportRun.objects.visible_to(request.actor).order_by("-asked_at", "-id")
    page = pages.paginate(request, runs_made.for_list(), PER_PAGE)
    context = {
        "definitions": DEFINITIONS.values(),
        "page": page,
        "table": Table("Reports that were run", RUN_COLUMNS, page.object_list),
        "snapshot": Snapshot.objects.newest().first(),
    }
    return render(request, "reports/report_list.html", context)


RUN_COLUMNS = (
    Column[ReportRun](
        "title",
        "Report",
        lambda run: run.definition.title,
        href=lambda run: f"/authority/reports/{run.public_id}/",
    ),
    Column[ReportRun]("scope", "About", lambda run: run.scope_words),
    Column[ReportRun]("as_at", "Data as at", lambda run: run.as_at, "day"),
    Column[ReportRun]("state", "State", lambda run: run.get_state_display()),
    Column[ReportRun]("asked", "Asked for", lambda run: timezone.localdate(run.asked_at), "day"),
    Column[ReportRun]("by", "By", lambda run: str(run.asked_by or "the portal")),
)


@form_page
@staff_only
def report_create(request: ActorRequest, code: str) -> HttpResponse:
    definition = _definition(code)
    offered = list(Snapshot.objects.newest()[:SNAPSHOTS_OFFERED])
    context: dict[str, Any] = {"definition": definition, "has_snapshot": bool(offered)}
    if not offered:
        return render(request, "reports/report_create.html", context)
    form = ScopeForm(request.POST or None, definition=definition, snapshots=offered).prepare()
    if request.method == "POST" and form.is_valid():
        try:
            run = runs.ask(
                definition=definition, snapshot=form.chosen_snapshot, scope=form.scope, by=request.actor
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("report_show", run.public_id)
    return render(request, "reports/report_create.html", context | {"form": form})


@require_safe
@staff_only
def report_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Nothing is counted, and what was drawn stays at hand."""
    context: dict[str, Any]
    try:
        run, finished = _finished(public_id, drawing.STYLE, opens=request.actor.is_staff_admin)
        context = {"run": run, "finished": finished, "askers": _askers(run.asked_by_id)}
    except ReportRun.DoesNotExist:
        run = _unfinished(public_id)
        context = {"run": run}
    response = pages.render_page(request, "reports/report_show.html", context, fragment="progress")
    if request.headers.get("HX-Request") == "true" and not run.is_busy:
        response["HX-Refresh"] = "true"
    return response


def _unfinished(public_id: UUID) -> ReportRun:
    """For staff, who see all of them."""
    runs_made = ReportRun.objects.select_related("definition", "snapshot", "progress")
    return get_object_or_404(runs_made.defer("result", "definition__words"), public_id=public_id)


@lru_cache(maxsize=MOST_AT_HAND)
def _finished(public_id: UUID, style: int, *, opens: bool) -> tuple[ReportRun, SafeString]:
    """A finished report, which never changes; who asked for it is not kept here, for they may ask to be forgotten. One
    that was drawn in another style is drawn afresh.
    """
    finished = ReportRun.objects.filter(state=ReportRun.State.FINISHED).select_related(
        "definition", "snapshot"
    )
    run = finished.defer("result", "definition__words").get(public_id=public_id)
    column = "html_open" if opens else "html"
    known = DrawnReport.objects.filter(run=run, style=style)
    figures = known.values_list(column, flat=True).first()
    definition = DEFINITIONS[run.definition.code]
    if figures is None:
        figures = getattr(runs.draw(run, definition), column)
    context = {
        "run": run,
        "figures": mark_safe(figures),  # noqa: S308 (drawn by a template)
        "opens": opens,
        "is_protected": definition.is_always_protected,
        "may_be_published": definition.is_for_everybody,
    }
    return run, render_to_string("reports/_finished.html", context)


@reads.kept
def _askers(person_id: Any) -> QuerySet[User]:
    return User.objects.filter(pk=person_id).only("id", "name", "email")


@require_safe
@staff_only
def report_definition(request: ActorRequest, public_id: UUID) -> HttpResponse:
    version = get_object_or_404(DefinitionVersion, public_id=public_id)
    return render(request, "reports/report_definition.html", definition_context(version))


def definition_context(version: DefinitionVersion) -> dict[str, Any]:
    tables = version.words["tables"]
    used = {each["formula"] for table in tables for each in table["columns"] if each["formula"]}
    return {
        "version": version,
        "words": version.words,
        "formulae": [(code, words) for code, words in FORMULAE.items() if code in used],
    }


@require_safe
@staff_admin_only
def report_rows(request: ActorRequest, public_id: UUID) -> HttpResponse:
    run = _run(request, public_id, with_result=True)
    wanted = {name: request.GET.get(name, "") for name in ("table", "row", "column")}
    behind = behind_figures.find(run, **wanted) if run.state == ReportRun.State.FINISHED else None
    if behind is None:
        raise Http404("There are no rows to open behind this figure.")
    page = pages.paginate(request, behind_figures.rows(run, behind), PER_PAGE)
    exports.rows_seen(
        run=run,
        row=int(wanted["row"]),
        column=behind.count.key,
        rows=page.paginator.count,
        by=request.actor,
    )
    context = {
        "run": run,
        "behind": behind,
        "page": page,
        "table": _rows_table(run, page.object_list),
    }
    return render(request, "reports/report_rows.html", context)


def _rows_table(run: ReportRun, rows: Any) -> Table[EnrolmentRow]:
    listed = list(rows)
    kept = Label.objects.filter(snapshot=run.snapshot, kind__in=("provider", "council"))
    words = {(kind, key): name for kind, key, name in kept.values_list("kind", "key", "words")}
    courses = Course.objects.only("id", "title").in_bulk({row.course_id for row in listed})
    columns = (
        Column[EnrolmentRow]("number", "Enrolment", lambda row: str(row.enrolment_id)),
        Column[EnrolmentRow](
            "provider", "Provider", lambda row: words.get(("provider", str(row.provider_id)), "")
        ),
        Column[EnrolmentRow](
            "course", "Course", lambda row: str(courses[row.course_id]) if row.course_id in courses else ""
        ),
        Column[EnrolmentRow](
            "council", "Council", lambda row: words.get(("council", row.council_code), "Outside or not known")
        ),
        Column[EnrolmentRow]("starts", "Start", lambda row: row.starts_on, "day"),
        Column[EnrolmentRow]("ended", "Last day", lambda row: row.ended_on, "day"),
        Column[EnrolmentRow]("standing", "How it stands", lambda row: row.get_standing_display()),
        Column[EnrolmentRow]("outcome", "Positive outcome", lambda row: row.outcome_on, "day"),
    )
    return Table("The rows behind the figure", columns, listed)


@require_POST
@staff_only
def report_check(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Counts it once more and says whether it is the same."""
    run = _run(request, public_id, with_result=True)
    if run.state != ReportRun.State.FINISHED:
        raise Http404
    if runs.is_equal_when_counted_again(run):
        messages.success(
            request, f"Counted again just now: every figure is the same (checksum {run.checksum[:12]})."
        )
    else:
        messages.warning(
            request, "Counted again just now with another definition: the figures differ. These stay."
        )
    return redirect("report_show", public_id)


@form_page
@staff_only
def report_export(request: ActorRequest, public_id: UUID) -> HttpResponse:
    run = _run(request, public_id, with_result=True)
    if run.state != ReportRun.State.FINISHED:
        raise Http404
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        tables = list(read_back(run.result["tables"]).values())
        kind = form.cleaned_data["kind"]
        exports.record(
            run=run,
            kind=kind,
            purpose=form.cleaned_data["purpose"],
            rows=sum(len(told.rows) for told in tables),
            by=request.actor,
        )
        return files.response(
            form=kind,
            title=f"{run.definition.code} {run.definition.title} {run.as_at:%B %Y}",
            tables=tables,
            facts=files.facts_of(scope=run.scope_words, as_at=run.as_at, version=str(run.definition)),
            notes=files.notes_of(run.definition),
            year=files.year_of(run.scope.get("period", WHOLE), run.as_at),
            made_on=run.as_at,
        )
    return render(request, "reports/report_export.html", {"form": form, "run": run})


def _definition(code: str) -> Definition:
    if code not in DEFINITIONS:
        raise Http404("There is no such report.")
    return DEFINITIONS[code]


def _run(request: ActorRequest, public_id: UUID, *, with_result: bool = False) -> ReportRun:
    found = ReportRun.objects.visible_to(request.actor).select_related("definition", "snapshot", "asked_by")
    return get_object_or_404(found if with_result else found.defer("result"), public_id=public_id)
