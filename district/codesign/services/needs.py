"""Every change of a skills need: written page by page, opened, renewed, met, stopped, and ended by its clock."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from district.codesign.models import (
    MOST_HEADS,
    ByWhen,
    MetHow,
    NeededSkill,
    NeedPlace,
    NeedVacancy,
    Route,
    SkillsNeed,
)
from district.codesign.services import need_locks, need_skills
from district.outbox.services import mail
from district.partners.actor import Actor
from district.partners.models import Membership, Role
from district.skills.models import SkillState
from district.web.errors import NotAllowed, Refused
from employers.models import Vacancy

State = SkillsNeed.State
REMIND_BEFORE = timedelta(days=14)
DRAFTS_KEPT_FOR = timedelta(days=90)
MOST_OPEN = 100
MOST_READERS = 20
BATCH = 500
COPIED = (
    *(
        "organisation",
        "title",
        "text",
        "heads",
        "by_when",
        "place",
        "postcode",
        "council",
        "routes",
        "reason",
    ),
    *("is_hard", "hard_causes", "hard_words", "offers", "answered", "is_fictional", "series"),
)


@transaction.atomic
def draft(*, values: dict[str, Any], by: Actor) -> SkillsNeed:
    """A new need that only the employer sees."""
    if by.organisation is None or not by.acts_as(Role.EMPLOYER):
        raise NotAllowed("Only people who act for an approved employer may say what it needs.")
    need = SkillsNeed(
        organisation=by.organisation, is_fictional=by.organisation.is_fictional, answered=["people"]
    )
    _set(need, values)
    need.save()
    return need


@transaction.atomic
def answer(
    *, need: SkillsNeed, section: str, values: dict[str, Any], version: int | None, by: Actor
) -> SkillsNeed:
    """Write the answers of one page, also of an open need. "stale" when somebody has changed it since."""
    current = need_locks.changeable(need, by)
    if version is not None and version != current.version:
        raise Refused(
            "Somebody has changed this need since you opened the page. Look at it, then change it again.",
            code="stale",
        )
    has_new_text = "text" in values and values["text"] != current.text
    _set(current, values)
    if section not in current.answered:
        current.answered = [*current.answered, section]
    if current.state == State.OPEN and (missing := lacking(current)):
        raise missing[0]
    _save(current)
    if has_new_text:
        need_skills.suggest(current)
    return current


@transaction.atomic
def discard(*, need: SkillsNeed, by: Actor) -> None:
    """Throw a draft away. Already gone is a success."""
    need_locks.require_writing(by, need)
    SkillsNeed.objects.filter(id=need.id, state=State.DRAFT).delete()


@transaction.atomic
def publish(*, need: SkillsNeed, by: Actor) -> SkillsNeed:
    """Let it count among what employers need. Already open is a success."""
    need_locks.require_writing(by, need)
    current = need_locks.lock(need)
    if current.state == State.OPEN:
        return current
    _check_move(current, State.OPEN)
    if missing := lacking(current):
        raise missing[0]
    if SkillsNeed.objects.filter(organisation=current.organisation_id, state=State.OPEN).count() >= MOST_OPEN:
        raise Refused(
            f"An employer has {MOST_OPEN} open needs at most. End one of them first.", code="too_many"
        )
    return _open(current)


@transaction.atomic
def renew(*, need: SkillsNeed, by: Actor) -> SkillsNeed:
    """Say that it still holds: another need with the same answers takes its place. Twice gives the same one."""
    need_locks.require_writing(by, need)
    current = need_locks.lock(need)
    if current.state == State.RENEWED:
        return current.renewed_by
    _check_move(current, State.RENEWED)
    fresh = SkillsNeed(renews=current, **{name: getattr(current, name) for name in COPIED})
    _end(current, State.RENEWED)
    fresh.save()
    NeededSkill.objects.bulk_create(
        NeededSkill(need=fresh, skill_id=each.skill_id, level=each.level, state=each.state, words=each.words)
        for each in current.skills.order_by("id")
    )
    NeedVacancy.objects.filter(need=current).update(need=fresh)
    return _open(fresh)


@transaction.atomic
def meet(
    *, need: SkillsNeed, how: str, words: str = "", vacancy: Vacancy | None = None, by: Actor
) -> SkillsNeed:
    """Say that it is met, and what met it."""
    need_locks.require_writing(by, need)
    current = need_locks.lock(need)
    if current.state == State.MET:
        return current
    _check_move(current, State.MET)
    if how not in MetHow.values:
        raise Refused("Choose what met the need.", field="how", code="how")
    if how == MetHow.OTHER and not words.strip():
        raise Refused("Say in a few words what met the need.", field="words", code="words")
    if how == MetHow.VACANCY and (vacancy is None or vacancy.organisation_id != current.organisation_id):
        raise Refused("Choose the vacancy that met the need.", field="vacancy", code="vacancy")
    current.met_how, current.end_words = how, words.strip()
    current.met_vacancy = vacancy if how == MetHow.VACANCY else None
    return _end(current, State.MET)


@transaction.atomic
def stop(*, need: SkillsNeed, words: str, by: Actor) -> SkillsNeed:
    """Take an open need back, with the reason. Already stopped is a success."""
    need_locks.require_writing(by, need)
    current = need_locks.lock(need)
    if current.state == State.STOPPED:
        return current
    _check_move(current, State.STOPPED)
    if not words.strip():
        raise Refused("Say why you stop it.", field="words", code="words")
    current.end_words = words.strip()
    return _end(current, State.STOPPED)


# The clock -------------------------------------------------------------------------------------------


@transaction.atomic
def go_round() -> dict[str, int]:
    """Remind of what ends soon, end what is over, forget old drafts. Twice changes nothing."""
    return {"reminded": _remind(), "expired": _expire(), "forgotten": _forget()}


def _remind() -> int:
    today = timezone.localdate()
    soon = SkillsNeed.objects.filter(
        state=State.OPEN, reminded_at=None, expires_on__gte=today, expires_on__lte=today + REMIND_BEFORE
    )
    rows = list(_held(soon))
    for need in rows:
        _write(need, "codesign/mail/needs_reminded", f"Does it still hold? {need.title}")
    SkillsNeed.objects.filter(id__in=[need.id for need in rows]).update(reminded_at=timezone.now())
    return len(rows)


def _expire() -> int:
    over = SkillsNeed.objects.filter(state=State.OPEN, expires_on__lt=timezone.localdate())
    rows = list(_held(over))
    for need in rows:
        _end(need, State.EXPIRED)
        _write(need, "codesign/mail/needs_expired", f"Your skills need has run out: {need.title}")
    return len(rows)


def _forget() -> int:
    old = SkillsNeed.objects.filter(state=State.DRAFT, changed_at__lt=timezone.now() - DRAFTS_KEPT_FOR)
    return old.delete()[1].get("codesign.SkillsNeed", 0)


def _held(rows: Any) -> Any:
    return (
        rows.select_for_update(of=("self",), skip_locked=True)
        .select_related("organisation")
        .order_by("id")[:BATCH]
    )


def _write(need: SkillsNeed, template: str, subject: str) -> None:
    """To the employer's people, each act once."""
    members = Membership.objects.live().filter(organisation=need.organisation_id).select_related("user")
    for member in members.order_by("joined_at", "id")[:MOST_READERS]:
        mail.send(
            to=member.user.email,
            subject=subject,
            template=template,
            context={
                "reader": member.user,
                "need": need,
                "url": f"{settings.SITE_URL.rstrip('/')}/employer/needs/{need.public_id}/",
            },
            key=f"{template} {need.public_id}",
        )


