"""The pages of the digital self-check: four statements of an area, and the action plan."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from district.web.fields import DateField
from district.web.forms import Form, Look
from learners.forms import without_personal_numbers
from learners.self_check import CHOICES, Area
from learners.services.self_checks import MOST_STEPS, Step, mark_of

NUMBERS = range(1, MOST_STEPS + 1)


def two_years_on() -> date:
    return timezone.localdate() + timedelta(days=730)


def a_year_ago() -> date:
    return timezone.localdate() - timedelta(days=365)


def _statement(words: str) -> forms.Field:
    return forms.ChoiceField(
        label=words,
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={
            "required": f"Choose an answer: {words}",
            "invalid_choice": "Choose from the options shown.",
        },
    )


def _line(number: int) -> dict[str, forms.Field]:
    """What a step of the plan is asked for."""
    return {
        f"text_{number}": forms.CharField(
            label=f"Step {number}", max_length=200, required=False, validators=[without_personal_numbers]
        ),
        f"due_{number}": DateField(
            label="By when?", earliest=a_year_ago, latest=two_years_on, required=False
        ),
        f"done_{number}": forms.BooleanField(label="Done", required=False),
    }


class AreaForm(Form):
    """Four statements, each with how well somebody can do it."""

    def __init__(self, *args: Any, area: Area, said: Mapping[str, int] | None = None, **kwargs: Any) -> None:
        self.area = area
        self.base_fields = {  # type: ignore[misc] # of this form alone
            code: _statement(words) for code, words in zip(area.codes, area.statements, strict=True)
        }
        held = {code: str(number) for code, number in (said or {}).items()}
        super().__init__(*args, **{"initial": held} | kwargs)

    @property
    def looks(self) -> Mapping[str, Look]:  # type: ignore[override]
        return {code: Look(size="s", small=True) for code in self.area.codes}

    @property
    def values(self) -> dict[str, int]:
        return {code: int(self.cleaned_data[code]) for code in self.area.codes}


class PlanForm(Form):
    """Every step of the plan as a line of words, a date and whether it is done; an empty line is no step."""

    marks_optional = False

    def __init__(self, *args: Any, steps: list[Step] | None = None, **kwargs: Any) -> None:
        held: dict[str, Any] = {"seen": mark_of(steps or [])}
        for number, step in enumerate(steps or [], start=1):
            held |= {
                f"text_{number}": step.text,
                f"due_{number}": step.due_on,
                f"done_{number}": step.is_done,
            }
        self.base_fields = {  # type: ignore[misc] # of this form alone
            "seen": forms.CharField(max_length=64, required=False, widget=forms.HiddenInput),
            **{name: field for number in NUMBERS for name, field in _line(number).items()},
        }
        super().__init__(*args, **{"initial": held} | kwargs)

    @property
    def looks(self) -> Mapping[str, Look]:  # type: ignore[override]
        ticks = {f"done_{number}": Look(small=True) for number in NUMBERS}
        return ticks | {f"text_{number}": Look(size="s") for number in NUMBERS}

    @property
    def groups(self) -> Iterator[list[Any]]:
        for number in NUMBERS:
            yield [self[f"{name}_{number}"] for name in ("text", "due", "done")]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for number in NUMBERS:
            if said.get(f"due_{number}") and not said.get(f"text_{number}"):
                self.add_error(
                    f"text_{number}", f"Say what you want to do in step {number}, or take its date out."
                )
        return said

    @property
    def steps(self) -> list[Step]:
        said = self.cleaned_data
        return [
            Step(said[f"text_{number}"], said[f"due_{number}"], said[f"done_{number}"])
            for number in NUMBERS
            if said[f"text_{number}"]
        ]
