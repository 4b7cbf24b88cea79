"""Who opens a page that is for others reads as whom they are signed in and what they can do."""

import pytest
from django.test import Client
from django.urls import reverse

from district.partners.models import Role
from tests.factories.accounts import make_user
from tests.factories.partners import make_membership, make_organisation

pytestmark = pytest.mark.django_db


def test_somebody_who_acts_for_nobody_is_led_to_bring_an_organisation_in(client: Client) -> None:
    client.force_login(make_user(name="Nadia Hussain"))
    answer = client.get(reverse("provider_home"))
    page = answer.text
    assert answer.status_code == 403
    assert "You are signed in as Nadia Hussain and act for yourself." in page
    assert f'href="{reverse("organisation_start")}"' in page
    assert f'href="{reverse("home_start")}"' in page


def test_somebody_who_acts_for_another_organisation_is_led_to_choose(client: Client) -> None:
    organisation = make_organisation(role=Role.EMPLOYER, name="Boat & Sons")
    client.force_login(make_membership(organisation=organisation).user)
    answer = client.get(reverse("provider_home"))
    assert answer.status_code == 403
    assert "act for Boat &amp; Sons." in answer.text
    assert f'href="{reverse("organisation_switch")}"' in answer.text
