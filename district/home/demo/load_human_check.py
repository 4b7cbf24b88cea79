"""A finished human check of the demo world: two raters, six fictional profiles, ratings that nearly agree."""

from django.db import transaction

from district.accounts.models import User
from district.matching.models import CheckConsent, EngineVersion, RatedPair, Rating
from district.matching.services import human_check
from district.partners.actor import Actor
from district.partners.models import Role
from learners.models import Learner

STAFF = "alex@authority.example"
OTHER = "sam@aston-lock.example"
PROFILES = 6
STEPS = (150_000, 350_000, 600_000)  # of the fit index, between one rating and the next


@transaction.atomic
def load() -> None:
    """Once a version exists; what was drawn before stays."""
    staff = User.objects.filter(email=STAFF).first()
    engine = EngineVersion.objects.current().first()
    if staff is None or engine is None or RatedPair.objects.exists():
        return
    by = Actor(user=staff, roles=frozenset({Role.AUTHORITY}))
    fictional = Learner.objects.filter(is_fictional=True, matching_on=True).order_by("id")
    CheckConsent.objects.bulk_create(
        [CheckConsent(learner=learner) for learner in fictional], ignore_conflicts=True
    )
    human_check.draw(profiles=PROFILES, by=by)
    raters = [human_check.name_rater(email=email, by=by) for email in (STAFF, OTHER)]
    pairs = list(RatedPair.objects.filter(engine=engine).order_by("id"))
    Rating.objects.bulk_create(
        [
            Rating(pair=pair, rater=rater, value=_rating(pair, number, rater.seat))
            for number, pair in enumerate(pairs)
            for rater in raters
        ]
    )


def _rating(pair: RatedPair, number: int, seat: int) -> int:
    """By the fit, and now and then a step beside it."""
    value = sum(pair.fit >= step for step in STEPS)
    if (number * 7 + seat * 5) % 11 < 2:
        value += 1 if (number + seat) % 2 else -1
    return max(0, min(3, value))
