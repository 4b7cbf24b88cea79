"""Every change of a challenge: raised from a gap, opened, answered, ended by a person or by its clock."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from district.accounts.models import User
from district.gaps import queries as gaps
from district.outbox.services import mail
from district.partners.actor import Actor
from district.skills.models import Skill
from district.taskforce import queries
from district.taskforce.models import Challenge
from district.web.errors import NotAllowed, Refused
from programmes.models import Programme

State = Challenge.State
REMIND_BEFORE = timedelta(days=7)
REVIEW_AFTER = timedelta(weeks=26)
DRAFTS_KEPT_FOR = timedelta(days=90)
LATEST_ANSWER = timedelta(days=366)
BATCH = 500


@transaction.atomic
def raise_challenge(
    *,
    skill: Skill,
    values: dict[str, Any],
    level: int | None = None,
    place: str = "",
    council: str = "",
    by: Actor,
) -> Challenge:
    """A draft with the figures of the gap as they were counted last. `values`: title, problem, owner, answer_by."""
    _require_staff(by)
    found = gaps.counted(skill, level=level, place=place, council=council)
    if found.day is None:
        raise Refused("Nothing of this skill has been counted yet. Count the gaps again, then raise it.")
    figures = {name: value for name, value in found.figures.items() if name != "unlimited_runs"}
    challenge = Challenge(
        skill=skill,
        level=level,
        place=place,
        council_id=council or None,
        raised_by=by.person,
        counted_on=found.day,
        **figures,
    )
    _set(challenge, values)
    challenge.save()
    return challenge


@transaction.atomic
def change(*, challenge: Challenge, values: dict[str, Any], version: int, by: Actor) -> Challenge:
    """Write a draft or an open one anew. "stale" if somebody has changed it since."""
    require_deciding(challenge, by)
    current = _lock(challenge)
    if current.state not in {State.DRAFT, State.OPEN}:
        raise Refused(f"This challenge is {_word(current)} and cannot be changed any more.", code="state")
    if version != current.version:
        raise Refused(
            "Somebody has changed this challenge since you opened the page. Look at it, then change it again.",
            code="stale",
        )
    _set(current, values)
    return _save(current)


@transaction.atomic
def open_challenge(*, challenge: Challenge, by: Actor) -> Challenge:
    """Its clock runs from now on. Open already is a success."""
    require_deciding(challenge, by)
    current = _lock(challenge)
    if current.state == State.OPEN:
        return current
    if current.state != State.DRAFT:
        raise Refused(f"This challenge is {_word(current)} and cannot be opened.", code="state")
    if current.owner_id is None:
        raise Refused("Say first who answers for it.", code="owner")
    _check_day(current.answer_by)
    current.state, current.opened_at, current.reminded_at = State.OPEN, timezone.now(), None
    return _save(current)


@transaction.atomic
def answer(*, challenge: Challenge, words: str, programme: Programme | None = None, by: Actor) -> Challenge:
    """Say what is done about it. It closes by itself when that has had half a year to work."""
    require_deciding(challenge, by)
    current = _move(challenge, State.ANSWERED)
    current.answer, current.programme = words.strip(), programme
    if not current.answer:
        raise Refused("Say what is done about it.", field="words", code="words")
    current.answered_at, current.review_on = timezone.now(), timezone.localdate() + REVIEW_AFTER
    return _save(current)


@transaction.atomic
def open_again(*, challenge: Challenge, answer_by: date, by: Actor) -> Challenge:
    """Its answer did not hold."""
    require_deciding(challenge, by)
    _check_day(answer_by)
    if challenge.state == State.DRAFT:
        raise Refused("This challenge is a draft. Open it first.", code="state")
    current = _move(challenge, State.OPEN)
    current.answer_by, current.review_on, current.reminded_at = answer_by, None, None
    return _save(current)


@transaction.atomic
def close(*, challenge: Challenge, words: str, by: Actor) -> Challenge:
    """Closed already is a success."""
    require_deciding(challenge, by)
    return _end(challenge, State.CLOSED, words)


@transaction.atomic
def withdraw(*, challenge: Challenge, words: str, by: Actor) -> Challenge:
    """Withdrawn already is a success."""
    require_deciding(challenge, by)
    return _end(challenge, State.WITHDRAWN, words)


# The clock -------------------------------------------------------------------------------------------


@transaction.atomic
def go_round() -> dict[str, int]:
    """Remind of answers that are due, close what is over, take old drafts back. Twice changes nothing."""
    today, now = timezone.localdate(), timezone.now()
    soon = Challenge.objects.filter(
        state=State.OPEN, reminded_at=None, answer_by__gte=today, answer_by__lte=today + REMIND_BEFORE
    )
    reminded = _held(soon)
    for challenge in reminded:
        _write(challenge, "taskforce/mail/challenge_due", f"An answer is due: {challenge.title}")
    Challenge.objects.filter(pk__in=[row.pk for row in reminded]).update(reminded_at=now)
    return {
        "reminded": len(reminded),
        "unanswered": _end_all(
            Challenge.objects.overdue(), State.CLOSED, "Nobody had answered by the day it was wanted."
        ),
        "reviewed": _end_all(
            Challenge.objects.filter(state=State.ANSWERED, review_on__lte=today),
            State.CLOSED,
            "Its answer has had half a year.",
        ),
        "left": _end_all(
            Challenge.objects.filter(state=State.DRAFT, changed_at__lt=now - DRAFTS_KEPT_FOR),
            State.WITHDRAWN,
            "Left as a draft for 90 days.",
        ),
    }


def _end_all(rows: Any, state: str, words: str) -> int:
    found = _held(rows)
    for challenge in found:
        _finish(challenge, state, words)
        _write(challenge, "taskforce/mail/challenge_ended", f"{State(state).label}: {challenge.title}")
    return len(found)


def _held(rows: Any) -> list[Challenge]:
    locked = rows.select_for_update(of=("self",), skip_locked=True).select_related("owner", "skill")
    return list(locked.order_by("pk")[:BATCH])


def _write(challenge: Challenge, template: str, subject: str) -> None:
    """To the owner, each act once."""
    if challenge.owner is None:
        return
    mail.send(
        to=challenge.owner.email,
        subject=subject,
        template=template,
        context={
            "reader": challenge.owner,
            "challenge": challenge,
            "url": f"{settings.SITE_URL.rstrip('/')}/authority/challenges/{challenge.public_id}/",
        },
        key=f"{template} {challenge.public_id} {challenge.version}",
    )


# What these share ------------------------------------------------------------------------------------


def may_decide(challenge: Challenge, by: Actor) -> bool:
    """Its owner, who raised it while it is a draft, and administrators among WMCA staff."""
    own = {challenge.owner_id, challenge.raised_by_id if challenge.state == State.DRAFT else None} - {None}
    return by.is_staff and (by.is_staff_admin or by.user.pk in own)


def _require_staff(by: Actor) -> None:
    if not by.is_staff:
        raise NotAllowed("Only WMCA staff can raise a challenge.")


def require_deciding(challenge: Challenge, by: Actor) -> None:
    if not may_decide(challenge, by):
        raise NotAllowed("Only its owner and administrators among WMCA staff may change a challenge.")


def _lock(challenge: Challenge) -> Challenge:
    rows = Challenge.objects.select_for_update(of=("self",)).select_related("skill", "owner")
    return rows.get(pk=challenge.pk)


def _move(challenge: Challenge, to: str) -> Challenge:
    current = _lock(challenge)
    if not current.may_become(to):
        wanted = State(to).label.lower()
        raise Refused(f"This challenge is {_word(current)} and cannot become {wanted}.", code="state")
    current.state = to
    return current


def _end(challenge: Challenge, to: str, words: str) -> Challenge:
    current = _lock(challenge)
    if current.state == to:
        return current
    if not words.strip():
        raise Refused("Say why it ends.", field="words", code="words")
    if not current.may_become(to):
        wanted = State(to).label.lower()
        raise Refused(f"This challenge is {_word(current)} and cannot become {wanted}.", code="state")
    return _finish(current, to, words.strip())


def _finish(current: Challenge, to: str, words: str) -> Challenge:
    current.state, current.ended_at, current.end_words = to, timezone.now(), words
    current.gap_at_end = queries.gap_now(current)
    return _save(current)


def _save(current: Challenge) -> Challenge:
    current.version += 1
    current.changed_at = timezone.now()
    current.save()
    return current


def _set(challenge: Challenge, values: dict[str, Any]) -> None:
    owner: User | None = values.get("owner")
    if owner is not None and not queries.staff().filter(pk=owner.pk).exists():
        raise Refused("Choose somebody who acts for the authority.", field="owner", code="owner")
    _check_day(values["answer_by"])
    for name in ("title", "problem", "owner", "answer_by"):
        setattr(challenge, name, values[name])


def _check_day(day: date) -> None:
    today = timezone.localdate()
    if not today < day <= today + LATEST_ANSWER:
        raise Refused(
            "Choose a day after today, and within a year, by which an answer is wanted.",
            field="answer_by",
            code="day",
        )


def _word(challenge: Challenge) -> str:
    return challenge.get_state_display().lower()
