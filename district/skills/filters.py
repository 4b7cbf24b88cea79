"""What the list of skills can be narrowed by; everything comes from the address."""

from typing import Any

import django_filters
from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, Func, QuerySet, Value
from django.http import QueryDict

from district.skills.models import Skill
from district.skills.queries import within_family
from district.skills.services import search
from district.web.forms import FilterForm, Look

KINDS = [
    (Skill.Kind.SKILL.value, "Skills: things you can do"),
    (Skill.Kind.KNOWLEDGE.value, "Knowledge: things you know"),
]
SMALL = Look(small=True)
ONLY = [("digital", "Digital only")]


class WordsForm(FilterForm):
    """The search box; the filters that are on go with it unseen."""

    q = forms.CharField(label="Skill", required=False, max_length=search.LONGEST_QUERY)
    family = forms.Field(required=False, widget=forms.HiddenInput)
    kind = forms.Field(required=False, widget=forms.MultipleHiddenInput)
    only = forms.Field(required=False, widget=forms.MultipleHiddenInput)


class OccupationForm(FilterForm):
    q = forms.CharField(label="Job title", required=False, max_length=search.LONGEST_QUERY)
    skill = forms.UUIDField(required=False, widget=forms.HiddenInput)


class SkillFilter(django_filters.FilterSet):
    """The words are judged by the search box; here they only come along."""

    q = django_filters.Filter(method="by_words", widget=forms.HiddenInput)
    family = django_filters.UUIDFilter(method="by_family", widget=forms.HiddenInput)
    kind = django_filters.MultipleChoiceFilter(
        label="Kind", choices=KINDS, widget=forms.CheckboxSelectMultiple, distinct=False
    )
    only = django_filters.MultipleChoiceFilter(
        label="Show", choices=ONLY, widget=forms.CheckboxSelectMultiple, method="by_digital"
    )

    class Meta:
        model = Skill
        fields: list[str] = []
        form = FilterForm

    def __init__(self, data: QueryDict, queryset: QuerySet[Skill]) -> None:
        super().__init__(data, queryset)
        self.form.looks = {"kind": SMALL, "only": SMALL}

    @property
    def active(self) -> int:
        """How many filters are on, besides the words."""
        values = self.form.cleaned_data if self.form.is_valid() else {}
        return sum(bool(values.get(name)) for name in ("family", "kind", "only"))

    def by_words(self, skills: QuerySet[Skill], name: str, value: str) -> QuerySet[Skill]:
        if not value.strip():
            return skills
        ids = search.ranked(value)
        rank = Func(Value(ids, ArrayField(BigIntegerField())), F("id"), function="array_position")
        return skills.filter(id__in=ids).order_by(rank)

    def by_family(self, skills: QuerySet[Skill], name: str, value: Any) -> QuerySet[Skill]:
        return skills.filter(id__in=within_family(value))

    def by_digital(self, skills: QuerySet[Skill], name: str, value: list[str]) -> QuerySet[Skill]:
        return skills.filter(is_digital=True) if value else skills
