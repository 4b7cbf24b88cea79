"""How WMCA staff narrow the table of gaps."""

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
    "posted": "posted",
    "needed": "needed",
    "supply": "supply",
    "seats": "seats",
}
USUAL_ORDER = "-gap"


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


class GapFilter(PlaceFilter):
    q = django_filters.CharFilter(
        label="Skill", field_name="skill__label", lookup_expr="icontains", max_length=100
    )


def where(chosen: str) -> dict[str, str]:
    """The choice of a place as conditions on cells: `place`, and `council` with it where it is a council."""
    if chosen in Place.values:
        return {"place": chosen}
    return {"place": Place.COUNCIL.value, "council": chosen} if chosen else {}
