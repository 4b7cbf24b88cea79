"""What the pages about challenges read."""

from typing import Any

from django.db.models import Case, Count, QuerySet, Value, When

from district.accounts.models import User
from district.gaps import queries as gaps
from district.matching.models.gap import gap
from district.partners.actor import Actor
from district.partners.models import Membership, Organisation, Role
from district.taskforce.models import Challenge

State = Challenge.State
ORDER = (State.OPEN, State.DRAFT, State.ANSWERED, State.CLOSED, State.WITHDRAWN)


def listed(actor: Actor, state: str) -> QuerySet[Challenge]:
    """What wants an answer first, by its day."""
    rows = Challenge.objects.visible_to(actor).for_list()
    turn = Case(*(When(state=each, then=Value(place)) for place, each in enumerate(ORDER)))
    return (rows.filter(state=state) if state else rows).order_by(turn, "answer_by", "-id")


def state_counts(actor: Actor) -> dict[str, int]:
    rows: Any = Challenge.objects.visible_to(actor).order_by().values("state")
    return {row["state"]: row["n"] for row in rows.annotate(n=Count("id"))}


def staff() -> QuerySet[User]:
    """Who may own one: people who act for the authority."""
    authority = Organisation.objects.with_role(Role.AUTHORITY)
    live = Membership.objects.live().filter(organisation__in=authority)
    return User.objects.filter(pk__in=live.values("user")).order_by("name", "pk")


def counted_now(challenge: Challenge) -> gaps.Counted:
    """The same figures as they were counted last."""
    return gaps.counted(
        challenge.skill,
        level=challenge.level,
        place=challenge.place,
        council=challenge.council_id or "",
    )


def gap_now(challenge: Challenge) -> int | None:
    found = counted_now(challenge)
    return None if found.day is None else gap(found.figures)
