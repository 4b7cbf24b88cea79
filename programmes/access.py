"""Who may change what is taught, and who may do what with an application or an enrolment."""

from district.partners.actor import Actor
from district.partners.models import Role
from district.web.errors import NotAllowed
from programmes.models import Application, Enrolment
from programmes.models.application import HELPING


def teaches(by: Actor, organisation_id: int) -> bool:
    return by.acts_for(organisation_id) and by.acts_as(Role.PROVIDER)


def require_teaching(by: Actor, organisation_id: int) -> None:
    if not (teaches(by, organisation_id) or by.is_staff):
        raise NotAllowed("Only the provider who teaches this, or WMCA staff, may change it.")


def require_deciding(by: Actor, organisation_id: int) -> None:
    """On applications: the provider alone."""
    if not teaches(by, organisation_id):
        raise NotAllowed("Only the provider who teaches this course decides on its applications.")


def require_roster(by: Actor, organisation_id: int) -> None:
    if not (teaches(by, organisation_id) or by.is_staff_admin):
        raise NotAllowed("Only the provider who teaches this, or an administrator at WMCA, may change it.")


def require_applicant(by: Actor, application: Application) -> None:
    """The person themselves, or somebody of the organisation that applied for them."""
    if not (is_applicant(by, application) or acts_for_applicant(by, application)):
        raise NotAllowed("Only the person who applied can do this.")


def is_applicant(by: Actor, application: Application) -> bool:
    return by.is_signed_in and application.learner.user_id == by.user.pk


def acts_for_applicant(by: Actor, application: Application) -> bool:
    """Until the person takes it back."""
    if application.applied_for_id is None or application.help_ended_at is not None:
        return False
    return by.acts_for(application.applied_for_id) and may_apply_for_others(by)


def may_apply_for_others(by: Actor) -> bool:
    """Providers, community partners and WMCA staff may sit beside somebody who cannot use a computer."""
    return bool(by.roles.intersection(HELPING))


def require_own_enrolment(by: Actor, enrolment: Enrolment) -> None:
    own = enrolment.learner is not None and by.is_signed_in and enrolment.learner.user_id == by.user.pk
    if not own:
        require_roster(by, enrolment.organisation_id)
