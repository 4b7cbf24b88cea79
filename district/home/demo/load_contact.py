"""What learners and those who teach or help them have to say to each other in the demo world."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from district.home.demo.load_cohorts import PROVIDER
from district.partners.models import Membership
from learners.models import Learner
from programmes.derived import next_working_day
from programmes.models import CheckIn, Conversation, ConversationMessage, Enrolment, TutorTask

AMARA = "amara@demo.example"
Stage = Enrolment.State

# How each of the first people on the course says they are doing, in its fourth week: the four answers, whether they
# ask to be called, and their words.
SAID: Sequence[tuple[tuple[int, int, int, int], bool, str]] = (
    ((4, 4, 5, 4), False, ""),
    ((2, 1, 3, 2), False, "My shifts have changed and I cannot come on Wednesdays."),
    ((5, 4, 4, 5), False, "The morning group is very kind."),
    ((3, 4, 2, 3), False, ""),
    ((2, 3, 4, 3), True, "I do not follow since the databases began. May I ask somebody?"),
)


# What Amara and her college have written: hours ago, whether it is the college, the words. The last waits for her.
WRITTEN: Sequence[tuple[int, bool, str]] = (
    (50, False, "My daughter has a hospital appointment on Thursday morning. May I come an hour late?"),
    (47, True, "Of course. We begin with joins; I will leave the notes at the front desk for you."),
    (46, False, "Thank you, that helps a lot."),
    (3, True, "The next session on Tuesday is in room 2.14 instead, up the stairs by the lock gates."),
)


def load() -> None:
    """After the cohorts."""
    tutor = Membership.objects.select_related("user").get(user__email=PROVIDER).user
    _check_ins(tutor)
    _messages(tutor)


def _check_ins(tutor: Any) -> None:
    """On the course in its middle: one low answer has been followed up, another waits. Amara's own is open."""
    today, now = timezone.localdate(), timezone.now()
    cohort = Enrolment.objects.filter(organisation__memberships__user=tutor, state=Stage.IN_LEARNING)
    rows = list(cohort.exclude(learner__user__email=AMARA).order_by("id")[: len(SAID)])
    CheckIn.objects.bulk_create(
        CheckIn(
            enrolment=row,
            point=1,
            asked_on=today - timedelta(days=2),
            closes_on=today + timedelta(days=12),
            **dict(zip(("confidence", "routine", "support", "calm"), answers, strict=True)),
            wants_contact=wants_contact,
            words=words,
            answered_at=now - timedelta(days=1),
        )
        for row, (answers, wants_contact, words) in zip(rows, SAID, strict=False)
    )
    for row in (rows[1], rows[4]):
        TutorTask.objects.create(
            enrolment=row, cause=TutorTask.Cause.LOW_CHECK_IN, due_on=next_working_day(today)
        )
    TutorTask.objects.filter(enrolment=rows[1], cause=TutorTask.Cause.LOW_CHECK_IN).update(
        outcome=TutorTask.Outcome.SUPPORT,
        note="Moved to the group on Thursdays.",
        done_at=now,
        done_by=tutor,
    )
    learner = Learner.objects.get(user__email=AMARA)
    own = learner.enrolments.get(state=Stage.IN_LEARNING)
    CheckIn.objects.create(enrolment=own, point=1, asked_on=today, closes_on=today + timedelta(days=14))


def _messages(tutor: Any) -> None:
    """Amara's with her college, and a question from the course in its middle that nobody has read yet."""
    own = Enrolment.objects.get(learner__user__email=AMARA, state=Stage.IN_LEARNING)
    _write(own, tutor, WRITTEN, unread=1)
    cohort = Enrolment.objects.filter(organisation__memberships__user=tutor, state=Stage.IN_LEARNING)
    asks = cohort.exclude(learner__user__email=AMARA).order_by("-id").first()
    if asks is not None:
        _write(asks, tutor, [(5, False, "Is there parking near the college on Mondays?")], unread=1)


def _write(enrolment: Enrolment, tutor: Any, lines: Sequence[tuple[int, bool, str]], *, unread: int) -> None:
    now = timezone.now()
    if enrolment.learner is None:
        raise ValueError("Somebody with a profile is wanted.")
    conversation = Conversation.objects.create(
        learner=enrolment.learner,
        run_id=enrolment.run_id,
        begun_at=now - timedelta(hours=lines[0][0]),
        latest_at=now - timedelta(hours=lines[-1][0]),
    )
    ConversationMessage.objects.bulk_create(
        ConversationMessage(
            conversation=conversation,
            by_provider=by_provider,
            written_by=tutor if by_provider else enrolment.learner.user,
            words=words,
            sent_at=now - timedelta(hours=hours),
            read_at=now - timedelta(hours=hours - 1) if number < len(lines) - unread else None,
        )
        for number, (hours, by_provider, words) in enumerate(lines)
    )
