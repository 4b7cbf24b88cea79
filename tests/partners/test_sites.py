"""Sites, what an employer says of itself, and the number it is looked up by."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from district.partners import sic
from district.partners.models import EmployerFacts, Organisation, OrganisationDraft, Role, Site
from district.partners.services import employer_facts, organisations, sites
from district.web.errors import NotAllowed, Refused
from tests.factories.accounts import make_user
from tests.factories.partners import actor_of, make_membership, make_organisation, make_site
from tests.factories.places import make_postcode
from tests.partners.conftest import Town

FACTS = {
    "legal_name": "",
    "size_band": "small",
    "sector": "digital",
    "sic_codes": ["62012"],
    "disability_confident": 2,
    "disability_confident_until": date(2027, 3, 31),
    "living_wage_from": date(2026, 5, 1),
    "living_wage_until": date(2027, 4, 30),
}
FORM = {"size_band": "small", "sector": "digital", "disability_confident": "0", "version": "1"}


def admin_of(town: Town) -> Any:
    return actor_of(town.admin)


# Sites


def test_the_first_site_is_the_main_one_and_the_organisation_stands_there(db: None) -> None:
    by = actor_of(make_membership(organisation=make_organisation()).user)
    first = sites.add(organisation=by.own_organisation, name="Yard", postcode=make_postcode(), by=by)
    second = sites.add(
        organisation=by.own_organisation,
        name="Shop",
        postcode=make_postcode(postcode="B4 7ET"),
        by=by,
    )
    organisation = Organisation.objects.get(id=by.own_organisation.id)
    assert (organisation.main_site, organisation.postcode_id) == (first, "B1 1AA")
    sites.make_main(site=second, by=by)
    organisation.refresh_from_db()
    assert (organisation.main_site, organisation.postcode_id) == (second, "B4 7ET")
    with pytest.raises(Refused, match="main site first"):
        sites.close(site=second, by=by)
    for _ in range(2):
        assert sites.close(site=first, by=by).closed_at
    with pytest.raises(Refused, match="closed"):
        sites.make_main(site=first, by=by)
    sites.change(
        site=second,
        name="Shop",
        postcode=make_postcode(postcode="CV1 2WT"),
        by=by,
    )
    organisation.refresh_from_db()
    assert organisation.postcode_id == "CV1 2WT"


def test_a_site_is_there_once(town: Town) -> None:
    by = admin_of(town)
    usual = {"organisation": town.organisation, "postcode": town.organisation.postcode, "by": by}
    sites.add(name="Yard", **usual)
    with pytest.raises(Refused, match="already"):
        sites.add(name="YARD", **usual)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_site(organisation=town.organisation, name="yard", postcode=town.organisation.postcode)


def test_the_main_site_follows_the_postcode_of_the_details(town: Town) -> None:
    by, there = admin_of(town), make_postcode(postcode="B4 7ET")
    current = organisations.change(
        organisation=town.organisation, version=1, values={"postcode": there}, by=by
    )
    assert Site.objects.get(organisation=current).postcode == there
    back = make_postcode()
    organisations.change(organisation=current, version=current.version, values={"postcode": back}, by=by)
    assert Site.objects.get(organisation=current).postcode == back


@pytest.mark.parametrize("part", ["member", "removed", "stranger", "learner", "staff"])
def test_only_its_administrators_keep_sites_and_facts(town: Town, part: str) -> None:
    by = actor_of(getattr(town, part))
    site = make_site(organisation=town.organisation)
    with pytest.raises(NotAllowed):
        sites.add(organisation=town.organisation, name="Yard", postcode=site.postcode, by=by)
    for act in (sites.close, sites.make_main):
        with pytest.raises(NotAllowed):
            act(site=site, by=by)
    with pytest.raises(NotAllowed):
        employer_facts.change(organisation=town.organisation, version=1, values=FACTS, by=by)


def test_sites_are_kept_on_pages(town: Town) -> None:
    client, own = town.client_of("admin"), [town.organisation.public_id]
    add = reverse("site_add", args=own)
    assert "Enter what you call it" in client.post(add, {"name": " ", "postcode": "B1 1AA"}).text
    assert client.post(add, {"name": "Yard", "postcode": "ZZ99 9ZZ"}).status_code == 200
    for name in ("Yard", "Shop <b>"):
        assert client.post(add, {"name": name, "postcode": "b11aa"}).status_code == 302
    shop = Site.objects.get(name="Shop <b>")
    page = client.get(reverse("organisation_show", args=own)).text
    assert "Shop &lt;b&gt;" in page
    assert client.post(reverse("site_make_main", args=[*own, shop.public_id])).status_code == 302
    client.post(reverse("site_close", args=[*own, shop.public_id]))
    client.post(reverse("site_close", args=[*own, Site.objects.get(name="Yard").public_id]))
    assert list(Site.objects.open().order_by("id")) == [shop]
    change = reverse("site_change", args=[*own, shop.public_id])
    assert client.post(change, {"name": "Shop", "postcode": "B1 1AA"}).status_code == 302
    foreign = make_site()
    assert client.get(reverse("site_change", args=[*own, foreign.public_id])).status_code == 404
    assert not Site.objects.visible_to(admin_of(town)).filter(id=foreign.id).exists()


# What an employer says of itself


def test_facts_are_kept_shown_and_run_out(town: Town) -> None:
    facts = employer_facts.change(organisation=town.organisation, version=1, values=FACTS, by=admin_of(town))
    assert (facts.version, facts.sic_codes) == (2, ["62012"])
    assert [facts.pays_living_wage(on) for on in (date(2026, 4, 30), date(2026, 5, 1), date(2027, 5, 1))] == [
        False,
        True,
        False,
    ]
    assert [facts.disability_confident_level(on) for on in (date(2027, 3, 31), date(2027, 4, 1))] == [2, 0]
    page = town.client_of("admin").get(reverse("organisation_show", args=[town.organisation.public_id])).text
    assert "62012 Business and domestic software development" in page


def test_of_two_who_edit_at_once_the_second_is_told(town: Town) -> None:
    by = admin_of(town)
    employer_facts.change(organisation=town.organisation, version=1, values=FACTS, by=by)
    with pytest.raises(employer_facts.Changed):
        employer_facts.change(
            organisation=town.organisation, version=1, values=FACTS | {"sector": "retail"}, by=by
        )
    client = town.client_of("admin")
    address = reverse("employer_facts_change", args=[town.organisation.public_id])
    answer = client.post(address, FORM)
    assert answer.status_code == 409
    assert "What stands now" in answer.text
    assert client.post(address, FORM | {"version": "2"}).status_code == 302
    assert EmployerFacts.objects.get().disability_confident == 0


def test_only_employers_are_asked(db: None) -> None:
    by = actor_of(make_membership(organisation=make_organisation(role=Role.PROVIDER)).user)
    with pytest.raises(Refused, match="employers only"):
        employer_facts.change(organisation=by.own_organisation, version=1, values=FACTS, by=by)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"sic_codes": "6201"}, "5 digits each"),
        ({"sic_codes": "\uff16\uff12\uff10\uff11\uff12"}, "5 digits each"),
        ({"sic_codes": "62013"}, "no SIC code 62013"),
        ({"sic_codes": "62012, 62020; 62030 62090 63110"}, "at most 4"),
        ({"size_band": "huge"}, "Choose"),
        ({"sector": "magic"}, "Choose"),
        ({"disability_confident": "4"}, "Choose"),
        (
            {
                "disability_confident_until_day": "31",
                "disability_confident_until_month": "2",
                "disability_confident_until_year": "2027",
            },
            "real date",
        ),
        (
            {
                "disability_confident_until_day": "1",
                "disability_confident_until_month": "2",
                "disability_confident_until_year": "2027",
            },
            "level that the certificate",
        ),
        (
            {"living_wage_from_day": "1", "living_wage_from_month": "5", "living_wage_from_year": "2026"},
            "until when",
        ),
        ({"legal_name": "x" * 201}, "200 characters"),
        ({"legal_name": "a\u202eb"}, ""),
    ],
)
def test_wrong_facts_are_refused_with_what_to_do(town: Town, sent: dict[str, str], sentence: str) -> None:
    address = reverse("employer_facts_change", args=[town.organisation.public_id])
    answer = town.client_of("admin").post(address, FORM | sent)
    assert answer.status_code == 200
    assert sentence in answer.text
    assert not EmployerFacts.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"sic_codes": ["62012"] * 5},
        {"disability_confident": 4},
        {"disability_confident_until": date(2027, 1, 1)},
        {"living_wage_from": date(2026, 5, 1)},
        {"living_wage_from": date(2026, 5, 1), "living_wage_until": date(2026, 5, 1)},
    ],
)
def test_the_database_refuses_what_cannot_be(db: None, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        EmployerFacts.objects.create(organisation=make_organisation(), **wrong)


def test_the_list_of_codes_is_whole_and_knows_the_digital_ones() -> None:
    assert len(sic.activities()) == 728
    assert set(sic.activities()) >= sic.DIGITAL
    assert sic.parse(" 62012,62020\n62012 ") == ["62012", "62020"]
    assert sic.parse("") == []


def test_staff_narrow_by_digital_codes_and_size_and_nobody_else_is_let_in_by_them(town: Town) -> None:
    employer_facts.change(organisation=town.organisation, version=1, values=FACTS, by=admin_of(town))
    other = make_organisation(name="Plain Bakery", role=Role.EMPLOYER)
    EmployerFacts.objects.create(organisation=other, sic_codes=["10710"], size_band="micro")
    staff, address = town.client_of("staff"), reverse("authority_organisation_list")
    for query, is_first in (
        ({"digital": "yes"}, True),
        ({"digital": "no"}, False),
        ({"size": "small"}, True),
    ):
        page = staff.get(address, query).text
        assert (">Canal Works</a>" in page, "Plain Bakery" in page) == (is_first, not is_first)


def test_everybody_sees_the_facts_of_an_approved_employer_while_they_hold(client: Client, db: None) -> None:
    employer = make_organisation(role=Role.EMPLOYER)
    facts = EmployerFacts.objects.create(
        organisation=employer,
        size_band="small",
        disability_confident=3,
        living_wage_from=date(2020, 1, 1),
        living_wage_until=date(2099, 1, 1),
    )
    address = reverse("partner_show", args=[employer.public_id])
    page = client.get(address).text
    for words in ("10 to 49 people", "Disability Confident Leader", "Real Living Wage employer"):
        assert words in page
    facts.living_wage_until = date(2021, 1, 1)
    facts.disability_confident_until = date(2021, 1, 1)
    facts.save()
    page = client.get(address).text
    assert "Real Living Wage" not in page
    assert "Disability Confident" not in page


# The number


def sign_up(client: Client, number: str) -> str:
    make_postcode()
    client.post(reverse("organisation_start"))
    ask = {
        "name": {"name": "Lock Mender"},
        "roles": {"roles": ["employer"]},
        "company-number": {"company_number": number},
    }
    for slug, answer in ask.items():
        response = client.post(reverse("organisation_ask", args=[slug]), answer)
    return str(response["Location"])


def test_a_sole_trader_says_so_and_how_to_look_it_up(client: Client, db: None) -> None:
    person = make_user()
    client.force_login(person)
    address = reverse("organisation_ask", args=["without-number"])
    assert sign_up(client, "") == address
    assert "Choose what it is" in client.post(address, {}).text
    note = "In the list of the traders of Bradford Street."
    client.post(address, {"without_number": "sole_trader", "without_number_note": note})
    for slug, answer in {
        "website": {"website": ""},
        "place": {"postcode": "B1 1AA"},
        "description": {"description": "One person who mends locks and gates."},
    }.items():
        client.post(reverse("organisation_ask", args=[slug]), answer)
    check = client.get(reverse("organisation_check")).text
    assert "A sole trader" in check
    assert note in check
    client.post(reverse("organisation_check"))
    organisation = Organisation.objects.get(memberships__user=person)
    assert (organisation.without_number, organisation.without_number_note) == ("sole_trader", note)
    assert organisation.main_site is not None
    assert not Organisation.objects.public().filter(id=organisation.id).exists()


def test_who_has_a_number_is_not_asked_why_not(client: Client, db: None) -> None:
    client.force_login(make_user())
    assert sign_up(client, "01234567") == reverse("organisation_ask", args=["website"])
    draft = OrganisationDraft.objects.get()
    assert draft.company_number == "01234567"


def test_one_that_came_in_without_number_gives_it_later(db: None) -> None:
    organisation = make_organisation(role=Role.EMPLOYER)
    make_organisation(company_number="07654321")
    client = Client()
    client.force_login(make_membership(organisation=organisation).user)
    address = reverse("number_give", args=[organisation.public_id])
    assert (
        reverse("number_give", args=[organisation.public_id])
        in client.get(reverse("organisation_show", args=[organisation.public_id])).text
    )
    assert "or choose what it is" in client.post(address, {}).text
    assert "Another organisation" in client.post(address, {"company_number": "07654321"}).text
    sent = {"without_number": "charity", "without_number_note": "Charity 123."}
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent | {"company_number": "1234567"}).status_code == 302
    organisation.refresh_from_db()
    assert (organisation.company_number, organisation.without_number) == ("01234567", "")
    assert "stands already" in client.post(address, {"company_number": "1234568"}).text
