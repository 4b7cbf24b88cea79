"""How far people got who enrolled: each stage lies within the one before it, so that nobody counts twice."""

from datetime import date, timedelta
from enum import IntEnum
from typing import Any

from django.db.models import (
    Case,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils import timezone

from district.interviews.models import InterviewOffer
from employers.models import JobApplication
from programmes.models import Destination, Enrolment

SUSTAINED_DAYS = 84
Offer = InterviewOffer.State


class Stage(IntEnum):
    ENROLLED = 1
    STARTED = 2
    COMPLETED = 3
    INTERVIEWED = 4
    HIRED = 5
    SUSTAINED = 6


HELD = (Offer.ATTENDED, Offer.JOB_OFFER, Offer.NOT_SELECTED)


def furthest(day: date | None = None) -> Case:
    """Of an enrolment, as things stand; a job has lasted by the day, today unless told. Whoever has a job after
    completing has come as far as that, interviewed here or not.
    """
    has_completed = Q(state__in=Enrolment.COMPLETERS)
    return Case(
        When(has_completed & Exists(_kept_jobs(day or timezone.localdate())), then=Value(Stage.SUSTAINED)),
        When(
            has_completed & (Exists(_jobs()) | Exists(_job_offers()) | Exists(_hires())),
            then=Value(Stage.HIRED),
        ),
        When(has_completed & Exists(_interviews()), then=Value(Stage.INTERVIEWED)),
        When(has_completed, then=Value(Stage.COMPLETED)),
        When(~Q(state__in=Enrolment.NEVER_BEGAN), then=Value(Stage.STARTED)),
        default=Value(Stage.ENROLLED),
        output_field=IntegerField(),
    )


def _jobs() -> QuerySet[Any]:
    """Recorded as in paid work after the course."""
    return Destination.objects.filter(enrolment=OuterRef("pk"), kind="EMP")


def _kept_jobs(day: date) -> QuerySet[Any]:
    """Twelve weeks in it, the first and the last day counted, all of them past."""
    last = ExpressionWrapper(F("starts_on") + timedelta(days=SUSTAINED_DAYS - 1), output_field=DateField())
    rows = _jobs().annotate(twelve_weeks=last)
    return rows.filter(Q(ends_on=None) | Q(ends_on__gte=F("twelve_weeks")), twelve_weeks__lte=day)


def _real_offers() -> QuerySet[Any]:
    return InterviewOffer.objects.counting().filter(enrolment=OuterRef("pk"))


def _interviews() -> QuerySet[Any]:
    return _real_offers().filter(state__in=HELD)


def _job_offers() -> QuerySet[Any]:
    return _real_offers().filter(state=Offer.JOB_OFFER)


def _hires() -> QuerySet[Any]:
    """Hired here for a vacancy they applied for after the course began."""
    return JobApplication.objects.filter(
        learner=OuterRef("learner"),
        state=JobApplication.State.HIRED,
        submitted_at__date__gte=OuterRef("starts_on"),
    )
