"""What a source would change in the catalogue. Comparing writes nothing; `write` carries it out, all of it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from district.imports.reading.rows import CourseRow, course_key, run_key, when_and_where
from district.outbox.services.import_runs import Counts
from district.partners.models import Organisation
from programmes import signals
from programmes.models import Course, CourseRun
from programmes.services import states

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


@dataclass(frozen=True)
class Source:
    """Whose word the rows are. The file of one provider (`is_own`) has no identifiers, and cannot say all that the
    portal holds: what it does not say stays. `owner` limits the comparison to that provider's courses.
    """

    name: str
    owner: Organisation | None = None
    is_own: bool = False
    first_state: str = Course.State.LIVE


@dataclass(frozen=True)
class Line:
    """What becomes of one row: added, changed, unchanged or repeat, and which fields are other than before."""

    effect: str
    fields: tuple[str, ...] = ()


@dataclass
class Outcome(Counts):
    """Counts of rows, and of courses; a row is changed when its run or its course is."""

    courses: Counter[str] = field(default_factory=Counter)
    suggested_skills: int = 0
    warnings: list[str] = field(default_factory=list)
    lines: dict[int, Line] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    written: set[int] = field(default_factory=set)  # ids of the courses whose texts are new


class Comparison:
    """One comparison of a source with what is known of it."""

    def __init__(self, source: Source, outcome: Outcome, *, locked: bool) -> None:
        self.source, self.outcome, self.locked = source, outcome, locked
        self.now, self.today = timezone.now(), timezone.localdate()
        self.courses = list(self._own_courses())
        self.adoptable = list(self._written_by_hand())
        self.known_runs = self._known_runs()
        self.paired: dict[str, Course] = {}
        self.new: list[Course] = []
        self.altered: dict[int, tuple[str, ...]] = {}
        self.new_runs: list[CourseRun] = []
        self.altered_runs: list[CourseRun] = []
        self.gone: list[Course] = []
        self.gone_runs: list[CourseRun] = []
        self.rekeyed: dict[type[Course] | type[CourseRun], dict[int, tuple[Any, str]]] = {
            Course: {},
            CourseRun: {},
        }
        self.opened: set[int] = set()
        self.closed: set[int] = set()

    def _own_courses(self) -> QuerySet[Course]:
        courses = self._rows(Course.objects.filter(source=self.source.name).defer("search"))
        return courses.filter(organisation=self.source.owner) if self.source.owner else courses

    def _written_by_hand(self) -> Iterable[Course]:
        """What a provider wrote on the portal is known by its learning aim in the provider's own file."""
        if not self.source.is_own:
            return ()
        written = Course.objects.filter(source="", organisation=self.source.owner).defer("search")
        return self._rows(written.exclude(learning_aim="").exclude(state=Course.State.ARCHIVED))

    def _known_runs(self) -> dict[int, list[CourseRun]]:
        known: dict[int, list[CourseRun]] = defaultdict(list)
        ids = [course.id for course in [*self.courses, *self.adoptable]]
        for run in self._rows(CourseRun.objects.filter(course_id__in=ids)):
            known[run.course_id].append(run)
        return known

    def _rows[Rows: QuerySet[Any]](self, rows: Rows) -> Rows:
        return (rows.select_for_update(of=("self",)) if self.locked else rows).order_by("id")

    # Courses -----------------------------------------------------------------------------------

    def compare(
        self,
        groups: Mapping[str, list[CourseRow]],
        values_of: Callable[[CourseRow], dict[str, Any]],
        organisation_of: Callable[[CourseRow], int],
        venue_of: Callable[[CourseRow], int | None],
    ) -> None:
        self._pair(groups)
        for key, group in groups.items():
            course = self._course(key, group, values_of(group[0]), organisation_of(group[0]))
            self._runs(course, group, venue_of)
        self._withdraw()
        self.outcome.courses["added"] += len(self.new)
        self.outcome.courses["changed"] += len(self.altered)
        self.outcome.courses["unchanged"] += len(groups) - len(self.new) - len(self.altered)
        self.outcome.courses["withdrawn"] += len(self.gone)

    def _pair(self, groups: Mapping[str, list[CourseRow]]) -> None:
        """Which known course each group of rows is: by what it says now, by what it said, by its title and aim."""
        as_now = [(course_key(vars(course)), course) for course in self.courses] if self.source.is_own else []
        as_was = [(course.source_reference, course) for course in self.courses]
        by_hand = [(course_key(vars(course)), course) for course in self.adoptable]
        titled = [(_title_of(vars(course)), course) for course in [*self.adoptable, *self.courses]]
        ways: list[tuple[list[tuple[Any, Course]], Callable[[str], Any]]] = [
            (as_now, lambda key: key),
            (as_was, lambda key: key),
            (by_hand, lambda key: key),
            (titled, lambda key: _title_of(groups[key][0].course)),
        ]
        taken: set[int] = set()
        for known, name_of in ways:
            found: dict[Any, list[Course]] = defaultdict(list)
            for name, course in known:
                found[name].append(course)
            for key in groups:
                free = [course for course in found.get(name_of(key), ()) if course.id not in taken]
                if key not in self.paired and free:
                    self.paired[key] = free[-1]
                    taken.add(free[-1].id)

    def _course(
        self, key: str, group: list[CourseRow], values: dict[str, Any], organisation_id: int
    ) -> Course:
        course = self.paired.get(key)
        if course is None:
            course = Course(
                source=self.source.name,
                source_reference=key,
                organisation_id=organisation_id,
                state=self.source.first_state,
            )
            _set(course, values)
            self.new.append(course)
            return course
        values["title"] = self._title(course, group, values["title"])
        changed = _set(course, values | {"organisation_id": organisation_id})
        if course.gone_at:
            course.gone_at, course.state = None, self.source.first_state
            changed += ("state",)
        if course.source != self.source.name or course.source_reference != key:
            course.source = self.source.name
            self.rekeyed[Course][course.id] = (course, key)
        if changed:
            course.version += 1
            course.changed_at = self.now
            self.altered[course.id] = changed
        return course

    def _title(self, course: Course, group: list[CourseRow], title: str) -> str:
        """Rows may name their run: the course keeps its title while one of them has it, or all are names of runs."""
        names = {row.course["title"] for row in group}
        own = {run.name for run in self.known_runs[course.id] if run.name}
        is_kept = self.source.is_own and (course.title in names or names <= own)
        return course.title if is_kept else title

    # Runs --------------------------------------------------------------------------------------

    def _runs(
        self, course: Course, group: list[CourseRow], venue_of: Callable[[CourseRow], int | None]
    ) -> None:
        wanted = [(key, row, self._run_values(course, row, venue_of(row))) for key, row in _run_keys(group)]
        known = sorted(self.known_runs[course.id], key=_is_shut) if course.id else []
        pairs = self._pair_runs(course, wanted, known)
        for index, (key, row, values) in enumerate(wanted):
            run = pairs.get(index)
            self.outcome.lines[row.row] = (
                self._new_run(course, key, values)
                if run is None
                else self._same_run(course, run, key, values)
            )
        named = {run.id for run in pairs.values()}
        self._gone([run for run in known if run.id not in named and run.source_reference])

    def _run_values(self, course: Course, row: CourseRow, venue_id: int | None) -> dict[str, Any]:
        unsaid = {} if self.source.is_own else dict.fromkeys(RUN_FIELDS, "")
        values = {**unsaid, **row.run, "venue_id": venue_id}
        values["is_national"] = bool(values["is_national"])
        values["name"] = "" if values["name"] == course.title else values["name"]
        return values

    def _pair_runs(
        self, course: Course, wanted: list[tuple[str, CourseRow, dict[str, Any]]], known: list[CourseRun]
    ) -> dict[int, CourseRun]:
        """Which known run each row is, by index: as it is now, as it was, by its reference, by all but its name."""
        ahead = [run for run in known if run.state == CourseRun.State.OPEN]
        ways: list[tuple[list[tuple[Any, CourseRun]], list[Any]]] = [
            ([(run.source_reference, run) for run in known if run.source_reference], [w[0] for w in wanted])
        ]
        if self.source.is_own:
            times: Counter[str] = Counter()
            now = [(_numbered(run_key(vars(run)), times), run) for run in known]
            times = Counter()
            ways.insert(0, (now, [_numbered(run_key(w[2]), times) for w in wanted]))
            for name_of in (_reference_of, when_and_where):
                ways.append(([(name_of(vars(run)), run) for run in ahead], [name_of(w[2]) for w in wanted]))
        pairs: dict[int, CourseRun] = {}
        taken: set[int] = set()
        for step, (runs, names) in enumerate(ways):
            found: dict[Any, list[CourseRun]] = defaultdict(list)
            for name, run in runs:
                if name:
                    found[name].append(run)
            often = Counter(names)
            for index, name in enumerate(names):
                free = [run for run in found.get(name, ()) if run.id not in taken]
                is_sure = step < 2 or (often[name] == 1 and len(found[name]) == 1)
                if index not in pairs and free and is_sure:
                    pairs[index] = free[0]
                    taken.add(free[0].id)
        return pairs

    def _new_run(self, course: Course, key: str, values: dict[str, Any]) -> Line:
        run = CourseRun(course=course, source_reference=key, state=CourseRun.State.OPEN)
        _set(run, values)
        self._close_if_past(run)
        self.new_runs.append(run)
        self.outcome.added += 1
        if course.id:
            self.opened.add(course.id)
        return Line("added")

    def _same_run(self, course: Course, run: CourseRun, key: str, values: dict[str, Any]) -> Line:
        before = run.state
        changed = _set(run, values)
        if run.gone_at:
            run.gone_at = None
            if run.state == CourseRun.State.CLOSED:
                run.state = CourseRun.State.OPEN
        self._close_if_past(run)
        changed += ("state",) if run.state != before else ()
        if run.source_reference != key:
            self.rekeyed[CourseRun][run.id] = (run, key)
        if changed:
            run.version += 1
            self.altered_runs.append(run)
            self.opened.add(run.course_id)
        changed += self.altered.get(course.id, ())
        self.outcome.changed += bool(changed)
        self.outcome.unchanged += not changed
        return Line("changed", changed) if changed else Line("unchanged")

    def _close_if_past(self, run: CourseRun) -> None:
        if run.state == CourseRun.State.OPEN and run.starts_on and run.starts_on < self.today:
            run.state = CourseRun.State.CLOSED

    # What is no longer held --------------------------------------------------------------------

    def _gone(self, runs: Sequence[CourseRun]) -> None:
        """Runs their source no longer holds take nobody more; places that people hold stay theirs."""
        for run in runs:
            if run.state == CourseRun.State.OPEN:
                run.state, run.gone_at = CourseRun.State.CLOSED, self.now
                run.version += 1
                self.closed.add(run.course_id)
                self.gone_runs.append(run)

    def _withdraw(self) -> None:
        """Archive the courses that their source no longer holds, and close their runs."""
        held = {course.id for course in self.paired.values()}
        for course in self.courses:
            if course.id in held:
                continue
            runs = [run for run in self.known_runs[course.id] if run.source_reference or self.source.is_own]
            is_ahead = any(run.state == CourseRun.State.OPEN for run in runs)
            self._gone(runs)
            # A provider's file holds what starts in future: that it is silent about others says nothing.
            if course.state == Course.State.ARCHIVED or (self.source.is_own and not is_ahead):
                continue
            course.state, course.gone_at = Course.State.ARCHIVED, self.now
            course.version += 1
            course.changed_at = self.now
            self.closed.add(course.id)
            self.gone.append(course)
        self.outcome.withdrawn += len(self.gone_runs)
        titles = {course.id: course.title for course in [*self.courses, *self.adoptable]}
        self.outcome.gone += [_named(run, titles[run.course_id]) for run in self.gone_runs]
        taken = sum(1 for run in self.gone_runs if run.places_taken)
        if taken:
            self.outcome.warnings.append(
                f"{taken} withdrawn course runs have people with places. Tell them what happens now."
            )

    # Writing -----------------------------------------------------------------------------------

    def write(self) -> set[int]:
        """Everything, in the transaction of the caller; the ids of the courses whose texts are to be read again."""
        all_runs = [run for runs in self.known_runs.values() for run in runs]
        rekeyed = {
            Course: self._rekey(Course, self.courses, self.new),
            CourseRun: self._rekey(CourseRun, all_runs, self.new_runs),
        }
        Course.objects.bulk_create(self.new, batch_size=BATCH)
        state = ["state", "gone_at", "version"]
        altered = [course for course in self.paired.values() if course.id in self.altered]
        course_fields = [
            *COURSE_FIELDS,
            *state,
            "organisation_id",
            "source",
            "source_reference",
            "changed_at",
        ]
        _bulk_write({c.id: c for c in [*altered, *self.gone, *rekeyed[Course]]}, course_fields)
        for run in self.new_runs:
            run.course_id = run.course.id
        CourseRun.objects.bulk_create(self.new_runs, batch_size=BATCH)
        runs = {run.id: run for run in [*self.altered_runs, *self.gone_runs, *rekeyed[CourseRun]]}
        _bulk_write(runs, [*RUN_FIELDS, *state, "source_reference"])
        new = {course.id for course in self.new}
        # A course with another run has changed for its readers, though its texts have not.
        with_new_runs = {run.course_id for run in self.new_runs} - new
        Course.objects.filter(id__in=with_new_runs).update(changed_at=self.now)
        self.opened |= new | set(self.altered)
        return new | set(self.altered)

    def _rekey(
        self, model: type[Course] | type[CourseRun], things: Iterable[Any], new: Iterable[Any]
    ) -> list[Any]:
        """Give the things their names of this file. Whoever bears one of them lays it down first."""
        rekeyed, owned = self.rekeyed[model], list(things)
        bearers = {_name_of(thing): thing for thing in owned}
        assigned = [(_name_of(thing, key), thing) for thing, key in rekeyed.values()]
        assigned += [(_name_of(thing), thing) for thing in new]
        holders = [
            bearer for name, thing in assigned if (bearer := bearers.get(name)) and bearer is not thing
        ]
        temporary = Concat(Value("~"), Cast("id", CharField()))
        if holders:
            ids = [holder.id for holder in holders]
            model._default_manager.filter(id__in=ids).update(source_reference=temporary)
        for holder in holders:
            holder.source_reference = f"~{holder.id}"
        for thing, key in rekeyed.values():
            thing.source_reference = key
        return [thing for thing, _ in rekeyed.values()]

    def tell(self) -> None:
        if self.opened:
            signals.run_opened.send(Course, course_ids=sorted(self.opened))
        if closed := self.closed - self.opened:
            signals.run_closed.send(Course, course_ids=sorted(closed))


