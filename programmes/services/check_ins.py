"""Short check-ins: asked at set points, answered in a minute, followed up by a tutor when they are low."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from district.outbox.services import mail, tasks
from district.partners.actor import Actor
from district.web.errors import NotAllowed, Refused
from programmes import addresses
from programmes.models import CheckIn, Enrolment, TutorTask
from programmes.models.check_in import STATEMENTS, Agreement
from programmes.services import tutor_tasks

BEFORE_START = timedelta(days=7)
EVERY = timedelta(weeks=4)
OPEN_FOR = timedelta(days=14)
BATCH = 500
LONGEST = 1000
State = Enrolment.State


def point_on(*, starts_on: date, planned_end_on: date, state: str, today: date) -> int | None:
    """Which check-in is due: 0 in the week before the first day, then one every four weeks of learning.

    None in the last week: the course is nearly over, and its end has a form of its own.
    """
    if state == State.ENROLLED:
        return 0 if starts_on - BEFORE_START <= today <= starts_on else None
    if state != State.IN_LEARNING or today >= planned_end_on - timedelta(days=7):
        return None
    point = (today - starts_on) // EVERY
    return point if point > 0 and today < starts_on + point * EVERY + OPEN_FOR else None


@transaction.atomic
def ask_due() -> int:
    """Make and send what is due today; whoever has been asked at a point is not asked again. How many were asked."""
    today = timezone.localdate()
    on_course = Enrolment.objects.filter(
        state__in=[State.ENROLLED, State.IN_LEARNING],
        learner__user__is_active=True,
        starts_on__lte=today + BEFORE_START,
        planned_end_on__gte=today,
    ).values_list("pk", "starts_on", "planned_end_on", "state")
    due = {
        pk: point
        for pk, starts_on, planned_end_on, state in on_course.order_by("pk").iterator()
        if (point := point_on(starts_on=starts_on, planned_end_on=planned_end_on, state=state, today=today))
        is not None
    }
    known = set(CheckIn.objects.filter(enrolment__in=due).values_list("enrolment_id", "point"))
    new = [
        CheckIn(enrolment_id=pk, point=point, asked_on=today, closes_on=today + OPEN_FOR)
        for pk, point in due.items()
        if (pk, point) not in known
    ][:BATCH]
    keys = [check_in.public_id for check_in in new]
    CheckIn.objects.bulk_create(new, ignore_conflicts=True)  # another beat may have asked in between
    made = CheckIn.objects.filter(public_id__in=keys).values_list("pk", flat=True)
    for pk in made:
        tasks.enqueue(name="programmes.write_check_in", args={"check_in_id": pk})
    return len(made)


def write(*, check_in_id: int) -> None:
    """The question by e-mail, with a link and nothing about the person's answers."""
    check_in = (
        CheckIn.objects.open()
        .filter(pk=check_in_id, enrolment__learner__isnull=False)
        .select_related("enrolment__learner__user", "enrolment__run__course__organisation")
        .defer("enrolment__run__course__search")
        .first()
    )
    if check_in is None or check_in.enrolment.learner is None:
        return
    course, user = check_in.enrolment.run.course, check_in.enrolment.learner.user
    mail.send(
        to=user.email,
        subject=f"How are you getting on? {course.title}",
        template="programmes/mail/check_in",
        context={
            "reader": user,
            "course": course,
            "provider": course.organisation,
            "check_in": check_in,
            "url": addresses.of_check_in(check_in),
        },
        key=f"check-in {check_in.public_id}",
    )


@transaction.atomic
def answer(
    *,
    check_in: CheckIn,
    answers: Mapping[str, int],
    wants_contact: bool = False,
    words: str = "",
    by: Actor,
) -> CheckIn:
    """Kept as it was sent first; a second click changes nothing. A low one makes a task for the tutor."""
    current = (
        CheckIn.objects.select_for_update(of=("self",))
        .select_related("enrolment__learner")
        .get(pk=check_in.pk)
    )
    learner = current.enrolment.learner
    if learner is None or not by.is_signed_in or learner.user_id != by.user.pk:
        raise NotAllowed("Only the person who is asked can answer this.")
    if current.answered_at is not None:
        return current
    if not current.is_open or current.enrolment.state not in {State.ENROLLED, State.IN_LEARNING}:
        raise Refused("This check-in has closed. You can write to your provider instead.", code="closed")
    if set(answers) != set(STATEMENTS) or not all(number in Agreement.values for number in answers.values()):
        raise Refused("Answer all four statements.", code="incomplete")
    for name, number in answers.items():
        setattr(current, name, number)
    current.wants_contact, current.words = wants_contact, words.strip()[:LONGEST]
    current.answered_at = timezone.now()
    current.save(update_fields=[*STATEMENTS, "wants_contact", "words", "answered_at"])
    if current.is_low:
        tutor_tasks.raise_for(enrolment=current.enrolment, cause=TutorTask.Cause.LOW_CHECK_IN)
    return current
