"""An employer's commitments, slots and who comes."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models.functions import Lower
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from district.interviews import queries
from district.interviews.forms import CancelForm, CommitmentForm, OutcomeForm, SlotForm
from district.interviews.models import InterviewCommitment, InterviewOffer, InterviewSlot
from district.interviews.services import commitments, offers
from district.partners.access import role_required
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.web import pages
from district.web.errors import Refused
from district.web.tables import Column, Table
from district.web.templatetags.district import moment
from employers.models import Vacancy
from learners.views.sent import posted
from programmes.models import Programme

hiring = role_required(Role.EMPLOYER)
form_page = require_http_methods(["GET", "HEAD", "POST"])
State = InterviewOffer.State


@require_safe
@hiring
def interview_list(request: ActorRequest) -> HttpResponse:
    counts = queries.employer_counts(request.actor)
    page = pages.paginate(request, queries.commitments(request.actor), count=counts["commitments"])
    waiting = list(queries.to_record(request.actor)[:20])
    context = {
        "page": page,
        "counts": counts,
        "to_record": waiting,
        "coming": _coming(list(queries.confirmed(request.actor)[:20])),
        "table": _commitments(page.object_list),
    }
    return render(request, "interviews/interview_list.html", context)


def _commitments(rows: Sequence[Any]) -> Table[Any]:
    columns: list[Column[Any]] = [
        Column("job", "Job", lambda row: row.job_title, href=_href),
        Column("programme", "For", lambda row: row.programme.name),
        Column("promised", "Promised", lambda row: row.promised, "number"),
        Column("slots", "Times set", lambda row: row.slot_count, "number"),
        Column("held", "Given to somebody", lambda row: row.held_count, "number"),
        Column("state", "State", _state),
    ]
    return Table("Your commitments", columns, rows)


def _state(row: InterviewCommitment) -> str:
    said = row.get_state_display()
    return f"{said}, practice" if row.is_mock else said


def _href(row: InterviewCommitment) -> str:
    return reverse("interview_commitment_show", args=[row.public_id])


def _coming(rows: list[InterviewOffer]) -> Table[InterviewOffer]:
    columns: list[Column[InterviewOffer]] = [
        Column("who", "Who", name_of),
        Column("when", "When", lambda row: moment(row.slot.starts_at)),
        Column("job", "Job", lambda row: row.slot.commitment.job_title),
        Column("course", "Completed", lambda row: row.enrolment.run.course.title),
    ]
    return Table("Who comes", columns, rows)


def name_of(offer: InterviewOffer) -> str:
    """Employers know who it is once the person has accepted."""
    if offer.learner is None:
        return "Somebody who has left the portal"
    if offer.state in {State.OFFERED, State.DECLINED, State.EXPIRED}:
        return "Offered to somebody"
    return offer.learner.user.name or offer.learner.user.email or "Somebody"


@form_page
@hiring
def interview_commit(request: ActorRequest) -> HttpResponse:
    form = CommitmentForm(
        posted(request),
        programmes=Programme.objects.order_by(Lower("name")),
        vacancies=Vacancy.objects.open()
        .filter(organisation=request.actor.organisation)
        .order_by("title", "id"),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = commitments.commit(by=request.actor, **form.cleaned_data)
            messages.success(request, "Thank you. Now set the times: people are offered them at once.")
            return redirect("interview_commitment_show", made.public_id)
        except Refused as refusal:
            form.refuse(refusal)
    return render(request, "interviews/interview_commit.html", {"form": form})


@form_page
@hiring
def interview_commitment_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    row = queries.commitment(request.actor, public_id)
    form = SlotForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = commitments.add_slots(commitment=row, by=request.actor, **form.values())
            said = f"{len(made)} set." if made else "These times are set already."
            messages.success(request, f"{said} You see here when somebody takes one.")
            return redirect("interview_commitment_show", public_id)
        except Refused as refusal:
            form.refuse(refusal)
    page = pages.paginate(request, queries.slots(row))
    context = {"commitment": row, "form": form, "page": page, "table": _slots(page.object_list)}
    return render(request, "interviews/interview_commitment_show.html", context)


def _slots(rows: Sequence[Any]) -> Table[InterviewSlot]:
    columns: list[Column[InterviewSlot]] = [
        Column(
            "when", "When", lambda row: f"{moment(row.starts_at)}, {row.minutes} minutes", href=_slot_href
        ),
        Column("where", "Where", lambda row: f"Online: {row.place}" if row.is_online else row.place),
        Column("who", "Who", lambda row: name_of(row.holders[0]) if row.holders else "Free"),  # type: ignore[attr-defined]
        Column("state", "State", _slot_state),
    ]
    return Table("Times", columns, rows)


def _slot_href(row: InterviewSlot) -> str:
    """Where something can be done about it."""
    holders = row.holders  # type: ignore[attr-defined]
    if row.state == InterviewSlot.State.CANCELLED:
        return ""
    if row.starts_at > timezone.now():
        return reverse("interview_slot_cancel", args=[row.public_id])
    if (
        holders
        and {State.JOB_OFFER, State.NOT_SELECTED} & InterviewOffer.TRANSITIONS[State(holders[0].state)]
    ):
        return reverse("interview_record", args=[holders[0].public_id])
    return ""


def _slot_state(row: InterviewSlot) -> str:
    if row.state == InterviewSlot.State.CANCELLED:
        return f"Called off: {row.cancelled_because}"
    holders = row.holders  # type: ignore[attr-defined]
    return holders[0].get_state_display() if holders else ""


@form_page
@hiring
def interview_slot_cancel(request: ActorRequest, public_id: UUID) -> HttpResponse:
    own = InterviewSlot.objects.filter(
        commitment__in=InterviewCommitment.objects.visible_to(request.actor)
    ).select_related("commitment")
    slot = get_object_or_404(own, public_id=public_id)
    form = CancelForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            commitments.cancel_slot(slot=slot, reason=form.cleaned_data["reason"], by=request.actor)
            messages.success(request, "It is called off. Whoever had it is told and offered another.")
            return redirect("interview_commitment_show", slot.commitment.public_id)
        except Refused as refusal:
            form.refuse(refusal)
    return render(request, "interviews/interview_slot_cancel.html", {"form": form, "slot": slot})


@require_POST
@hiring
def interview_commitment_end(request: ActorRequest, public_id: UUID) -> HttpResponse:
    row = queries.commitment(request.actor, public_id)
    commitments.end(commitment=row, by=request.actor)
    messages.success(request, "This commitment has ended. Interviews that people hold take place as agreed.")
    return redirect("interview_commitment_show", public_id)


@form_page
@hiring
def interview_record(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Reached once the interview has begun."""
    own = InterviewOffer.objects.filter(
        slot__commitment__in=InterviewCommitment.objects.visible_to(request.actor),
        state__in=[State.ACCEPTED, State.UNRECORDED, State.ATTENDED],
        slot__starts_at__lte=timezone.now(),
    ).select_related("slot__commitment", "learner__user", "enrolment__run__course")
    offer = own.defer("enrolment__run__course__search").filter(public_id=public_id).first()
    if offer is None:
        raise Http404("There is no such interview to record.")
    form = OutcomeForm(posted(request), offer=offer)
    if request.method == "POST" and form.is_valid():
        try:
            offers.record(offer=offer, outcome=form.cleaned_data["outcome"], by=request.actor)
            messages.success(request, "Thank you. It is kept, and counts.")
            return redirect("interview_list")
        except Refused as refusal:
            form.refuse(refusal)
    context = {"form": form, "offer": offer, "who": name_of(offer)}
    return render(request, "interviews/interview_record.html", context)
