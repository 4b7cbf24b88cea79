"""Whether figures may be published beside all that are: two figures of nearly the same people, of whichever months and
at whichever stage, would tell about the few in whom they differ.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from district.figures.disclosure import overlap
from district.figures.disclosure.profiles import DISTRICT
from district.reports import crowds
from district.reports.crowds import Crowd
from district.reports.definitions import DEFINITIONS
from district.reports.models import Publication, ReportRun
from district.reports.parts import Told, read_back
from district.web.errors import Refused

LEAST = DISTRICT.sensitive.threshold
type Row = overlap.Mask  # of one figure: which groups of people it counts


@dataclass(frozen=True)
class Held:
    """What is published of one kind of people. `fresh`: whom figures count that were told as they were counted, and
    were not held to earlier ones; `everybody`: those of them that count all of their report's scope.
    """

    told: list[tuple[str, Crowd, Row]] = field(default_factory=list)
    hidden: list[tuple[str, Row]] = field(default_factory=list)
    fresh: set[bytes] = field(default_factory=set)
    everybody: set[bytes] = field(default_factory=set)

    def has_told(self, crowd: Crowd, row: Row) -> bool:
        return row.tobytes() in (self.everybody if crowd.is_everybody else self.fresh)


def check(run: ReportRun, tables: Mapping[str, Told], *, profile: str) -> None:
    """Against everything that is out, or waits for its time. `tables`: as they are to be told.

    Nothing new is told of the very people of whom a table was told afresh. Left out are earlier publications of the
    same report, scope and profile, and whatever was of the same people as they: what hardly moved since then is told
    as it was (see `publications.protected_tables`).
    """
    others = _published()
    names = crowds.narrowed_to([run, *(each.run for each in others)])
    mine = crowds.of_run(run, tables, names)
    theirs = [
        (publication, crowd)
        for publication in others
        for crowd in crowds.of_run(publication.run, read_back(publication.result["tables"]), names)
    ]
    for frozen in dict.fromkeys(crowd.stage.frozen for crowd in mine):
        beside = [(publication, crowd) for publication, crowd in theirs if crowd.stage.frozen == frozen]
        new = [crowd for crowd in mine if crowd.stage.frozen == frozen]
        if beside:
            rows, counts = crowds.members([*(crowd for _, crowd in beside), *new])
            held = _held(run, profile, beside, rows)
            _check(held, list(zip(new, rows[len(beside) :], strict=True)), counts)


def _held(
    run: ReportRun, profile: str, beside: Sequence[tuple[Publication, Crowd]], rows: overlap.Mask
) -> Held:
    publications = list({publication.pk: publication for publication, _ in beside}.values())
    steady = {each.pk for each in publications if _holds_to(each, run, profile)}
    fresh = {each.pk for each in publications if _is_fresh(each, publications)}
    held, known = Held(), set()
    for (publication, crowd), row in zip(beside, rows, strict=False):
        if publication.pk in steady and crowd.is_told:
            known.add(row.tobytes())
        if publication.pk in fresh and crowd.is_told:
            held.fresh.add(row.tobytes())
            if crowd.is_everybody:
                held.everybody.add(row.tobytes())
    for (publication, crowd), row in zip(beside, rows, strict=False):
        if publication.pk in steady or row.tobytes() in known:
            continue
        name = f"{publication.title} ({publication.run.scope_words})"
        if crowd.is_told:
            held.told.append((name, crowd, row))
        else:
            held.hidden.append((name, row))
    return held


def _check(held: Held, new: Sequence[tuple[Crowd, Row]], counts: overlap.Counts) -> None:
    told = [(crowd, row) for crowd, row in new if crowd.is_told and not held.has_told(crowd, row)]
    everybody = [row for crowd, row in told if crowd.is_everybody]
    released = [(name, row) for name, _, row in held.told]
    if everybody:
        overlap.check_pairs(released, [row for _, row in told], counts, threshold=LEAST)
        of_everybody = [row for _, crowd, row in held.told if crowd.is_everybody]
        overlap.check_sums(of_everybody, everybody, counts, threshold=LEAST)
    for name, row in held.hidden:
        if any(_would_tell(figure, row, counts) for _, figure in told):
            raise Refused(
                f"This would tell a figure of nearly the same people that “{name}” hides. Choose a wider group."
            )
    for row in (row for crowd, row in new if not crowd.is_told):
        for name, figure in released:
            if _would_tell(figure, row, counts):
                raise Refused(
                    f"“{name}” tells a figure that would have to be hidden in this. Choose a wider group."
                )


def _would_tell(figure: Row, hidden: Row, counts: overlap.Counts) -> bool:
    """Whether a figure tells a hidden one: they are of the same people, or of many and nearly the same."""
    apart, people = counts[figure ^ hidden].sum(), counts[hidden].sum()
    return bool(people and (apart == 0 or apart < LEAST <= people))


def hidden_already(run: ReportRun) -> set[str]:
    """Stages of the report whose totals another one hides that is published about the same and the same month."""
    same = [
        each
        for each in _published()
        if (each.run.snapshot_id, each.run.scope) == (run.snapshot_id, run.scope)
        and each.run.definition.code != run.definition.code
    ]
    hidden = {
        crowd.stage.where
        for each in same
        for crowd in crowds.of_run(each.run, read_back(each.result["tables"]), {})
        if not crowd.is_told
    }
    return {stage.column for stage in crowds.stages(run.definition.code) if stage.where in hidden}


def _published() -> list[Publication]:
    """About people."""
    codes = [code for code in DEFINITIONS if crowds.stages(code)]
    found = Publication.objects.filter(cancelled_at=None, run__definition__code__in=codes)
    return list(found.select_related("run__definition").defer("html", "run__result").order_by("id"))


def _holds_to(publication: Publication, run: ReportRun, profile: str) -> bool:
    """Whether figures of the run are told as this publication told them, wherever they hardly moved."""
    earlier = publication.run
    return (
        publication.profile == profile
        and earlier.definition.code == run.definition.code
        and earlier.scope == run.scope
        and earlier.snapshot_id != run.snapshot_id
    )


def _is_fresh(publication: Publication, others: Sequence[Publication]) -> bool:
    """Whether its figures were told as they were counted, and not held to earlier ones."""
    earlier = [each for each in others if each.pk < publication.pk]
    return not any(_holds_to(each, publication.run, publication.profile) for each in earlier)
