from collections.abc import Callable

import pytest

from district.outbox.models import Message
from district.partners import actors
from district.partners.actor import Actor
from district.partners.models import Organisation
from tests.factories.partners import make_membership
from tests.factories.programmes import make_provider, make_venue


@pytest.fixture
def provider(db: None) -> Organisation:
    return make_provider(name="Aston Lock College", ukprn="10001234")


@pytest.fixture
def lock_house(provider: Organisation):
    """A venue of the provider, so that its postcode is known too."""
    return make_venue(organisation=provider, name="Lock House", reference="LH1")


@pytest.fixture
def teacher(provider: Organisation) -> Actor:
    """A member of the provider."""
    return actors.acting(make_membership(organisation=provider))


@pytest.fixture
def stranger(db: None) -> Actor:
    """A member of another provider."""
    return actors.acting(make_membership(organisation=make_provider()))


@pytest.fixture
def mailbox(db: None) -> Callable[[], list[Message]]:
    """All messages written so far, in order."""
    return lambda: list(Message.objects.order_by("id"))
