import pytest

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
    return make_venue(organisation=provider, name="Lock House", reference="LH1")


@pytest.fixture
def teacher(provider: Organisation) -> Actor:
    return actors.acting(make_membership(organisation=provider))


@pytest.fixture
def stranger(db: None) -> Actor:
    return actors.acting(make_membership(organisation=make_provider()))
