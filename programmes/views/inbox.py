"""The applications a provider was sent: the list, one of them, and decisions on one or many with a look beforehand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from district.partners.access import role_required
from district.partners.forms import NoteForm
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.web import pages
from district.web.errors import Refused
from district.web.forms import Form
from district.web.templatetags.district import plural
from programmes import inbox
from programmes.applying import words as application_words
from programmes.decision_forms import (
    NothingForm,
    OfferForm,
    RefuseForm,
    RowsForm,
    SupportForm,
    TakeBackForm,
)
from programmes.models import Application
from programmes.services import decisions, enrolments
from programmes.services.decisions import Done

LONGEST_KEPT = 400  # characters of an address whose filters are remembered
State = Application.State
provider_only = role_required(Role.PROVIDER)
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@provider_only
def provider_application_list(request: ActorRequest) -> HttpResponse:
    own = request.actor.own_organisation.pk
    choices = inbox.choices(own)
    query = pages.query_string(request, page=None)
    is_once = not {"q", "days"}.isdisjoint(request.GET) or len(query) > LONGEST_KEPT
    narrowed = (inbox.narrowed_once if is_once else inbox.narrowed)(own, choices, query[1:])
    numbered = narrowed.numbered if query[1:] else partial(inbox.numbered, own)
    page = pages.paginate_numbered(request, numbered)
    context = {
        "panel": narrowed.panel,
        "active": narrowed.active,
        "page": page,
        "table": application_words.inbox_table(inbox.listed(page.object_list)),
        "acts": IN_LIST,
        "export_query": query,
    }
    return render(request, "programmes/provider_application_list.html", context)


# One application -------------------------------------------------------------------------------------


@form_page
@provider_only
def provider_application_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    application = inbox.detail(request.actor, public_id)
    if application is None:
        raise Http404
    shared = list(application.support_needs.filter(is_shared=True).order_by("kind"))
    note = NoteForm(request.POST if request.POST.get("do") == "note" else None)
    support = SupportForm(request.POST if request.POST.get("do") == "support" else None, needs=shared)
    if request.method == "POST" and _answered(request, application, note, support):
        return redirect("provider_application_show", public_id)
    conditions = list(application.conditions.order_by("id"))
    missing = (
        application.missing_skills.select_related("skill").order_by("skill__label")
        if application.reason
        else ()
    )
    context = {
        "application": application,
        "person": application_words.person(application),
        "sections": application_words.sections(application),
        "shared": shared,
        "support": support,
        "may_answer": any(not need.answer for need in shared) and application.is_live,
        "conditions": conditions,
        "may_meet": application.state in {State.OFFERED, State.ACCEPTED},
        "missing": list(missing),
        "notes": list(application.notes.select_related("written_by")),
        "note": note,
        "events": application_words.events(application),
        "acts": [(name, act) for name, act in ACTS.items() if application.state in act.states],
        "may_review": application.state == State.SUBMITTED,
        "enrolment": application.enrolments.order_by("-id").first()
        if application.state == State.ENROLLED
        else None,
    }
    return render(request, "programmes/provider_application_show.html", context)


def _answered(request: ActorRequest, application: Application, note: NoteForm, support: SupportForm) -> bool:
    """One of the page's small forms was sent; whether it is done."""
    do, by = request.POST.get("do"), request.actor
    try:
        if do == "note" and note.is_valid():
            decisions.add_note(application=application, words=note.cleaned_data["words"], by=by)
            messages.success(request, "The note is kept.")
        elif do == "support" and support.is_valid():
            return _answer_support(request, application, support)
        elif do == "review":
            decisions.review(application=application, by=by)
            messages.success(request, "The person sees that you are looking at it.")
        elif do == "met":
            key = _uuid(request.POST.get("condition", ""))
            condition = application.conditions.filter(public_id=key).first() if key else None
            if condition is None:
                raise Http404
            decisions.meet_condition(condition=condition, by=by)
            messages.success(request, "The condition is met.")
        else:
            return do not in {"note", "support"}
    except Refused as refusal:
        messages.error(request, refusal.message)
    return True


def _answer_support(request: ActorRequest, application: Application, support: SupportForm) -> bool:
    try:
        answered = decisions.answer_support(
            application=application, answers=support.answers(), by=request.actor
        )
    except Refused as refusal:
        name = refusal.field if refusal.field in support.fields else None
        support.add_error(f"{name}_note" if name else None, refusal.message)
        return False
    and_offered = ", and the place that was kept for them is offered now"
    messages.success(request, f"Your answer is sent{and_offered if answered.state == State.OFFERED else ''}.")
    return True


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


# Decisions, on one or many -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Act:
    """Something to decide for one or many: its words, its form, and the service that does it."""

    label: str
    heading: str
    said: str  # of one, and of many with {people}
    form: type[Form]
    do: Callable[[Sequence[Application], Any, Any], Done]
    states: frozenset[str]
    in_list: bool = True
    is_warning: bool = False


def _offer(rows: Sequence[Application], form: Any, by: Any) -> Done:
    return decisions.offer_many(applications=rows, conditions=form.cleaned_data["conditions"], by=by)


def _waitlist(rows: Sequence[Application], form: Any, by: Any) -> Done:
    return decisions.waitlist_many(applications=rows, by=by)


