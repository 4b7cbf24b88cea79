"""The demo world's vacancies that people do not find are made by the services, and each has its state."""

import pytest

from district.home.demo import load_vacancy_checks
from district.partners.models import Role
from employers.models import Vacancy
from tests.factories.accounts import make_user
from tests.factories.employers import make_employer, make_vacancy
from tests.factories.partners import make_membership, make_organisation
from tests.factories.places import make_postcode
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db


def test_one_waits_one_is_to_be_changed_and_one_is_filled() -> None:
    employer = make_employer()
    make_membership(user=make_user(email=load_vacancy_checks.EMPLOYER), organisation=employer)
    authority = make_organisation(role=Role.AUTHORITY)
    make_membership(user=make_user(email=load_vacancy_checks.STAFF), organisation=authority)
    for _ in range(3):
        make_vacancy(organisation=employer, postcode=make_postcode(), skills=[make_skill() for _ in range(3)])
    load_vacancy_checks.load()
    made = Vacancy.objects.filter(organisation=employer).exclude(state="open").order_by("id")
    assert list(made.values_list("state", "filled")) == [
        ("submitted", ""),
        ("referred", ""),
        ("closed", "portal"),
    ]
