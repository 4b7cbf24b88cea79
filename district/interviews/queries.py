"""What the pages about interviews read."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.db.models.functions import Lower
from django.http import Http404
from django.utils import timezone

from district.interviews.models import (
    InterviewCommitment,
    InterviewGuarantee,
    InterviewOffer,
    InterviewSlot,
)
from district.interviews.models.commitment import HOLDING
from district.partners.actor import Actor
from district.web.charts import Chart, grouped_bars
from district.web.working_days import after_working_days
from programmes.models import Enrolment, Programme

SOON = 5  # working days
State = InterviewOffer.State


# An employer's ----------------------------------------------------------------------------------------


def commitments(actor: Actor) -> QuerySet[InterviewCommitment]:
    """The actor's own, those that stand first."""
    ahead = Q(slots__state=InterviewSlot.State.OPEN)
    holding = Q(slots__offers__state__in=HOLDING)
    return (
        InterviewCommitment.objects.visible_to(actor)
        .for_list()
        .annotate(
            slot_count=Count("slots", filter=ahead, distinct=True),
            held_count=Count("slots__offers", filter=holding, distinct=True),
        )
        .order_by("-state", "ends_on", "id")
    )


def employer_counts(actor: Actor) -> dict[str, int]:
    """What was promised and what came of it; practice apart."""
    own = InterviewCommitment.objects.visible_to(actor).filter(is_mock=False)
    offers = InterviewOffer.objects.counting().filter(slot__commitment__in=own)
    return {
        "promised": sum(own.values_list("promised", flat=True)),
        **offers.aggregate(
            offered=Count("pk"),
            accepted=Count("pk", filter=Q(state=State.ACCEPTED)),
            attended=Count("pk", filter=Q(state__in=[State.ATTENDED, State.JOB_OFFER, State.NOT_SELECTED])),
            jobs=Count("pk", filter=Q(state=State.JOB_OFFER)),
        ),
    }


def to_record(actor: Actor) -> QuerySet[InterviewOffer]:
    """Interviews of the actor's that have been, and of which nobody has said how they went."""
    own = InterviewOffer.objects.filter(slot__commitment__in=InterviewCommitment.objects.visible_to(actor))
    return (
        own.filter(
            Q(state=State.ACCEPTED, slot__starts_at__lt=timezone.now())
            | Q(state__in=[State.UNRECORDED, State.ATTENDED])
        )
        .for_list()
        .defer("enrolment__run__course__search")
        .order_by("slot__starts_at", "id")
    )


def confirmed(actor: Actor) -> QuerySet[InterviewOffer]:
    """Who comes, soonest first."""
    own = InterviewOffer.objects.filter(slot__commitment__in=InterviewCommitment.objects.visible_to(actor))
    return (
        own.filter(state=State.ACCEPTED, slot__starts_at__gte=timezone.now())
        .for_list()
        .defer("enrolment__run__course__search")
        .order_by("slot__starts_at", "id")
    )