def _refuse(rows: Sequence[Application], form: Any, by: Any) -> Done:
    return decisions.refuse_many(
        applications=rows,
        reason=form.code,
        note=form.cleaned_data["note"],
        skills=form.missing,
        to=form.to,
        by=by,
    )


def _enrol(rows: Sequence[Application], form: Any, by: Any) -> Done:
    return _each(rows, lambda row: enrolments.confirm(application=row, by=by))


def _take_back(rows: Sequence[Application], form: Any, by: Any) -> Done:
    note = form.cleaned_data["note"]
    return _each(rows, lambda row: decisions.withdraw_offer(application=row, note=note, by=by))


def _each(rows: Sequence[Application], act: Callable[[Application], Any]) -> Done:
    """One by one; those that are refused say why."""
    changed, refused = [], []
    with transaction.atomic():
        for row in rows:
            try:
                with transaction.atomic():
                    act(row)
                    changed.append(row)
            except Refused as refusal:
                refused.append((row, refusal))
    return Done(changed, refused)


ACTS: dict[str, Act] = {
    "offer": Act(
        "Offer a place",
        "Offer places",
        "offered a place",
        OfferForm,
        _offer,
        frozenset({State.SUBMITTED, State.UNDER_REVIEW, State.WAITLISTED}),
    ),
    "waitlist": Act(
        "Put on the waiting list",
        "Put on the waiting list",
        "put on the waiting list",
        NothingForm,
        _waitlist,
        frozenset({State.SUBMITTED, State.UNDER_REVIEW}),
    ),
    "refuse": Act(
        "Say no",
        "Say no to applications",
        "told no, with the reason",
        RefuseForm,
        _refuse,
        frozenset({State.SUBMITTED, State.UNDER_REVIEW, State.WAITLISTED}),
        is_warning=True,
    ),
    "enrol": Act(
        "Enrol",
        "Enrol people",
        "enrolled",
        NothingForm,
        _enrol,
        frozenset({State.ACCEPTED}),
    ),
    "take-back": Act(
        "Take the offer back",
        "Take offers back",
        "told that the offer is taken back",
        TakeBackForm,
        _take_back,
        frozenset({State.OFFERED}),
        in_list=False,
        is_warning=True,
    ),
}
IN_LIST = [{"name": "act", "value": name, "label": act.label} for name, act in ACTS.items() if act.in_list]


@require_safe
@provider_only
def provider_application_bulk(request: ActorRequest) -> HttpResponse:
    """From the ticked rows of the list to the page of what was pressed."""
    act = request.GET.get("act", "")
    rows = RowsForm(request.GET).ids
    if act not in ACTS or not rows:
        messages.error(request, "Tick the applications first, then choose what to do with them.")
        return redirect("provider_application_list")
    return redirect(f"{reverse('provider_application_decide', args=[act])}?{_rows_query(rows)}")


def _rows_query(rows: Sequence[str]) -> str:
    query = QueryDict(mutable=True)
    query.setlist("rows", list(rows))
    return query.urlencode()


@form_page
@provider_only
def provider_application_decide(request: ActorRequest, act: str) -> HttpResponse:
    """What is to be said, then what would become of each, then it is done."""
    if act not in ACTS:
        raise Http404
    what = ACTS[act]
    rows = _rows(request)
    form = what.form(request.POST or None)
    preview: Done | None = None
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("step") == "do":
                return _decided(request, what, what.do(rows, form, request.actor))
            preview = _rehearse(lambda: what.do(rows, form, request.actor))
        except Refused as refusal:
            form.refuse(refusal)
    said = application_words.preview_table(preview, rows, what.said) if preview else None
    context = {
        "act": act,
        "what": what,
        "form": form,
        "ids": [str(each.public_id) for each in rows],
        "preview": preview,
        "table": said or application_words.chosen_table(rows),
        "sent": _sent(request) if preview else (),
        "places": application_words.places_of(rows),
    }
    return render(request, "programmes/provider_application_decide.html", context)


def _rows(request: ActorRequest) -> list[Application]:
    """All that were named, or none: one that is not the provider's is not there."""
    named = RowsForm(request.POST if request.method == "POST" else request.GET).ids
    rows = inbox.chosen(request.actor, named)
    if not rows or len(rows) != len(named):
        raise Http404
    return rows


def _rehearse(act: Callable[[], Done]) -> Done:
    """Does it and takes it back: what is shown is what would happen now, places and waiting lists included."""
    with transaction.atomic():
        done = act()
        transaction.set_rollback(True)
    return done


def _sent(request: ActorRequest) -> list[tuple[str, str]]:
    """What was typed, to be sent along with the last button."""
    left_out = {"csrfmiddlewaretoken", "rows", "step"}
    return [
        (name, value) for name, values in request.POST.lists() if name not in left_out for value in values
    ]


def _decided(request: ActorRequest, what: Act, done: Done) -> HttpResponse:
    if done.changed:
        are = "is" if len(done.changed) == 1 else "are"
        messages.success(request, f"{plural(len(done.changed), 'person,people')} {are} {what.said}.")
    for application, refusal in done.refused[:5]:
        messages.error(request, f"{application_words.name(application)}: {refusal.message}")
    if len(done.refused) > 5:
        messages.error(request, f"{len(done.refused) - 5} more are left as they were.")
    if len(done.changed) + len(done.refused) == 1:
        only = done.changed[0] if done.changed else done.refused[0][0]
        return redirect("provider_application_show", only.public_id)
    return redirect("provider_application_list")
