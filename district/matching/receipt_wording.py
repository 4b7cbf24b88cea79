"""How a kept receipt, or one shown to an employer, is put into words."""

from collections.abc import Sequence
from typing import Any

from district.matching.candidates import Candidates
from district.matching.engine import receipt
from district.matching.engine.receipt import per_cents
from district.matching.models import FrozenReceipt
from district.matching.receipts import NOTHING_YET, AskedLine
from district.matching.services import receipts
from district.matching.wording import listed
from district.skills.models import Level
from district.web.templatetags.district import as_title, plural

OF_A_JOB = {
    receipt.MET: ("tick", "Met:"),
    receipt.PART: ("part", "Partly met:"),
    receipt.MISSING: ("cross", "Missing:"),
}
OF_A_COURSE = {
    receipt.MET: ("tick", "Held already:"),
    receipt.PART: ("part", "Held in part:"),
    receipt.MISSING: ("learn", "New:"),
}


def line(
    sums: receipt.Line, *, label: str, words: str, whose: str, wanted: str, share: int | None = None
) -> dict[str, Any]:
    """What templates/matching/_receipt_lines.html shows of a line."""
    mark, said = (OF_A_JOB if wanted == "asked" else OF_A_COURSE)[sums.state]
    held = Level(sums.held_level).label if sums.held_level else NOTHING_YET
    return {
        "state": sums.state,
        "icon": mark,
        "said": said,
        "skill": as_title(label),
        "asked": sums.level,
        "held": sums.held_level,
        "levels": f"{wanted.capitalize()}: {Level(sums.level).label} · {whose}: {held}",
        "evidence": words,
        "share": "" if share is None else f"{share}% of the job",
    }


def of_candidate(lines: Sequence[AskedLine]) -> list[dict[str, Any]]:
    """The learner's own lines, said of somebody whose name is not known."""
    shares = per_cents([each.sums.weight for each in lines])
    return [
        line(
            each.sums,
            label=each.label,
            words=each.told(of_them=True),
            whose="They",
            wanted="asked",
            share=share,
        )
        for each, share in zip(lines, shares, strict=True)
    ]


def of_kept(frozen: FrozenReceipt, *, of_them: bool) -> list[dict[str, Any]]:
    """Its lines, to the learner or to who was applied to: the same ones."""
    sums = receipts.kept_lines(frozen)
    is_job = frozen.vacancy_id is not None
    shares = per_cents([each.weight for each in sums]) if is_job else [None] * len(sums)
    return [
        line(
            each,
            label=kept["label"],
            words=kept["told"] if of_them else kept["words"],
            whose="They" if of_them else "You",
            wanted="asked" if is_job else "taught",
            share=share,
        )
        for each, kept, share in zip(sums, frozen.lines, shares, strict=True)
    ]


def summary(frozen: FrozenReceipt, *, of_them: bool) -> str:
    """ "You had 2 of the 6 skills it teaches. 4 were new to you." """
    sums = receipts.kept_lines(frozen)
    count = {state: sum(each.state == state for each in sums) for state in OF_A_JOB}
    who, whom = ("They", "them") if of_them else ("You", "you")
    if not sums:
        return "It named no skills."
    is_job = frozen.vacancy_id is not None
    does = "asked for" if is_job else "teaches"
    words = f"{who} had {count[receipt.MET]} of the {plural(len(sums), 'skill')} it {does}"
    part = f", and {count[receipt.PART]} in part" if count[receipt.PART] else ""
    new = count[receipt.MISSING]
    rest = (
        f" {new} {'was' if new == 1 else 'were'} {'missing' if is_job else f'new to {whom}'}." if new else ""
    )
    return f"{words}{part}.{rest}"


def opening(frozen: FrozenReceipt, *, of_them: bool) -> str:
    """What a course opened on that day."""
    if frozen.run_id is None:
        return ""
    opened, nearer = frozen.sums["opened"], frozen.sums["nearer"]
    reach = "their reach" if of_them else "your reach"
    if opened:
        more = f" and brought {nearer:,} more nearer" if nearer else ""
        return f"It opened {plural(opened, 'job')} in {reach}{more}."
    if nearer:
        return f"It opened no job by itself, and brought {plural(nearer, 'job')} in {reach} nearer."
    return f"It brought no job in {reach} nearer: none asked for what was new in it."


def again(frozen: FrozenReceipt) -> str:
    """What comes of working it out once more."""
    if not receipts.may_replay(frozen):
        return "The rules of matching have changed since, so it is shown as it was kept."
    if receipts.is_the_same(frozen):
        return "Worked out again just now under that version, every line comes out the same."
    return "Worked out again just now under that version, it comes out differently. Tell WMCA staff about it."


def counts(found: Candidates) -> str:
    """ "12 people fit: 2 meet everything you ask, 6 more are within reach of it and 4 meet some of it." """
    some = found.count - found.full_count - found.near_count
    parts = [
        (found.full_count, "meets everything you ask", "meet everything you ask"),
        (found.near_count, "is within reach of it", "are within reach of it"),
        (some, "meets some of it", "meet some of it"),
    ]
    told = [f"{number:,} {one if number == 1 else many}" for number, one, many in parts if number]
    return f"{plural(found.count, 'person,people')} fit: {listed(told)}."
