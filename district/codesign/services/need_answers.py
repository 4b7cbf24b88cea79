"""Providers answer needs that add up; employers accept or decline. Contacts are shared both ways on acceptance."""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from district.codesign import addresses, need_groups
from district.codesign.models import MetHow, NeedAnswer, NeedArea, NeedReply, SkillsNeed
from district.codesign.services import need_locks, needs
from district.outbox.services import mail, tasks
from district.partners.actor import Actor
from district.partners.models import Membership, Role
from district.skills.models import Skill
from district.web.errors import NotAllowed, Refused
from programmes.access import teaches
from programmes.models import Course

REPLY_WITHIN = timedelta(days=30)
MOST_READERS = 20
MOST_LIVE = 200
BATCH = 500


# The provider ----------------------------------------------------------------------------------------


@transaction.atomic
def send(*, skill: Skill, values: dict[str, Any], by: Actor) -> NeedAnswer:
    """Answer the needs for a skill in an area: each employer counted there gets it once."""
    if not by.acts_as(Role.PROVIDER):
        raise NotAllowed("Only people who act for an approved provider answer needs.")
    provider = by.own_organisation
    course = values.get("course")
    if values["kind"] == NeedAnswer.Kind.COURSE:
        _check_course(course, by)
    elif not values.get("words", "").strip():
        raise Refused("Say in a few words what you offer.", field="words", code="words")
    if NeedAnswer.objects.filter(organisation=provider, state=NeedAnswer.State.SENT).count() >= MOST_LIVE:
        raise Refused(f"You have {MOST_LIVE} answers waiting. Withdraw one first.", code="too_many")
    area, council_id = _area(values["area"])
    told = [
        entry
        for entry in need_groups.entries(skill.pk)
        if area == NeedArea.EVERYWHERE or entry.area == (council_id or need_groups.ANYWHERE)
    ]
    told = [entry for entry in told if entry.employer_id != provider.pk]
    if not told:
        raise Refused("No employer needs this skill there any more.", field="area", code="nobody")
    answer = NeedAnswer(
        organisation=provider,
        skill=skill,
        area=area,
        council_id=council_id,
        kind=values["kind"],
        course=course if values["kind"] == NeedAnswer.Kind.COURSE else None,
        words=values.get("words", "").strip(),
        contact_name=by.person.name or provider.name,
        contact_email=by.person.email or "",
        sent_by=by.person,
        closes_on=timezone.localdate() + REPLY_WITHIN,
    )
    try:
        with transaction.atomic():
            answer.save()
    except IntegrityError:
        raise Refused(
            "You have answered this group already. Withdraw that answer before you send another.",
            code="once",
        ) from None
    replies = NeedReply.objects.bulk_create(NeedReply(answer=answer, need_id=entry.need_id) for entry in told)
    tasks.enqueue_many(
        name="codesign.write_about_need_reply",
        args=[{"reply_id": reply.pk, "act": "asked"} for reply in replies],
    )
    return answer


@transaction.atomic
def withdraw(*, answer: NeedAnswer, by: Actor) -> NeedAnswer:
    """Take it back: employers that have not replied see it no more. Already withdrawn is a success."""
    current = NeedAnswer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
    if not teaches(by, current.organisation_id):
        raise NotAllowed("Only the provider who sent it may withdraw it.")
    if current.state == NeedAnswer.State.WITHDRAWN:
        return current
    return _end(current, NeedAnswer.State.WITHDRAWN)


def _check_course(course: Course | None, by: Actor) -> None:
    if course is None or not teaches(by, course.organisation_id) or course.state != Course.State.LIVE:
        raise Refused("Choose one of your published courses.", field="course", code="course")


def _area(chosen: str) -> tuple[str, str | None]:
    if chosen in {NeedArea.EVERYWHERE, NeedArea.ANY}:
        return chosen, None
    return NeedArea.COUNCIL, chosen


# The employer ----------------------------------------------------------------------------------------


@transaction.atomic
def accept(*, reply: NeedReply, by: Actor) -> NeedReply:
    """Want to hear more: each side learns whom to write to. Already accepted is a success."""
    current = _replyable(reply, by)
    if current.state == NeedReply.State.ACCEPTED:
        return current
    _check_move(current, NeedReply.State.ACCEPTED)
    current.state, current.reason, current.words = NeedReply.State.ACCEPTED, "", ""
    current.contact_name = by.person.name or by.own_organisation.name
    current.contact_email = by.person.email or ""
    return _decided(current, by)


@transaction.atomic
def decline(*, reply: NeedReply, reason: str, words: str = "", by: Actor) -> NeedReply:
    """Say why not. It may still be accepted later, while the answer stands."""
    current = _replyable(reply, by)
    if current.state == NeedReply.State.DECLINED:
        return current
    _check_move(current, NeedReply.State.DECLINED)
    if reason not in NeedReply.Reason.values:
        raise Refused("Choose why you decline.", field="reason", code="reason")
    current.state, current.reason, current.words = NeedReply.State.DECLINED, reason, words.strip()
    return _decided(current, by)


