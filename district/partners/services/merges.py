"""Two entries of one organisation become one, and two again if that was wrong.

Everything moves in one transaction, and each row is written down, so that undoing puts back exactly these.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Q
from django.utils import timezone

from district.partners import links, signals
from district.partners.actor import Actor
from district.partners.links import Link
from district.partners.models import (
    DifferentOrganisations,
    Membership,
    MergedRow,
    Organisation,
    OrganisationMerge,
    OrganisationRole,
    Role,
)
from district.partners.services import letters
from district.web.errors import NotAllowed, Refused

Fate = MergedRow.Fate

# Details that the kept one takes over where it has none of its own; of the numbers there may be only one each.
DETAILS = ("legal_name", "website", "description", "without_number", "without_number_note")
NUMBERS = ("company_number", "ukprn", "urn")
LATE_ROWS_FOR = timedelta(days=2)
BATCH = 1000


@dataclass(frozen=True)
class Line:
    """How many rows of a kind met which fate."""

    label: str
    fate: str
    count: int

    @property
    def words(self) -> str:
        return links.words(self.label, self.count)

    @property
    def fate_label(self) -> str:
        return str(Fate(self.fate).label)


def standing(organisation: Organisation) -> Organisation:
    """Itself, or the one it was merged into, however often."""
    seen = {organisation.id}
    while not organisation.is_active:
        merge = OrganisationMerge.objects.standing().filter(gone=organisation).select_related("kept").first()
        if merge is None or merge.kept_id in seen:
            break
        organisation = merge.kept
        seen.add(organisation.id)
    return organisation


@transaction.atomic
def merge(*, kept: Organisation, gone: Organisation, reason: str, by: Actor) -> OrganisationMerge:
    """Everything of `gone` goes to `kept`. Of two people who merge at once the second is told so."""
    kept, gone = _locked(kept, gone)
    _require_may_merge(kept, gone, by)
    readers = letters.admins_of(kept, gone)
    merged = OrganisationMerge.objects.create(kept=kept, gone=gone, reason=reason, merged_by=by.person)
    _take_over(merged, kept, gone)
    _send_signals(kept, gone)
    letters.merged(merge=merged, readers=readers)
    return merged


@transaction.atomic
def undo(*, merge: OrganisationMerge, by: Actor) -> OrganisationMerge:
    """Put each row back, except for what has been given to somebody else or deleted since: that is said."""
    kept, gone = _locked(merge.kept, merge.gone)
    current = OrganisationMerge.objects.select_for_update(no_key=True).get(id=merge.id)
    _require_decides(by, kept, gone)
    if current.undone_at is not None:
        raise Refused("This has been undone already.")
    onward = OrganisationMerge.objects.standing().filter(gone=kept).select_related("kept").first()
    if onward is not None:
        raise Refused(f"{kept.name} was itself merged into {onward.kept.name} later. Undo that first.")
    readers = letters.admins_of(kept)
    _check_at_once()
    for label, name in _kinds_moved(current):
        _put_back(current, label, name)
    gone.is_active = True
    _give_back(current, kept, gone)
    _require_admins(kept, gone)
    current.undone_at, current.undone_by = timezone.now(), by.person
    current.save(update_fields=["undone_at", "undone_by"])
    _send_signals(kept, gone)
    letters.merge_undone(merge=current, readers=letters.admins_of(kept, gone) or readers)
    return current


@transaction.atomic
def preview(*, kept: Organisation, gone: Organisation, by: Actor) -> list[Line]:
    """What merging would move: it is done and taken back, so that the preview cannot differ from the deed."""
    _require_may_merge(kept, gone, by)
    with transaction.atomic():
        trial = OrganisationMerge.objects.create(kept=kept, gone=gone, reason="Trial", merged_by=by.person)
        for link in links.of_organisations():
            _move(trial, link)
        found = lines(trial)
        transaction.set_rollback(True)
    return found


def kept_ids() -> dict[int, int]:
    """Of each that was merged away the one it became, for those who look many up at once."""
    pairs = dict(OrganisationMerge.objects.standing().order_by("id").values_list("gone_id", "kept_id"))
    found = {}
    for gone, onward in pairs.items():
        kept = onward
        while kept in pairs:
            kept = pairs[kept]
        found[gone] = kept
    return found


def sweep() -> int:
    """Rows that somebody was just writing while their organisation was merged away follow it."""
    followed = 0
    since = timezone.now() - LATE_ROWS_FOR
    for each in OrganisationMerge.objects.standing().filter(merged_at__gte=since).order_by("id"):
        with transaction.atomic():
            _locked(each.kept, each.gone)
            current = OrganisationMerge.objects.select_for_update(no_key=True).get(id=each.id)
            if current.undone_at is None:
                followed += sum(_move(current, link) for link in links.of_organisations())
    return followed


@transaction.atomic
def say_different(*, one: Organisation, other: Organisation, by: Actor) -> None:
    """They only look alike; they are not suggested again."""
    _require_decides(by, one, other)
    if one.id == other.id:
        raise Refused("This is one organisation: choose two.")
    first, second = sorted((one, other), key=lambda each: each.id)
    DifferentOrganisations.objects.get_or_create(
        first=first, second=second, defaults={"said_by": by.person, "said_at": timezone.now()}
    )


def lines(merge: OrganisationMerge) -> list[Line]:
    """What became of the rows, by kind; details are told one by one elsewhere."""
    rows = merge.rows.exclude(model=Organisation._meta.label_lower).values("model", "fate")
    counted = rows.annotate(count=Count("id")).order_by("model", "fate")
    return [Line(row["model"], row["fate"], row["count"]) for row in counted]


def warnings(kept: Organisation, gone: Organisation) -> list[str]:
    """What staff should know before they choose which one to keep."""
    own = {role.role: role for role in kept.roles.order_by("id")}
    found = []
    for role in gone.roles.order_by("id"):
        other = own.get(role.role)
        if other is not None and other.state != role.state:
            found.append(
                f"As {role.get_role_display().lower()}, {kept.name} is “{other.get_state_display().lower()}” and "
                f"{gone.name} is “{role.get_state_display().lower()}”. What stands for {kept.name} goes on to count."
            )
    for field in NUMBERS:
        theirs, ours = getattr(gone, field), getattr(kept, field)
        if theirs and ours and theirs != ours:
            name = field.upper() if field in {"ukprn", "urn"} else field.replace("_", " ")
            found.append(
                f"Each has a {name} of its own ({ours} and {theirs}): they may be two organisations after all."
            )
    return found


def _locked(kept: Organisation, gone: Organisation) -> tuple[Organisation, Organisation]:
    """Both rows, always in the same order; nobody can add anything to either until we are done."""
    rows = Organisation.objects.select_for_update().filter(id__in=[kept.id, gone.id]).order_by("id")
    found = {row.id: row for row in rows}
    return found[kept.id], found[gone.id]


def _require_decides(by: Actor, *organisations: Organisation) -> None:
    if not by.is_staff_admin:
        raise NotAllowed("Only administrators among WMCA staff may do this.")
    own = Membership.objects.live().filter(organisation__in=organisations, user=by.person)
    if own.exists():
        raise NotAllowed("You act for one of these organisations yourself. Ask a colleague to decide.")


def _require_may_merge(kept: Organisation, gone: Organisation, by: Actor) -> None:
    _require_decides(by, kept, gone)
    if kept.id == gone.id:
        raise Refused("This is one organisation: choose two.")
    for each in (gone, kept):
        _require_is_here(each)
    roles = OrganisationRole.objects.filter(organisation__in=[kept, gone])
    if roles.filter(role=Role.AUTHORITY).exists():
        raise Refused("The combined authority cannot be merged: whoever acts for it is WMCA staff.")
    approved = set(roles.approved().filter(organisation=kept).order_by("id").values_list("role", flat=True))
    withheld = {OrganisationRole.State.SUSPENDED, OrganisationRole.State.REFUSED}
    for role in roles.filter(organisation=gone, state__in=withheld, role__in=approved).order_by("id"):
        raise Refused(
            f"{gone.name} is {role.get_state_display().lower()} as {role.get_role_display().lower()}: what it offers "
            f"would come back under {kept.name}. Keep {gone.name} instead, or settle that first."
        )


def _require_is_here(organisation: Organisation) -> None:
    if organisation.is_active:
        return
    merge = OrganisationMerge.objects.standing().filter(gone=organisation)
    done = merge.select_related("kept", "merged_by").first()
    if done is None:
        raise Refused(f"{organisation.name} is no longer on the portal.")
    raise Refused(
        f"{done.merged_by} has merged {organisation.name} into {done.kept.name} in the meantime. "
        "Look at that merge before you go on.",
        code="merged",
    )


def _require_admins(*organisations: Organisation) -> None:
    for each in organisations:
        live = Membership.objects.live().filter(organisation=each)
        if live.exists() and not Membership.objects.admins().filter(organisation=each).exists():
            raise Refused(
                f"{each.name} would be left without an administrator. Ask its people to make one of them an "
                "administrator first."
            )


def _take_over(merge: OrganisationMerge, kept: Organisation, gone: Organisation) -> None:
    _check_at_once()
    had_nobody = kept.is_imported
    for link in links.of_organisations():
        _move(merge, link)
    filled = {field: getattr(gone, field) for field in DETAILS if not getattr(kept, field)}
    numbers = [field for field in NUMBERS if getattr(gone, field) and not getattr(kept, field)]
    filled |= {field: getattr(gone, field) for field in numbers}
    if kept.postcode_id is None and gone.postcode_id is not None:
        filled |= {"postcode_id": gone.postcode_id, "main_site_id": gone.main_site_id}
    if had_nobody and not gone.is_imported:
        filled |= {"is_imported": False}
    filled = {field: value for field, value in filled.items() if value not in ("", None)}
    _write_details(merge, kept, filled)
    gone.is_active = False
    for field in numbers:
        setattr(gone, field, "")
    gone.save(update_fields=["is_active", *numbers])
    for field, value in filled.items():
        setattr(kept, field, value)
    kept.version += 1
    kept.save(update_fields=["version", *(_field_name(field) for field in filled)])


def _write_details(merge: OrganisationMerge, kept: Organisation, filled: dict[str, Any]) -> None:
    MergedRow.objects.bulk_create(
        MergedRow(
            merge=merge,
            model=Organisation._meta.label_lower,
            field=field,
            row_id=kept.id,
            before=json.dumps(getattr(kept, field)),
            after=json.dumps(value),
            fate=Fate.FILLED,
        )
        for field, value in filled.items()
    )


def _give_back(merge: OrganisationMerge, kept: Organisation, gone: Organisation) -> None:
    """Details that the kept one took over, unless they have been changed since."""
    changed: list[str] = []
    for row in merge.rows.filter(fate=Fate.FILLED).order_by("id"):
        is_same = getattr(kept, row.field) == json.loads(row.after)
        if is_same:
            setattr(kept, row.field, json.loads(row.before))
            changed.append(_field_name(row.field))
            if row.field in NUMBERS:
                setattr(gone, row.field, json.loads(row.after))
        row.fate = Fate.PUT_BACK if is_same else Fate.CHANGED
        row.save(update_fields=["fate"])
    kept.version += 1
    kept.save(update_fields=["version", *changed])
    gone.save(update_fields=["is_active", *NUMBERS])


def _field_name(attname: str) -> str:
    return attname.removesuffix("_id")


def _move(merge: OrganisationMerge, link: Link) -> int:
    """Rows that the kept one cannot have twice stay where they are, and that is written down too."""
    seen = merge.rows.filter(model=link.label, field=link.name).order_by("row_id")
    new = link.rows(merge.gone_id).exclude(pk__in=seen.values("row_id")).order_by("pk")
    ids = list(new.values_list("pk", flat=True))
    moved = _point(link, ids, merge.kept_id)
    for part, fate in ((moved, Fate.MOVED), ([each for each in ids if each not in moved], Fate.STAYED)):
        MergedRow.objects.bulk_create(
            (
                MergedRow(merge=merge, model=link.label, field=link.name, row_id=row_id, fate=fate)
                for row_id in part
            ),
            batch_size=BATCH,
        )
    return len(moved)


def _point(link: Link, ids: list[int], organisation_id: int) -> set[int]:
    """Give these rows to an organisation; returns those that it could take. What clashes is found by halving."""
    if not ids:
        return set()
    try:
        with transaction.atomic():
            link.model._base_manager.filter(pk__in=ids).update(**{link.name: organisation_id})
            return set(ids)
    except IntegrityError:
        if len(ids) == 1:
            return set()
    middle = len(ids) // 2
    return _point(link, ids[:middle], organisation_id) | _point(link, ids[middle:], organisation_id)


def _kinds_moved(merge: OrganisationMerge) -> Iterable[tuple[str, str]]:
    kinds = merge.rows.filter(fate=Fate.MOVED).order_by("model", "field").distinct()
    return list(kinds.values_list("model", "field"))


def _put_back(merge: OrganisationMerge, label: str, name: str) -> None:
    rows = merge.rows.filter(fate=Fate.MOVED, model=label, field=name)
    ids = list(rows.order_by("row_id").values_list("row_id", flat=True))
    known = {(link.label, link.name): link for link in links.of_organisations()}
    link = known.get((label, name))
    put_back: set[int] = set()
    if link is not None:
        unchanged = link.rows(merge.kept_id).filter(pk__in=ids).order_by("pk")
        put_back = _point(link, list(unchanged.values_list("pk", flat=True)), merge.gone_id)
    rows.filter(row_id__in=put_back).update(fate=Fate.PUT_BACK)
    rows.update(fate=Fate.CHANGED)


def _check_at_once() -> None:
    """A rule of the database that waits for the end of the transaction would come too late to be heard."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _send_signals(kept: Organisation, gone: Organisation) -> None:
    """What shows what an organisation offers looks again, as after a decision about its roles."""
    for organisation in (kept, gone):
        for role in (Role.EMPLOYER, Role.PROVIDER):
            signals.role_decided.send(
                sender=OrganisationRole, organisation_id=organisation.id, role=role.value
            )


def with_counts(queryset: Any) -> Any:
    """Each merge with how many rows went over and how many stayed."""
    moved = {Fate.MOVED, Fate.PUT_BACK, Fate.CHANGED}
    is_row = ~Q(rows__model=Organisation._meta.label_lower)
    return queryset.annotate(
        moved_count=Count("rows", filter=is_row & Q(rows__fate__in=moved)),
        stayed_count=Count("rows", filter=is_row & Q(rows__fate=Fate.STAYED)),
    )


def named_rows(merge: OrganisationMerge, fate: str, most: int) -> list[str]:
    """Some of the rows that met this fate, as people know them."""
    found = []
    for row in merge.rows.filter(fate=fate).order_by("id")[:most]:
        model = apps.get_model(row.model)
        instance = model._base_manager.filter(pk=row.row_id).first()
        one = links.words(row.model, 1).removeprefix("1 ")
        found.append(f"{one}: {instance if instance else 'deleted since'}".capitalize())
    return found
