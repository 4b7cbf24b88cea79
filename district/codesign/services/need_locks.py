"""The row of a skills need, held for a change by somebody of its employer."""

from district.codesign.models import SkillsNeed
from district.partners.actor import Actor
from district.partners.models import Role
from district.web.errors import NotAllowed, Refused


def require_writing(by: Actor, need: SkillsNeed) -> None:
    if not (by.acts_for(need.organisation_id) and by.acts_as(Role.EMPLOYER)):
        raise NotAllowed("Only people who act for this employer may change its skills needs.")


def lock(need: SkillsNeed) -> SkillsNeed:
    """The need as it is now, held until the transaction ends."""
    return SkillsNeed.objects.select_for_update(of=("self",)).select_related("organisation").get(id=need.id)


def changeable(need: SkillsNeed, by: Actor) -> SkillsNeed:
    require_writing(by, need)
    current = lock(need)
    if current.state not in {SkillsNeed.State.DRAFT, SkillsNeed.State.OPEN}:
        raise Refused("This need has ended and cannot be changed. Renew it, or say a new one.", code="state")
    return current
