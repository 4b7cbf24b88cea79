"""A provider's answer to each line of a report: it is right, or what it should be and why; part by part."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from district.returns.models import PARTS, ReportLine
from district.returns.services.reports import Answer
from district.web.fields import MoneyField
from district.web.forms import Form, Look

Said = ReportLine.Said
MEND = "mend"


class LinesForm(Form):
    marks_optional = False
    version = forms.IntegerField(widget=forms.HiddenInput)
    words = forms.CharField(
        label="Anything else WMCA should know?",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, report: Any, lines: Sequence[ReportLine]) -> None:
        self.lines = lines
        initial: dict[str, Any] = {"version": report.version, "words": report.words}
        own = dict(self.base_fields)
        asked: dict[str, forms.Field] = {"version": own.pop("version")}
        for line in _in_order(lines):
            initial[f"said_{line.measure}"] = line.said
            initial[f"corrected_{line.measure}"] = _plain(line)
            initial[f"reason_{line.measure}"] = line.reason
            asked[f"said_{line.measure}"] = forms.ChoiceField(
                label=_unseen("Is it right?", line),
                choices=[(Said.CONFIRMED, "It is right"), (Said.CORRECTED, "It should be something else")],
                widget=forms.RadioSelect,
                required=False,
            )
            asked[f"corrected_{line.measure}"] = MoneyField(
                label="What should it be?", max_digits=12, min_value=Decimal(0), required=False
            )
            asked[f"reason_{line.measure}"] = forms.CharField(label="Why?", max_length=300, required=False)
        self.base_fields = asked | own  # type: ignore[misc] # of this form alone
        super().__init__(data, initial=initial)

    @property
    def looks(self) -> dict[str, Look]:  # type: ignore[override]
        found = {}
        for line in self.lines:
            found[f"said_{line.measure}"] = Look(noun="whether it is right", inline=True, small=True)
            found[f"corrected_{line.measure}"] = Look(width=10, prefix="£" if line.is_money else "")
        return found

    def answers(self, *, right: str = "") -> dict[str, Answer]:
        """`right`: the part whose lines are right where nothing else is said of them."""
        said = self.cleaned_data
        measures = {line.measure for line in _parts_of(self.lines).get(right, [])}
        found = {}
        for line in self.lines:
            is_right = line.measure in measures and not line.is_answered
            what = said[f"said_{line.measure}"] or (Said.CONFIRMED if is_right else Said.NOTHING)
            corrected = said[f"corrected_{line.measure}"] if what == Said.CORRECTED else None
            found[line.measure] = Answer(what, corrected, said[f"reason_{line.measure}"] or "")
        return found

    @property
    def parts(self) -> list["Part"]:
        """For the page: what is asked to be done before the others."""
        titles = {MEND: "WMCA asks you to mend", **{code: title for code, title, _ in PARTS}}
        found = _parts_of(self.lines)
        return [
            Part(code, title, [self._row(line, code) for line in found[code]])
            for code, title in titles.items()
            if found.get(code)
        ]

    def _row(self, line: ReportLine, part: str) -> "Row":
        said, corrected, reason = (self[f"{name}_{line.measure}"] for name in ("said", "corrected", "reason"))
        is_faulty = bool(said.errors or corrected.errors or reason.errors)
        is_same = str(said.value() or "") == line.said
        return Row(
            line=line,
            said=said,
            corrected=corrected,
            reason=reason,
            is_faulty=is_faulty,
            is_done=line.is_answered and is_same and not is_faulty and part != MEND,
        )


@dataclass(frozen=True)
class Row:
    """A line with its fields. `is_done`: answered, and folded up."""

    line: ReportLine
    said: Any
    corrected: Any
    reason: Any
    is_faulty: bool
    is_done: bool


@dataclass(frozen=True)
class Part:
    code: str
    title: str
    rows: list[Row]

    @property
    def left(self) -> int:
        """How many lines are still to be looked at, as last kept."""
        return sum(is_left(row.line) for row in self.rows)

    @property
    def open_count(self) -> int:
        """Of them, those to which nothing is said."""
        return sum(not row.line.is_answered for row in self.rows)


def is_left(line: ReportLine) -> bool:
    return line.is_to_mend or not line.is_answered


def next_part(lines: Sequence[ReportLine]) -> str:
    """The first with something left; nothing once all is answered."""
    found = _parts_of(lines)
    codes = (MEND, *(code for code, _, _ in PARTS))
    return next((code for code in codes if any(map(is_left, found.get(code, [])))), "")


def _unseen(question: str, line: ReportLine) -> SafeString:
    """For those who do not see that it stands below its line."""
    return format_html(
        '<span class="govuk-visually-hidden">{} {}</span>', question, line.get_measure_display()
    )


def _parts_of(lines: Sequence[ReportLine]) -> dict[str, list[ReportLine]]:
    by_measure = {line.measure: line for line in lines}
    found = {MEND: [line for line in lines if line.is_to_mend]}
    for code, _, measures in PARTS:
        of_part = [by_measure[measure] for measure in measures if measure in by_measure]
        found[code] = [line for line in of_part if not line.is_to_mend]
    return found


def _in_order(lines: Sequence[ReportLine]) -> list[ReportLine]:
    """As the page shows them, so that faults are told in its order."""
    return [line for of_part in _parts_of(lines).values() for line in of_part]


def _plain(line: ReportLine) -> Decimal | None:
    if line.corrected is None or line.is_money:
        return line.corrected
    return line.corrected.quantize(Decimal(1))
