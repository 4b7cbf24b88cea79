"""How WMCA staff narrow the queue of unknown phrases and the list of decisions."""

from typing import Any

import django_filters
from django import forms
from django.db.models import F, QuerySet

from district.skills.models import UnknownPhrase, VocabularyDecision
from district.web.forms import FilterForm

SOURCES = [("advert", "Adverts"), ("course", "Courses"), ("learner", "Texts that learners pasted")]
COUNT = F("advert_count") + F("course_count") + F("learner_count")
ORDERS: dict[str, list[Any]] = {
    "-texts": [COUNT.desc(), "phrase"],
    "texts": [COUNT.asc(), "phrase"],
    "name": ["phrase"],
    "-name": ["-phrase"],
    "-new": ["-first_seen_at", "phrase"],
    "new": ["first_seen_at", "phrase"],
}


class PhraseFilter(django_filters.FilterSet):
    """Without a state it lists those that wait; the order is named in the address and falls back to the commonest."""

    q = django_filters.CharFilter(label="Phrase", field_name="text", lookup_expr="icontains", max_length=100)
    state = django_filters.ChoiceFilter(
        label="State", choices=UnknownPhrase.State, method="narrow_by_state", empty_label=None
    )
    source = django_filters.ChoiceFilter(
        label="Found in", choices=SOURCES, method="narrow_by_source", empty_label="Anywhere"
    )
    sort = django_filters.CharFilter(method="take_along", max_length=10, widget=forms.HiddenInput)

    class Meta:
        model = UnknownPhrase
        fields: list[str] = []
        form = FilterForm

    def narrow_by_state(
        self, queryset: QuerySet[UnknownPhrase], name: str, value: str
    ) -> QuerySet[UnknownPhrase]:
        return queryset.filter(state=value)

    def narrow_by_source(
        self, queryset: QuerySet[UnknownPhrase], name: str, value: str
    ) -> QuerySet[UnknownPhrase]:
        return queryset.filter(**{f"{value}_count__gt": 0})

    def take_along(self, queryset: QuerySet[UnknownPhrase], name: str, value: str) -> QuerySet[UnknownPhrase]:
        return queryset


class DecisionFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Words", field_name="words", lookup_expr="icontains", max_length=100)
    kind = django_filters.ChoiceFilter(label="Kind", choices=VocabularyDecision.Kind, empty_label="Any")

    class Meta:
        model = VocabularyDecision
        fields: list[str] = []
        form = FilterForm
