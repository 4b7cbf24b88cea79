import django_filters

from district.returns.models import PartnerReport, ReviewPoint
from district.web.forms import FilterForm


class ReportFilter(django_filters.FilterSet):
    point = django_filters.ModelChoiceFilter(
        label="Review point",
        queryset=ReviewPoint.objects.order_by("-covers_until", "id"),
        to_field_name="public_id",
        empty_label="All of them",
    )
    state = django_filters.ChoiceFilter(
        label="State", choices=PartnerReport.State.choices, empty_label="Any state"
    )

    class Meta:
        model = PartnerReport
        fields: list[str] = []
        form = FilterForm

    @property
    def active_count(self) -> int:
        data = self.form.cleaned_data if self.form.is_valid() else {}
        return sum(1 for value in data.values() if value)
