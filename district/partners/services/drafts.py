"""The answers of somebody who signs an organisation up; a row, so that they can go on tomorrow on another
device.
"""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from district.accounts.models import User
from district.partners.models import OrganisationDraft

KEPT_FOR = timedelta(days=60)


def open_draft(user: User) -> OrganisationDraft | None:
    return OrganisationDraft.objects.select_related("postcode").filter(user=user, organisation=None).first()


@transaction.atomic
def start(*, user: User) -> OrganisationDraft:
    """The person's open draft; a new one if there is none."""
    draft, _ = OrganisationDraft.objects.get_or_create(user=user, organisation=None)
    return draft


@transaction.atomic
def answer(*, draft: OrganisationDraft, question: str, values: dict[str, Any]) -> OrganisationDraft:
    current = OrganisationDraft.objects.select_for_update(no_key=True).get(id=draft.id, organisation=None)
    for field, value in values.items():
        setattr(current, field, value)
    if question not in current.answered:
        current.answered = [*current.answered, question]
    current.save()
    return current


@transaction.atomic
def discard(*, draft: OrganisationDraft) -> None:
    OrganisationDraft.objects.filter(id=draft.id, organisation=None).delete()


def clear_old() -> int:
    deleted, _ = OrganisationDraft.objects.filter(updated_at__lt=timezone.now() - KEPT_FOR).delete()
    return deleted
