from datetime import timedelta

import django_filters
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from district.funding.queries import AGE_WORDS, AGES
from district.partners.models import Organisation
from district.returns import quality
from district.returns.models import LearnerExtract, PartnerReport, ReviewPoint
from district.returns.models.report import PartnerReportQuerySet
from district.web.forms import FilterForm
from programmes.models import Enrolment


class ReportFilter(django_filters.FilterSet):
    point = django_filters.ModelChoiceFilter(
        label="Review point",
        queryset=ReviewPoint.objects.order_by("-covers_until", "id"),
        to_field_name="public_id",
        empty_label="All of them",
    )
    state = django_filters.ChoiceFilter(
        label="State",
        choices=[*PartnerReport.State.choices, ("overdue", "Overdue")],
        method="narrow_by_state",
        empty_label="Any state",
    )

    class Meta:
        model = PartnerReport
        fields: list[str] = []
        form = FilterForm

    def narrow_by_state(self, rows: PartnerReportQuerySet, name: str, value: str) -> QuerySet[PartnerReport]:
        return rows.overdue() if value == "overdue" else rows.filter(state=value)

    @property
    def active_count(self) -> int:
        data = self.form.cleaned_data if self.form.is_valid() else {}
        return sum(1 for value in data.values() if value)


class ExtractFilter(django_filters.FilterSet):
    """Files of learners; what its time is over for counts as ended."""

    state = django_filters.ChoiceFilter(
        label="Stands at",
        choices=LearnerExtract.State.choices,
        method="narrow_by_state",
        empty_label="Anywhere",
    )

    class Meta:
        model = LearnerExtract
        fields: list[str] = []
        form = FilterForm

    def narrow_by_state(
        self, rows: QuerySet[LearnerExtract], name: str, value: str
    ) -> QuerySet[LearnerExtract]:
        is_over = Q(state__in=LearnerExtract.OPEN, ends_at__lte=timezone.now())
        if value == LearnerExtract.State.ENDED:
            return rows.filter(Q(state=value) | is_over)
        return rows.filter(Q(state=value) & ~is_over)

    @property
    def active_count(self) -> int:
        return int(bool(self.form.is_valid() and self.form.cleaned_data.get("state")))


def wrong_for(age: str) -> Q:
    """Of rows with `since`: wrong for so long."""
    youngest, oldest = (timezone.localdate() - timedelta(days=days) for days in AGES[age])
    return Q(since__lte=youngest, since__gte=oldest)


class FaultFilter(django_filters.FilterSet):
    """Rows of one rule at the desk: by provider, and by how long they have been wrong."""

    issue = django_filters.ChoiceFilter(
        label="What is wrong",
        choices=[(issue.code, issue.label) for issue in quality.ISSUES],
        method="same",
        empty_label=None,
    )
    provider = django_filters.ModelChoiceFilter(
        label="Provider",
        queryset=Organisation.objects.filter(enrolments__isnull=False)
        .distinct()
        .only("public_id", "name")
        .order_by(Lower("name")),
        field_name="organisation",
        to_field_name="public_id",
        empty_label="All providers",
    )
    age = django_filters.ChoiceFilter(
        label="Wrong for", choices=[*AGE_WORDS.items()], method="narrow_by_age", empty_label="Any time"
    )

    class Meta:
        model = Enrolment
        fields: list[str] = []
        form = FilterForm

    def same(self, rows: QuerySet[Enrolment], name: str, value: str) -> QuerySet[Enrolment]:
        return rows

    def narrow_by_age(self, rows: QuerySet[Enrolment], name: str, value: str) -> QuerySet[Enrolment]:
        return rows.filter(wrong_for(value))

    @property
    def active_count(self) -> int:
        return sum(bool(self.form.data.get(name)) for name in ("provider", "age"))

    def ages(self) -> list[tuple[str, int]]:
        """How many have been wrong for how long, whatever age is chosen."""
        rows = self.queryset
        if self.form.is_valid() and (provider := self.form.cleaned_data.get("provider")):
            rows = rows.filter(organisation=provider)
        counted = rows.order_by().aggregate(
            **{f"n{place}": Count("pk", filter=wrong_for(age)) for place, age in enumerate(AGES)}
        )
        return [(AGE_WORDS[age], counted[f"n{place}"]) for place, age in enumerate(AGES)]
