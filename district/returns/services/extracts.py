"""Rows of learners as a file for WMCA staff: asked for by one administrator, allowed by another, for some days."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from district.funding import access
from district.outbox.services import mail, tasks
from district.partners.actor import Actor
from district.partners.models import Organisation
from district.returns import quality
from district.returns.models import ExtractOpening, LearnerExtract
from district.web.errors import NotAllowed, Refused
from programmes.models import ExportRecord

State = LearnerExtract.State


@transaction.atomic
def ask(
    *, organisation: Organisation | None, issue: str, purpose: str, reason: str, by: Actor
) -> LearnerExtract:
    _require_administrator(by)
    if not reason.strip():
        raise Refused("Say why you need it: whoever decides reads it.", field="reason")
    if not quality.listed(organisation, issue).exists():
        raise Refused("No enrolment has this wrong. There is nothing to download.", field="issue")
    return LearnerExtract.objects.create(
        organisation=organisation,
        issue=issue,
        purpose=purpose,
        reason=reason.strip()[:500],
        asked_by=by.person,
    )


@transaction.atomic
def allow(*, extract: LearnerExtract, note: str = "", by: Actor) -> LearnerExtract:
    """By somebody other than who asked. They can download it from now on, for some days."""
    return _decide(extract, State.ALLOWED, note, by)


@transaction.atomic
def refuse(*, extract: LearnerExtract, note: str, by: Actor) -> LearnerExtract:
    if not note.strip():
        raise Refused("Say why not: who asked reads it.", field="note")
    return _decide(extract, State.REFUSED, note, by)


def _decide(extract: LearnerExtract, to: State, note: str, by: Actor) -> LearnerExtract:
    _require_administrator(by)
    current = _held(extract)
    if current.state == to:
        return current
    _require_move(current, to)
    access.require_other(by, current.asked_by_id, "You asked for this. Somebody else has to decide on it.")
    current.state, current.note = to, note.strip()[:500]
    current.decided_by, current.decided_at = by.person, timezone.now()
    current.ends_at = current.decided_at + LearnerExtract.OPEN_FOR
    current.save(update_fields=["state", "note", "decided_by", "decided_at", "ends_at"])
    key = f"extract {current.pk} {to.value}"
    tasks.enqueue(name="returns.tell_of_extract", args={"extract_id": current.pk, "key": key}, key=key)
    return current


@transaction.atomic
def withdraw(*, extract: LearnerExtract, by: Actor) -> LearnerExtract:
    """By either of the two, while it is open."""
    _require_administrator(by)
    current = _held(extract)
    if current.state == State.WITHDRAWN:
        return current
    if by.person.pk not in {current.asked_by_id, current.decided_by_id}:
        raise Refused("Only who asked, or who allowed it, can take it back.", code="other person")
    _require_move(current, State.WITHDRAWN)
    current.state = State.WITHDRAWN
    current.save(update_fields=["state"])
    return current


@transaction.atomic
def open_file(*, extract: LearnerExtract, by: Actor) -> ExtractOpening:
    """By who asked for it, as often as they like until it ends. Each time is written down before the first byte."""
    _require_administrator(by)
    current = _held(extract)
    if current.asked_by_id != by.person.pk:
        raise NotAllowed("Only who asked for this file can download it.")
    if not current.is_allowed:
        raise Refused(
            "This file cannot be downloaded now. Ask for it again if you still need it.", code="state"
        )
    rows = quality.listed(current.organisation, current.issue)
    record = ExportRecord.objects.create(
        organisation=by.own_organisation,
        made_by=by.person,
        kind="records to mend",
        purpose=current.purpose,
        narrowed_by=str(current.public_id),
        row_count=rows.count(),
    )
    return ExtractOpening.objects.create(extract=current, record=record)


def keep_digest(opening_id: int, digest: str) -> None:
    """Of the whole file, once its last byte has left."""
    ExtractOpening.objects.filter(pk=opening_id, digest="").update(digest=digest)


@transaction.atomic
def end_run_out() -> int:
    """What nobody decided on, and what was open long enough; how many. Safe to do twice."""
    return LearnerExtract.objects.run_out().update(state=State.ENDED)


def write(*, extract_id: int, key: str) -> None:
    """To who asked, what came of it."""
    extract = LearnerExtract.objects.select_related("asked_by", "organisation").filter(pk=extract_id).first()
    if extract is None or extract.asked_by is None or not extract.asked_by.is_active:
        return
    said = "can be downloaded" if extract.state == State.ALLOWED else "is not allowed"
    mail.send(
        to=extract.asked_by.email,
        subject=f"The file of records that you asked for {said}",
        template="returns/mail/extract",
        context={
            "reader": extract.asked_by,
            "extract": extract,
            "url": f"{settings.SITE_URL.rstrip('/')}/authority/returns/quality/files/{extract.public_id}/",
        },
        key=key,
    )


def _require_administrator(by: Actor) -> None:
    if not by.is_staff_admin:
        raise NotAllowed("Only administrators at WMCA take rows of learners out of the portal.")


def _held(extract: LearnerExtract) -> LearnerExtract:
    rows = LearnerExtract.objects.select_for_update(of=("self",)).select_related("organisation")
    return rows.get(pk=extract.pk)


def _require_move(extract: LearnerExtract, to: str) -> None:
    if extract.is_over or to not in LearnerExtract.TRANSITIONS[State(extract.state)]:
        words = State(extract.stands_at).label.lower()
        raise Refused(f"This stands at “{words}”. That is not possible from there.", code="state")
