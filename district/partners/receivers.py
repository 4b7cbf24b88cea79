from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from district.accounts.models import User
from district.partners.models import Membership, Organisation, Role

STAFF_SECONDS = 12 * 3600


@receiver(user_logged_in, dispatch_uid="partners: shorter sessions for staff")
def shorten_session(sender: Any, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    """WMCA staff sign in each day; everybody else once a week."""
    authorities = Organisation.objects.with_role(Role.AUTHORITY)
    if request and Membership.objects.live().filter(user=user, organisation__in=authorities).exists():
        request.session.set_expiry(STAFF_SECONDS)
