"""Brings the catalogue in step with a source: what is new, what has changed, and what the source no longer holds."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from district.partners.models import Organisation
from programmes import signals
from programmes.models import Course, CourseRun, Programme, ProgrammeKind, Venue
from programmes.reading import choices, toolkit
from programmes.reading.rows import CourseRow, ProviderKey, VenueRow
from programmes.services import skills

BATCH = 500
COURSE_FIELDS = (
    "title",
    "who_for",
    "entry_requirements",
    "what_you_learn",
    "how_you_learn",
    "what_to_bring",
    "how_assessed",
    "where_next",
    "level",
    "learning_aim",
    "awarding_body",
    "sector",
    "course_type",
    "programme_id",
)
RUN_FIELDS = (
    "name",
    "reference",
    "mode",
    "study_mode",
    "pattern",
    "is_flexible",
    "starts_on",
    "duration",
    "duration_unit",
    "cost",
    "cost_note",
    "webpage",
    "is_national",
    "regions",
    "venue_id",
)

Say = Callable[[str], None]


@dataclass
class Outcome:
    """Counts of rows, and of courses; a row is changed when its run or its course is."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    repeats: int = 0
    courses: Counter[str] = field(default_factory=Counter)
    suggested_skills: int = 0
    warnings: list[str] = field(default_factory=list)


def provider_by_ukprn(ukprn: str) -> Organisation:
    """Known by its number; else kept as one that nobody has claimed yet."""
    return Organisation.objects.get_or_create(
        ukprn=ukprn, defaults={"name": f"Provider {ukprn}", "is_imported": True}
    )[0]


def provider_by_name(name: str) -> Organisation:
    known = Organisation.objects.filter(name__iexact=name).order_by("is_imported", "id").first()
    return known or Organisation.objects.create(name=name[:200], is_imported=True)


def keep_venues(provider: Organisation, rows: Sequence[VenueRow]) -> Outcome:
    """Add and change venues by reference, else by name. Those not named stay: course runs may be held there."""
    outcome = Outcome()
    known = list(Venue.objects.select_for_update(of=("self",)).filter(organisation=provider).order_by("id"))
    by_reference = {venue.reference.lower(): venue for venue in known if venue.reference}
    by_name = {venue.name.lower(): venue for venue in known}
    for row in rows:
        values = {
            "name": row.name,
            "reference": row.reference,
            "address": row.address,
            "town": row.town,
            "postcode_id": row.postcode,
        }
        venue = by_reference.get(row.reference.lower()) or by_name.get(row.name.lower())
        if venue is None:
            Venue.objects.create(organisation=provider, **values)
            outcome.added += 1
        elif all(getattr(venue, name) == value for name, value in values.items()):
            outcome.unchanged += 1
        else:
            for name, value in values.items():
                setattr(venue, name, value)
            venue.save()
            outcome.changed += 1
    return outcome


@transaction.atomic
def apply(
    *,
    source: str,
    rows: Sequence[CourseRow],
    provider: Organisation | None,
    say: Say,
    as_drafts: bool = False,
) -> Outcome:
    """Make the courses and runs of `source` what `rows` say. Rows without a provider of their own are `provider`'s.

    As drafts, courses that are new wait unseen: nobody would know who teaches them.
    """
    outcome = Outcome()
    rows = _without_repeats(rows, outcome)
    providers = _providers(rows, provider)
    venue_ids = _venues(rows, providers)
    programmes = _programmes(rows)
    groups: dict[str, list[CourseRow]] = defaultdict(list)
    for row in rows:
        groups[row.course_key].append(row)
    say(f"{len(rows):,} runs of {len(groups):,} courses")
    known = {
        course.source_reference: course
        for course in Course.objects.select_for_update(of=("self",))
        .filter(source=source)
        .defer("search")
        .order_by("id")
    }
    _follow_renamed(known, groups)
    change = _Change(source, known, outcome, Course.State.DRAFT if as_drafts else Course.State.LIVE)
    for key, group in groups.items():
        values = {**dict.fromkeys(COURSE_FIELDS, ""), **group[0].course}
        values["programme_id"] = programmes.get(group[0].programme)
        change.course(key, providers[group[0].provider].id, values)
    change.write_courses()
    change.runs(groups, {row.row: row.venue_id or venue_ids.get(row.row) for row in rows})
    change.withdraw(set(groups))
    say("reading the texts for skills")
    outcome.suggested_skills = skills.suggest(course_ids=change.reread)
    change.tell()
    return outcome


