"""The waiting list of a course run: joined with a number given under its lock, moved on the moment a place is free."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import (
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
)
from django.utils import timezone

from district.outbox.services import tasks
from district.partners.actor import Actor
from programmes.access import require_deciding
from programmes.models import Application, CourseRun, PlaceRule, Reason, SupportNeed
from programmes.services import letters, places, states

State = Application.State

LEAST_PEOPLE = 8  # below this, what became of the others says too little
PAST_YEARS = 3
NEXT_NUMBER = """
SELECT coalesce(max(waiting_number), 0) + 1, count(*) FILTER (WHERE state = 'waitlisted') + 1
FROM programmes_application WHERE run_id = %s AND waiting_number IS NOT NULL
"""
REMIND_IN_LAST = 4  # the last quarter of the time to answer
ASK_BEFORE = timedelta(days=2)  # the first day


# Under the lock of the run --------------------------------------------------------------------------


def join(run: CourseRun, application: Application) -> None:
    """The next number of a locked run. The caller saves the application."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT_NUMBER, [run.pk])
        number, place = cursor.fetchone()
    states.move(application, State.WAITLISTED)
    application.waiting_number, application.joined_at_place = number, place
    application.waitlisted_at = application.decided_at = timezone.now()
    letters.promise(application, letters.Act.WAITLISTED)


WAITING_FIELDS = ("state", "waiting_number", "joined_at_place", "waitlisted_at", "decided_at", "decided_by")


def move_on(run: CourseRun) -> list[Application]:
    """Offer the free places of a locked run to those who wait, in order. Saves all it changes.

    Somebody whose questions about support are still open keeps a place until the provider has answered.
    """
    if not places.may_be_offered(run) or not places.are_left(run):
        return []
    waiting = with_open_questions(run.applications.waiting().filter(holds_place=False))
    chosen = list(waiting.select_for_update(of=("self",)).order_by("waiting_number")[: run.places_left])
    for application in chosen:
        if application.has_open_questions:
            places.take(run, application)
            letters.promise(application, letters.Act.SUPPORT_ASKED)
        else:
            places.offer(run, application)
        states.save(application, *places.OFFER_FIELDS)
    if chosen:
        places.save(run)
    return chosen


def with_open_questions(applications: QuerySet[Application]) -> QuerySet[Application]:
    """Adds `has_open_questions`: about support, shared with the provider and not answered yet."""
    return applications.annotate(  # type: ignore[no-redef] # the stubs take what a model declares for a column
        has_open_questions=Exists(SupportNeed.objects.waiting().filter(application=OuterRef("pk")))
    )


def end_offers(run: CourseRun) -> list[Application]:
    """End the offers of a locked run that nobody answered in time; their places are free."""
    over = run.applications.filter(state=State.OFFERED, offer_ends_at__lte=timezone.now())
    ended = list(over.select_for_update().order_by("offer_ends_at", "id"))
    for application in ended:
        places.give_back(run, application)
        _end(application, State.OFFER_EXPIRED)
        letters.promise(application, letters.Act.EXPIRED)
    if ended:
        places.save(run)
    return ended


def end_the_rest(run: CourseRun, reason: Reason) -> list[Application]:
    """Once a locked run has begun, or never will: nobody is left without an answer."""
    left = run.applications.filter(
        state__in=[State.DRAFT, State.SUBMITTED, State.UNDER_REVIEW, State.WAITLISTED]
    )
    ended = list(left.select_for_update().order_by("id"))
    for application in ended:
        places.give_back(run, application)
        if application.state == State.DRAFT:
            _end(application, State.WITHDRAWN)
            continue
        application.reason = reason
        _end(application, State.UNSUCCESSFUL)
        letters.promise(application, letters.Act.REFUSED)
    if ended:
        places.save(run)
    return ended


def release(run: CourseRun) -> list[Application]:
    """The places of those whom nobody enrolled, and who were told in time, are kept no longer. `run` is locked."""
    left = run.applications.filter(_kept_long_enough())
    released = list(left.select_for_update().order_by("id"))
    for application in released:
        places.give_back(run, application)
        application.busy, application.reason = None, Reason.NOT_ENROLLED
        _end(application, State.WITHDRAWN)
        letters.promise(application, letters.Act.RELEASED)
    if released:
        places.save(run)
    return released


def _end(application: Application, state: State) -> None:
    states.move(application, state)
    application.ended_at = timezone.now()
    application.earnings = None
    states.save(application, "state", "holds_place", "ended_at", "reason", "earnings", "busy")


def _kept_long_enough() -> Q:
    """Accepted places that are given up today by the rule in force: so long after the first day, and no sooner after
    the warning than the rule leaves between the two.
    """
    rule = PlaceRule.on(timezone.localdate())
    return Q(
        state=State.ACCEPTED,
        run__starts_on__lte=timezone.localdate() - timedelta(days=rule.release_after_days),
        release_warned_at__date__lte=timezone.localdate() - rule.notice,
    )


# By people and by the clock -------------------------------------------------------------------------


@transaction.atomic
def promote(*, run: CourseRun, by: Actor) -> list[Application]:
    """Offer what is free to those who wait; nothing, where that has been done already."""
    require_deciding(by, run.course.organisation_id)
    return move_on(places.lock(run.pk))


