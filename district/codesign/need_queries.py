"""Reads for the pages about skills needs."""

from typing import Any

from django.db.models import Case, Count, Q, QuerySet, Value, When

from district.codesign.models import NeededSkill, SkillsNeed
from district.partners.actor import Actor
from district.skills.models import SkillState
from employers.models import Vacancy

LISTED = (
    *("public_id", "title", "state", "heads", "by_when", "place", "postcode_id", "expires_on", "ended_at"),
    *("opened_at", "council__name", "organisation__name", "reason", "is_hard"),
)


def own(actor: Actor) -> QuerySet[SkillsNeed]:
    """The needs of the actor's employer: drafts, then open ones, then the others, the newest first."""
    place = Case(When(state="draft", then=Value(0)), When(state="open", then=Value(1)), default=Value(2))
    return listed(SkillsNeed.objects.filter(organisation=actor.organisation)).order_by(
        place, "-created_at", "-id"
    )


def listed(needs: QuerySet[SkillsNeed]) -> QuerySet[SkillsNeed]:
    accepted = Count("skills", filter=Q(skills__state=SkillState.ACCEPTED))
    return needs.select_related("organisation", "council").only(*LISTED).annotate(skill_count=accepted)  # type: ignore[no-redef] # the model says that reads may add it


def state_counts(actor: Actor) -> dict[str, int]:
    rows: Any = SkillsNeed.objects.filter(organisation=actor.organisation).order_by().values("state")
    return {row["state"]: row["n"] for row in rows.annotate(n=Count("id"))}


def skills(need: SkillsNeed) -> list[NeededSkill]:
    return list(need.skills.select_related("skill").order_by("-level", "skill__label", "id"))


def vacancies(need: SkillsNeed) -> list[Vacancy]:
    """Those for people of the need, the oldest first."""
    named = Vacancy.objects.filter(of_need__need=need)
    return list(named.only("public_id", "title", "state", "positions").order_by("id"))
