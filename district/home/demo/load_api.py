"""One employer's careers page posts some of its vacancies by itself."""

from datetime import timedelta

from django.utils import timezone

from district.api.models import ApiTokenUse, PostedVacancy
from district.api.services import tokens
from district.partners.actor import Actor
from district.partners.models import Membership, Role
from employers.models import Vacancy

EMPLOYER = "morgan@canalside.example"
REFERENCES = ("CAN-2026-041", "CAN-2026-044")


def load() -> None:
    """Nobody knows the secrets of its tokens: whoever wants to try the API makes a token."""
    membership = Membership.objects.select_related("user", "organisation").get(user__email=EMPLOYER)
    by = Actor(
        user=membership.user,
        organisation=membership.organisation,
        roles=frozenset({Role.EMPLOYER}),
        rank=membership.rank,
    )
    page, _ = tokens.create(name="Careers page", days=180, by=by)
    trial, _ = tokens.create(name="Trial of a job board", days=30, by=by)
    tokens.revoke(token=trial, by=by)
    now = timezone.now()
    ApiTokenUse.objects.create(token=page, last_used_at=now, minute_began_at=now, calls=2)
    own = Vacancy.objects.filter(organisation=membership.organisation, state=Vacancy.State.OPEN)
    for days, (reference, vacancy) in enumerate(zip(REFERENCES, own.order_by("id"), strict=False), 2):
        PostedVacancy.objects.create(
            organisation=membership.organisation,
            reference=reference,
            vacancy=vacancy,
            digest=tokens.digest(reference),
            token=page,
            posted_at=now - timedelta(days=days),
            changed_at=now - timedelta(days=days),
        )
