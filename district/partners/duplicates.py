"""Which organisations may be here twice: suggestions for WMCA staff, who decide."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from district.partners.models import Organisation, OrganisationRole

MOST = 100

# The register numbers cannot repeat, for the database refuses that; so names, places and websites are compared.
# A name is compared without capitals, signs and the words that say what kind of company it is.
NAMED = r"""
    SELECT id, name, postcode_id, is_imported,
           btrim(regexp_replace(
               regexp_replace(lower(name), '[^[:alnum:]]+', ' ', 'g'),
               '\m(ltd|limited|plc|llp|lp|cic|cio|uk|gb|the|inc|co|company|group|holdings)\M *', '', 'g'
           )) AS plain,
           regexp_replace(lower(substring(website from '^[a-z]+://([^/:?#]+)')), '^www\.', '') AS host
    FROM partners_organisation
    WHERE is_active
"""
PAIRS = f"""
    WITH named AS MATERIALIZED ({NAMED}), pairs AS (
        SELECT a.id AS one, b.id AS other FROM named a JOIN named b ON a.plain = b.plain AND a.id < b.id
        WHERE a.plain <> ''
        UNION
        SELECT a.id, b.id FROM named a JOIN named b ON a.postcode_id = b.postcode_id AND a.id < b.id
        WHERE similarity(a.plain, b.plain) >= 0.4
        UNION
        SELECT a.id, b.id FROM named a JOIN named b ON a.host = b.host AND a.id < b.id
        WHERE a.host <> '' AND similarity(a.plain, b.plain) >= 0.3
    )
    SELECT one, other, similarity(a.plain, b.plain), a.plain = b.plain,
           coalesce(a.postcode_id = b.postcode_id, false), coalesce(a.host = b.host AND a.host <> '', false)
    FROM pairs JOIN named a ON a.id = one JOIN named b ON b.id = other
    WHERE NOT EXISTS (
        SELECT FROM partners_differentorganisations d WHERE d.first_id = one AND d.second_id = other
    ) AND NOT EXISTS (
        SELECT FROM partners_organisationrole r WHERE r.organisation_id IN (one, other) AND r.role = 'authority'
    )
    ORDER BY (a.plain = b.plain)::int + coalesce(a.postcode_id = b.postcode_id, false)::int
             + coalesce(a.host = b.host AND a.host <> '', false)::int DESC, 3 DESC, one, other
    LIMIT %(most)s
"""  # noqa: S608
ALIKE = f"""
    WITH named AS MATERIALIZED ({NAMED})
    SELECT b.id FROM named a JOIN named b ON b.id <> a.id
    WHERE a.id = %(id)s AND similarity(a.plain, b.plain) >= 0.3
    ORDER BY similarity(a.plain, b.plain) DESC, b.id
    LIMIT %(most)s
"""  # noqa: S608


@dataclass(frozen=True)
class Pair:
    """Two that resemble each other, the one that should rather be kept first, and in what they do."""

    kept: Organisation
    gone: Organisation
    reasons: list[str]


def pairs(most: int = MOST) -> list[Pair]:
    with connection.cursor() as cursor:
        cursor.execute(PAIRS, {"most": most})
        rows = cursor.fetchall()
    ids = {row[0] for row in rows} | {row[1] for row in rows}
    approved = OrganisationRole.objects.approved().filter(organisation=OuterRef("pk"))
    known = Organisation.objects.select_related("postcode__council").annotate(has_role=Exists(approved))
    found = known.in_bulk(ids)
    suggested = []
    for one, other, alike, *same in rows:
        kept, gone = sorted((found[one], found[other]), key=_rank)
        suggested.append(Pair(kept, gone, _reasons(alike, *same)))
    return suggested


def like(organisation: Organisation, most: int = 10) -> list[Organisation]:
    """Those whose names resemble this one's most."""
    with connection.cursor() as cursor:
        cursor.execute(ALIKE, {"id": organisation.id, "most": most})
        ids = [row[0] for row in cursor.fetchall()]
    known = Organisation.objects.select_related("postcode__council").prefetch_related("roles")
    found = known.in_bulk(ids)
    return [found[each] for each in ids]


def _reasons(alike: float, is_name: bool, is_place: bool, is_site: bool) -> list[str]:
    reasons = ["the same name" if is_name else f"names that are {round(alike * 100)}% alike"]
    if is_place:
        reasons.append("the same postcode")
    if is_site:
        reasons.append("the same website")
    return reasons


def _rank(organisation: Any) -> tuple[bool, bool, int]:
    """Rather keep one that people act for, with an approved role, and the older one."""
    return organisation.is_imported, not organisation.has_role, organisation.id
