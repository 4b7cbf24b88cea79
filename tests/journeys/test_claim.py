"""A provider goes from a report that is filled in already to a paid claim that a second person had to approve."""

import re

from django.utils import timezone

from district.funding.models import Contract, MilestoneClaim
from district.returns.models import PartnerReport
from tests.journeys.conftest import Arrives
from tests.journeys.travellers import Traveller

PROVIDER = "sam@aston-lock.example"
STAFF = "alex@authority.example"
CONTRACT = "WM-SB-101"


def test_a_provider_goes_from_its_report_to_a_paid_claim(arrives: Arrives) -> None:
    provider, staff = arrives(PROVIDER), arrives(STAFF)
    given_a_report_that_is_filled_in(provider)
    when_each_line_is_confirmed_but_one(provider)
    then_it_is_with_wmca(provider)
    claim = when_the_provider_claims_for_a_learner(provider)
    then_the_provider_cannot_approve_it(provider, claim)
    when_somebody_else_asks_about_it(staff, claim)
    when_the_provider_answers(provider, claim)
    when_it_is_approved_and_paid(staff, claim)
    then_the_provider_sees_it_paid(provider, claim)


def given_a_report_that_is_filled_in(provider: Traveller) -> None:
    provider.opens("/start/")
    provider.follows("Funding")
    provider.sees_page("Funding")
    provider.follows("Your reports at review points")
    provider.follows(re.compile(f"{CONTRACT}$"))
    provider.sees_page(re.compile("^Report at R"))
    provider.sees("People who became a start (M1)")


def when_each_line_is_confirmed_but_one(provider: Traveller) -> None:
    provider.types(said_learning="corrected")
    provider.presses("Send the report")
    provider.sees("Enter what it should be.")
    provider.types(corrected_learning="999", reason_learning="The evening group is not in the register yet.")
    for part in ("People", "Milestones", "Money"):
        provider.presses(re.compile(f"are right.*{part}"))
    provider.sees("All looked at")
    provider.presses("Send the report")


def then_it_is_with_wmca(provider: Traveller) -> None:
    provider.sees("Your report is sent. WMCA looks at each line.")
    line = PartnerReport.objects.get(contract__reference=CONTRACT, state="sent").lines.get(measure="learning")
    assert line.corrected == 999
    assert line.value < 999


def when_the_provider_claims_for_a_learner(provider: Traveller) -> MilestoneClaim:
    provider.opens("/provider/funding/")
    provider.follows(CONTRACT)
    provider.follows("you can claim now")
    provider.main.locator("[data-row]").first.check()
    chosen = provider.main.locator("[data-row]").first.input_value()
    provider.presses("Claim these")
    provider.sees_page(re.compile(r"^Claim £[\d,]+(\.\d\d)? for 1 milestone$"))
    provider.presses(re.compile("^Claim £"))
    provider.sees("1 milestone claimed. WMCA decides on them.")
    return MilestoneClaim.objects.select_related("enrolment").get(public_id=chosen)


def then_the_provider_cannot_approve_it(provider: Traveller, claim: MilestoneClaim) -> None:
    provider.opens(f"/provider/funding/learners/{claim.enrolment.public_id}/")
    provider.sees("Claimed")
    provider.does_not_see("Approve")


def when_somebody_else_asks_about_it(staff: Traveller, claim: MilestoneClaim) -> None:
    staff.opens("/authority/funding/")
    staff.presses("Decide on claims")
    staff.opens(f"/authority/funding/learners/{claim.enrolment.public_id}/")
    staff.presses(re.compile(f"^Ask about {claim.short}"))
    staff.types(answer="Which register shows it?")
    staff.presses("Ask about: 1 claim")
    staff.sees("1 claim queried. The provider is told.")


def when_the_provider_answers(provider: Traveller, claim: MilestoneClaim) -> None:
    contract = Contract.objects.get(reference=CONTRACT)
    provider.opens(f"/provider/funding/{contract.public_id}/?show=query")
    provider.sees("WMCA says: Which register shows it?")
    provider.opens(f"/provider/funding/learners/{claim.enrolment.public_id}/")
    provider.types(words="That of the second week.")
    provider.presses("Send the answer and claim again")
    provider.sees("Your answer is sent.")


def when_it_is_approved_and_paid(staff: Traveller, claim: MilestoneClaim) -> None:
    page = f"/authority/funding/learners/{claim.enrolment.public_id}/"
    staff.opens(page)
    staff.sees("That of the second week.")
    staff.presses(re.compile(f"^Approve {claim.short}"))
    staff.presses("Approve: 1 claim")
    staff.sees("1 claim approved. The provider is told.")
    staff.opens(page)
    staff.presses(re.compile(f"^Record payment {claim.short}"))
    staff.dates("paid_on", timezone.localdate())
    staff.presses("Record payment: 1 claim")
    staff.sees("1 claim paid. The provider is told.")


def then_the_provider_sees_it_paid(provider: Traveller, claim: MilestoneClaim) -> None:
    provider.opens(f"/provider/funding/learners/{claim.enrolment.public_id}/")
    provider.sees("Paid")
    claim.refresh_from_db()
    assert (claim.state, claim.claimed_by_id == claim.decided_by_id) == ("paid", False)
