"""Takes adverts from files: read, checked row by row, and applied all or nothing in one transaction."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from district.outbox.models import ImportRun
from district.outbox.services import import_runs
from district.outbox.services.import_runs import Counts
from district.partners.models import Organisation
from district.partners.services import merges
from district.places.models import Council
from district.web import spelling
from district.web.errors import Refused
from employers import signals
from employers.adverts import checked, files
from employers.adverts.advert import Problem, RawAdvert
from employers.adverts.checked import Advert
from employers.models import Vacancy, VacancyWord
from employers.services import advert_places, many_hands, suggestions

LOCK = 20_260_401
BATCH = 1_000
SUMMARY_MOST = 350
WRITTEN = (
    *(
        "title",
        "summary",
        "description",
        "kind",
        "mode",
        "pattern",
        "positions",
        "weekly_hours",
        "place_text",
    ),
    *("postcode_id", "council_id", "easting", "northing", "salary_text", "salary_least", "salary_most"),
    *("salary_unit", "yearly_most", "posted_on", "closes_on", "starts_on", "apply_url", "organisation_id"),
    *("source_digest", "state", "opened_at", "version"),
)


@dataclass
class Report(Counts):
    """What became of the rows. `refused` rows were not taken; `unread` fields of rows that were taken stay empty."""

    refused: list[Problem] = field(default_factory=list)
    unread: list[Problem] = field(default_factory=list)
    by_council: dict[str, int] = field(default_factory=dict)
    salary: dict[str, int] = field(default_factory=lambda: {"with_number": 0, "parsed": 0})
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        return vars(self) | {
            "refused": [vars(each) for each in self.refused],
            "unread": [vars(each) for each in self.unread],
            "seconds": round(self.seconds, 2),
        }


def _silent(words: str) -> None:
    """Nobody waits for words."""


def import_files(
    *,
    paths: Sequence[Path],
    source: str = "",
    is_complete: bool = False,
    dry_run: bool = False,
    tell: Callable[[str], None] = _silent,
) -> Report:
    """Take the adverts of the files. `is_complete`: the files hold all of the source; what they lack is withdrawn.

    Nothing is kept of a dry run. Raises Unreadable for a file that is none of ours, Refused while another import
    runs.
    """
    started = monotonic()
    report = Report()
    adverts = _read(paths, source, report, tell)
    with transaction.atomic():
        _begin()
        _apply(adverts, report, is_complete=is_complete, tell=tell)
        if dry_run:
            transaction.set_rollback(True)
        else:
            _keep_run(paths, report)
    report.seconds = monotonic() - started
    return report


def _read(paths: Sequence[Path], source: str, report: Report, tell: Callable[[str], None]) -> list[Advert]:
    adverts: list[Advert] = []
    for path in paths:
        tell(f"Reading {path.name}")
        suggested, rows = files.read(path)
        report.read += len(rows)
        for found in many_hands.each(_check, rows):
            if isinstance(found, Problem):
                report.refused.append(found)
            else:
                found.source = (source or suggested)[:60]
                adverts.append(found)
                report.unread.extend(found.problems)
                report.salary["with_number"] += found.has_salary_number
                report.salary["parsed"] += found.values["salary_least"] is not None
    return adverts


def _check(row: RawAdvert | Problem) -> Advert | Problem:
    return row if isinstance(row, Problem) else checked.check(row)


def _begin() -> None:
    """One import at a time; long steps are expected, and search entries wait for the end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise Refused("Another import of vacancies is running. Try again when it has ended.")
        cursor.execute("SET LOCAL statement_timeout = '300s'")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SET LOCAL employers.entries_wait = 'yes'")


def _apply(adverts: list[Advert], report: Report, *, is_complete: bool, tell: Callable[[str], None]) -> None:
    tell("Finding places and employers")
    _set_places(adverts, report)
    _set_organisations(adverts)
    wanted = _once_each(adverts, report)
    known = {
        (row["source"], row["source_reference"]): row
        for row in Vacancy.objects.filter(source__in={source for source, _ in wanted}).values(
            "id", "source", "source_reference", "source_digest"
        )
    }
    new, different = [], {}
    for key, advert in wanted.items():
        there = known.get(key)
        if there is None:
            new.append(advert)
        elif there["source_digest"] == advert.values["source_digest"]:
            report.unchanged += 1
        else:
            different[there["id"]] = advert
    before = Vacancy.objects.order_by().in_bulk(different)
    changed = {
        before[id_]: advert for id_, advert in different.items() if _is_news(before[id_], advert, report)
    }
    tell(f"{len(new)} new, {len(changed)} changed, {report.unchanged} unchanged")

    was_open = {vacancy.id for vacancy in changed if vacancy.state == Vacancy.State.OPEN}
    added = _add(new)
    _change(changed)
    written = [*added, *changed]
    tell("Looking for skills in the texts")
    _suggest(written)
    report.added, report.changed = len(added), len(changed)
    gone = _withdraw(known, wanted) if is_complete else []
    report.withdrawn = len(gone)
    moved = _flag_repeats(wanted, report)
    tell("Making the adverts findable")
    _refresh_entries(list(dict.fromkeys([*(vacancy.id for vacancy in written), *moved])))
    _learn_words(written)
    _send_signals(written, was_open, gone, moved)


