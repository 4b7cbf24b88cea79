"""Who is on a course run: the roster, one person on it, registers, and tasks for tutors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from district.partners.access import role_required
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.web import pages
from district.web.errors import Refused
from district.web.filters import Narrowed
from district.web.forms import Form
from district.web.templatetags.district import moment, plural
from programmes import check_in_forms, register_fields, roster, roster_words, run_desk
from programmes.decision_forms import NothingForm, RowsForm
from programmes.models import Attendance, Enrolment
from programmes.roster_forms import (
    CorrectForm,
    DestinationForm,
    LastDayForm,
    OnForm,
    RecordForm,
    ResumeForm,
    TaskForm,
    WithdrawForm,
)
from programmes.services import attendance, enrolments, tutor_tasks

State = Enrolment.State
provider_only = role_required(Role.PROVIDER)
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@provider_only
def run_roster(request: ActorRequest, public_id: UUID) -> HttpResponse:
    run = run_desk.named_run(request.actor, public_id)
    if run is None:
        raise Http404
    own = request.actor.own_organisation.pk
    if request.GET.keys() - {"page"}:
        narrowed = roster.narrowed(own, run.pk, request.GET)
    else:
        narrowed = Narrowed(roster.plain_panel(), 0, partial(roster.numbered, own, run.pk))
    page = pages.paginate_numbered(request, narrowed.numbered)
    context = {
        "run": run,
        "panel": narrowed.panel,
        "active": narrowed.active,
        "page": page,
        "table": roster_words.roster_table(roster.listed(page.object_list)),
        "export_query": pages.query_string(request, page=None),
        "acts": IN_LIST,
    }
    return render(request, "programmes/run_roster.html", context)


# One person ------------------------------------------------------------------------------------------


@require_safe
@provider_only
def provider_enrolment_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    enrolment = _own(request, public_id)
    marks = enrolment.marks.select_related("session").order_by("-session__starts_at")[:20]
    context = {
        "enrolment": enrolment,
        "name": roster.person(enrolment),
        "about": roster_words.about(enrolment),
        "record": roster_words.record(enrolment),
        "derived": roster_words.derived_rows(enrolment),
        "acts": [(name, act) for name, act in ACTS.items() if enrolment.state in act.states],
        "may_correct": enrolment.state in Enrolment.CORRECTIONS,
        "destinations": list(enrolment.destinations.all()),
        "tasks": list(enrolment.tutor_tasks.order_by("-raised_at")),
        "marks": roster_words.marks_table(list(marks)),
        "check_ins": [
            (each, check_in_forms.point(each), check_in_forms.rows(each))
            for each in enrolment.check_ins.answered().order_by("-point")
        ],
    }
    return render(request, "programmes/provider_enrolment_show.html", context)


@form_page
@provider_only
def provider_enrolment_change(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Numbers, funding and dates of the learner record."""
    enrolment = _own(request, public_id)
    names = [name for name in RecordForm.base_fields if name != "version"]
    initial = {name: getattr(enrolment, name) for name in [*names, "version"]}
    form = RecordForm(request.POST or None, initial=initial)
    stale = None
    if request.method == "POST" and form.is_valid():
        try:
            enrolments.change_record(
                enrolment=enrolment,
                values=form.values(),
                version=form.cleaned_data["version"],
                by=request.actor,
            )
        except Refused as refusal:
            form.refuse(refusal)
            if refusal.code == "stale":
                enrolment.refresh_from_db(fields=[*names, "version"])
                form.show_again(version=str(enrolment.version))
                stale = [
                    {"key": str(form.fields[name].label), "value": str(getattr(enrolment, name) or "")}
                    for name, value in form.values().items()
                    if getattr(enrolment, name) != value
                ]
        else:
            messages.success(request, "Saved.")
            return redirect("provider_enrolment_show", public_id)
    context = {"form": form, "enrolment": enrolment, "name": roster.person(enrolment), "stale": stale}
    return render(request, "programmes/provider_enrolment_change.html", context, status=409 if stale else 200)


@form_page
@provider_only
def provider_enrolment_correct(request: ActorRequest, public_id: UUID) -> HttpResponse:
    enrolment = _own(request, public_id)
    form = CorrectForm(request.POST or None, enrolment=enrolment)
    if request.method == "POST" and form.is_valid():
        try:
            enrolments.correct(enrolment=enrolment, by=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "It is put right, and the reason is kept.")
            return redirect("provider_enrolment_show", public_id)
    context = {"form": form, "enrolment": enrolment, "name": roster.person(enrolment)}
    return render(request, "programmes/provider_enrolment_correct.html", context)


def _own(request: ActorRequest, public_id: UUID) -> Enrolment:
    enrolment = roster.detail(request.actor, public_id)
    if enrolment is None:
        raise Http404
    return enrolment


# What happens to one or many ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Act:
    """A step along the way of an enrolment, for one person or many at once."""

    label: str
    heading: str
    said: str
    form: type[Form]
    do: Callable[[Enrolment, dict[str, Any], Any], Any]
    states: frozenset[str]
    in_list: bool = False
    is_warning: bool = False


