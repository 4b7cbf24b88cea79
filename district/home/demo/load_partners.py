"""Puts the fictional organisations, what was checked about them, and their members into the database."""

from datetime import timedelta

from django.utils import timezone

from district.accounts.models import User
from district.home.demo import organisations as partners
from district.home.demo import users
from district.partners.models import (
    EmployerFacts,
    Membership,
    Organisation,
    OrganisationRole,
    Rank,
    RoleCheck,
    RoleQuestion,
    Site,
)
from district.places.models import Postcode

# The people who sign in for organisations: (e-mail, name, organisation key, rank).
MEMBERS = (
    ("alex@authority.example", "Alex Wyatt", "authority", Rank.ADMIN),
    ("jo@authority.example", "Jo Lovell", "authority", Rank.MEMBER),
    ("nia@authority.example", "Nia Bassi", "authority", Rank.ADMIN),
    ("sam@aston-lock.example", "Sam Delaney", "aston-lock", Rank.ADMIN),
    ("dee@aston-lock.example", "Dee Marsh", "aston-lock", Rank.MEMBER),
    ("tutor@three-spires.example", "Robin Askew", "three-spires", Rank.ADMIN),
    ("morgan@canalside.example", "Morgan Hale", "canalside", Rank.ADMIN),
    ("ash@lockkeeper.example", "Ash Verma", "lockkeeper", Rank.ADMIN),
    ("pat@penn-robotics.example", "Pat Southall", "penn-robotics", Rank.ADMIN),
    ("lee@district-office.example", "Lee Carver", "secretariat", Rank.ADMIN),
    ("head@tame-bridge.example", "Chris Onions", "school", Rank.ADMIN),
    ("kit@foundry.example", "Kit Danks", "foundry", Rank.ADMIN),
)


def load_organisations() -> dict[str, Organisation]:
    known = [*partners.PROVIDERS, *partners.EMPLOYERS, *partners.OTHERS]
    rows = Organisation.objects.bulk_create(
        Organisation(
            name=partner.name,
            legal_name=partner.name,
            company_number=partner.company_number,
            ukprn=partner.ukprn,
            urn=partner.urn,
            without_number=partner.without_number,
            without_number_note=partner.without_number_note,
            website=f"https://{partner.key}.example/",
            description=partner.about,
            postcode=Postcode.objects.get(postcode=partner.postcode),
            is_fictional=True,
        )
        for partner in [*known, *partners.WAITING]
    )
    _load_sites(rows)
    organisations = {partner.key: row for partner, row in zip([*known, *partners.WAITING], rows, strict=True)}
    checker = users.make("alex@authority.example", "Alex Wyatt")
    for partner in known:
        for role in partner.roles:
            _approve(organisations[partner.key], role, checker)
    for partner in partners.WAITING:
        _wait(organisations[partner.key], partner, checker)
    EmployerFacts.objects.bulk_create(
        EmployerFacts(organisation=organisations[key], **facts)
        for key, facts in partners.EMPLOYER_FACTS.items()
    )
    Organisation.objects.bulk_create(
        Organisation(name=name, is_imported=True, is_fictional=True) for name in partners.HERE_TWICE
    )
    return organisations


def _load_sites(rows: list[Organisation]) -> None:
    """Each has its main site, the carrier its second depot too."""
    sites = [Site(organisation=row, name="Main site", postcode=row.postcode) for row in rows]
    for row, site in zip(rows, Site.objects.bulk_create(sites), strict=True):
        row.main_site = site
    Organisation.objects.bulk_update(rows, ["main_site"])
    owners = {row.name: row for row in rows}
    Site.objects.bulk_create(
        Site(organisation=owners[owner], name=name, postcode=Postcode.objects.get(postcode=postcode))
        for owner, name, postcode in partners.SECOND_SITES
    )


def _wait(organisation: Organisation, partner: partners.Partner, checker: User) -> None:
    """Asked some days ago; one of them has been asked something back."""
    role = OrganisationRole.objects.create(
        organisation=organisation,
        role=partner.roles[0],
        requested_at=timezone.now() - timedelta(days=partner.waits_days),
    )
    if partner.asked:
        RoleQuestion.objects.create(
            organisation_role=role,
            question=partner.asked,
            asked_by=checker,
            asked_at=timezone.now() - timedelta(days=1),
        )


def _approve(organisation: Organisation, role: str, checker: User) -> None:
    asked_at = timezone.now() - timedelta(days=90)
    approved = OrganisationRole.objects.create(
        organisation=organisation,
        role=role,
        state=OrganisationRole.State.APPROVED,
        requested_at=asked_at,
        decided_at=asked_at + timedelta(days=2),
        decided_by=checker,
    )
    notes = {
        RoleCheck.Kind.REGISTER: "Fictional register entry, as everything in the demo world.",
        RoleCheck.Kind.ADDRESS: "The website names this address.",
        RoleCheck.Kind.CONTACT: "Rang the main number and was put through.",
        RoleCheck.Kind.CONDUCT: "No complaint on file.",
    }
    RoleCheck.objects.bulk_create(
        RoleCheck(organisation_role=approved, kind=kind, passed=True, note=note, checked_by=checker)
        for kind, note in notes.items()
    )


def load_members(organisations: dict[str, Organisation]) -> None:
    for email, name, key, rank in MEMBERS:
        Membership.objects.create(user=users.make(email, name), organisation=organisations[key], rank=rank)
