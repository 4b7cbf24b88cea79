"""Form fields for things people type: a date in three boxes, whole numbers, money."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
EARLIEST = date(1900, 1, 1)
LATEST = date(2100, 12, 31)
GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d*)?")

type DateLimit = date | Callable[[], date]


class DateWidget(forms.MultiWidget):
    """Day, month, year: the names end in _day, _month and _year."""

    PARTS = ("day", "month", "year")
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(dict.fromkeys(self.PARTS, forms.TextInput), attrs)

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, date):
            return [value.day, value.month, value.year]
        return [None, None, None]

    @property
    def is_birthday(self) -> bool:
        return self.attrs.get("autocomplete") == "bday"


class DateField(forms.Field):
    """A date in three boxes; a month may be in letters. Limits may be functions, as in "not before today"."""

    widget = DateWidget
    default_error_messages = {
        "required": "Enter a date.",
        "incomplete": "Enter %(missing)s too.",
        "invalid": "Enter a real date, like 27 3 2027.",
        "short_year": "Enter the year in four figures, like 1987.",
        "too_early": "Enter a date that is %(limit)s or later.",
        "too_late": "Enter a date that is %(limit)s or earlier.",
    }

    def __init__(self, *, earliest: DateLimit = EARLIEST, latest: DateLimit = LATEST, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.earliest = earliest
        self.latest = latest

    def clean(self, value: Any) -> date | None:
        found = self.to_python(value)
        if found is None:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        self._check_limits(found)
        self.run_validators(found)
        return found

    def to_python(self, value: Any) -> date | None:
        if value is None or isinstance(value, date):
            return value
        parts = [str(part or "").strip() for part in value]
        if not any(parts):
            return None
        missing = [f"the {name}" for name, part in zip(DateWidget.PARTS, parts, strict=True) if not part]
        if missing:
            message = self.error_messages["incomplete"]
            raise ValidationError(message, code="incomplete", params={"missing": " and ".join(missing)})
        if parts[2].isdecimal() and len(parts[2]) < 4:
            raise ValidationError(self.error_messages["short_year"], code="short_year")
        try:
            return date(_number(parts[2], 4), _month(parts[1]), _number(parts[0], 2))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True

    def _check_limits(self, found: date) -> None:
        for limit, code, is_outside in (
            (_resolve(self.earliest), "too_early", found < _resolve(self.earliest)),
            (_resolve(self.latest), "too_late", found > _resolve(self.latest)),
        ):
            if is_outside:
                words = f"{limit.day} {limit:%B %Y}"
                raise ValidationError(self.error_messages[code], code=code, params={"limit": words})


class WholeNumberField(forms.IntegerField):
    """A count, with or without thousands separators; shown in a text box with a number keyboard."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def to_python(self, value: Any) -> int | None:
        return super().to_python(_without_grouping(value))


class MoneyField(forms.DecimalField):
    """Pounds, with or without £ and commas."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def __init__(self, *, max_digits: int = 9, decimal_places: int = 2, **kwargs: Any) -> None:
        super().__init__(max_digits=max_digits, decimal_places=decimal_places, **kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override] # as the stubs of DecimalField do
        text = _without_grouping(value, "£")
        if (
            isinstance(text, str) and "e" in text.lower()
        ):  # 1e5 is a slip of the hand, not a hundred thousand pounds
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(text)


def _without_grouping(value: Any, symbols: str = "") -> Any:
    """Thousands may stand apart; a comma anywhere else stays, so that 1,50 is not read as a hundred and fifty."""
    if not isinstance(value, str):
        return value
    text = value.strip(symbols + " \u00a0").replace(" ", "")[:40]
    return text.replace(",", "") if GROUPED.fullmatch(text) else text


def _number(text: str, most_digits: int) -> int:
    if not text.isdecimal() or len(text) > most_digits:
        raise ValueError(text)
    return int(text)


def _month(text: str) -> int:
    short = text[:3].lower()
    return MONTHS.index(short) + 1 if short in MONTHS else _number(text, 2)


def _resolve(limit: DateLimit) -> date:
    return limit if isinstance(limit, date) else limit()
