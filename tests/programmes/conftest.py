import pytest

from district.partners.models import Organisation
from tests.factories.programmes import make_provider, make_venue


@pytest.fixture
def provider(db: None) -> Organisation:
    return make_provider(name="Aston Lock College", ukprn="10001234")


@pytest.fixture
def lock_house(provider: Organisation):
    """A venue of the provider, so that its postcode is known too."""
    return make_venue(organisation=provider, name="Lock House", reference="LH1")
