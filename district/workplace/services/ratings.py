"""Employers are asked after 30 and 90 days what the people they hired can do, learning outcome by learning outcome."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from district.outbox.services import tasks
from district.partners.actor import Actor
from district.partners.models import Role
from district.web.errors import NotAllowed, Refused
from district.workplace import locks
from district.workplace.models import Hire, Moment, OutcomeProposal, OutcomeRating, RatingRequest, Seen
from district.workplace.services import letters
from learners.models import Evidence
from learners.services import held_skills
from programmes.models import LearningOutcome, OutcomeSkill
from programmes.services import curriculum

State = RatingRequest.State
ASK_WITHIN = timedelta(days=28)  # after the moment; later it would no longer be said of that time
REMIND_AFTER = timedelta(days=7)
ANSWER_WITHIN = timedelta(days=21)
BATCH = 200


def outcomes_of(hire: Hire) -> list[LearningOutcome]:
    """What the courses promised that the person completed before: nothing where no curriculum was in force."""
    proposals = OutcomeProposal.objects.filter(hire=hire).standing().select_related("enrolment__run__course")
    rows = proposals.defer("enrolment__run__course__search").order_by("enrolment")
    return [
        outcome
        for proposal in rows
        for outcome in curriculum.outcomes_taught_to(proposal.enrolment).select_related("curriculum__course")
    ]


# The employer's ---------------------------------------------------------------------------------------


@transaction.atomic
def rate(*, request: RatingRequest, answers: Mapping[UUID, str], by: Actor) -> RatingRequest:
    """All learning outcomes at once, once. What they can do is confirmed on the person's profile; the share of all who
    were hired from the course is counted by a worker.
    """
    current = _own(request, by)
    if current.state == State.ANSWERED:
        return current
    _require_open(current)
    outcomes = outcomes_of(current.hire)
    if not outcomes or {outcome.public_id for outcome in outcomes} != set(answers):
        raise Refused("What this course promised has changed since. Look at the page again.", code="stale")
    if not set(answers.values()) <= set(Seen.values):
        raise Refused("Choose an answer for each line.")
    OutcomeRating.objects.bulk_create(
        OutcomeRating(
            hire=current.hire, outcome=outcome, moment=current.moment, seen=answers[outcome.public_id]
        )
        for outcome in outcomes
    )
    current.state = State.ANSWERED
    current.answered_at, current.answered_by = timezone.now(), by.person
    current.save()
    _confirm(current.hire, [each for each in outcomes if answers[each.public_id] == Seen.CAN])
    for course_id in sorted({outcome.curriculum.course_id for outcome in outcomes}):
        tasks.enqueue(
            name="workplace.count_ratings",
            args={"course_id": course_id},
            key=f"ratings of course {course_id}",
        )
    return current


def _confirm(hire: Hire, outcomes: Sequence[LearningOutcome]) -> None:
    led = OutcomeSkill.objects.filter(outcome__in=[outcome.pk for outcome in outcomes])
    levels = dict(led.order_by("level", "id").values_list("skill", "level"))
    if levels and hire.learner_id is not None:
        held_skills.confirm(
            learner_id=hire.learner_id,
            levels=levels,
            note=hire.organisation.name,
            evidence=Evidence.EMPLOYER,
        )


@transaction.atomic
def say_left(*, request: RatingRequest, by: Actor) -> RatingRequest:
    """They do not work there any more: nothing is asked about them again."""
    current = _own(request, by)
    if current.state == State.LEFT:
        return current
    _require_open(current)
    current.state = State.LEFT
    current.answered_at, current.answered_by = timezone.now(), by.person
    current.save()
    return current


def _own(request: RatingRequest, by: Actor) -> RatingRequest:
    current = locks.hold_request(request)
    if not (by.acts_for(current.hire.organisation_id) and by.acts_as(Role.EMPLOYER)):
        raise NotAllowed("Only the employer they work for says what somebody can do.")
    return current


def _require_open(request: RatingRequest) -> None:
    if not request.is_open:
        raise Refused("The time to answer is over. Thank you all the same.", code="state")
    if request.hire.state != Hire.State.AGREED or not request.hire.may_rate:
        raise Refused("The person does not let you be asked about this any more.", code="state")


# The clock --------------------------------------------------------------------------------------------


def ask() -> int:
    """Of people who let their employer be asked, once at each moment; how many."""
    today = timezone.localdate()
    asked = 0
    for moment in Moment:
        known = RatingRequest.objects.filter(hire=OuterRef("pk"), moment=moment)
        left = RatingRequest.objects.filter(hire=OuterRef("pk"), state=State.LEFT)
        first = today - timedelta(days=moment.value)
        due = Hire.objects.in_good_standing().filter(
            ~Exists(known),
            ~Exists(left),
            state=Hire.State.AGREED,
            may_rate=True,
            starts_on__range=(first - ASK_WITHIN, first),
        )
        related = due.select_related("learner__user", "organisation")
        for hire in related.select_for_update(of=("self",), skip_locked=True).order_by("pk")[:BATCH]:
            if outcomes_of(hire):
                request = RatingRequest.objects.create(
                    hire=hire, moment=moment, closes_on=today + ANSWER_WITHIN
                )
                letters.about_rating(request, "asked")
                asked += 1
    return asked


def remind() -> int:
    now = timezone.now()
    late = RatingRequest.objects.open().filter(reminded_at=None, asked_at__lt=now - REMIND_AFTER)
    rows = _claim(late.filter(hire__state=Hire.State.AGREED, hire__may_rate=True))
    for row in rows:
        row.reminded_at = now
        row.save()
        letters.about_rating(row, "reminded")
    return len(rows)


def close() -> int:
    rows = _claim(RatingRequest.objects.open().filter(closes_on__lt=timezone.localdate()))
    for row in rows:
        row.state = State.CLOSED
        row.save()
    return len(rows)


def _claim(rows: QuerySet[RatingRequest]) -> list[RatingRequest]:
    related = rows.select_related("hire__learner__user", "hire__organisation")
    return list(related.select_for_update(of=("self",), skip_locked=True).order_by("pk")[:BATCH])