@transaction.atomic
def meet(
    *, need: SkillsNeed, how: str, words: str = "", vacancy: Any = None, reply: Any = None, by: Actor
) -> SkillsNeed:
    """The need is met; the answer, vacancy or words that met it stay named."""
    if how == MetHow.ANSWER:
        current = NeedReply.objects.select_for_update(of=("self",)).filter(
            pk=reply.pk if reply else 0, need__series=need.series, state=NeedReply.State.ACCEPTED
        )
        if (accepted := current.first()) is None:
            raise Refused("Choose the answer that met the need.", field="reply", code="reply")
        met = needs.meet(need=need, how=how, words=words, by=by)
        if met.met_how == MetHow.ANSWER and not NeedReply.objects.filter(
            need__series=need.series, has_met=True
        ):
            accepted.has_met = True
            accepted.save(update_fields=["has_met"])
        return met
    return needs.meet(need=need, how=how, words=words, vacancy=vacancy, by=by)


def _replyable(reply: NeedReply, by: Actor) -> NeedReply:
    current = (
        NeedReply.objects.select_for_update(of=("self",)).select_related("answer", "need").get(pk=reply.pk)
    )
    need_locks.require_writing(by, current.need)
    is_over = current.answer.state != NeedAnswer.State.SENT and current.state != NeedReply.State.ACCEPTED
    if is_over:
        raise Refused("This answer does not stand any more.", code="state")
    is_open = SkillsNeed.objects.filter(series=current.need.series, state=SkillsNeed.State.OPEN).exists()
    if not is_open and current.state != NeedReply.State.ACCEPTED:
        raise Refused("This need has ended. Renew it first.", code="state")
    return current


def _check_move(reply: NeedReply, to: str) -> None:
    if to not in NeedReply.TRANSITIONS[NeedReply.State(reply.state)]:
        was = reply.get_state_display().lower()
        raise Refused(f"Your reply to this answer stands at “{was}” and cannot change.", code="state")


def _decided(reply: NeedReply, by: Actor) -> NeedReply:
    reply.decided_by, reply.decided_at = by.person, timezone.now()
    reply.save()
    if reply.state == NeedReply.State.ACCEPTED:
        tasks.enqueue(name="codesign.write_about_need_reply", args={"reply_id": reply.pk, "act": "accepted"})
    return reply


# The clock and the letters ---------------------------------------------------------------------------


@transaction.atomic
def close_due() -> int:
    """Answers whose days to reply are over. Twice changes nothing."""
    due = NeedAnswer.objects.filter(state=NeedAnswer.State.SENT, closes_on__lt=timezone.localdate())
    rows = list(due.select_for_update(of=("self",), skip_locked=True).order_by("pk")[:BATCH])
    for answer in rows:
        _end(answer, NeedAnswer.State.CLOSED)
        tasks.enqueue(name="codesign.write_need_answer_closed", args={"answer_id": answer.pk})
    return len(rows)


def _end(answer: NeedAnswer, to: str) -> NeedAnswer:
    if to not in NeedAnswer.TRANSITIONS[NeedAnswer.State(answer.state)]:
        raise Refused(f"This answer is {answer.get_state_display().lower()} already.", code="state")
    answer.state, answer.ended_at = to, timezone.now()
    answer.save(update_fields=["state", "ended_at"])
    answer.replies.filter(state=NeedReply.State.WAITING).update(
        state=NeedReply.State.LAPSED, decided_at=timezone.now()
    )
    return answer


def write_about_reply(*, reply_id: int, act: str) -> None:
    """To the employer that an answer is there; to the provider that it is accepted, by whom."""
    reply = (
        NeedReply.objects.filter(pk=reply_id)
        .select_related("answer__organisation", "answer__course", "answer__skill", "need__organisation")
        .defer("answer__course__search")
        .first()
    )
    if reply is None or (act == "asked" and reply.answer.state != NeedAnswer.State.SENT):
        return
    to_employer = act == "asked"
    if not to_employer and reply.state != NeedReply.State.ACCEPTED:
        return
    subject = (
        f"A provider answers your need: {reply.need.title}"
        if to_employer
        else f"{reply.need.organisation.name} accepts your answer"
    )
    _send(
        organisation_id=reply.need.organisation_id if to_employer else reply.answer.organisation_id,
        subject=subject,
        template="codesign/mail/need_answered" if to_employer else "codesign/mail/need_accepted",
        context={
            "reply": reply,
            "answer": reply.answer,
            "need": reply.need,
            "url": addresses.of_need(reply.need) if to_employer else addresses.of_answer(reply.answer),
        },
        key=f"need reply {act} {reply.public_id}",
    )


def write_closed(*, answer_id: int) -> None:
    answer = NeedAnswer.objects.filter(pk=answer_id).select_related("skill").first()
    if answer is None:
        return
    _send(
        organisation_id=answer.organisation_id,
        subject=f"The time to reply to your answer is over: {answer.skill.label}",
        template="codesign/mail/need_answer_closed",
        context={"answer": answer, "url": addresses.of_answer(answer)},
        key=f"need answer closed {answer.public_id}",
    )


def _send(*, organisation_id: int, subject: str, template: str, context: dict[str, Any], key: str) -> None:
    members = Membership.objects.live().filter(organisation=organisation_id).select_related("user")
    for member in members.order_by("joined_at", "id")[:MOST_READERS]:
        mail.send(
            to=member.user.email,
            subject=subject,
            template=template,
            context=context | {"reader": member.user},
            key=key,
        )