@transaction.atomic
def settle(*, run_id: int) -> None:
    """All that time does to a run: offers end and are passed on, and when it begins the rest is answered."""
    run = places.lock(run_id)
    end_offers(run)
    release(run)
    if run.has_started or run.state == CourseRun.State.CANCELLED:
        is_off = run.state == CourseRun.State.CANCELLED
        end_the_rest(run, Reason.RUN_CANCELLED if is_off else Reason.RUN_STARTED)
    else:
        move_on(run)


@transaction.atomic
def promise_what_is_due() -> int:
    """One piece of work for each run in which the clock has something to do; how many there are."""
    due = list(_due_runs().order_by("id").values_list("id", flat=True))
    for run_id in due:
        tasks.enqueue(name="programmes.settle_run", args={"run_id": run_id}, key=f"run {run_id}")
    return len(due)


def _due_runs() -> QuerySet[CourseRun]:
    of_run = Application.objects.filter(run=OuterRef("pk"))
    has_ended_offers = Exists(of_run.filter(state=State.OFFERED, offer_ends_at__lte=timezone.now()))
    unanswered = Exists(
        of_run.filter(state__in=[State.DRAFT, State.SUBMITTED, State.UNDER_REVIEW, State.WAITLISTED])
    )
    is_given_up = Exists(of_run.filter(_kept_long_enough()))
    is_over = Q(starts_on__lte=timezone.localdate()) | Q(state=CourseRun.State.CANCELLED)
    has_places = Q(capacity=None) | Q(places_taken__lt=F("capacity"))
    may_go_on = Q(state__in=[CourseRun.State.OPEN, CourseRun.State.CLOSED]) & ~Q(
        starts_on__lte=timezone.localdate(), starts_on__isnull=False
    )
    is_stuck = Exists(of_run.waiting().filter(holds_place=False))
    return CourseRun.objects.filter(
        has_ended_offers | (is_over & unanswered) | is_given_up | (may_go_on & has_places & is_stuck)
    )


@transaction.atomic
def remind() -> int:
    """One reminder of each offer, in the last quarter of its time; how many were sent."""
    now = timezone.now()
    left = ExpressionWrapper((F("offer_ends_at") - F("offered_at")) / REMIND_IN_LAST, DurationField())
    due = Application.objects.filter(
        state=State.OFFERED, reminded_at=None, offer_ends_at__gt=now, offer_ends_at__lte=now + left
    )
    late = list(due.select_for_update(skip_locked=True).order_by("id"))
    for application in late:
        application.reminded_at = now
        states.save(application, "reminded_at")
        letters.promise(application, letters.Act.REMINDED)
    return len(late)


@transaction.atomic
def ask_to_enrol() -> int:
    """Once, two days before the first day: the provider is asked about everybody who has accepted and is not enrolled,
    in one letter for each run. How many letters.
    """
    soon = timezone.localdate() + ASK_BEFORE
    due = Application.objects.filter(
        state=State.ACCEPTED, enrol_asked_at=None, run__starts_on__lte=soon, run__starts_on__isnull=False
    )
    asked = list(due.select_for_update(of=("self",), skip_locked=True).order_by("run_id", "id"))
    runs: set[int] = set()
    for application in asked:
        application.enrol_asked_at = timezone.now()
        states.save(application, "enrol_asked_at")
        if application.run_id not in runs:
            runs.add(application.run_id)
            letters.promise(application, letters.Act.ENROL_ASKED)
    return len(runs)


@transaction.atomic
def warn_of_release() -> int:
    """Once, some days after the first day: people who accepted and are not enrolled read until when their place is
    kept. How many.
    """
    today = timezone.localdate()
    rule = PlaceRule.on(today)
    began = today - timedelta(days=rule.warn_after_days)
    due = Application.objects.filter(
        state=State.ACCEPTED, release_warned_at=None, run__starts_on__lte=began, run__starts_on__isnull=False
    )
    warned = list(due.select_for_update(of=("self",), skip_locked=True).order_by("id"))
    for application in warned:
        application.release_warned_at = timezone.now()
        states.save(application, "release_warned_at")
        letters.promise(application, letters.Act.RELEASE_WARNED)
    return len(warned)


# What a person is told -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Chance:
    """What became of those who joined the waiting lists of this course's past runs at about the same place."""

    people: int
    offered: int

    @property
    def is_known(self) -> bool:
        return self.people >= LEAST_PEOPLE

    @property
    def sentence(self) -> str:
        if not self.is_known:
            return (
                "We cannot tell yet how likely a place is: too few people have waited at this place before."
            )
        if self.offered == 0:
            return f"Of {self.people} people who waited at about this place before, nobody was offered one."
        return (
            f"Of {self.people} people who waited at about this place before, {self.offered} were offered one."
        )


def place(application: Application) -> int | None:
    """1 is next; nothing for those who do not wait."""
    if application.state != State.WAITLISTED:
        return None
    ahead = Application.objects.waiting().filter(
        run=application.run_id, waiting_number__lt=application.waiting_number
    )
    return ahead.count() + 1


def chance(*, course_id: int, place: int) -> Chance:
    """From runs of the course that started in the last three years."""
    today = timezone.localdate()
    about = max(1, place // 5)
    waited = Application.objects.filter(
        run__course=course_id,
        run__starts_on__lte=today,
        run__starts_on__gt=today - timedelta(days=365 * PAST_YEARS),
        waitlisted_at__isnull=False,
        joined_at_place__range=(place - about, place + about),
    ).exclude(state=State.WITHDRAWN, offered_at=None)
    people = waited.count()
    return Chance(people=people, offered=waited.filter(offered_at__isnull=False).count())
