"""Uploads of providers, as far along as a worker takes them."""

from typing import Any

from district.imports.kinds import KINDS
from district.imports.models import Upload
from district.imports.services import processing, uploads
from district.partners import actors
from district.partners.actor import Actor
from district.partners.models import Organisation
from tests.factories.partners import make_membership
from tests.imports.files import lars, text


def make_content(*rows: dict[str, str], kind: str = "lars", **cells: str) -> bytes:
    """A file with these rows, or one good row of a course."""
    return text(KINDS[kind].format, *(rows or (lars(**cells),))).encode()


def make_upload(
    *,
    organisation: Organisation,
    content: bytes | None = None,
    kind: str = "lars",
    by: Actor | None = None,
    is_read: bool = True,
    **said: Any,
) -> Upload:
    """Sent by a member of the organisation, and read."""
    upload = uploads.receive(
        organisation=organisation,
        kind=KINDS[kind],
        name=said.get("name", "courses.csv"),
        content=make_content() if content is None else content,
        by=by or actors.acting(make_membership(organisation=organisation)),
    )
    if is_read:
        processing.read(upload_id=upload.id)
        upload.refresh_from_db()
    return upload
