"""Puts the fictional learners and what they can do into the database."""

import unicodedata
from datetime import timedelta

from django.utils import timezone

from district.home.demo import learners as people
from district.home.demo import users
from district.home.demo import vacancies as wanted
from district.places.models import Postcode
from district.skills.models import Occupation, Skill
from learners import questions
from learners.models import Evidence, HeldSkill, Learner


def load(skills: dict[str, Skill]) -> None:
    last = len(people.PEOPLE) - 1
    labels = {family.occupation for family in wanted.FAMILIES.values()}
    occupations = {row.label: row for row in Occupation.objects.filter(label__in=labels).order_by("id")}
    for number, person in enumerate(people.PEOPLE):
        is_shown_round = number in {0, last}  # they sign in by first name alone
        name = _plain(person.name.split(" ")[0])
        user = users.make(f"{name if is_shown_round else f'{name}.{number}'}@demo.example", person.name)
        learner = _learner(number, person)
        learner.user = user
        learner.save()
        HeldSkill.objects.bulk_create(_held(learner, person, skills))
        learner.hopes.set(_hopes(number, person, occupations))


def _learner(number: int, person: people.Person) -> Learner:
    """Somebody who looks for nothing yet has only just signed up, and has said nothing else either."""
    if not person.looking:
        return Learner(is_fictional=True)
    return Learner(
        postcode=Postcode.objects.get(postcode=person.postcode),
        travel_miles=person.miles,
        travel_modes=["transit", "walk"] if number % 3 else ["car"],
        looking_for=list(person.looking),
        least_salary=_least_salary(person),
        remote_ok=number % 4 != 3,
        answered=[question.name for question in questions.QUESTIONS],
        free_from=timezone.localdate() + timedelta(days=14),
        free_times=list(person.free),
        is_fictional=True,
    )


def _hopes(number: int, person: people.Person, occupations: dict[str, Occupation]) -> list[Occupation]:
    """The work of their family, and every second person also thinks of one beside it."""
    families = [person.hopes]
    if number % 2 == 0 and person.hopes in people.BESIDE:
        families.append(people.BESIDE[person.hopes])
    labels = [wanted.FAMILIES[family].occupation for family in families]
    return [occupations[label] for label in dict.fromkeys(labels) if person.looking and label in occupations]


def _least_salary(person: people.Person) -> int | None:
    """Those who have a job already would not go below a pound figure of their own."""
    return 21_000 if person.evidence == "work" and "apprenticeship" not in person.looking else None


def _plain(name: str) -> str:
    """A name as an e-mail address can hold it."""
    letters = unicodedata.normalize("NFKD", name.lower())
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum())


def _held(learner: Learner, person: people.Person, skills: dict[str, Skill]) -> list[HeldSkill]:
    family = wanted.FAMILIES[person.hopes]
    wanted_skills = family.essential + family.desired
    held = dict(person.extra)
    for place, (label, level) in enumerate(wanted_skills[: round(len(wanted_skills) * person.share / 10)]):
        held.setdefault(label, max(1, min(person.level, level) - (place % 3 == 2)))
    return [
        HeldSkill(learner=learner, skill=skills[label], level=level, evidence=Evidence(person.evidence))
        for label, level in held.items()
    ]