BEFORE = frozenset({State.ENROLLED})
LEARNING = frozenset({State.IN_LEARNING})
RESULT = frozenset({State.COMPLETED, State.NOT_ACHIEVED})
ENDED = frozenset({State.ON_BREAK, State.COMPLETED, State.ACHIEVED, State.NOT_ACHIEVED, State.WITHDRAWN})
ACTS: dict[str, Act] = {
    "begin": Act(
        "They have started",
        "First day of learning",
        "on the course",
        OnForm,
        lambda row, data, by: enrolments.begin(enrolment=row, by=by, **data),
        BEFORE,
        in_list=True,
    ),
    "complete": Act(
        "Completed",
        "Completion",
        "recorded as completed",
        LastDayForm,
        lambda row, data, by: enrolments.complete(enrolment=row, by=by, **data),
        LEARNING,
        in_list=True,
    ),
    "achieve": Act(
        "Achieved",
        "Achievement",
        "recorded as achieved",
        OnForm,
        lambda row, data, by: enrolments.achieve(enrolment=row, by=by, **data),
        RESULT,
        in_list=True,
    ),
    "not-achieve": Act(
        "Not achieved",
        "Not achieved",
        "recorded as not achieved",
        NothingForm,
        lambda row, data, by: enrolments.not_achieve(enrolment=row, by=by),
        frozenset({State.COMPLETED}),
    ),
    "destination": Act(
        "What they do now",
        "What came of it",
        "recorded with what came of it",
        DestinationForm,
        lambda row, data, by: enrolments.record_destination(enrolment=row, by=by, **data),
        ENDED,
        in_list=True,
    ),
    "break": Act(
        "Take a break",
        "A break in learning",
        "on a break",
        LastDayForm,
        lambda row, data, by: enrolments.take_break(enrolment=row, by=by, **data),
        LEARNING,
    ),
    "resume": Act(
        "Come back",
        "Back from a break",
        "on the course again",
        ResumeForm,
        lambda row, data, by: enrolments.resume(enrolment=row, by=by, **data),
        frozenset({State.ON_BREAK}),
    ),
    "leave": Act(
        "Leave the course",
        "Leaving the course",
        "recorded as having left",
        WithdrawForm,
        lambda row, data, by: enrolments.withdraw(enrolment=row, by=by, **data),
        LEARNING | {State.ON_BREAK},
        is_warning=True,
    ),
    "no-show": Act(
        "Never came",
        "Never came",
        "recorded as never having come",
        NothingForm,
        lambda row, data, by: enrolments.no_show(enrolment=row, by=by),
        BEFORE,
        in_list=True,
        is_warning=True,
    ),
    "cancel": Act(
        "Cancel the enrolment",
        "Cancel enrolments",
        "not enrolled any more, and told so",
        NothingForm,
        lambda row, data, by: enrolments.cancel(enrolment=row, by=by),
        BEFORE,
        is_warning=True,
    ),
}
IN_LIST = [{"name": "act", "value": name, "label": act.label} for name, act in ACTS.items() if act.in_list]


@form_page
@provider_only
def provider_enrolment_decide(request: ActorRequest) -> HttpResponse:
    """`act` and `rows` come from the ticked list or from a button on one person's page."""
    sent = request.POST if request.method == "POST" else request.GET
    act = sent.get("act", "")
    named = RowsForm(sent).ids
    if act not in ACTS or not named:
        messages.error(request, "Tick the people first, then choose what happened.")
        return redirect(pages.next_url(request, reverse("provider_home")))
    rows = roster.chosen(request.actor, named)
    if len(rows) != len(named):
        raise Http404
    what = ACTS[act]
    data = request.POST if request.method == "POST" else None
    extra = {"organisation": request.actor.own_organisation} if what.form is ResumeForm else {}
    form = what.form(data, **extra)
    if data is not None and form.is_valid():
        values = form.values() if isinstance(form, DestinationForm) else dict(form.cleaned_data)
        changed, refused = _do(what, rows, values, request.actor)
        if changed or len(rows) > 1:
            return _done(request, what, rows, changed, refused)
        for _, refusal in refused:
            form.refuse(refusal)
    context = {
        "act": act,
        "what": what,
        "form": form,
        "rows": rows,
        "table": roster_words.chosen_table(rows),
        "back": _back(rows),
    }
    return render(request, "programmes/provider_enrolment_decide.html", context)


def _do(
    what: Act, rows: Sequence[Enrolment], values: dict[str, Any], by: Any
) -> tuple[list[Enrolment], list[tuple[Enrolment, Refused]]]:
    changed, refused = [], []
    with transaction.atomic():
        for row in rows:
            try:
                with transaction.atomic():
                    what.do(row, values, by)
                    changed.append(row)
            except Refused as refusal:
                refused.append((row, refusal))
    return changed, refused


