"""Taking data out is written down with its purpose, before the first byte leaves."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from district.partners.actor import Actor
from district.partners.models import Organisation
from district.web.errors import Refused
from programmes.access import require_deciding
from programmes.models import ExportPurpose, ExportRecord


@transaction.atomic
def record(
    *,
    organisation: Organisation,
    kind: str,
    purpose: str,
    rows: QuerySet[Any, Any],
    narrowed_by: str = "",
    by: Actor,
) -> ExportRecord:
    require_deciding(by, organisation.id)
    if purpose not in ExportPurpose.values:
        raise Refused("Choose what you need the file for.", field="purpose")
    return ExportRecord.objects.create(
        organisation=organisation,
        made_by=by.person,
        kind=kind,
        purpose=purpose,
        narrowed_by=narrowed_by[:500],
        row_count=rows.count(),
    )
