"""Fictional equality answers for the demo learners, and fair sharing switched on. Answers go by the learners' order in
the list alone, and tell nothing of anybody's name, place or skills.
"""

from district.accounts.models import User
from district.matching.models import SharingSwitch
from learners.models import EqualityAnswers, Learner

STAFF = "alex@authority.example"
ETHNICITIES = "WAWBAWMWBA"


def load() -> None:
    learners = Learner.objects.filter(is_fictional=True).exclude(answered=[]).order_by("id")
    EqualityAnswers.objects.bulk_create(
        [_answers(number, learner) for number, learner in enumerate(learners)], ignore_conflicts=True
    )
    SharingSwitch.objects.create(
        is_on=True,
        reason="The demo world shows what it does.",
        by=User.objects.filter(email=STAFF).first(),
    )


def _answers(number: int, learner: Learner) -> EqualityAnswers:
    """One in ten does not agree to be counted."""
    return EqualityAnswers(
        learner=learner,
        sex="FM"[number % 2],
        ethnicity=ETHNICITIES[number * 7 % 10],
        has_disability="Y" if number % 4 == 1 else "N",
        is_care_leaver="Y" if number % 13 == 5 else "N",
        birth_year=2009 - number * 17 % 45,
        may_count=number % 10 != 9,
    )