def commitment(actor: Actor, public_id: UUID) -> InterviewCommitment:
    found = (
        InterviewCommitment.objects.visible_to(actor)
        .select_related("organisation", "programme", "vacancy")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise Http404("You have no such commitment.")
    return found


def slots(row: InterviewCommitment) -> QuerySet[InterviewSlot]:
    """With who holds each."""
    held = InterviewOffer.objects.filter(state__in=HOLDING).select_related("learner__user")
    return row.slots.prefetch_related(Prefetch("offers", held, to_attr="holders")).order_by("starts_at", "id")


# A completer's ----------------------------------------------------------------------------------------


def own_guarantees(actor: Actor) -> QuerySet[InterviewGuarantee]:
    offers = InterviewOffer.objects.select_related("slot__commitment__organisation").order_by(
        "-offered_at", "-id"
    )
    return (
        InterviewGuarantee.objects.standing()
        .filter(enrolment__learner__user=actor.person)
        .select_related(
            "enrolment__run__course__organisation", "enrolment__interview_preference", "programme"
        )
        .defer("enrolment__run__course__search")
        .prefetch_related(Prefetch("enrolment__interview_offers", offers))
        .order_by("-due_on", "-id")
    )


def own_enrolment(actor: Actor, public_id: UUID) -> Enrolment:
    """A course of the person's that entitles them to an interview."""
    found = (
        Enrolment.objects.of(actor)
        .filter(public_id=public_id, interview_guarantee__isnull=False)
        .select_related("interview_guarantee", "interview_preference", "run__course", "learner")
        .defer("run__course__search")
        .first()
    )
    if found is None:
        raise Http404("You have no such course.")
    return found


def own_offer(actor: Actor, public_id: UUID) -> InterviewOffer:
    found = (
        InterviewOffer.objects.of(actor)
        .filter(public_id=public_id)
        .select_related(
            "slot__commitment__organisation",
            "slot__commitment__vacancy",
            "enrolment__run__course",
            "moved_from",
        )
        .defer("enrolment__run__course__search")
        .first()
    )
    if found is None:
        raise Http404("You have no such interview.")
    return found


def other_times(offer: InterviewOffer) -> QuerySet[InterviewSlot]:
    """Free times of the same employer for the same job."""
    return (
        InterviewSlot.objects.free().filter(commitment=offer.slot.commitment_id).order_by("starts_at", "id")
    )


def choosable(programme_id: int) -> QuerySet[InterviewCommitment]:
    """Employers that a completer may put first."""
    own = InterviewCommitment.objects.standing().filter(programme=programme_id, is_mock=False)
    return own.select_related("organisation").order_by(Lower("organisation__name"), "id")


# The provider's and WMCA's ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Kept:
    """How far the promise is kept. F8: of all completers, those who have been offered a real interview."""

    completers: int
    offered: int
    in_time: int
    overdue: int
    soon: int

    @property
    def rate(self) -> str:
        return f"{100 * self.offered / self.completers:.1f}%" if self.completers else ""


def kept(actor: Actor) -> Kept:
    today = timezone.localdate()
    late = Q(kept_on=None, enrolment__learner__isnull=False)
    counted = (
        InterviewGuarantee.objects.visible_to(actor)
        .standing()
        .aggregate(
            completers=Count("pk"),
            offered=Count("pk", filter=Q(kept_on__isnull=False)),
            in_time=Count("pk", filter=Q(kept_on__lte=F("due_on"))),
            overdue=Count("pk", filter=late & Q(due_on__lt=today)),
            soon=Count("pk", filter=late & Q(due_on__range=(today, after_working_days(today, SOON)))),
        )
    )
    return Kept(**counted)


def results(actor: Actor) -> dict[str, int]:
    """What came of the real interviews of those whom the actor answers for."""
    owed = InterviewGuarantee.objects.visible_to(actor).values("enrolment")
    counted = dict(
        InterviewOffer.objects.counting()
        .filter(enrolment__in=owed)
        .order_by()
        .values_list("state")
        .annotate(number=Count("pk"))
    )
    return {state.label: counted.get(state, 0) for state in State if state != State.CANCELLED}


def by_programme(actor: Actor) -> Chart | None:
    """Completers, those offered and those offered in time, a programme each."""
    rows = (
        InterviewGuarantee.objects.visible_to(actor)
        .standing()
        .order_by(Lower("programme__name"))
        .values("programme__name")
        .annotate(
            completers=Count("pk"),
            offered=Count("pk", filter=Q(kept_on__isnull=False)),
            in_time=Count("pk", filter=Q(kept_on__lte=F("due_on"))),
        )
    )
    values = [(row["programme__name"], (row["completers"], row["offered"], row["in_time"])) for row in rows]
    if not values:
        return None
    return grouped_bars(
        "Of those who completed, who was offered an interview",
        ["completed", "offered", "offered in time"],
        values,
        note="Real interviews for jobs of 12 weeks or longer. Practice and interviews that employers called off "
        "do not count.",
    )


def overdue(actor: Actor) -> QuerySet[InterviewGuarantee]:
    """The breach list: the longest overdue first."""
    return InterviewGuarantee.objects.visible_to(actor).breached().for_list().order_by("due_on", "id")


def due_soon(actor: Actor) -> QuerySet[InterviewGuarantee]:
    today = timezone.localdate()
    unkept = InterviewGuarantee.objects.visible_to(actor).unkept()
    return (
        unkept.filter(due_on__range=(today, after_working_days(today, SOON)))
        .for_list()
        .order_by("due_on", "id")
    )


def guarantee(actor: Actor, enrolment_id: UUID) -> InterviewGuarantee:
    rows = InterviewGuarantee.objects.visible_to(actor).standing().for_list()
    found = rows.filter(enrolment__public_id=enrolment_id, enrolment__learner__isnull=False).first()
    if found is None:
        raise Http404("Nobody of yours is owed this interview.")
    return found


def free_slots(programme_id: int) -> QuerySet[InterviewSlot]:
    return (
        InterviewSlot.objects.free()
        .filter(commitment__programme=programme_id)
        .select_related("commitment__organisation")
        .order_by("commitment__is_mock", "starts_at", "id")
    )


def slot_figures() -> dict[int, dict[str, Any]]:
    """What employers have promised to each programme, and what of it is free: for WMCA's page."""
    standing = InterviewCommitment.objects.standing().filter(is_mock=False)
    counted = standing.order_by().values_list("programme").annotate(Count("organisation", distinct=True))
    promised: dict[int, dict[str, Any]] = {pk: {"employers": number} for pk, number in counted}
    free = InterviewSlot.objects.free().filter(commitment__is_mock=False).order_by()
    for row in free.values("commitment__programme").annotate(number=Count("pk")):
        promised.setdefault(row["commitment__programme"], {})["free"] = row["number"]
    return promised


def promised_programmes() -> QuerySet[Programme]:
    """Programmes whose completers are promised an interview, each with its promises, newest first."""
    return (
        Programme.objects.filter(interview_promises__isnull=False)
        .distinct()
        .prefetch_related("interview_promises")
        .order_by(Lower("name"))
    )
