"""The rules of who gets a course for free, as WMCA staff read them: filter, tables, versions and their history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from district.eligibility.judgement import funding_year
from district.eligibility.models import FundingRule, FundingStream
from district.web.forms import FilterForm
from district.web.tables import Column, Table
from district.web.templatetags.district import money
from learners.models import Work

FIRST_YEAR = 2019


def funding_years() -> list[tuple[str, str]]:
    """From the next one back to the first that has rules."""
    coming = funding_year(timezone.localdate()) + 1
    return [(str(year), f"{year} to {year + 1}") for year in range(coming, FIRST_YEAR - 1, -1)]


class FundingRuleFilter(django_filters.FilterSet):
    """The rules in force in a funding year, August to July; without one, all there ever were."""

    year = django_filters.ChoiceFilter(
        label="Funding year", choices=funding_years, method="narrow_by_year", empty_label="All years"
    )
    stream = django_filters.ModelChoiceFilter(
        label="Money",
        queryset=FundingStream.objects.order_by("position"),
        to_field_name="code",
        empty_label="All of it",
    )

    class Meta:
        model = FundingRule
        fields: list[str] = []
        form = FilterForm

    def narrow_by_year(self, queryset: QuerySet[FundingRule], name: str, value: str) -> QuerySet[FundingRule]:
        begins, ends = date(int(value), 8, 1), date(int(value) + 1, 7, 31)
        return queryset.filter(Q(valid_to=None) | Q(valid_to__gte=begins), valid_from__lte=ends)


def rule_in_words(rule: FundingRule) -> str:
    """Its conditions, as staff read them."""
    ages = {
        (True, True): f"aged {rule.least_age} to {rule.most_age}",
        (True, False): f"aged {rule.least_age} or over",
        (False, True): f"aged {rule.most_age} or under",
        (False, False): "",
    }
    parts = [
        ages[rule.least_age is not None, rule.most_age is not None],
        f"lives in one of {len(rule.councils)} councils" if rule.councils else "",
        f"work: {Work(rule.work).name.lower().replace('_', ' ')}" if rule.work else "",
        "" if rule.pay_below is None else f"pay below {money(rule.pay_below)} a year",
        "" if rule.without_level is None else f"no full Level {rule.without_level}",
    ]
    return capfirst(", ".join(part for part in parts if part))


def _rule_columns() -> list[Column[FundingRule]]:
    return [
        Column("asks", "Asks for", rule_in_words),
        Column("needed", "Needed", lambda rule: "One of several" if rule.one_of else "Always"),
        Column("from", "From", lambda rule: rule.valid_from, kind="day"),
        Column("to", "To", lambda rule: rule.valid_to or "Goes on", kind="text"),
        Column("sure", "Seen in writing", lambda rule: "Yes" if rule.is_confirmed else "To be confirmed"),
    ]


def funding_rule_table(rules: Sequence[FundingRule]) -> Table[FundingRule]:
    """Rules with the money they belong to; each leads to its versions."""
    columns = [
        Column[FundingRule](
            "name",
            "Rule",
            lambda rule: rule.name,
            href=lambda rule: reverse("funding_rule_show", args=[rule.code]),
        ),
        Column[FundingRule]("stream", "Money", lambda rule: rule.stream.name),
        *_rule_columns(),
    ]
    return Table(f"{len(rules)} {'rule' if len(rules) == 1 else 'rules'}", columns, rules)


def rule_version_table(versions: Sequence[FundingRule]) -> Table[FundingRule]:
    source = Column[FundingRule](
        "source", "Source", lambda rule: rule.source_title, href=lambda rule: rule.source_url
    )
    note = Column[FundingRule]("note", "Note", lambda rule: rule.note)
    return Table("Versions, the newest first", [*_rule_columns(), note, source], versions)


def versions_of_rule(code: str) -> list[FundingRule]:
    """The newest first."""
    return list(FundingRule.objects.filter(code=code).select_related("stream").order_by("-valid_from", "-id"))


@dataclass(frozen=True)
class RuleChange:
    """A time that a version of a rule was written, changed or removed."""

    at: datetime
    what: str
    since: date
    differences: Sequence[str]


def changes_of_rule(code: str) -> list[RuleChange]:
    """The newest first, as the database has kept them: what each version said before and after."""
    events = FundingRule.pgh_event_model.objects.filter(code=code)  # type: ignore[attr-defined]
    before: dict[int, Any] = {}
    changes = []
    for event in events.order_by("pgh_id"):
        old = before.get(event.pgh_obj_id)
        what = {"insert": "Written", "update": "Changed", "delete": "Removed"}.get(
            event.pgh_label, event.pgh_label
        )
        changes.append(RuleChange(event.pgh_created_at, what, event.valid_from, _differences(old, event)))
        before[event.pgh_obj_id] = event
    return changes[::-1]


def _differences(old: Any, new: Any) -> list[str]:
    if old is None:
        return []
    fields = [field for field in FundingRule._meta.concrete_fields if field.name not in {"id", "stream"}]
    return [
        f"{str(field.verbose_name).capitalize()}: {_told(getattr(old, field.name))} → {_told(getattr(new, field.name))}"
        for field in fields
        if getattr(old, field.name) != getattr(new, field.name)
    ]


def _told(value: Any) -> str:
    return "empty" if value in (None, "", []) else str(value)
