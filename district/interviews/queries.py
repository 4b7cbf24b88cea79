"""What the pages about interviews read."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, Lower
from django.http import Http404
from django.utils import timezone

from district.interviews.models import (
    InterviewCommitment,
    InterviewGuarantee,
    InterviewOffer,
    InterviewPromise,
    InterviewSlot,
)
from district.interviews.models.commitment import HOLDING
from district.partners.actor import Actor
from district.web.charts import Chart, grouped_bars
from district.web.working_days import after_working_days
from programmes.models import Enrolment

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
    """What was promised and what came of it, practice apart; and how many commitments there are in all."""

    def count(**which: Any) -> Count:
        called_off = Q(slots__offers__state=State.CANCELLED)
        return Count("slots__offers", filter=Q(slots__offers__is_mock=False, **which) & ~called_off)

    came = [State.ATTENDED, State.JOB_OFFER, State.NOT_SELECTED]
    each = InterviewCommitment.objects.visible_to(actor).annotate(
        offered_each=count(),
        attended_each=count(slots__offers__state__in=came),
        jobs_each=count(slots__offers__state=State.JOB_OFFER),
    )
    return each.aggregate(
        commitments=Count("pk"),
        promised=Sum("promised", filter=Q(is_mock=False), default=0),
        offered=Sum("offered_each", default=0),
        attended=Sum("attended_each", default=0),
        jobs=Sum("jobs_each", default=0),
    )


def is_to_record(now: Any) -> Q:
    return Q(state=State.ACCEPTED, slot__starts_at__lt=now) | Q(state__in=[State.UNRECORDED, State.ATTENDED])


def to_record(actor: Actor) -> QuerySet[InterviewOffer]:
    """Interviews of the actor's that have been, and of which nobody has said how they went."""
    own = InterviewOffer.objects.filter(slot__commitment__in=InterviewCommitment.objects.visible_to(actor))
    return (
        own.filter(is_to_record(timezone.now()))
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


@dataclass(frozen=True)
class Figures:
    """Of those whom the actor answers for: how far the promise is kept, and what came of the real interviews."""

    kept: Kept
    results: dict[str, int]
    by_programme: list[tuple[str, tuple[int, int, int]]]

    @property
    def chart(self) -> Chart | None:
        """Completers, those offered and those offered in time, a programme each."""
        if not self.by_programme:
            return None
        return grouped_bars(
            "Of those who completed, who was offered an interview",
            ["completed", "offered", "offered in time"],
            self.by_programme,
            note="Real interviews for jobs of 12 weeks or longer. Practice and interviews that employers called off "
            "do not count.",
        )


def figures(actor: Actor) -> Figures:
    """Counted in one go, a programme each."""
    today = timezone.localdate()
    completed = Q(enrolment__state__in=Enrolment.COMPLETERS)
    late = completed & Q(kept_on=None, enrolment__learner__isnull=False)
    people = {
        "completers": completed,
        "offered": completed & Q(kept_on__isnull=False),
        "in_time": completed & Q(kept_on__lte=F("due_on")),
        "overdue": late & Q(due_on__lt=today),
        "soon": late & Q(due_on__range=(today, after_working_days(today, SOON))),
    }
    real = Q(enrolment__interview_offers__is_mock=False)
    states = [state for state in State if state != State.CANCELLED]
    rows: list[Any] = list(
        InterviewGuarantee.objects.visible_to(actor)
        .order_by(Lower("programme__name"), "programme")
        .values("programme", "programme__name")
        .annotate(
            **{name: Count("pk", filter=which, distinct=True) for name, which in people.items()},
            **{
                f"are_{state}": Count(
                    "enrolment__interview_offers", filter=real & Q(enrolment__interview_offers__state=state)
                )
                for state in states
            },
        )
    )
    return Figures(
        kept=Kept(**{name: sum(row[name] for row in rows) for name in people}),
        results={state.label: sum(row[f"are_{state}"] for row in rows) for state in states},
        by_programme=[
            (row["programme__name"], (row["completers"], row["offered"], row["in_time"]))
            for row in rows
            if row["completers"]
        ],
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


def newest_promises() -> list[InterviewPromise]:
    """Of each programme the promise made last, with how many employers back it and how many times are free."""
    standing = InterviewCommitment.objects.standing().filter(is_mock=False, programme=OuterRef("programme"))
    employers = standing.order_by().values("programme").annotate(number=Count("organisation", distinct=True))
    free = InterviewSlot.objects.free().filter(
        commitment__is_mock=False, commitment__programme=OuterRef("programme")
    )
    times = free.order_by().values("commitment__programme").annotate(number=Count("pk"))
    newest = (
        InterviewPromise.objects.order_by("programme", "-applies_from")
        .distinct("programme")
        .select_related("programme")
        .annotate(
            employers=Coalesce(Subquery(employers.values("number")), 0),
            free=Coalesce(Subquery(times.values("number")), 0),
        )
    )
    return sorted(newest, key=lambda row: row.programme.name.lower())
