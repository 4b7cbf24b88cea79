"""A course run as its provider works on it: places, people, timetable, and whether the listing is still right."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import Count, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from district.partners.actor import Actor
from district.partners.models import Organisation
from district.web import charts, reads
from district.web.charts import Chart
from programmes import wording
from programmes.models import (
    Admission,
    Application,
    ConversationMessage,
    CourseRun,
    CurriculumComment,
    Enrolment,
    ListingCheck,
    RunSession,
    TutorTask,
)
from programmes.models.application import SupportNeed
from programmes.roster import HEAVY


def own_run(actor: Actor, public_id: UUID) -> CourseRun | None:
    """One of the actor's own organisation, with its listing check where there is one."""
    for run in _own_run(public_id, actor.own_organisation.pk):
        return run
    return None


@reads.kept
def _own_run(public_id: Any, organisation_id: Any) -> QuerySet[CourseRun]:
    runs = CourseRun.objects.filter(public_id=public_id, course__organisation_id=organisation_id)
    return runs.select_related("course__organisation", "venue", "intake", "listing_check").defer(
        *(name.removeprefix("run__") for name in HEAVY)
    )


def named_run(actor: Actor, public_id: UUID) -> CourseRun | None:
    """The same for pages that only say which it is."""
    for run in _named_run(public_id, actor.own_organisation.pk):
        return run
    return None


@reads.kept
def _named_run(public_id: Any, organisation_id: Any) -> QuerySet[CourseRun]:
    runs = CourseRun.objects.filter(public_id=public_id, course__organisation_id=organisation_id)
    return runs.select_related("course").only("public_id", "starts_on", "course__title")


def facts(run: CourseRun) -> list[dict[str, Any]]:
    how = Admission(run.admission).label
    if run.intake:
        how = f"{how}: {run.intake.name}"
    return [
        {"key": "Starts", "value": wording.start_day(run)},
        {"key": "Where and how", "value": f"{wording.where(run)}. {wording.how(run)}"},
        {"key": "How people get a place", "value": how},
        {"key": "Time to answer an offer", "value": f"{run.offer_hours} hours"},
    ]


# The run at a glance ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Places:
    """The places of a run: with somebody on them, kept for somebody who has not said yes, free; and who waits."""

    taken: int
    held: int
    free: int | None
    waiting: int
    to_decide: int
    accepted: int


@dataclass(frozen=True)
class People:
    """How many are enrolled, by what the page says of them."""

    all: int
    learning: int
    completed: int
    left: int


def places_and_people(run: CourseRun) -> tuple[Places, People]:
    """One query."""
    [(asked, enrolled)] = _counts(run.pk)
    held, waiting, to_decide, accepted = asked or (0, 0, 0, 0)
    places = Places(
        taken=max(0, run.places_taken - held),
        held=held,
        free=run.places_left,
        waiting=waiting,
        to_decide=to_decide,
        accepted=accepted,
    )
    return places, People(*(enrolled or (0, 0, 0, 0)))


@reads.kept
def _counts(run_id: Any) -> QuerySet[CourseRun, Any]:
    states = Application.State
    asked = _counted(
        Application.objects.filter(run=OuterRef("pk")),
        Count("id", filter=Q(holds_place=True) & ~Q(state=states.ACCEPTED)),
        Count("id", filter=Q(state=states.WAITLISTED, holds_place=False)),
        Count("id", filter=Q(state__in=[states.SUBMITTED, states.UNDER_REVIEW])),
        Count("id", filter=Q(state=states.ACCEPTED)),
    )
    enrolled = _counted(
        Enrolment.objects.filter(run=OuterRef("pk")),
        Count("id"),
        Count("id", filter=Q(state__in=Enrolment.CURRENT)),
        Count("id", filter=Q(state__in=Enrolment.COMPLETERS)),
        Count("id", filter=Q(state__in=Enrolment.WITHOUT_PLACE)),
    )
    return (
        CourseRun.objects.filter(pk=run_id)
        .annotate(asked=asked, enrolled=enrolled)
        .values_list("asked", "enrolled")
    )


