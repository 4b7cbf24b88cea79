"""Messages between a learner and the provider of their course run: sent, read, and announced by e-mail."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from district.outbox.services import mail, tasks
from district.partners.actor import Actor
from district.web.errors import NotAllowed, Refused
from district.web.templatetags.district import plural
from learners.models import Learner
from programmes import access, addresses
from programmes.models import Application, Conversation, ConversationMessage, CourseRun, Enrolment
from programmes.models.conversation import LONGEST
from programmes.services import letters

OPEN_AFTER_END = timedelta(days=90)
MOST_AN_HOUR = 10
MOST_TO_ALL_A_DAY = 3
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
State = Application.State
NOT_WRITTEN_TO = (State.DRAFT, State.ENROLLED, State.WITHDRAWN, State.DECLINED)


# Whom one may write to -------------------------------------------------------------------------------


def about(learner: Learner, public_id: UUID) -> CourseRun | None:
    """A course run that the learner has sent an application for, or was enrolled on."""
    sent = Application.objects.exclude(submitted_at=None).filter(learner=learner, run=OuterRef("pk"))
    enrolled = Enrolment.objects.filter(learner=learner, run=OuterRef("pk"))
    return (
        CourseRun.objects.filter(Exists(sent) | Exists(enrolled), public_id=public_id)
        .select_related("course__organisation")
        .defer("course__search")
        .first()
    )


def may_write(*, learner_id: int, run_id: int) -> bool:
    """While an application or an enrolment goes on, and some weeks after; not to those who have left. One query."""
    late = timezone.now() - OPEN_AFTER_END
    of_both = {"learner": learner_id, "run": run_id, "learner__user__is_active": True}
    on = Enrolment.objects.filter(**of_both).exclude(state__in=Enrolment.WITHOUT_PLACE)
    on = on.filter(Q(ended_on=None) | Q(ended_on__gte=timezone.localdate(late)))
    applied = Application.objects.filter(**of_both).exclude(state__in=NOT_WRITTEN_TO)
    applied = applied.filter(Q(ended_at=None) | Q(ended_at__gte=late))
    return CourseRun.objects.filter(Exists(on) | Exists(applied), pk=run_id).exists()


def on_roster(run: CourseRun) -> QuerySet[Learner]:
    """Everybody who is on the course run now, and has a profile."""
    on = Enrolment.objects.current().filter(run=run, learner__user__is_active=True)
    return Learner.objects.filter(pk__in=on.values("learner")).order_by("pk")


# Sending ---------------------------------------------------------------------------------------------


@transaction.atomic
def send(*, learner: Learner, run: CourseRun, words: str, key: UUID, by: Actor) -> ConversationMessage:
    """From the learner, or from a member of the provider, to the other. The same form sends once."""
    by_provider = not _is_learner(by, learner)
    if by_provider and not access.teaches(by, run.course.organisation_id):
        raise NotAllowed("Only the learner and their provider can write here.")
    words = _checked(words)
    conversation = _locked(learner, run)
    known = conversation.messages.filter(key=key).first()
    if known is not None:
        return known
    if not may_write(learner_id=learner.pk, run_id=run.pk):
        raise Refused("This conversation has ended, so nothing can be sent here any more.", code="closed")
    _check_rate(conversation, by)
    message = ConversationMessage.objects.create(
        conversation=conversation, key=key, by_provider=by_provider, written_by=by.person, words=words
    )
    _touch([conversation], message.sent_at)
    tasks.enqueue(name="programmes.announce_message", args={"message_id": message.pk})
    return message


@transaction.atomic
def send_to_all(*, run: CourseRun, words: str, key: UUID, by: Actor) -> int:
    """To everybody on the course run, each in their own conversation; how many it went to."""
    current = (
        CourseRun.objects.select_for_update(of=("self",))
        .select_related("course")
        .defer("course__search")
        .get(pk=run.pk)
    )
    access.require_deciding(by, current.course.organisation_id)
    words = _checked(words)
    earlier = ConversationMessage.objects.filter(conversation__run=current, is_to_all=True)
    sent_already = earlier.filter(key=key).count()
    if sent_already:
        return sent_already
    today = earlier.filter(sent_at__gt=timezone.now() - DAY).values("key").distinct().order_by().count()
    if today >= MOST_TO_ALL_A_DAY:
        raise Refused(
            f"You have written to everybody {today} times in a day, which is the most. Wait until tomorrow, or write"
            " to single people.",
            code="rate",
        )
    learners = list(on_roster(current))
    if not learners:
        raise Refused("Nobody is on this course run at the moment.", code="empty")
    Conversation.objects.bulk_create(
        [Conversation(learner=learner, run=current) for learner in learners], ignore_conflicts=True
    )
    rows = list(
        Conversation.objects.select_for_update().filter(run=current, learner__in=learners).order_by("pk")
    )
    sent = ConversationMessage.objects.bulk_create(
        ConversationMessage(
            conversation=row, key=key, by_provider=True, is_to_all=True, written_by=by.person, words=words
        )
        for row in rows
    )
    _touch(rows, timezone.now())
    for message in sent:
        tasks.enqueue(name="programmes.announce_message", args={"message_id": message.pk})
    return len(sent)


def _is_learner(by: Actor, learner: Learner) -> bool:
    return by.is_signed_in and learner.user_id == by.user.pk


def _checked(words: str) -> str:
    words = words.replace("\r\n", "\n").strip()
    if not words:
        raise Refused("Write your message first.", field="words")
    if len(words) > LONGEST:
        raise Refused(f"Shorten your message to {LONGEST:,} characters.", field="words")
    return words


def _locked(learner: Learner, run: CourseRun) -> Conversation:
    Conversation.objects.bulk_create([Conversation(learner=learner, run=run)], ignore_conflicts=True)
    return Conversation.objects.select_for_update(of=("self",)).get(learner=learner, run=run)


def _check_rate(conversation: Conversation, by: Actor) -> None:
    """Counted under the lock of the conversation."""
    since = timezone.now() - HOUR
    own = conversation.messages.filter(written_by=by.person, is_to_all=False, sent_at__gt=since)
    times = list(own.order_by("sent_at").values_list("sent_at", flat=True))
    if len(times) >= MOST_AN_HOUR:
        wait = max(1, round((times[0] + HOUR - timezone.now()).total_seconds() / 60))
        raise Refused(
            f"You have sent {len(times)} messages here in an hour, which is the most."
            f" Wait {plural(wait, 'minute')}, then send this one.",
            code="rate",
        )


def _touch(rows: list[Conversation], at: datetime) -> None:
    Conversation.objects.filter(pk__in=[row.pk for row in rows]).update(latest_at=at)


# Reading ---------------------------------------------------------------------------------------------


def mark_read(*, learner: Learner, run: CourseRun, by_provider: bool) -> int:
    """Somebody of the other side has opened it: what `by_provider` (or else the learner) wrote is read."""
    written = ConversationMessage.objects.filter(conversation__learner=learner, conversation__run=run)
    return written.filter(by_provider=by_provider, read_at=None).update(read_at=timezone.now())


# The notice ------------------------------------------------------------------------------------------


def announce(*, message_id: int) -> None:
    """That there is a message, without its words: e-mail is read over shoulders. Nothing once it has been opened, or
    when the person has left.
    """
    message = (
        ConversationMessage.objects.filter(pk=message_id, read_at=None)
        .select_related("conversation__learner__user", "conversation__run__course__organisation")
        .defer("conversation__run__course__search")
        .first()
    )
    if message is None:
        return
    conversation = message.conversation
    learner, run = conversation.learner, conversation.run
    if not may_write(learner_id=learner.pk, run_id=run.pk):
        return
    if message.by_provider:
        readers, url = [learner.user], addresses.of_conversation(run)
        subject = f"{run.course.organisation.name} has written to you"
    else:
        readers, url = list(letters.staff_of(run.course.organisation_id)), addresses.for_tutors(conversation)
        subject = f"A learner has written to you: {run.course.title}"
    for reader in readers:
        mail.send(
            to=reader.email,
            subject=subject,
            template="programmes/mail/message",
            context={
                "reader": reader,
                "course": run.course,
                "provider": run.course.organisation,
                "by_provider": message.by_provider,
                "url": url,
            },
            key=f"message {message.key} {conversation.public_id}",
        )
