from collections.abc import Callable

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower

from district.funding.models import Contract, ContractChange, Milestone, MilestoneClaim
from district.funding.models.milestone import MilestoneClaimQuerySet
from district.funding.queries import AGE_WORDS, SHOWN, at_age
from district.web.forms import FilterForm
from programmes.models import Programme

State = MilestoneClaim.State
STATES = {
    "desk": "All that waits for us",
    "claimed": "To be decided",
    "queried": "Queried: the provider's turn",
    "approved": "Approved, to be paid",
    "paid": "Paid",
    "rejected": "Rejected",
    "to_recover": "Paid, and the evidence has gone: to be asked back",
    "asked_back": "Asked back: waits for a second person",
    "recovered": "Recovered",
    "stopped": "Not paid yet, and the evidence has gone",
}


NARROWED: dict[str, Callable[[MilestoneClaimQuerySet], MilestoneClaimQuerySet]] = {
    "desk": MilestoneClaimQuerySet.at_the_desk,
    "to_recover": MilestoneClaimQuerySet.to_recover,
    "asked_back": MilestoneClaimQuerySet.asked_back,
    "stopped": MilestoneClaimQuerySet.stopped,
}


class ContractChoiceField(django_filters.ModelChoiceFilter.field_class):
    def label_from_instance(self, contract: Contract) -> str:
        return f"{contract.reference}, {contract.organisation.name}"


class ContractChoiceFilter(django_filters.ModelChoiceFilter):
    field_class = ContractChoiceField


class ClaimFilter(django_filters.FilterSet):
    """Without a choice what waits at the desk."""

    state = django_filters.ChoiceFilter(
        label="Where it stands",
        choices=[*STATES.items()],
        method="narrow_by_state",
        empty_label=None,
        initial="desk",
    )
    age = django_filters.ChoiceFilter(
        label="Claimed", choices=[*AGE_WORDS.items()], method="narrow_by_age", empty_label="At any time"
    )
    number = django_filters.ChoiceFilter(
        label="Milestone", choices=Milestone.choices, empty_label="Any milestone"
    )
    contract = ContractChoiceFilter(
        label="Contract",
        queryset=Contract.objects.exclude(state__in=["draft", "submitted", "withdrawn"])
        .select_related("organisation")
        .only("public_id", "reference", "organisation__name")
        .order_by("reference"),
        to_field_name="public_id",
        empty_label="All contracts",
    )

    class Meta:
        model = MilestoneClaim
        fields: list[str] = []
        form = FilterForm

    @property
    def qs(self) -> QuerySet[MilestoneClaim]:
        rows = super().qs
        return rows if self.data and self.data.get("state") else rows.at_the_desk()

    @property
    def active_count(self) -> int:
        data = self.form.data
        return sum(bool(data.get(name)) for name in self.filters) if data else 0

    def narrow_by_state(self, rows: MilestoneClaimQuerySet, name: str, value: str) -> MilestoneClaimQuerySet:
        return NARROWED[value](rows) if value in NARROWED else rows.filter(state=value)

    def narrow_by_age(
        self, rows: QuerySet[MilestoneClaim], name: str, value: str
    ) -> QuerySet[MilestoneClaim]:
        return rows.filter(at_age(value))


class LearnerFilter(django_filters.FilterSet):
    """The learners of a provider's contract."""

    show = django_filters.ChoiceFilter(
        label="Show", choices=[*SHOWN.items()], method="same", empty_label="Everybody who counts"
    )

    class Meta:
        model = MilestoneClaim
        fields: list[str] = []
        form = FilterForm

    def same(self, rows: QuerySet[MilestoneClaim], name: str, value: str) -> QuerySet[MilestoneClaim]:
        return rows

    @property
    def chosen(self) -> str:
        """What of the list is wanted; nothing if it is no choice."""
        return str(self.form.cleaned_data.get("show") or "") if self.form.is_valid() else ""


class ContractFilter(django_filters.FilterSet):
    programme = django_filters.ModelChoiceFilter(
        label="Programme",
        queryset=Programme.objects.filter(contracts__isnull=False).distinct().order_by(Lower("name")),
        to_field_name="public_id",
        empty_label="All programmes",
    )
    state = django_filters.ChoiceFilter(
        label="State", choices=Contract.State.choices, empty_label="Any state"
    )

    change = django_filters.ChoiceFilter(
        label="Growth or reduction",
        choices=[("proposed", "Waits for a decision")],
        method="narrow_by_change",
        empty_label="Whether or not",
    )

    class Meta:
        model = Contract
        fields: list[str] = []
        form = FilterForm

    def narrow_by_change(self, rows: QuerySet[Contract], name: str, value: str) -> QuerySet[Contract]:
        return rows.filter(Exists(ContractChange.objects.filter(contract=OuterRef("pk"), state=value)))

    @property
    def active_count(self) -> int:
        data = self.form.data
        return sum(bool(data.get(name)) for name in self.filters) if data else 0
