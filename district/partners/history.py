"""What the database wrote down about an organisation: every insert, change and deletion, with who did it."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import connection
from django.utils.text import capfirst

from district.partners.models import (
    EmployerFacts,
    Invitation,
    JoinRequest,
    Membership,
    Organisation,
    OrganisationRole,
    RoleCheck,
    RoleQuestion,
    Site,
)

# Each event table, and which of its rows belong to the organisation.
SOURCES = (
    (Organisation, "partners_organisationevent", "pgh_obj_id = %(id)s"),
    (OrganisationRole, "partners_organisationroleevent", "organisation_id = %(id)s"),
    (
        RoleCheck,
        "partners_rolecheckevent",
        "organisation_role_id IN (SELECT id FROM partners_organisationrole WHERE organisation_id = %(id)s)",
    ),
    (
        RoleQuestion,
        "partners_rolequestionevent",
        "organisation_role_id IN (SELECT id FROM partners_organisationrole WHERE organisation_id = %(id)s)",
    ),
    (Site, "partners_siteevent", "organisation_id = %(id)s"),
    (EmployerFacts, "partners_employerfactsevent", "organisation_id = %(id)s"),
    (Membership, "partners_membershipevent", "organisation_id = %(id)s"),
    (Invitation, "partners_invitationevent", "organisation_id = %(id)s"),
    (JoinRequest, "partners_joinrequestevent", "organisation_id = %(id)s"),
)
MODELS = {model._meta.model_name: model for model, _, _ in SOURCES}
NOUNS = {
    "organisation": "Details",
    "organisationrole": "Role",
    "rolecheck": "Check",
    "rolequestion": "Question of WMCA staff",
    "site": "Site",
    "employerfacts": "What it says as an employer",
    "membership": "Member",
    "invitation": "Invitation",
    "joinrequest": "Request to join",
}
DEEDS = {"insert": "added", "update": "changed", "delete": "deleted"}
UNSAID = {
    "id",
    "public_id",
    "version",
    "user_id",
    "organisation_id",
    "organisation_role_id",
    "decided_by_id",
    "checked_by_id",
    "invited_by_id",
    "asked_by_id",
    "answered_by_id",
    "main_site_id",
    "updated_at",
}
# Said by the heading, or the same for every new row.
UNSAID_OF_NEW = {
    "kind",
    "role",
    "email",
    "is_active",
    "created_at",
    "joined_at",
    "requested_at",
    "checked_at",
}
LABELS = {"ukprn": "UKPRN", "urn": "URN", "email": "E-mail address"}

# The parts are constants of this file; the organisation's id is a parameter.
ROWS = " UNION ALL ".join(
    f"""
    SELECT '{model._meta.model_name}' AS what, pgh_id, pgh_created_at, pgh_label, pgh_obj_id, pgh_context_id,
           to_jsonb(e) AS row
    FROM {table} e WHERE {condition}
    """  # noqa: S608
    for model, table, condition in SOURCES
)
COUNT = f"SELECT count(*) FROM ({ROWS}) written"  # noqa: S608
SQL = f"""
    WITH written AS ({ROWS}), stepped AS (
        SELECT written.*, lag(row) OVER (PARTITION BY what, pgh_obj_id ORDER BY pgh_id) AS earlier FROM written
    )
    SELECT what, pgh_label, pgh_created_at, row, earlier, coalesce(nullif(u.name, ''), u.email), whom.email
    FROM stepped
    LEFT JOIN pghistory_context c ON c.id = pgh_context_id
    LEFT JOIN accounts_user u ON u.id = (c.metadata ->> 'user')::bigint
    LEFT JOIN accounts_user whom ON whom.id = (row ->> 'user_id')::bigint
    ORDER BY pgh_created_at DESC, what, pgh_id DESC
    LIMIT %(limit)s OFFSET %(offset)s
"""  # noqa: S608


@dataclass(frozen=True)
class Change:
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One thing that happened."""

    what: str
    label: str
    at: datetime
    row: dict[str, Any]
    earlier: dict[str, Any] | None
    by: str | None
    whom: str | None

    @property
    def title(self) -> str:
        return f"{NOUNS[self.what]} {DEEDS[self.label]}"

    @property
    def subject(self) -> str:
        """Which one, where there are several of a kind."""
        row = self.row
        if self.what == "organisationrole":
            return _written(OrganisationRole, "role", row["role"])
        if self.what == "rolecheck":
            return _written(RoleCheck, "kind", row["kind"])
        if self.what == "site":
            return str(row["name"])
        return row.get("email") or self.whom or ""

    @cached_property
    def changes(self) -> list[Change]:
        earlier = self.earlier or {}
        later = {} if self.label == "delete" else self.row
        model = MODELS[self.what]
        unsaid = UNSAID if earlier else UNSAID | UNSAID_OF_NEW
        found = []
        for field in model._meta.concrete_fields:
            before, after = (_written(model, field.name, row.get(field.attname)) for row in (earlier, later))
            if field.attname not in unsaid and before != after:
                label = LABELS.get(field.name) or str(capfirst(field.verbose_name))
                found.append(Change(label, before, after))
        return found


class History:
    """A list that a paginator can cut; it knows its length and reads only the page."""

    ordered = True

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation

    def __len__(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute(COUNT, {"id": self.organisation.id})
            return int(cursor.fetchone()[0])

    def __getitem__(self, cut: slice) -> list[Entry]:
        with connection.cursor() as cursor:
            cursor.execute(
                SQL, {"id": self.organisation.id, "limit": cut.stop - cut.start, "offset": cut.start}
            )
            return [_entry(read) for read in cursor.fetchall()]


def _entry(read: tuple[Any, ...]) -> Entry:
    what, label, at, row, earlier, by, whom = read
    return Entry(what, label, at, json.loads(row), json.loads(earlier) if earlier else None, by, whom)


def _written(model: Any, field: str, value: Any) -> str:
    """A stored value as people read it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    choices = dict(model._meta.get_field(field).flatchoices)
    text = str(choices.get(value, value))
    return _moment(text) if field.endswith("_at") else text


def _moment(text: str) -> str:
    try:
        return f"{datetime.fromisoformat(text):%-d %B %Y at %H:%M}"
    except ValueError:
        return text
