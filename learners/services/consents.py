"""What a learner lets others see."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from district.partners.actor import Actor
from district.web.errors import Refused
from district.web.templatetags.district import day
from learners.models import EmployerConsent, FundingFacts, Learner
from learners.services import records

ADULT = 18


def birthday(born_on: date, years: int) -> date:
    """The day on which somebody is so many years old; those born on 29 February on 1 March of other years."""
    try:
        return born_on.replace(year=born_on.year + years)
    except ValueError:
        return date(born_on.year + years, 3, 1)


def latest_birthday_of_adults() -> date:
    """Who was born on this day or earlier is 18 or over today."""
    today = timezone.localdate()
    try:
        return today.replace(year=today.year - ADULT)
    except ValueError:
        return date(today.year - ADULT, 2, 28)


@transaction.atomic
def be_seen_by_employers(
    *, learner: Learner, is_agreed: bool, born_on: date | None = None, by: Actor
) -> None:
    """Agree, or no longer do. Nobody under 18 can; saying so again is a success."""
    current = records.lock(learner=learner, by=by)
    if not is_agreed:
        EmployerConsent.objects.filter(learner=current).delete()
        return
    if born_on is None:
        raise Refused("Enter your date of birth: employers see nobody under 18.", field="born_on")
    told = FundingFacts.objects.filter(learner=current).values_list("born_on", flat=True).first()
    adult_on = birthday(max(born_on, told or born_on), ADULT)
    if adult_on > timezone.localdate():
        EmployerConsent.objects.filter(learner=current).delete()
        raise Refused(
            f"Employers see nobody under 18. You can decide this from {day(adult_on)}.", field="born_on"
        )
    EmployerConsent.objects.get_or_create(learner=current)


def seen_by_employers() -> QuerySet[Learner]:
    """Those who agreed and are matched; nobody whose date of birth here says that they are under 18."""
    agreed = Learner.objects.filter(matching_on=True, employer_consent__isnull=False)
    return agreed.exclude(funding_facts__born_on__gt=latest_birthday_of_adults())