def _done(
    request: ActorRequest,
    what: Act,
    rows: Sequence[Enrolment],
    changed: Sequence[Enrolment],
    refused: Sequence[tuple[Enrolment, Refused]],
) -> HttpResponse:
    if changed:
        are = "is" if len(changed) == 1 else "are"
        messages.success(request, f"{plural(len(changed), 'person,people')} {are} {what.said}.")
    for row, refusal in refused[:5]:
        messages.error(request, f"{roster.person(row)}: {refusal.message}")
    if len(refused) > 5:
        messages.error(request, f"{len(refused) - 5} more are left as they were.")
    return redirect(_back(rows))


def _back(rows: Sequence[Enrolment]) -> str:
    if len(rows) == 1:
        return reverse("provider_enrolment_show", args=[rows[0].public_id])
    return reverse("run_roster", args=[rows[0].run.public_id])


# Registers -------------------------------------------------------------------------------------------


@require_safe
@provider_only
def register_list(request: ActorRequest) -> HttpResponse:
    page = pages.paginate(request, roster.registers_due(request.actor))
    context = {
        "page": page,
        "table": roster_words.due_table(page.object_list, with_course=True),
        "ahead": roster_words.due_table(
            roster.sessions_ahead(request.actor), with_course=True, caption="Next sessions"
        ),
    }
    return render(request, "programmes/register_list.html", context)


@form_page
@provider_only
def session_register(request: ActorRequest, public_id: UUID) -> HttpResponse:
    session = roster.session(request.actor, public_id)
    if session is None:
        raise Http404
    rows = roster.register(session)
    problem = ""
    status = 200
    if request.method == "POST":
        sent = _marks(request, rows)
        try:
            attendance.take_register(
                session=session,
                marks=sent,
                version=_number(request.POST.get("version", "")),
                by=request.actor,
            )
        except Refused as refusal:
            problem, status = refusal.message, 409 if refusal.code == "stale" else 200
            session.refresh_from_db()
            rows = _both(roster.register(session), sent)
        else:
            left = sum(1 for row in rows if row.id not in sent and not row.mark)
            without = f" {plural(left, 'person,people')} without a mark yet." if left else ""
            messages.success(request, f"The register is saved.{without}")
            return redirect("run_show", session.run.public_id)
    context = {
        "session": session,
        "run": session.run,
        "rows": rows,
        "fields": register_fields.draw(rows),
        "problem": problem,
        "may_take": session.cancelled_at is None and session.starts_at <= timezone.now(),
        "when": moment(session.starts_at),
    }
    return render(request, "programmes/session_register.html", context, status=status)


def _marks(request: ActorRequest, rows: Sequence[roster.RegisterRow]) -> dict[UUID, tuple[str, str]]:
    """What was chosen for each, and the note beside it. With `rest` the others count as here."""
    sent: dict[UUID, tuple[str, str]] = {}
    notes = {row.id: request.POST.get(f"note-{row.id}", row.note).strip() for row in rows}
    for name, mark in request.POST.items():
        start, _, text = name.partition("-")
        if start == "mark" and (key := _uuid(text)):
            sent[key] = (str(mark), notes.get(key, ""))
    if request.POST.get("rest"):
        for row in rows:
            sent.setdefault(row.id, (Attendance.PRESENT.value, notes[row.id]))
    for row in rows:
        if notes[row.id] and row.id not in sent:
            sent[row.id] = ("", notes[row.id])
    return sent


def _both(rows: list[roster.RegisterRow], sent: dict[UUID, tuple[str, str]]) -> list[roster.RegisterRow]:
    """What stands beside what was sent, where they differ."""
    labels = dict(Attendance.choices)
    for row in rows:
        mark, row.note = sent.get(row.id, (row.mark, row.note))
        if mark != row.mark:
            row.stands = labels.get(row.mark, "not marked")
            row.mark = mark
    return rows


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


# Follow-up -------------------------------------------------------------------------------------------


@require_safe
@provider_only
def tutor_task_list(request: ActorRequest) -> HttpResponse:
    shown = "done" if request.GET.get("show") == "done" else "open"
    all_tasks = roster.tasks(request.actor)
    page = pages.paginate(
        request, all_tasks.filter(done_at=None) if shown == "open" else all_tasks.exclude(done_at=None)
    )
    tabs = [
        {"label": label, "href": f"?show={value}", "is_current": value == shown}
        for value, label in (("open", "To do"), ("done", "Done"))
    ]
    context = {"page": page, "tabs": tabs, "table": roster_words.task_table(page.object_list), "shown": shown}
    return render(request, "programmes/tutor_task_list.html", context)


@form_page
@provider_only
def tutor_task_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    task = roster.tasks(request.actor).filter(public_id=public_id).first()
    if task is None:
        raise Http404
    form = TaskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            tutor_tasks.finish(task=task, by=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Thank you. What came of it is kept with their record.")
            return redirect("tutor_task_list")
    context = {
        "task": task,
        "form": form,
        "name": roster.person(task.enrolment),
        "about": roster_words.about(task.enrolment),
    }
    return render(request, "programmes/tutor_task_show.html", context)
