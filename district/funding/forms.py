"""What WMCA staff and providers fill in about money."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.db.models.functions import Lower
from django.utils import timezone

from district.funding.models import Contract, EmployerShare, Evidence
from district.funding.profiles import months_between
from district.partners.models import Organisation, OrganisationRole, Role
from district.web.fields import DateField, MoneyField, WholeNumberField
from district.web.forms import Form, Look
from programmes.models import Programme

PENNY = Decimal("0.01")
MOST_MONTHS = 60
HUNDRED = Decimal(100)


class PoundsField(MoneyField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 12, "decimal_places": 2} | kwargs)


class PercentField(forms.DecimalField):
    """Per cent in, a share of one out."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=4, decimal_places=1, min_value=Decimal(0), max_value=HUNDRED, **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        found = super().clean(value)
        return None if found is None else found / HUNDRED


POUNDS = Look(prefix="£", width=10)
PER_CENT = Look(suffix="%", width=4)


class FundForm(Form):
    name = forms.CharField(label="What is the fund called?", max_length=120)
    source = forms.CharField(label="Who gives the money?", max_length=200)
    source_document = forms.CharField(label="Where is it laid down?", max_length=300)
    source_url = forms.URLField(label="Link to it", max_length=500, required=False)
    amount = PoundsField(label="How much is it?", min_value=PENNY)
    starts_on = DateField(label="First day")
    ends_on = DateField(label="Last day")
    looks = {"amount": POUNDS, "name": Look(noun="the name of the fund")}


