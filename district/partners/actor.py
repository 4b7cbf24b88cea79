from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from district.accounts.models import User
from district.partners.models import Organisation, Rank, Role


@dataclass(frozen=True)
class Actor:
    """Who is asking: the person, the organisation they act for now (if any), its approved roles, and their rank in it.

    Services take it as `by`; it is built afresh on every request, so a removed member is refused on the next one.
    """

    user: User | AnonymousUser
    organisation: Organisation | None = None
    roles: frozenset[str] = frozenset()
    rank: str = ""

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

    def acts_as(self, role: str) -> bool:
        return role in self.roles

    def acts_for(self, organisation_id: int) -> bool:
        return self.organisation is not None and self.organisation.id == organisation_id
