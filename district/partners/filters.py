"""How WMCA staff and visitors narrow a list of organisations."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet

from district.partners import sic
from district.partners.forms import OPEN_ROLES
from district.partners.models import EmployerFacts, Organisation, OrganisationRole, Role, SizeBand
from district.web.forms import FilterForm


class OrganisationFilter(django_filters.FilterSet):
    """State and role speak of the same role: "refused" and "employer" finds those refused as employer."""

    q = django_filters.CharFilter(label="Name or number", method="narrow_by_words", max_length=100)
    state = django_filters.ChoiceFilter(
        label="State", choices=OrganisationRole.State, empty_label="Any state"
    )
    role = django_filters.ChoiceFilter(label="Role", choices=Role, empty_label="Any role")

    size = django_filters.ChoiceFilter(
        label="People who work there", choices=SizeBand, empty_label="Any number"
    )
    digital = django_filters.ChoiceFilter(
        label="Digital by its SIC codes", choices=[("yes", "Yes"), ("no", "No")], empty_label="Either"
    )

    class Meta:
        model = Organisation
        fields: list[str] = []
        form = FilterForm

    def filter_queryset(self, queryset: QuerySet[Organisation]) -> QuerySet[Organisation]:
        chosen: dict[str, Any] = self.form.cleaned_data
        facts = EmployerFacts.objects.filter(organisation=OuterRef("pk"))
        if chosen.get("size"):
            queryset = queryset.filter(Exists(facts.filter(size_band=chosen["size"])))
        if chosen.get("digital"):
            is_digital = Exists(facts.filter(sic_codes__overlap=sorted(sic.DIGITAL)))
            queryset = queryset.filter(is_digital if chosen["digital"] == "yes" else ~is_digital)
        if words := chosen.get("q"):
            queryset = self.narrow_by_words(queryset, "q", words)
        narrow = {name: chosen[name] for name in ("state", "role") if chosen.get(name)}
        if narrow:
            roles = OrganisationRole.objects.filter(organisation=OuterRef("pk"), **narrow)
            queryset = queryset.filter(Exists(roles))
        return queryset

    def narrow_by_words(
        self, queryset: QuerySet[Organisation], name: str, value: str
    ) -> QuerySet[Organisation]:
        number = value.replace(" ", "").upper()
        return queryset.filter(
            Q(name__icontains=value) | Q(company_number=number) | Q(ukprn=number) | Q(urn=number)
        )


class PartnerFilter(OrganisationFilter):
    """For everybody: only what is public."""

    state = size = digital = None
    role = django_filters.ChoiceFilter(label="What it does", choices=OPEN_ROLES, empty_label="Anything")

    def filter_queryset(self, queryset: QuerySet[Organisation]) -> QuerySet[Organisation]:
        chosen = self.form.cleaned_data
        if words := chosen.get("q"):
            queryset = self.narrow_by_words(queryset, "q", words)
        if chosen.get("role"):
            approved = OrganisationRole.objects.approved().filter(organisation=OuterRef("pk"))
            queryset = queryset.filter(Exists(approved.filter(role=chosen.get("role"))))
        return queryset
