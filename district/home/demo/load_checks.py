"""What some of the demo world's learners have kept: answers about money, and digital self-checks with their plans."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from district.eligibility.services import funding_rules
from learners import self_check
from learners.models import FundingFacts, Learner, PayPeriod, PlanStep, PriorLevel, SelfCheck, Work
from learners.services import self_checks

# Answers as self_check packs them, a figure for each statement, area by area; the last one is the newest.
CHECKS = {
    "amara@demo.example": ("32212321211121112122", "33323432322132223233"),
    "leanne.6@demo.example": ("22112211111111112111",),
}
FACTS = {
    "amara@demo.example": (date(1999, 3, 14), Work.PAID, Decimal("12.71"), Decimal("24"), PriorLevel.FULL_2),
    "leanne.6@demo.example": (date(1986, 11, 2), Work.LOOKING, None, None, PriorLevel.BELOW_2),
}


def load() -> None:
    """After the learners."""
    funding_rules.load()
    learners = {
        str(learner.user.email): learner
        for learner in Learner.objects.filter(is_fictional=True, user__email__in=FACTS).select_related("user")
    }
    for email, learner in learners.items():
        _facts(email, learner)
        for turn, word in enumerate(reversed(CHECKS[email])):
            _check(learner, word, timezone.now() - timedelta(days=5 + 90 * turn))


def _facts(email: str, learner: Learner) -> None:
    born_on, work, pay, hours, level = FACTS[email]
    FundingFacts.objects.create(
        learner=learner,
        born_on=born_on,
        work=work,
        pay=pay,
        pay_per=PayPeriod.HOUR if pay else "",
        hours=hours,
        prior_level=level,
    )


def _check(learner: Learner, word: str, finished_at: datetime) -> None:
    said = self_check.unpack(word)
    check = SelfCheck.objects.create(
        learner=learner, answers=said, started_at=finished_at, finished_at=finished_at
    )
    PlanStep.objects.bulk_create(
        PlanStep(
            self_check=check, position=position, text=step.text, due_on=step.due_on, is_done=position == 1
        )
        for position, step in enumerate(self_checks.first_plan(said, finished_at.date()), start=1)
    )
