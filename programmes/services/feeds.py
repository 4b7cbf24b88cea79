"""The secret address of a learner's calendar: made, changed for another, ended."""

import secrets

from django.db import transaction

from district.partners.actor import Actor
from district.web.errors import NotAllowed
from learners.models import Learner
from programmes.models import CalendarFeed

KEY_BYTES = 32


@transaction.atomic
def make(*, learner: Learner, by: Actor) -> CalendarFeed:
    """The address; the one that there is, if there is one."""
    _check(learner, by)
    feed, _ = CalendarFeed.objects.get_or_create(
        learner=learner, defaults={"key": secrets.token_urlsafe(KEY_BYTES)}
    )
    return feed


@transaction.atomic
def stop(*, learner: Learner, by: Actor) -> None:
    """From now on nobody can read it by the old address. One that has ended already is ended."""
    _check(learner, by)
    CalendarFeed.objects.filter(learner=learner).delete()


def _check(learner: Learner, by: Actor) -> None:
    if learner.user_id != by.user.pk:
        raise NotAllowed("Only the person themselves can do this.")