class _Change:
    """One comparison of a source with what is known of it."""

    def __init__(
        self, source: str, known: dict[str, Course], outcome: Outcome, first_state: Course.State
    ) -> None:
        self.source = source
        self.first_state = first_state
        self.known = known
        self.outcome = outcome
        self.now = timezone.now()
        self.today = timezone.localdate()
        self.new: list[Course] = []
        self.altered: dict[int, Course] = {}
        self.reread: set[int] = set()
        self.opened: set[int] = set()
        self.closed: set[int] = set()

    def course(self, key: str, organisation_id: int, values: Mapping[str, Any]) -> None:
        course = self.known.get(key)
        if course is None:
            course = Course(
                source=self.source,
                source_reference=key,
                organisation_id=organisation_id,
                state=self.first_state,
            )
            _set(course, values)
            self.known[key] = course
            self.new.append(course)
            return
        before = (course.source_reference, course.organisation_id, course.state)
        changed = _set(course, values)
        course.organisation_id = organisation_id
        if course.gone_at:
            course.gone_at, course.state = None, self.first_state
        course.source_reference = key
        if changed or before != (key, organisation_id, course.state):
            self._alter(course)

    def _alter(self, course: Course) -> None:
        if course.id not in self.altered:
            course.version += 1
            course.changed_at = self.now
            self.altered[course.id] = course

    def write_courses(self) -> None:
        Course.objects.bulk_create(self.new, batch_size=BATCH)
        fields = [
            *COURSE_FIELDS,
            "organisation_id",
            "source_reference",
            "state",
            "gone_at",
            "version",
            "changed_at",
        ]
        _bulk_write(Course, list(self.altered.values()), fields)
        self.reread = {course.id for course in self.new} | set(self.altered)
        self.opened = set(self.reread)
        self.outcome.courses["added"] += len(self.new)
        self.outcome.courses["changed"] += len(self.altered)

    def runs(self, groups: Mapping[str, list[CourseRow]], venue_ids: Mapping[int, int | None]) -> None:
        known = self._known_runs()
        new_courses = {course.id for course in self.new}
        new, altered, named = [], [], set()
        for key, group in groups.items():
            course = self.known[key]
            for run_key, row in _run_keys(group):
                values = {**dict.fromkeys(RUN_FIELDS, ""), **row.run, "venue_id": venue_ids[row.row]}
                values["is_national"] = bool(values["is_national"])
                if values["name"] == course.title:
                    values["name"] = ""
                run = known.get((course.id, run_key))
                if run is None:
                    run = CourseRun(course_id=course.id, source_reference=run_key, state=CourseRun.State.OPEN)
                    _set(run, values)
                    self._close_if_past(run)
                    new.append(run)
                    self.outcome.added += 1
                else:
                    named.add(run.id)
                    is_changed = self._alter_run(run, values)
                    altered += [run] if is_changed else []
                    is_changed |= course.id in self.altered
                    self.outcome.changed += is_changed
                    self.outcome.unchanged += not is_changed
                    continue
                self.opened.add(course.id)
                if course.id not in new_courses:
                    self._alter_later(course)
        CourseRun.objects.bulk_create(new, batch_size=BATCH)
        gone = self._gone(run for run in known.values() if run.id not in named)
        _bulk_write(CourseRun, altered + gone, [*RUN_FIELDS, "state", "gone_at", "version"])
        self.opened |= {run.course_id for run in altered}
        self.outcome.courses["unchanged"] += len(groups) - len(self.new) - len(self.altered)

    def _alter_later(self, course: Course) -> None:
        """A course with another run has changed for its readers, though its texts have not."""
        Course.objects.filter(id=course.id).update(changed_at=self.now)

    def _known_runs(self) -> dict[tuple[int, str], CourseRun]:
        runs = (
            CourseRun.objects.select_for_update(of=("self",))
            .filter(course__source=self.source)
            .exclude(source_reference="")
            .order_by("id")
        )
        return {(run.course_id, run.source_reference): run for run in runs}

    def _alter_run(self, run: CourseRun, values: Mapping[str, Any]) -> bool:
        before = run.state
        changed = _set(run, values)
        if run.gone_at:
            run.gone_at = None
            if run.state == CourseRun.State.CLOSED:
                run.state = CourseRun.State.OPEN
        self._close_if_past(run)
        if changed or run.state != before:
            run.version += 1
            return True
        return False

    def _close_if_past(self, run: CourseRun) -> None:
        if run.state == CourseRun.State.OPEN and run.starts_on and run.starts_on < self.today:
            run.state = CourseRun.State.CLOSED

    def _gone(self, runs: Any) -> list[CourseRun]:
        """Runs their source no longer holds take nobody more; places that people hold stay theirs."""
        gone = [run for run in runs if run.state == CourseRun.State.OPEN]
        held = sum(1 for run in gone if run.places_taken)
        if held:
            self.outcome.warnings.append(
                f"{held} withdrawn course runs have people with places. Tell them what happens now."
            )
        for run in gone:
            run.state, run.gone_at = CourseRun.State.CLOSED, self.now
            run.version += 1
            self.closed.add(run.course_id)
        self.outcome.withdrawn += len(gone)
        return gone

    def withdraw(self, keys: set[str]) -> None:
        """Archive the courses that their source no longer holds."""
        gone = [
            course
            for key, course in self.known.items()
            if key not in keys and course.state != Course.State.ARCHIVED
        ]
        for course in gone:
            course.state, course.gone_at = Course.State.ARCHIVED, self.now
            course.version += 1
            course.changed_at = self.now
            self.closed.add(course.id)
        _bulk_write(Course, gone, ["state", "gone_at", "version", "changed_at"])
        self.outcome.courses["withdrawn"] += len(gone)

    def tell(self) -> None:
        if self.opened:
            signals.run_opened.send(Course, course_ids=sorted(self.opened))
        if closed := self.closed - self.opened:
            signals.run_closed.send(Course, course_ids=sorted(closed))


