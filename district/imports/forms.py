"""The file as it is sent, and one of its rows as it is mended."""

import re
from typing import Any

from django import forms
from django.http import QueryDict

from district.imports.kinds import Kind
from district.imports.models import UploadRow
from district.imports.reading.faults import Refusal
from district.imports.reading.tables import LONGEST_CELL
from district.web.forms import Form, Look

LONG = re.compile(r"^(WHO_|ENTRY_|WHAT_|HOW_|WHERE_|COST_DESCRIPTION|SUB_REGION|REGIONS)")
LABELS = {
    "LARS_QAN": "LARS number",
    "LEARN_AIM_REF": "LARS number",
    "PROVIDER_UKPRN": "UKPRN of the provider",
    "COURSE_WEBPAGE": "Web page of the course",
    "COURSE_URL": "Web page of the course",
    "COST": "Cost in pounds",
    "SUB_REGION": "Sub-regions",
    "UKPRN": "UKPRN of the provider",
    "LEARNREFNUMBER": "Your number of the learner",
    "ULN": "Unique learner number",
    "LEARNAIMREF": "Learning aim",
    "LEARNSTARTDATE": "First day of learning",
    "LEARNPLANENDDATE": "Planned last day",
    "LEARNACTENDDATE": "Last day of learning",
    "COMPSTATUS": "Completion status",
    "WITHDRAWREASON": "Reason for leaving",
    "ACHDATE": "Day of the result",
    "FUNDMODEL": "Funding model",
    "PROGTYPE": "Programme type",
    "SOF": "Source of funding",
    "FFI": "Full or co-funding",
    "PRIORLEVEL": "Prior level",
    "EMPSTAT": "Employment status at the start",
    "LOU": "Length of unemployment",
    "EII": "Hours of work a week",
    "OUTTYPE": "Type of destination",
    "OUTCODE": "Code of the destination",
    "OUTSTARTDATE": "First day of the destination",
    "OUTCOLLDATE": "Day you heard of it",
}
HINTS = {
    "START_DATE": "As dd/mm/yyyy, like 04/05/2027.",
    "STARTDATE": "As dd/mm/yyyy, like 04/05/2027.",
    "FLEXIBLE_START_DATE": "Yes or no.",
    "DELIVERY_MODE": "Classroom based, Online, Work based or Blended learning.",
    "STUDY_MODE": "Full time, Part time or Flexible. Empty if online or work based.",
    "ATTENDANCE_PATTERN": "Daytime, Evening, Weekend or Day/block release. Empty if online or work based.",
    "DURATION_UNIT": "Minutes, Hours, Days, Weeks, Months or Years.",
    "NATIONAL_DELIVERY": "Yes or no, for work based courses only.",
    "SUB_REGION": "For work based courses that are not national. Separate several by semicolons.",
}


def label_of(column: str) -> str:
    """The name of a column in words: START_DATE is the start date."""
    return LABELS.get(column) or column.replace("_", " ").capitalize()


class UploadForm(Form):
    file = forms.FileField(
        label="Choose the file",
        max_length=500,
        allow_empty_file=True,  # the check of what it holds has a better sentence
        help_text="CSV or Excel (.xlsx), up to 5 MB and 5,000 rows.",
        widget=forms.FileInput({"accept": ".csv,.xlsx,text/csv"}),
    )
    looks = {"file": Look(noun="file")}

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "file"
        ].help_text = f"CSV or Excel (.xlsx), up to {kind.most_bytes // 1_000_000} MB and 5,000 rows."


class RowForm(Form):
    """A box for every column: those with an error come first. The check of the row says what is wrong."""

    marks_optional = False
    wrong: tuple[str, ...] = ()  # the columns that had errors when the page was opened

    def show_faults(self, row: UploadRow) -> None:
        """What was found when the file was read, before anything is typed."""
        self.full_clean()
        self.cleaned_data: dict[str, Any] = {}
        for column, _, message in row.faults:
            self.add_error(column if column in self.fields else None, message)

    def refuse_all(self, refusals: list[Refusal]) -> None:
        for each in refusals:
            self.add_error(each.field if each.field in self.fields else None, each.message)

    @property
    def first(self) -> list[Any]:
        return [field for field in self if field.errors or field.name in self.wrong]

    @property
    def rest(self) -> list[Any]:
        return [field for field in self if not (field.errors or field.name in self.wrong)]


def row_form(kind: Kind, row: UploadRow, data: QueryDict | None) -> RowForm:
    columns = kind.format.columns
    wrong = tuple(dict.fromkeys(column for column, _, _ in row.faults if column in columns))
    looks = {column: Look(noun=label_of(column).lower()) for column in columns}
    boxes = {column: _box(column) for column in columns}
    form_class = type("RowForm", (RowForm,), {**boxes, "wrong": wrong, "looks": looks})
    initial = {name: cell[:LONGEST_CELL] for name, cell in row.cells.items()}
    form: RowForm = form_class(data, initial=initial)
    if data is None:
        form.show_faults(row)
    return form


def _box(column: str) -> forms.CharField:
    is_long = LONG.match(column)
    return forms.CharField(
        label=f"{label_of(column)} ({column})",
        required=False,
        max_length=LONGEST_CELL,
        help_text=HINTS.get(column, ""),
        widget=forms.Textarea({"rows": 3}) if is_long else forms.TextInput(),
    )