def _counted(rows: QuerySet[Any], *counts: Count) -> Subquery:
    """Several counts of the same rows side by side; nothing where there are none."""
    together = Func(*counts, template="ARRAY[%(expressions)s]", output_field=ArrayField(IntegerField()))
    return Subquery(rows.order_by().values("run").annotate(together=together).values("together"))


def picture(run: CourseRun, places: Places) -> Chart:
    """Taken, kept, free, waiting."""
    free = [] if places.free is None else [("Free", places.free)]
    values = [
        ("Taken", places.taken),
        ("Kept for an answer", places.held),
        *free,
        ("Waiting", places.waiting),
    ]
    if run.capacity is None:
        title = f"{places.taken} places are taken, and there is no limit"
    elif places.free:
        title = f"{places.free} of {run.capacity} places {'is' if places.free == 1 else 'are'} free"
    else:
        title = f"All {run.capacity} places are taken or kept for somebody"
    return charts.bars(title, values)


@reads.kept
def timetable(run_id: Any) -> QuerySet[RunSession]:
    """Its sessions in their order, as far as anybody plans them."""
    return RunSession.objects.filter(run_id=run_id).select_related("venue").order_by("starts_at", "id")[:400]


def is_asked(run: CourseRun) -> bool:
    return getattr(run, "listing_check", None) is not None and run.listing_check.asked_at is not None


# Listings to confirm ---------------------------------------------------------------------------------


def listings(actor: Actor) -> QuerySet[ListingCheck]:
    return (
        ListingCheck.objects.asked()
        .filter(run__course__organisation=actor.own_organisation)
        .exclude(run__state=CourseRun.State.CANCELLED)
        .select_related("run__course", "run__venue")
        .defer(*HEAVY)
        .order_by("asked_at", "id")
    )


# What to do next -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Next:
    """What waits for somebody at a provider, by number."""

    to_decide: int
    support: int
    to_enrol: int
    registers: int
    follow_up: int
    overdue: int
    listings: int
    comments: int
    messages: int

    @property
    def late_note(self) -> str:
        return f"{self.overdue} of them late" if self.overdue else "within a working day"


def what_next(actor: Actor) -> Next:
    """One query: the counts stand side by side on the row of the organisation."""
    states = Application.State
    sent = Application.objects.filter(run__course__organisation=OuterRef("pk"))
    tasks = TutorTask.objects.open().filter(enrolment__organisation=OuterRef("pk"))
    said = CurriculumComment.objects.waiting().of_employers_in_good_standing()
    said = said.filter(course__organisation=OuterRef("pk"))
    asked = ListingCheck.objects.asked().filter(run__course__organisation=OuterRef("pk"))
    unanswered = SupportNeed.objects.waiting().filter(
        application__run__course__organisation=OuterRef("pk"), application__state__in=_OPEN
    )
    unread = ConversationMessage.objects.filter(
        conversation__run__course__organisation=OuterRef("pk"), by_provider=False, read_at=None
    )
    registers = RunSession.objects.filter(
        run__course__organisation=OuterRef("pk"),
        starts_at__lt=timezone.now(),
        starts_at__gte=timezone.now() - timedelta(days=14),
        cancelled_at=None,
        register_taken_at=None,
    )
    counts = {
        "to_decide": _count(sent.filter(state__in=[states.SUBMITTED, states.UNDER_REVIEW])),
        "support": _count(unanswered, "application__run__course__organisation"),
        "to_enrol": _count(sent.filter(state=states.ACCEPTED)),
        "registers": _count(registers),
        "follow_up": _count(tasks, "enrolment__organisation"),
        "overdue": _count(tasks.filter(due_on__lt=timezone.localdate()), "enrolment__organisation"),
        "listings": _count(asked),
        "comments": _count(said, "course__organisation"),
        "messages": _count(unread, "conversation__run__course__organisation"),
    }
    row: Any = Organisation.objects.values(**counts).get(pk=actor.own_organisation.pk)
    return Next(**row)


_OPEN = (
    Application.State.SUBMITTED,
    Application.State.UNDER_REVIEW,
    Application.State.WAITLISTED,
)


def _count(rows: QuerySet[Any], by: str = "run__course__organisation") -> Coalesce:
    counted = rows.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())