def _set(thing: Course | CourseRun, values: Mapping[str, Any]) -> bool:
    """Write the values; True if one of them was another."""
    changed = False
    for name, value in values.items():
        if getattr(thing, name) != value:
            setattr(thing, name, value)
            changed = True
    return changed


def _bulk_write(model: type[Course] | type[CourseRun], things: list[Any], fields: list[str]) -> None:
    """One INSERT … ON CONFLICT a batch, many times faster than an UPDATE with a case for each row."""
    for thing in things:
        if "search" in thing.get_deferred_fields():
            thing.search = None  # its trigger writes it
    model.objects.bulk_create(
        things,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[name.removesuffix("_id") for name in fields],
    )


def _without_repeats(rows: Sequence[CourseRow], outcome: Outcome) -> list[CourseRow]:
    """A row that says in every cell what one before it says is counted, and not taken twice."""
    seen: set[Any] = set()
    kept = []
    for row in rows:
        same = (row.provider, row.course_key, row.run_key, tuple(map(str, row.run.values())), row.venue_id)
        if same in seen:
            outcome.repeats += 1
        else:
            seen.add(same)
            kept.append(row)
    return kept


def _run_keys(group: list[CourseRow]) -> list[tuple[str, CourseRow]]:
    """Runs of one course that share a key (the same but for the price, say) are told apart by their order."""
    times: Counter[str] = Counter()
    keys = []
    for row in group:
        times[row.run_key] += 1
        keys.append((row.run_key if times[row.run_key] == 1 else f"{row.run_key}#{times[row.run_key]}", row))
    return keys


def _follow_renamed(known: dict[str, Course], groups: Mapping[str, list[CourseRow]]) -> None:
    """A course whose texts (and so its key) have changed is still the one of its title and learning aim."""
    missing: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for key, course in known.items():
        if key not in groups:
            missing[(course.title, course.learning_aim, course.course_type)].append(key)
    for key, group in groups.items():
        first = group[0].course
        candidates = missing.get(
            (first["title"], first.get("learning_aim", ""), first.get("course_type", ""))
        )
        if key not in known and candidates:
            known[key] = known.pop(candidates.pop())


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
    rows: Sequence[CourseRow], providers: Mapping[ProviderKey, Organisation]
) -> dict[int, int | None]:
    """The venue of each row that describes one, made where the provider has none such."""
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


def _programmes(rows: Sequence[CourseRow]) -> dict[str, int]:
    """The programme of each course type that has one."""
    found = {}
    for kind in sorted({row.programme for row in rows} - {""}):
        name, programme_kind, is_free = choices.PROGRAMMES.get(kind) or (kind, ProgrammeKind.OTHER, False)
        if kind == toolkit.PROGRAMME:
            name, programme_kind, is_free = kind, ProgrammeKind.VENDOR, True
        defaults = {"kind": programme_kind, "is_free": is_free}
        found[kind] = Programme.objects.get_or_create(name=name, defaults=defaults)[0].id
    return found