def without_repeats(rows: Sequence[CourseRow], outcome: Outcome) -> list[CourseRow]:
    """A row that says in every cell what one before it says is counted, and not taken twice."""
    seen: set[Any] = set()
    kept = []
    for row in rows:
        same = (row.provider, row.course_key, row.run_key, tuple(map(str, row.run.values())), row.venue_id)
        if same in seen:
            outcome.repeats += 1
            outcome.lines[row.row] = Line("repeat")
        else:
            seen.add(same)
            kept.append(row)
    return kept


def _set(thing: Course | CourseRun, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Write the values; the names of those that were others."""
    changed = tuple(name for name, value in values.items() if getattr(thing, name) != value)
    for name in changed:
        setattr(thing, name, values[name])
    return changed


def _bulk_write(things: Mapping[int, Any], fields: list[str]) -> None:
    for thing in things.values():
        if "search" in thing.get_deferred_fields():
            thing.search = None  # its trigger writes it
    states.write_many(list(things.values()), [name.removesuffix("_id") for name in fields])


def _run_keys(group: list[CourseRow]) -> list[tuple[str, CourseRow]]:
    """Runs of one course that share a key (the same but for the price, say) are told apart by their order."""
    times: Counter[str] = Counter()
    return [(_numbered(row.run_key, times), row) for row in group]


def _numbered(key: str, times: Counter[str]) -> str:
    times[key] += 1
    return key if times[key] == 1 else f"{key}#{times[key]}"


def _title_of(course: Mapping[str, Any]) -> tuple[str, str, str]:
    return (course["title"], course.get("learning_aim", ""), course.get("course_type", ""))


def _is_shut(run: CourseRun) -> bool:
    return run.state != CourseRun.State.OPEN


def _reference_of(run: Mapping[str, Any]) -> str:
    reference: str = run["reference"]
    return reference


def _name_of(thing: Course | CourseRun, key: str | None = None) -> tuple[int | None, str]:
    """What must be once: a course within its source, a run within its course."""
    return (thing.course_id if isinstance(thing, CourseRun) else None, key or thing.source_reference)


def _named(run: CourseRun, title: str) -> str:
    start = f"from {run.starts_on:%d/%m/%Y}" if run.starts_on else "at any time"
    return f"{run.name or title}, {start}"
