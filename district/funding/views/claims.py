"""Claims at the desk: the queue with its ages, one learner's milestones, and decisions on one or many."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from district.funding import queries, tables
from district.funding.filters import ClaimFilter
from district.funding.forms import AnswerForm, NothingForm, PayForm, RowsForm
from district.funding.models import MilestoneClaim
from district.funding.services import claims
from district.partners.access import staff_only
from district.partners.actor import Actor
from district.partners.requests import ActorRequest
from district.web import pages
from district.web.errors import NotAllowed, Refused
from district.web.forms import Form
from district.web.templatetags.district import plural
from learners.views.sent import posted

State = MilestoneClaim.State
form_page = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Act:
    """What can be done with claims. `fits`: those of them with which it can be."""

    label: str
    heading: str
    done: str
    form: type[Form]
    do: Callable[..., list[MilestoneClaim]]
    fits: Callable[[MilestoneClaim], bool]
    kind: str = "secondary"
    words: str = ""  # what it means, above the form
    is_for_all: bool = False  # of the staff; else for administrators

    def may(self, by: Actor) -> bool:
        return self.is_for_all or by.is_admin


def _at(*states: str) -> Callable[[MilestoneClaim], bool]:
    return lambda row: row.state in states


ACTS = {
    "approve": Act(
        *("Approve", "Approve claims", "approved. The provider is told."),
        form=NothingForm,
        do=claims.approve,
        fits=_at(State.CLAIMED),
        kind="",
    ),
    "query": Act(
        *("Ask about", "Ask about claims", "queried. The provider is told."),
        form=AnswerForm,
        do=claims.query,
        fits=_at(State.CLAIMED),
    ),
    "reject": Act(
        *("Reject", "Reject claims", "rejected. The provider is told."),
        form=AnswerForm,
        do=claims.reject,
        fits=_at(State.CLAIMED, State.QUERIED),
    ),
    "pay": Act(
        *("Record payment", "Record a payment", "paid. The provider is told."),
        form=PayForm,
        do=claims.pay,
        fits=_at(State.APPROVED),
        words="The evidence is looked at once more. A claim whose evidence has gone is not paid: it goes back to the "
        "provider with the reason.",
    ),
    "ask-back": Act(
        *("Ask back", "Ask payments back", "asked back. Somebody else decides; the provider is told then."),
        form=AnswerForm,
        do=claims.ask_back,
        fits=lambda row: row.state == State.PAID and not row.is_asked_back,
        words="You say why the money has to come back. A second person decides.",
        is_for_all=True,
    ),
    "recover": Act(
        *("Recover", "Recover payments", "recovered. The provider is told."),
        form=NothingForm,
        do=claims.recover,
        fits=lambda row: row.is_asked_back,
        kind="",
        words="Somebody has asked this money back, and you are the second person. Once you agree, the contract has it "
        "again.",
    ),
    "let-stand": Act(
        *("Let it stand", "Let payments stand", "left as paid."),
        form=NothingForm,
        do=claims.let_stand,
        fits=lambda row: row.is_asked_back,
        is_for_all=True,
    ),
}


@require_safe
@staff_only
def authority_claim_list(request: ActorRequest) -> HttpResponse:
    chosen = ClaimFilter(request.GET or None, queryset=queries.claims(request.actor), request=request)
    page = pages.paginate_ids(request, chosen.qs)
    rows = queries.listed_claims(page.object_list)
    context = {
        "filter": chosen,
        "active": chosen.active_count,
        "page": page,
        "rows": [(row, tables.learner_of(row)) for row in rows],
        "ages": tables.age_table(queries.ageing(request.actor)),
        "acts": [
            {"name": "act", "value": name, "label": act.label, "kind": act.kind}
            for name, act in ACTS.items()
            if act.may(request.actor) and any(map(act.fits, rows))
        ],
    }
    return render(request, "funding/authority_claim_list.html", context)


@require_safe
@staff_only
def authority_claim_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """All three milestones of a learner, known by reference."""
    rows = queries.milestones(request.actor, public_id)
    may_decide = request.actor.is_admin
    context = {
        "rows": [(row, *_acts(row, request.actor)) for row in rows],
        "contract": rows[0].contract,
        "enrolment": rows[0].enrolment,
        "learner": tables.learner_of(rows[0]),
        "evidence": queries.evidence(rows[0].enrolment_id) if may_decide else [],
        "first": next((row for row in rows if _waits(row)), None),
    }
    return render(request, "funding/authority_claim_show.html", context)


def _waits(row: MilestoneClaim) -> bool:
    """For WMCA."""
    return row.state in {State.CLAIMED, State.APPROVED} or row.is_asked_back or row.is_to_recover


def _acts(row: MilestoneClaim, by: Actor) -> tuple[list[tuple[str, Act]], bool]:
    """What this person can do with it, and whether they asked for its money back: somebody else decides on that."""
    is_own = row.is_asked_back and row.recovery_asked_by_id == by.person.pk
    left_out = {"recover"} if is_own else set() if by.is_admin else {"let-stand"}
    acts = [
        (name, act) for name, act in ACTS.items() if act.fits(row) and act.may(by) and name not in left_out
    ]
    return acts, is_own


@form_page
@staff_only
def authority_claim_decide(request: ActorRequest, act: str) -> HttpResponse:
    """A last look at the chosen claims, with what has to be said about them."""
    what = ACTS.get(act)
    if what is None:
        raise Http404("There is no such decision.")
    if not what.may(request.actor):
        raise NotAllowed("Only administrators at WMCA decide on money.")
    sent = request.POST if request.method == "POST" else request.GET
    rows = queries.chosen_claims(request.actor, RowsForm(sent).ids)
    rows = [row for row in rows if what.fits(row)]
    if not rows:
        messages.error(request, "Tick the claims first, then choose what to do with them.")
        return redirect("authority_claim_list")
    form = what.form(posted(request), initial={"answer": _suggested(rows)})
    if request.method == "POST" and form.is_valid():
        try:
            done = what.do(claims=rows, by=request.actor, **form.cleaned_data)
            _tell(request, what, done)
            return redirect("authority_claim_list")
        except Refused as refusal:
            form.refuse(refusal)
    return render(request, "funding/authority_claim_decide.html", _context(what, rows, form))


def _suggested(rows: Sequence[MilestoneClaim]) -> str:
    """Of one claim whose evidence has gone: what the portal says of it."""
    return " ".join(rows[0].reasons)[:500] if len(rows) == 1 else ""


def _tell(request: ActorRequest, what: Act, done: Sequence[MilestoneClaim]) -> None:
    gone = [row for row in done if what.do is claims.pay and row.state == State.QUERIED]
    if len(done) > len(gone):
        messages.success(request, f"{plural(len(done) - len(gone), 'claim')} {what.done}")
    if gone:
        messages.warning(
            request,
            f"{plural(len(gone), 'claim')} not paid: the evidence has gone since. The provider is asked about it.",
        )


def _context(what: Act, rows: Sequence[MilestoneClaim], form: Form) -> dict[str, Any]:
    return {
        "what": what,
        "form": form,
        "ids": [str(row.public_id) for row in rows],
        "sum": sum((row.payable or row.amount for row in rows), Decimal(0)),
        "table": tables.claim_table(rows, what.heading),
        "gone": [row for row in rows if what.do is claims.approve and not row.is_shown],
    }


@require_safe
@staff_only
def authority_claim_bulk(request: ActorRequest) -> HttpResponse:
    """From the ticked rows of the list to the page of what was pressed."""
    act, ids = request.GET.get("act", ""), RowsForm(request.GET).ids
    if act not in ACTS or not ids:
        messages.error(request, "Tick the claims first, then choose what to do with them.")
        return redirect("authority_claim_list")
    rows = "&".join(f"rows={each}" for each in ids)
    return redirect(f"{reverse('authority_claim_decide', args=[act])}?{rows}")
