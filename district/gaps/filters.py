"""How WMCA staff narrow the gap board."""

from collections.abc import Sequence
from datetime import date
from operator import itemgetter

import django_filters
from django.db.models import QuerySet

from district.matching.models import GapCell, Place
from district.skills.models import Level
from district.web import marks
from district.web.forms import FilterForm

ORDERS = {
    "gap": "gap",
    "skill": "lower",
    "demand": "demand",
    "supply": "supply",
    "training": "in_training",
    "seats": "seats",
}
USUAL_ORDER = "-gap"
MOST_MONTHS = 24


class PlaceFilter(django_filters.FilterSet):
    """Which cells are counted."""

    place = django_filters.ChoiceFilter(label="Where", method="narrow_by_place", empty_label="Everywhere")
    level = django_filters.ChoiceFilter(
        label="Level", choices=Level.choices, empty_label="All levels together", field_name="level"
    )

    class Meta:
        model = GapCell
        fields: list[str] = []
        form = FilterForm

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        councils = sorted(((code, name) for code, name, *_ in marks.COUNCIL_CELLS), key=itemgetter(1))
        apart = [(place.value, place.label) for place in Place if place != Place.COUNCIL]
        self.filters["place"].extra["choices"] = [*councils, *apart]

    def narrow_by_place(self, queryset: QuerySet[GapCell], name: str, value: str) -> QuerySet[GapCell]:
        return queryset.filter(**where(value))


class MonthFilter(PlaceFilter):
    """Also which month is opened; `days` are those that were counted last in their months, newest first."""

    month = django_filters.ChoiceFilter(label="Month", method="keep_all", empty_label="None")

    def __init__(self, *args: object, days: Sequence[date], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.days = {f"{day:%Y-%m}": day for day in days}
        self.filters["month"].extra["choices"] = [(key, f"{day:%B %Y}") for key, day in self.days.items()]

    @property
    def day(self) -> date | None:
        """The day that is chosen."""
        return self.days.get(self.form.cleaned_data.get("month") or "") if self.is_valid() else None

    def keep_all(self, queryset: QuerySet[GapCell], name: str, value: str) -> QuerySet[GapCell]:
        return queryset


class BoardFilter(MonthFilter):
    """Also which skills, and of which month."""

    q = django_filters.CharFilter(
        label="Skill", field_name="skill__label", lookup_expr="icontains", max_length=100
    )
    month = django_filters.ChoiceFilter(
        label="Month", method="narrow_by_month", empty_label="As counted last"
    )

    @property
    def day(self) -> date | None:
        """The day that is shown."""
        return super().day or next(iter(self.days.values()), None)

    @property
    def is_newest(self) -> bool:
        return self.day == next(iter(self.days.values()), None)

    def narrow_by_month(self, queryset: QuerySet[GapCell], name: str, value: str) -> QuerySet[GapCell]:
        return queryset.filter(day=self.days[value])


def days_counted() -> list[date]:
    newest = GapCell.objects.order_by("-day").values_list("day", flat=True).distinct()
    return list(newest[:MOST_MONTHS])


def where(chosen: str) -> dict[str, str]:
    """The choice of a place as conditions on cells: `place`, and `council` with it where it is a council."""
    if chosen in Place.values:
        return {"place": chosen}
    return {"place": Place.COUNCIL.value, "council": chosen} if chosen else {}
