"""What waits for somebody after hiring, counted in one question each, for the home page of whoever it is."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import (
    CharField,
    Count,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from district.interviews.models import InterviewOffer
from district.interviews.queries import is_to_record
from district.partners.actor import Actor
from district.partners.models import Organisation
from district.web import reads
from district.workplace.models import (
    Hire,
    OutcomeProposal,
    Placement,
    PlacementDay,
    PlacementSignature,
    RatingRequest,
    Side,
)
from district.workplace.services.hires import ANSWER_WITHIN
from learners.models import Learner

State = Placement.State
QUIET = timedelta(days=7)  # without an hour entered


@dataclass(frozen=True)
class ForEmployer:
    to_describe: int  # when work begins, or what is said to be wrong
    ratings: int
    to_write: int
    to_sign: int
    hours: int  # placements with hours to confirm
    to_report: int
    interviews: int  # that are over, and of which nobody has said how they went


@dataclass(frozen=True)
class ForProvider:
    outcomes: int
    to_sign: int


def of_employer(actor: Actor) -> ForEmployer:
    """One question: the counts stand side by side on the row of the organisation."""
    [row] = _of_employer(actor.own_organisation.pk, timezone.localdate(), timezone.now())
    return ForEmployer(*row)


@reads.kept
def _of_employer(organisation_id: Any, today: Any, now: Any) -> QuerySet[Organisation, Any]:
    own = {"organisation": OuterRef("pk")}
    placements = Placement.objects.filter(**own)
    asked = RatingRequest.objects.open().filter(
        hire__organisation=OuterRef("pk"),
        hire__state=Hire.State.AGREED,
        hire__may_rate=True,
        closes_on__gte=today,
    )
    held = InterviewOffer.objects.filter(is_to_record(now), slot__commitment__organisation=OuterRef("pk"))
    return _counts(
        organisation_id,
        to_describe=_count(Hire.objects.filter(**own, state__in=Hire.WAITS_FOR_EMPLOYER)),
        ratings=_count(asked, "hire__organisation"),
        to_write=_count(placements.filter(state=State.DRAFT)),
        to_sign=_count(_unsigned(placements.filter(enrolment__isnull=False), Side.EMPLOYER)),
        hours=_count(placements.with_hours_to_confirm()),
        to_report=_count(placements.filter(state=State.SIGNED, ends_on__lt=today)),
        interviews=_count(held, "slot__commitment__organisation"),
    )


def of_provider(actor: Actor) -> ForProvider:
    [row] = _of_provider(actor.own_organisation.pk)
    return ForProvider(*row)


@reads.kept
def _of_provider(organisation_id: Any) -> QuerySet[Organisation, Any]:
    waiting = OutcomeProposal.objects.of_employers_in_good_standing().filter(
        state=OutcomeProposal.State.WAITING, enrolment__organisation=OuterRef("pk")
    )
    named = Placement.objects.filter(enrolment__organisation=OuterRef("pk"))
    return _counts(
        organisation_id,
        outcomes=_count(waiting, "enrolment__organisation"),
        to_sign=_count(_unsigned(named, Side.PROVIDER), "enrolment__organisation"),
    )


def of_learner(learner: Learner) -> list[QuerySet[Any, tuple[Any, ...]]]:
    """What the person should do, as rows that can stand in one question with others: "work" to agree to, an agreement
    to "sign" or "hours" to enter; its id, the employer, what it is, and by when, twice.
    """
    now, today = timezone.now(), timezone.localdate()
    own = Placement.objects.filter(learner=learner)
    asked = Hire.objects.filter(learner=learner, state__in=[Hire.State.PROPOSED, Hire.State.UNANSWERED])
    agree = asked.annotate(due=F("moved_at") + Value(ANSWER_WITHIN))
    sign = _unsigned(own, Side.LEARNER).annotate(due=Cast("starts_on", DateTimeField()))
    lately = PlacementDay.objects.filter(placement=OuterRef("pk"), worked_on__gt=today - QUIET)
    quiet = own.filter(~Exists(lately), state=State.SIGNED, starts_on__lt=today)
    enter = quiet.annotate(due=Value(now + QUIET, DateTimeField()))
    return [
        _lines(agree, "work", "job_title"),
        _lines(sign, "sign", "title"),
        _lines(enter, "hours", "title"),
    ]


def _lines(rows: QuerySet[Any], kind: str, title: str) -> QuerySet[Any, tuple[Any, ...]]:
    named = rows.order_by().annotate(kind_=Value(kind, CharField()), due_again=F("due"))
    return named.values_list("kind_", "public_id", "organisation__name", title, "due", "due_again")


def _unsigned(rows: QuerySet[Placement], side: Side) -> QuerySet[Placement]:
    """Agreements that wait for a side, as the terms stand."""
    signed = PlacementSignature.objects.filter(
        placement=OuterRef("pk"), side=side, terms_number=OuterRef("terms_number")
    )
    return rows.filter(~Exists(signed), state=State.OPEN)


def _counts(organisation_id: Any, **counts: Any) -> QuerySet[Organisation, Any]:
    return Organisation.objects.filter(pk=organisation_id).order_by().values_list(*counts.values())


def _count(rows: QuerySet[Any], by: str = "organisation") -> Coalesce:
    counted = rows.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())
