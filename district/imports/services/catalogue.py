"""Brings the catalogue in step with a source: what is new, what has changed, and what the source no longer holds."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction

from district.imports.reading import choices, toolkit
from district.imports.reading.rows import CourseRow, ProviderKey, VenueRow
from district.imports.services import comparison
from district.imports.services.comparison import COURSE_FIELDS, Comparison, Line, Outcome, Source
from district.partners.models import Organisation
from district.partners.services import merges
from programmes.models import Programme, ProgrammeKind, Venue
from programmes.services import skills, states

Say = Callable[[str], None]
VENUE_FIELDS = ("name", "reference", "address", "town", "postcode_id")


def provider_by_ukprn(ukprn: str) -> Organisation:
    """Known by its number; else kept as one that nobody has claimed yet."""
    provider, _ = Organisation.objects.get_or_create(
        ukprn=ukprn, defaults={"name": f"Provider {ukprn}", "is_imported": True}
    )
    return merges.standing(provider)


def provider_by_name(name: str) -> Organisation:
    known = Organisation.objects.filter(name__iexact=name).order_by("is_imported", "id").first()
    return merges.standing(known) if known else Organisation.objects.create(name=name[:200], is_imported=True)


def compare_venues(provider: Organisation, rows: Sequence[VenueRow]) -> tuple[Outcome, list[Venue]]:
    """What the rows would change, and the venues to write for it: by reference, else by name.

    Those not named stay: course runs may be held there.
    """
    outcome, written = Outcome(), []
    known = list(Venue.objects.filter(organisation=provider).order_by("id"))
    by_reference = {venue.reference.lower(): venue for venue in known if venue.reference}
    by_name = {venue.name.lower(): venue for venue in known}
    for row in rows:
        values = (row.name, row.reference, row.address, row.town, row.postcode)
        described = dict(zip(VENUE_FIELDS, values, strict=True))
        venue = by_reference.get(row.reference.lower()) or by_name.get(row.name.lower())
        if venue is None:
            written.append(Venue(organisation=provider, **described))
            outcome.added += 1
            outcome.lines[row.row] = Line("added")
            continue
        changed = tuple(name for name, value in described.items() if getattr(venue, name) != value)
        for name in changed:
            setattr(venue, name, described[name])
        written += [venue] * bool(changed)
        outcome.changed += bool(changed)
        outcome.unchanged += not changed
        outcome.lines[row.row] = Line("changed", changed) if changed else Line("unchanged")
    return outcome, written


@transaction.atomic
def keep_venues(provider: Organisation, rows: Sequence[VenueRow]) -> Outcome:
    """Carry it out."""
    list(Venue.objects.select_for_update(of=("self",)).filter(organisation=provider).order_by("id"))
    outcome, written = compare_venues(provider, rows)
    known = [venue for venue in written if venue.pk]
    states.write_many(known, [name.removesuffix("_id") for name in VENUE_FIELDS])
    Venue.objects.bulk_create(venue for venue in written if not venue.pk)
    return outcome


def compare(*, source: Source, rows: Sequence[CourseRow]) -> Outcome:
    """What `apply` would do now. Nothing is written and nobody waits."""
    return _compare(source, rows, source.owner, is_trial=True)[0]


@transaction.atomic
def apply(*, source: Source, rows: Sequence[CourseRow], provider: Organisation | None, say: Say) -> Outcome:
    """Make the courses and runs of `source` what `rows` say. Rows without a provider of their own are `provider`'s."""
    outcome, change = _compare(source, rows, provider, is_trial=False)
    say(f"{len(outcome.lines):,} runs of {outcome.courses.total() - outcome.courses['withdrawn']:,} courses")
    outcome.written = change.write()
    say("reading the texts for skills")
    outcome.suggested_skills = skills.suggest(course_ids=outcome.written)
    change.tell()
    return outcome


def _compare(
    source: Source, rows: Sequence[CourseRow], provider: Organisation | None, *, is_trial: bool
) -> tuple[Outcome, Comparison]:
    outcome = Outcome()
    rows = comparison.without_repeats(rows, outcome)
    providers = _providers(rows, provider)
    venue_ids = _venues(rows, providers, is_trial=is_trial)
    programmes = _programmes(rows, is_trial=is_trial)
    groups: dict[str, list[CourseRow]] = defaultdict(list)
    for row in rows:
        groups[row.course_key].append(row)

    def values_of(row: CourseRow) -> dict[str, Any]:
        unsaid = {} if source.is_own else dict.fromkeys(COURSE_FIELDS, "") | {"programme_id": None}
        named = {"programme_id": programmes.get(row.programme)} if row.programme else {}
        return {**unsaid, **row.course, **named}

    change = Comparison(source, outcome, locked=not is_trial)
    change.compare(
        groups,
        values_of,
        lambda row: providers[row.provider].id,
        lambda row: row.venue_id or venue_ids.get(row.row),
    )
    return outcome, change


def _providers(rows: Sequence[CourseRow], provider: Organisation | None) -> dict[ProviderKey, Organisation]:
    found: dict[ProviderKey, Organisation] = {}
    for key in sorted({row.provider for row in rows}, key=lambda each: (each.ukprn, each.name)):
        if key.ukprn:
            found[key] = provider_by_ukprn(key.ukprn)
        elif key.name:
            found[key] = provider_by_name(key.name)
        elif provider is not None:
            found[key] = provider
    return found


def _venues(
    rows: Sequence[CourseRow], providers: Mapping[ProviderKey, Organisation], *, is_trial: bool
) -> dict[int, int | None]:
    """The venue of each row that describes one, made where the provider has none such (but not in a trial)."""
    wanted = [(providers[row.provider].id, row.row, row.venue) for row in rows if row.venue]
    if not wanted:
        return {}
    owners = {organisation_id for organisation_id, _, _ in wanted}
    known = {
        (venue.organisation_id, venue.name.lower()): venue
        for venue in Venue.objects.filter(organisation_id__in=owners).order_by("id")
    }
    found: dict[int, int | None] = {}
    for organisation_id, row, place in wanted:
        name = place.name
        venue = known.get((organisation_id, name.lower()))
        if venue is not None and venue.postcode_id != place.postcode:
            name = f"{name} ({place.postcode})"
            venue = known.get((organisation_id, name.lower()))
        if venue is None and is_trial:
            continue
        if venue is None:
            venue = Venue.objects.create(
                organisation_id=organisation_id,
                name=name,
                address=place.address,
                town=place.town,
                postcode_id=place.postcode,
            )
            known[(organisation_id, name.lower())] = venue
        found[row] = venue.id
    return found


def _programmes(rows: Sequence[CourseRow], *, is_trial: bool) -> dict[str, int]:
    """The programme of each course type that has one."""
    found = {}
    for kind in sorted({row.programme for row in rows} - {""}):
        name, programme_kind, is_free = choices.PROGRAMMES.get(kind) or (kind, ProgrammeKind.OTHER, False)
        if kind == toolkit.PROGRAMME:
            name, programme_kind, is_free = kind, ProgrammeKind.VENDOR, True
        defaults = {"kind": programme_kind, "is_free": is_free}
        if is_trial and not Programme.objects.filter(name=name).exists():
            continue
        found[kind] = Programme.objects.get_or_create(name=name, defaults=defaults)[0].id
    return found
