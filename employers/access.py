"""Who may do what with a vacancy: members of its employer write it, their administrators let it out into the world.

The skills of an imported advert are decided by WMCA staff for as long as nobody has claimed its employer.
"""

from typing import TYPE_CHECKING

from district.partners.actor import Actor
from district.partners.models import Role
from district.web.errors import NotAllowed

if TYPE_CHECKING:
    from employers.models import Vacancy


def may_write(by: Actor, vacancy: "Vacancy") -> bool:
    return by.acts_for(vacancy.organisation_id) and by.acts_as(Role.EMPLOYER)


def may_publish(by: Actor, vacancy: "Vacancy") -> bool:
    return may_write(by, vacancy) and by.is_admin


def may_decide_skills(by: Actor, vacancy: "Vacancy") -> bool:
    is_unclaimed = bool(vacancy.source) and vacancy.organisation.is_imported
    return may_write(by, vacancy) or (by.is_staff and is_unclaimed)


def require_telling_apart(by: Actor, vacancy: "Vacancy") -> None:
    if not (may_write(by, vacancy) or by.is_staff):
        raise NotAllowed("Only WMCA staff and people who act for this employer may say so.")


def require_deciding_skills(by: Actor, vacancy: "Vacancy") -> None:
    if not may_decide_skills(by, vacancy):
        raise NotAllowed("Only people who act for this employer may decide what it asks for.")


def require_writing(by: Actor, vacancy: "Vacancy") -> None:
    if not may_write(by, vacancy):
        raise NotAllowed("Only people who act for this employer may change its vacancies.")


def require_publishing(by: Actor, vacancy: "Vacancy") -> None:
    require_writing(by, vacancy)
    if not by.is_admin:
        raise NotAllowed(
            "Ask an administrator of your organisation: only they publish, reopen and withdraw vacancies."
        )


def require_reviewing(by: Actor, vacancy: "Vacancy") -> None:
    if not by.is_staff:
        raise NotAllowed("Only WMCA staff decide on vacancies that wait for a check.")
    if by.acts_for(vacancy.organisation_id):
        raise NotAllowed("You act for this employer: somebody else must decide.")