# What these share ------------------------------------------------------------------------------------


def lacking(need: SkillsNeed) -> list[Refused]:
    """What must be answered before it can be open, each with the page it belongs to."""
    found = []
    if not need.heads or not 1 <= need.heads <= MOST_HEADS or need.by_when not in ByWhen.values:
        found.append(Refused("Say how many people you need, and by when.", field="people"))
    if not need.skills.filter(state=SkillState.ACCEPTED).exists():
        found.append(Refused("Name at least one skill.", field="skills", code="skills_missing"))
    if need.place not in NeedPlace.values:
        found.append(Refused("Say where you need them.", field="where"))
    if not need.routes or not set(need.routes) <= set(Route.values):
        found.append(Refused("Say whether you would hire, train, or both.", field="why"))
    return found


def _set(need: SkillsNeed, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(need, name, value)
    if need.place == NeedPlace.POSTCODE and need.postcode is not None:
        need.council_id = need.postcode.council_id


def _save(need: SkillsNeed) -> None:
    need.version += 1
    need.changed_at = timezone.now()
    need.save()


def _check_move(need: SkillsNeed, to: str) -> None:
    if to not in SkillsNeed.TRANSITIONS[State(need.state)]:
        was, wanted = need.get_state_display().lower(), State(to).label.lower()
        raise Refused(f"This need is {was} and cannot become {wanted}.", code="state")


def _open(need: SkillsNeed) -> SkillsNeed:
    need.state, need.opened_at, need.reminded_at = State.OPEN, timezone.now(), None
    need.expires_on = timezone.localdate() + SkillsNeed.OPEN_FOR[ByWhen(need.by_when)]
    _save(need)
    return need


def _end(need: SkillsNeed, to: str) -> SkillsNeed:
    _check_move(need, to)
    need.state, need.ended_at = to, timezone.now()
    _save(need)
    return need
