"""What the pages about hires and placements read."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.http import Http404
from django.utils import timezone

from district.partners.actor import Actor
from district.workplace import weeks
from district.workplace.models import Hire, OutcomeProposal, Placement, RatingRequest
from district.workplace.services import placements as placement_rules


@dataclass(frozen=True)
class Counts:
    rows: int
    waiting: int


# An employer's ----------------------------------------------------------------------------------------


def _open_requests() -> QuerySet[RatingRequest]:
    return RatingRequest.objects.open().filter(closes_on__gte=timezone.localdate())


def _waits() -> Q:
    asked = _open_requests().filter(hire=OuterRef("pk"), hire__state=Hire.State.AGREED, hire__may_rate=True)
    return Q(state__in=Hire.WAITS_FOR_EMPLOYER) | Q(Exists(asked))


def hires(actor: Actor) -> QuerySet[Hire]:
    """The actor's own, those that wait for it first, then the newest."""
    requests = RatingRequest.objects.order_by("moment")
    return (
        Hire.objects.visible_to(actor)
        .for_list()
        .annotate(waits=_waits())
        .prefetch_related(Prefetch("rating_requests", requests))
        .order_by("-waits", "-hired_at", "-id")
    )


def hire_counts(actor: Actor) -> Counts:
    rows = Hire.objects.visible_to(actor).annotate(waits=_waits())
    return Counts(**rows.aggregate(rows=Count("pk"), waiting=Count("pk", filter=Q(waits=True))))


def hire(actor: Actor, public_id: UUID) -> Hire:
    rows = Hire.objects.visible_to(actor).select_related(
        "learner__user", "organisation", "application__vacancy"
    )
    requests = RatingRequest.objects.order_by("moment")
    found = rows.prefetch_related(Prefetch("rating_requests", requests)).filter(public_id=public_id).first()
    if found is None:
        raise Http404("You have taken on nobody by this address.")
    return found


def rating_request(actor: Actor, public_id: UUID) -> RatingRequest:
    rows = RatingRequest.objects.visible_to(actor).select_related("hire__learner__user", "hire__organisation")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404("Nobody asks you this.")
    return found


# The person's -----------------------------------------------------------------------------------------


def own_hires(actor: Actor) -> QuerySet[Hire]:
    """Without what the employer has not described yet."""
    rows = Hire.objects.of(actor).exclude(state=Hire.State.TO_DESCRIBE).exclude(starts_on=None)
    return rows.for_list().order_by("-hired_at", "-id")


def own_hire(actor: Actor, public_id: UUID) -> Hire:
    own = Hire.objects.of(actor).exclude(state=Hire.State.TO_DESCRIBE).exclude(starts_on=None)
    proposals = (
        OutcomeProposal.objects.select_related("enrolment__run__course__organisation", "destination")
        .defer("enrolment__run__course__search")
        .order_by("id")
    )
    requests = RatingRequest.objects.order_by("moment")
    found = (
        own.select_related("organisation", "learner__user")
        .prefetch_related(Prefetch("proposals", proposals), Prefetch("rating_requests", requests))
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise Http404("There is no such work of yours.")
    return found


def own_placements(actor: Actor) -> QuerySet[Placement]:
    return Placement.objects.of(actor).for_list().order_by("-created_at", "-id")


# The provider's ---------------------------------------------------------------------------------------


def proposals(actor: Actor) -> QuerySet[OutcomeProposal]:
    """Those that wait for the provider first, the longest of them first; then the newest."""
    return (
        OutcomeProposal.objects.visible_to(actor)
        .for_list()
        .annotate(waits=Q(state=OutcomeProposal.State.WAITING))
        .order_by("-waits", "-asked_at", "-id")
    )


def proposal_counts(actor: Actor) -> Counts:
    rows = OutcomeProposal.objects.visible_to(actor)
    waiting = Q(state=OutcomeProposal.State.WAITING)
    return Counts(**rows.aggregate(rows=Count("pk"), waiting=Count("pk", filter=waiting)))


def proposal(actor: Actor, public_id: UUID) -> OutcomeProposal:
    rows = OutcomeProposal.objects.visible_to(actor).select_related(
        "hire__organisation", "enrolment__learner__user", "enrolment__run__course", "destination"
    )
    found = rows.defer("enrolment__run__course__search").filter(public_id=public_id).first()
    if found is None:
        raise Http404("Nothing like this is proposed to you.")
    return found


# Placements -------------------------------------------------------------------------------------------


def placements(actor: Actor) -> QuerySet[Placement]:
    """Of an employer or a provider: what is going on first, by its first day."""
    over = Q(state__in=[Placement.State.DRAFT, Placement.State.OPEN, Placement.State.SIGNED])
    return (
        Placement.objects.visible_to(actor)
        .for_list()
        .with_waiting_hours()
        .annotate(goes_on=over)
        .order_by("-goes_on", "-starts_on", "-id")
    )


def placement(actor: Actor, public_id: UUID) -> Placement:
    """For whoever is a side of it."""
    found = _placements().filter(public_id=public_id).first()
    if found is None or placement_rules.side_of(found, actor) is None:
        raise Http404("You are no side of such a placement.")
    if found.state == Placement.State.DRAFT and not Placement.objects.visible_to(actor).filter(pk=found.pk):
        raise Http404("It is not written yet.")
    return found


def _placements() -> QuerySet[Any]:
    return (
        Placement.objects.select_related(
            "organisation", "learner__user", "enrolment__organisation", "enrolment__run__course"
        )
        .defer("enrolment__run__course__search")
        .prefetch_related("signatures")
    )


# Hours ------------------------------------------------------------------------------------------------


def weeks_of(placement: Placement) -> list[weeks.Week]:
    return weeks.of(placement, placement.days.all())


def minutes_of_t_level(placement: Placement) -> int:
    """Confirmed with both employers of the same T Level."""
    rows = Placement.objects.filter(enrolment=placement.enrolment, employer_number__isnull=False)
    return rows.aggregate(sum=Sum("confirmed_minutes"))["sum"] or 0