def _set_places(adverts: list[Advert], report: Report) -> None:
    spots = advert_places.find_all([(advert.postcode, advert.place) for advert in adverts])
    councils = dict(Council.objects.inside().values_list("code", "name"))
    counts = Counter(dict.fromkeys(councils.values(), 0))
    for advert, spot in zip(adverts, spots, strict=True):
        advert.values |= {
            "postcode_id": spot.postcode,
            "council_id": spot.council,
            "easting": spot.easting,
            "northing": spot.northing,
        }
        counts[councils.get(spot.council or "", "outside" if spot.council else "unknown")] += 1
        if advert.postcode and not spot.postcode:
            problem = Problem(
                advert.row,
                "postcode",
                "postcode_unknown",
                f"“{advert.postcode}” is no UK postcode that we know.",
            )
            report.unread.append(problem)
    report.by_council = dict(counts)


def _set_organisations(adverts: list[Advert]) -> None:
    """Employers are known by their folded name; those nobody has told us of become imported organisations."""
    known: dict[str, int] = {}
    rows = Organisation.objects.order_by("is_imported", "id").values_list("name", "id")
    became = merges.kept_ids()
    for name, id_ in rows:
        known.setdefault(checked.fold(name), became.get(id_, id_))
    names = {checked.fold(advert.employer): advert.employer for advert in reversed(adverts)}
    new = [Organisation(name=names[key], is_imported=True) for key in sorted(names) if key not in known]
    for organisation in Organisation.objects.bulk_create(new, batch_size=BATCH):
        known[checked.fold(organisation.name)] = organisation.id
    for advert in adverts:
        advert.values["organisation_id"] = known[checked.fold(advert.employer)]
        advert.values["source_digest"] = checked.digest(
            *(f"{name}={value}" for name, value in sorted(advert.values.items()))
        )


def _once_each(adverts: list[Advert], report: Report) -> dict[tuple[str, str], Advert]:
    """One advert for each reference of a source: the full one rather than its line in a list, else the last."""
    wanted: dict[tuple[str, str], Advert] = {}
    for advert in adverts:
        key = (advert.source, advert.reference)
        if key in wanted:
            report.repeats += 1
            if advert.is_brief and not wanted[key].is_brief:
                continue
        wanted[key] = advert
    return wanted


def _is_news(vacancy: Vacancy, advert: Advert, report: Report) -> bool:
    """Whether the advert says something else than we hold; a line of a list only adds to a full advert."""
    if advert.is_brief:
        kept = {
            name: getattr(vacancy, name) for name in ("description", "apply_url", "pattern", "kind", "mode")
        }
        advert.values |= {name: value for name, value in kept.items() if value}
    held = ("source_digest", "posted_on") if advert.values["posted_on"] is None else ("source_digest",)
    is_news = any(
        getattr(vacancy, name) != value for name, value in advert.values.items() if name not in held
    )
    report.unchanged += not is_news
    return is_news


def _add(adverts: list[Advert]) -> list[Vacancy]:
    vacancies = [
        Vacancy(source=advert.source, source_reference=advert.reference, **_filled(advert))
        for advert in adverts
    ]
    for vacancy in vacancies:
        _set_state(vacancy)
    return Vacancy.objects.bulk_create(vacancies, batch_size=BATCH)


def _change(changed: dict[Vacancy, Advert]) -> None:
    for vacancy, advert in changed.items():
        for name, value in _filled(advert).items():
            setattr(vacancy, name, value)
        vacancy.version += 1
        if vacancy.state != Vacancy.State.WITHDRAWN:
            _set_state(vacancy)
    Vacancy.objects.bulk_update(changed, WRITTEN, batch_size=200)


def _filled(advert: Advert) -> dict[str, Any]:
    """The values to write: with a summary from the text, and without a posting date that the advert does not give."""
    values = dict(advert.values)
    values["summary"] = summary_of(values["description"])
    if values["posted_on"] is None:
        del values["posted_on"]
    return values


def summary_of(description: str) -> str:
    """The first paragraph that reads like a sentence, cut to what a list shows."""
    paragraphs = (" ".join(each.split()) for each in description.split("\n"))
    first = next((each for each in paragraphs if len(each) > 40), " ".join(description.split()))
    if len(first) <= SUMMARY_MOST:
        return first
    return first[: SUMMARY_MOST - 1].rsplit(" ", 1)[0] + "…"


