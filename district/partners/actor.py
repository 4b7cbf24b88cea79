from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from district.accounts.models import User
from district.partners.models import Organisation, Rank, Role
from district.web.errors import NotAllowed


@dataclass(frozen=True)
class Actor:
    """Who is asking: the person, the organisation they act for now (if any), its approved roles, their rank.

    Services take it as `by`. It is built afresh on every request, so a removed member is refused on the next.
    """

    user: User | AnonymousUser
    organisation: Organisation | None = None
    roles: frozenset[str] = frozenset()
    rank: str = ""
    organisation_count: int = 0  # how many they may act for
    must_set_up_mfa: bool = False

    @property
    def person(self) -> User:
        """Who is signed in, for what nobody else may do."""
        if not isinstance(self.user, User):
            raise NotAllowed("Sign in first.")
        return self.user

    @property
    def own_organisation(self) -> Organisation:
        """What they act for, where only somebody who does gets so far."""
        if self.organisation is None:
            raise NotAllowed("This page is for people who act for an organisation.")
        return self.organisation

    @property
    def is_signed_in(self) -> bool:
        return self.user.is_authenticated

    @property
    def is_admin(self) -> bool:
        """Administrator of the organisation they act for."""
        return self.rank == Rank.ADMIN

    @property
    def is_staff(self) -> bool:
        """WMCA staff: acts for an organisation with the approved role of combined authority."""
        return Role.AUTHORITY in self.roles

    @property
    def is_staff_admin(self) -> bool:
        """May decide, where other WMCA staff may only look."""
        return self.is_staff and self.is_admin

    def acts_as(self, role: str) -> bool:
        return role in self.roles

    def acts_for(self, organisation_id: int) -> bool:
        return self.organisation is not None and self.organisation.id == organisation_id
