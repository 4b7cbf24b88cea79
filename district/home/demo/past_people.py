"""The people of two years: where they live and who they say they are. Nobody signs in as them, none is matched."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from district.accounts.models import User
from district.home.demo import learners as neighbours
from district.home.demo import years
from district.home.demo.calendar import at
from district.places.models import Postcode
from learners.models import EqualityAnswers, Learner

PROFILES_FROM = 800  # days in which they made their profile; whoever applied earlier did so then


@dataclass
class Person:
    """Somebody of the past. `drag`: per cent taken from their chance to stay, and to be hired."""

    learner: Learner
    born_on: date
    sex: str
    ethnicity: str
    has_disability: str
    is_care_leaver: str
    lsoa: str
    decile: int
    counts: bool

    @property
    def drag(self) -> int:
        return 14 * (self.has_disability == "Y") + 10 * (self.is_care_leaver == "Y") + 4 * (self.decile <= 2)


def make(chance: Random, most: int, today: date, *, kind: str = "past") -> list[Person]:
    homes = Postcode.objects.filter(postcode__in={person.postcode for person in neighbours.PEOPLE})
    postcodes = list(homes.select_related("lsoa").order_by("postcode"))
    users = User.objects.bulk_create(
        User(
            email=f"{kind}.{number}@demo.example",
            name=f"{chance.choice(years.GIVEN_NAMES)} {chance.choice(years.FAMILY_NAMES)}",
            password="!",  # noqa: S106  nobody signs in with it
        )
        for number in range(most)
    )
    learners = Learner.objects.bulk_create(
        Learner(
            user=user,
            postcode=chance.choice(postcodes),
            matching_on=False,
            is_fictional=True,
            created_at=at(today - timedelta(days=30 + number * 37 % PROFILES_FROM), 12),
        )
        for number, user in enumerate(users)
    )
    people = [_person(learner, chance, today) for learner in learners]
    EqualityAnswers.objects.bulk_create(
        EqualityAnswers(
            learner=person.learner,
            sex=person.sex,
            ethnicity=person.ethnicity,
            has_disability=person.has_disability,
            is_care_leaver=person.is_care_leaver,
            birth_year=person.born_on.year,
            may_count=True,
        )
        for person in people
        if person.counts
    )
    return people


def _person(learner: Learner, chance: Random, today: date) -> Person:
    age = 19 + int(46 * chance.random() ** 1.7)
    lsoa = learner.postcode.lsoa if learner.postcode else None
    return Person(
        learner=learner,
        born_on=today - timedelta(days=366 * (age + years.PAST + 1) + chance.randrange(300)),
        sex="F" if chance.random() < 0.47 else "M",
        ethnicity=years.drawn(chance, years.ETHNICITIES)[0],
        has_disability="Y" if chance.random() < 0.17 else "N",
        is_care_leaver="Y" if chance.random() < 0.04 else "N",
        lsoa=lsoa.code if lsoa else "",
        decile=(lsoa.imd_decile if lsoa else None) or 5,
        counts=chance.random() < 0.9,
    )