def _set_state(vacancy: Vacancy) -> None:
    is_over = vacancy.closes_on is not None and vacancy.closes_on < timezone.localdate()
    vacancy.state = Vacancy.State.CLOSED if is_over else Vacancy.State.OPEN
    vacancy.opened_at = vacancy.opened_at or timezone.now()


def _suggest(vacancies: list[Vacancy]) -> None:
    found = suggestions.find_all([(vacancy.title, vacancy.description) for vacancy in vacancies])
    suggestions.replace({vacancy.id: skills for vacancy, skills in zip(vacancies, found, strict=True)})


def _withdraw(
    known: Mapping[tuple[str, str], Mapping[str, Any]], wanted: dict[tuple[str, str], Advert]
) -> list[int]:
    missing = [row["id"] for key, row in known.items() if key not in wanted]
    live = Vacancy.objects.filter(id__in=missing, state__in=[Vacancy.State.OPEN, Vacancy.State.CLOSED])
    gone = list(live.order_by("id").values_list("id", flat=True))
    Vacancy.objects.filter(id__in=gone).update(state=Vacancy.State.WITHDRAWN)
    _refresh_entries(gone)
    return gone


def _flag_repeats(wanted: dict[tuple[str, str], Advert], report: Report) -> list[int]:
    """Point each advert at the first one with the same employer and title. Gives those that now point elsewhere.

    What a person has said to be an opening of its own stays one.
    """
    names = {advert.values["organisation_id"]: advert.employer for advert in wanted.values()}
    unnamed = {advert.values["organisation_id"] for advert in wanted.values() if advert.is_unnamed}
    texts = dict(
        Vacancy.objects.filter(organisation_id__in=unnamed).order_by("id").values_list("id", "description")
    )
    first: dict[tuple[Any, ...], int] = {}
    moved: dict[int, int | None] = {}
    rows = (
        Vacancy.objects.filter(organisation_id__in=names, is_own_opening=False)
        .exclude(state=Vacancy.State.WITHDRAWN)
        .order_by("id")
    )
    fields = ("id", "organisation_id", "title", "repeats_id", "source", "source_reference")
    for id_, organisation_id, title, repeats_id, source, reference in rows.values_list(*fields):
        about = checked.digest(texts[id_]) if id_ in texts else ""
        original = first.setdefault((organisation_id, checked.fold(title), about), id_)
        found = None if original == id_ else original
        if (source, reference) in wanted:
            report.repeats += found is not None
            if found != repeats_id:
                moved[id_] = found
    _write_repeats(moved)
    return list(moved)


def _write_repeats(moved: dict[int, int | None]) -> None:
    if not moved:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE employers_vacancy vacancy SET repeats_id = moved.original
            FROM unnest(%s::bigint[], %s::bigint[]) moved (id, original) WHERE vacancy.id = moved.id
            """,
            [list(moved), list(moved.values())],
        )


def _refresh_entries(ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        for start in range(0, len(ids), BATCH):
            cursor.execute("SELECT employers_refresh_entries(%s)", [list(ids[start : start + BATCH])])


def _learn_words(vacancies: Iterable[Vacancy]) -> None:
    """The words that more than one text uses: a misprint seldom comes twice. Titles' words are learnt by triggers."""
    texts: Counter[str] = Counter()
    for description, times in Counter(vacancy.description for vacancy in vacancies).items():
        texts.update(dict.fromkeys(spelling.words_of(description), times))
    spelling.learn_words(VacancyWord, {word: times for word, times in texts.items() if times > 1})


def _send_signals(written: list[Vacancy], was_open: set[int], gone: list[int], moved: list[int]) -> None:
    opened = [vacancy.id for vacancy in written if vacancy.state == Vacancy.State.OPEN]
    closed = [
        vacancy.id for vacancy in written if vacancy.id in was_open and vacancy.state != Vacancy.State.OPEN
    ]
    opened = list(dict.fromkeys(opened + moved))
    if opened:
        signals.vacancy_opened.send(sender=Vacancy, vacancy_ids=opened)
    if closed or gone:
        signals.vacancy_closed.send(sender=Vacancy, vacancy_ids=[*closed, *gone])


def _keep_run(paths: Sequence[Path], report: Report) -> None:
    import_runs.keep(
        kind=ImportRun.Kind.VACANCIES,
        source=", ".join(path.name for path in paths),
        digest=checked.digest(*(checked.digest(path.read_bytes().hex()) for path in paths)),
        counts=report,
        refused_count=len(report.refused),
        faults=[*report.refused, *report.unread],
    )
