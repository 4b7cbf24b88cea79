"""Where an organisation works. Its administrators keep the list; one site is the main one."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from district.partners.actor import Actor
from district.partners.models import Organisation, Site
from district.partners.services import members
from district.places.models import Postcode
from district.web.errors import Refused

MAIN = "Main site"
MOST = 50


@transaction.atomic
def add(*, organisation: Organisation, name: str, postcode: Postcode, by: Actor) -> Site:
    """The first one becomes the main site."""
    current = members.lock(organisation.id)
    members.require_admin(organisation=current, by=by)
    if Site.objects.open().filter(organisation=current).count() >= MOST:
        raise Refused(f"There are {MOST} sites already. Close those that you no longer use.")
    try:
        with transaction.atomic():
            site = Site.objects.create(organisation=current, name=name, postcode=postcode)
    except IntegrityError:
        raise Refused("You have a site of this name there already.", field="name") from None
    if current.main_site_id is None:
        set_main(current, site)
    return site


@transaction.atomic
def change(*, site: Site, name: str, postcode: Postcode, by: Actor) -> Site:
    organisation, current = _for_change(site, by)
    current.name, current.postcode = name, postcode
    try:
        with transaction.atomic():
            current.save(update_fields=["name", "postcode"])
    except IntegrityError:
        raise Refused("You have a site of this name there already.", field="name") from None
    if organisation.main_site_id == current.id:
        set_main(organisation, current)
    return current


@transaction.atomic
def make_main(*, site: Site, by: Actor) -> Site:
    organisation, current = _for_change(site, by)
    if organisation.main_site_id != current.id:
        set_main(organisation, current)
    return current


@transaction.atomic
def close(*, site: Site, by: Actor) -> Site:
    """It is offered for nothing new; what was offered there keeps it. Closing twice is closing once."""
    organisation = members.lock(site.organisation_id)
    members.require_admin(organisation=organisation, by=by)
    current = Site.objects.select_for_update(no_key=True).get(id=site.id)
    if current.closed_at is not None:
        return current
    if organisation.main_site_id == current.id:
        raise Refused("This is the main site. Make another one the main site first.")
    current.closed_at = timezone.now()
    current.save(update_fields=["closed_at"])
    return current


def set_main(organisation: Organisation, site: Site) -> None:
    """The organisation, locked by whoever calls, stands where its main site is."""
    organisation.main_site, organisation.postcode_id = site, site.postcode_id
    organisation.version += 1
    organisation.save(update_fields=["main_site", "postcode", "version"])


def first_of(organisation: Organisation) -> None:
    """The main site of an organisation that has just come in."""
    if organisation.postcode is None:
        return
    organisation.main_site = Site.objects.create(
        organisation=organisation, name=MAIN, postcode=organisation.postcode
    )
    organisation.save(update_fields=["main_site"])


def follow_postcode(organisation: Organisation) -> None:
    """The main site moves with the postcode that the organisation's details give."""
    if organisation.main_site_id is None:
        first_of(organisation)
    else:
        Site.objects.filter(id=organisation.main_site_id).update(postcode=organisation.postcode)


def _for_change(site: Site, by: Actor) -> tuple[Organisation, Site]:
    organisation = members.lock(site.organisation_id)
    members.require_admin(organisation=organisation, by=by)
    current = Site.objects.select_for_update(no_key=True).get(id=site.id)
    if current.closed_at is not None:
        raise Refused("This site is closed. Add it anew if you use it again.")
    return organisation, current