class AllocationForm(Form):
    programme = forms.ModelChoiceField(
        Programme.objects.none(),
        label="For which programme?",
        to_field_name="public_id",
        empty_label="Choose a programme",
    )
    amount = PoundsField(label="How much?", min_value=PENNY)
    reason = forms.CharField(label="Why so much?", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    looks = {"amount": POUNDS, "programme": Look(noun="a programme")}

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["programme"].queryset = Programme.objects.order_by(Lower("name"))


class AllocationChangeForm(Form):
    amount = PoundsField(label="How much from now on?", min_value=Decimal(0))
    reason = forms.CharField(
        label="Why does it change?", max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    looks = {"amount": POUNDS}


class ContractForm(Form):
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Which provider?",
        to_field_name="public_id",
        empty_label="Choose a provider",
    )
    reference = forms.CharField(label="Reference of the contract", max_length=40)
    value = PoundsField(label="What is it worth in all?", min_value=PENNY)
    rate = PoundsField(
        label="How much for one learner?", help_text="All three milestones together.", min_value=PENNY
    )
    starts_on = DateField(label="First day", help_text="Learners count who start on this day or later.")
    ends_on = DateField(label="Last day", help_text="Claims can be made for some months after it.")
    looks = {"value": POUNDS, "rate": POUNDS, "organisation": Look(noun="a provider")}

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        approved = OrganisationRole.objects.filter(role=Role.PROVIDER, state=OrganisationRole.State.APPROVED)
        self.fields["organisation"].queryset = Organisation.objects.filter(
            pk__in=approved.values("organisation"), is_active=True
        ).order_by(Lower("name"))


class ProfileForm(Form):
    """A line a month: the money it is expected to earn, and how many people start."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    marks_optional = False

    def __init__(self, data: Any = None, *, contract: Any) -> None:
        self.rows = [
            (date.fromisoformat(each["month"][:10]), Decimal(each["amount"]), each["starts"])
            for each in contract.planned[:MOST_MONTHS]
        ]
        initial: dict[str, Any] = {"version": contract.version}
        asked = dict(self.base_fields)
        for month, amount, starts in self.rows:
            initial |= {f"amount_{month:%Y%m}": amount, f"starts_{month:%Y%m}": starts}
            words = f"{month:%B %Y}"
            asked[f"amount_{month:%Y%m}"] = PoundsField(label=f"Money, {words}", min_value=Decimal(0))
            asked[f"starts_{month:%Y%m}"] = WholeNumberField(
                label=f"People who start, {words}", min_value=0, max_value=100_000
            )
        self.base_fields = asked  # type: ignore[misc] # of this form alone
        super().__init__(data, initial=initial)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """For the table of fields."""
        return [
            {
                "month": f"{month:%B %Y}",
                "amount": self[f"amount_{month:%Y%m}"],
                "starts": self[f"starts_{month:%Y%m}"],
            }
            for month, _, _ in self.rows
        ]

    def months(self) -> list[tuple[date, Decimal, int]]:
        values = self.cleaned_data
        return [
            (month, values[f"amount_{month:%Y%m}"], values[f"starts_{month:%Y%m}"])
            for month, _, _ in self.rows
        ]


class MoveForm(Form):
    to = forms.ChoiceField(label="What happens with this contract?", widget=forms.RadioSelect)
    note = forms.CharField(
        label="Why?", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    looks = {"to": Look(noun="what happens")}

    def __init__(self, data: Any = None, *, moves: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["to"].choices = moves


class ChangeForm(Form):
    """Growth, reduction, a new rate."""

    kind = forms.ChoiceField(
        label="What changes?",
        choices=[("growth", "More money"), ("reduction", "Less money"), ("rate", "Only the rate")],
        widget=forms.RadioSelect,
    )
    amount = PoundsField(label="By how much?", min_value=PENNY, required=False)
    starts = WholeNumberField(
        label="By how many people who start?", min_value=0, max_value=100_000, required=False
    )
    rate = PoundsField(
        label="A new rate for one learner",
        help_text="For people who start from then on. Leave empty if the rate stays.",
        min_value=PENNY,
        required=False,
    )
    from_month = forms.ChoiceField(label="From which month on?")
    reason = forms.CharField(
        label="Why?", help_text="Whoever decides reads it.", max_length=1000, widget=forms.Textarea
    )
    looks = {"amount": POUNDS, "rate": POUNDS, "starts": Look(width=5), "kind": Look(noun="what changes")}

    def __init__(self, data: Any = None, *, contract: Contract) -> None:
        super().__init__(data)
        months = months_between(contract.starts_on, contract.ends_on)
        self.fields["from_month"].choices = [
            ("", "Choose a month"),
            *((month.isoformat(), f"{month:%B %Y}") for month in months),
        ]

    def values(self) -> dict[str, Any]:
        said = self.cleaned_data
        sign = {"growth": 1, "reduction": -1, "rate": 0}[said["kind"]]
        return {
            "amount": sign * (said["amount"] or Decimal(0)),
            "starts": sign * (said["starts"] or 0),
            "rate": said["rate"],
            "from_month": date.fromisoformat(said["from_month"]),
            "reason": said["reason"],
        }


class ChangeDecisionForm(Form):
    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[("approve", "Approve: the months change at once"), ("reject", "Reject")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Why?", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    looks = {"decision": Look(noun="what you decide")}


class RuleForm(Form):
    programme = forms.ModelChoiceField(
        Programme.objects.none(),
        label="For which programme?",
        to_field_name="public_id",
        empty_label="Choose a programme",
    )
    applies_from = DateField(label="For people who start on or after")
    start_share = PercentField(label="For a start (M1)")
    completion_share = PercentField(label="For a completion (M2)")
    outcome_share = PercentField(label="For an outcome (M3)")
    qualifying_days = WholeNumberField(
        label="Days of learning until it is a start", min_value=1, max_value=366
    )
    qualifying_hours = WholeNumberField(
        label="Taught hours attended until it is a start",
        help_text="0 if none are asked for.",
        min_value=0,
        max_value=1000,
    )
    needs_interview = forms.BooleanField(
        label="A completion needs a real interview offer, a new role or a plan to be self-employed",
        required=False,
        initial=True,
    )
    outcome_months = WholeNumberField(
        label="Months after completion in which an outcome begins", min_value=1, max_value=24, initial=6
    )
    sustained_days = WholeNumberField(label="Days it has to last", min_value=1, max_value=366, initial=84)
    claim_months = WholeNumberField(
        label="Months after the contract in which claims can be made", min_value=0, max_value=24, initial=6
    )
    small_employer_share = PercentField(
        label="Public part of the rate, where an employer below 250 people pays the rest", initial=90
    )
    large_employer_share = PercentField(
        label="Public part of the rate, where a larger employer pays the rest", initial=70
    )
    tolerance_r04 = PercentField(label="Tolerance below profile until December (R04)", initial=15)
    tolerance_r08 = PercentField(label="Until April (R08)", initial=10)
    tolerance_r12 = PercentField(label="Until July (R12)", initial=5)
    tolerance_r14 = PercentField(label="At the end (R14)", initial=0)
    source = forms.CharField(label="Where is it laid down?", max_length=300)
    source_url = forms.URLField(label="Link to it", max_length=500, required=False)
    is_confirmed = forms.BooleanField(label="Somebody has seen it in writing", required=False)
    looks = {
        "programme": Look(noun="a programme"),
        **dict.fromkeys(("start_share", "completion_share", "outcome_share"), PER_CENT),
        **dict.fromkeys(("small_employer_share", "large_employer_share"), PER_CENT),
        **dict.fromkeys(("tolerance_r04", "tolerance_r08", "tolerance_r12", "tolerance_r14"), PER_CENT),
        **dict.fromkeys(("qualifying_days", "qualifying_hours"), Look(width=4)),
        **dict.fromkeys(("outcome_months", "sustained_days", "claim_months"), Look(width=4)),
    }

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["programme"].queryset = Programme.objects.order_by(Lower("name"))

    def values(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        del said["programme"]
        said["returns"] = [
            [code, month, f"{100 * said.pop(f'tolerance_{code.lower()}'):f}"]
            for code, month in (("R04", 12), ("R08", 4), ("R12", 7), ("R14", 10))
        ]
        return said


# Claims -----------------------------------------------------------------------------------------------


class RowsForm(Form):
    """Which claims a page of many is about: their public ids, in the address or in hidden fields."""

    rows = forms.TypedMultipleChoiceField(coerce=str, required=False)

    def __init__(self, data: Any, *, most: int = 500) -> None:
        super().__init__(data)
        self.ids = list(dict.fromkeys(each for each in data.getlist("rows")[:most] if _is_uuid(each)))
        self.fields["rows"].choices = [(each, each) for each in self.ids]


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


class NothingForm(Form):
    """Only pressed."""


class AnswerForm(Form):
    answer = forms.CharField(
        label="What should the provider know?",
        help_text="They read exactly this.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class PayForm(Form):
    paid_on = DateField(label="On which day did the money go out?", latest=timezone.localdate)


class WordsForm(Form):
    words = forms.CharField(
        label="What is new?",
        help_text="Whoever decides reads it. No names or contact details, please.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class EvidenceForm(Form):
    kind = forms.ChoiceField(label="What was it?", choices=Evidence.Kind.choices, widget=forms.RadioSelect)
    happened_on = DateField(label="On which day?", latest=timezone.localdate)
    employer = forms.CharField(label="Which employer or customer?", max_length=120, required=False)
    is_mock = forms.BooleanField(label="It was a practice interview: there was no job to get", required=False)
    ended_on = DateField(label="If it is over: the last day", required=False, latest=timezone.localdate)
    note = forms.CharField(
        label="What did you see, and where is it kept?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    looks = {"kind": Look(noun="what it was")}


class SizeForm(Form):
    size = forms.ChoiceField(
        label="How large is the employer who pays a part?",
        choices=EmployerShare.Size.choices,
        widget=forms.RadioSelect,
    )
    looks = {"size": Look(noun="how large the employer is")}
