"""Puts the fictional employers' vacancies into the database."""

from datetime import time, timedelta
from decimal import Decimal

from django.utils import timezone

from district.home.demo import organisations as partners
from district.home.demo import vacancies as wanted
from district.home.demo.calendar import monday
from district.partners.models import Organisation
from district.places.models import Postcode
from district.skills.models import Occupation, Skill
from district.web.wording import noun_of
from employers import other_places
from employers.models import END_OF_DAY, Pattern, Vacancy, VacancyKind, VacancySkill, WorkMode

KINDS = {
    "j": VacancyKind.JOB,
    "a": VacancyKind.APPRENTICESHIP,
    "w": VacancyKind.WORK_EXPERIENCE,
    "p": VacancyKind.PLACEMENT,
}
MODES = (WorkMode.ON_SITE, WorkMode.HYBRID, WorkMode.ON_SITE, WorkMode.HYBRID, WorkMode.REMOTE)
QUESTION = "What have you made or mended that you are proud of?"
ELSEWHERE = (
    "Canalside Software",
    "Software developer",
    "CV1 5BA Coventry office\nWV1 3TA Wolverhampton office",
)
AT_THE_WORKPLACE = {"machining", "network", "support", "inclusion"}


def load(organisations: dict[str, Organisation], skills: dict[str, Skill]) -> None:
    occupations = {
        row.label: row
        for row in Occupation.objects.filter(label__in=[f.occupation for f in wanted.FAMILIES.values()])
    }
    by_key = {partner.key: partner for partner in partners.EMPLOYERS}
    places = Postcode.objects.in_bulk([partner.postcode for partner in partners.EMPLOYERS])
    vacancies, asked = [], []
    number = 0
    for key, posts in wanted.POSTS.items():
        for family_key, letter in posts:
            family = wanted.FAMILIES[family_key]
            here = places[by_key[key].postcode]
            vacancy = _vacancy(
                number, by_key[key], organisations[key], here, family=family, kind=KINDS[letter]
            )
            vacancy.occupation = occupations.get(family.occupation)
            vacancies.append(vacancy)
            asked += _asked(vacancy, family, skills, number)
            number += 1
    for vacancy in vacancies:
        if (vacancy.organisation.name, vacancy.title) == ELSEWHERE[:2]:
            vacancy.other_places = other_places.read(ELSEWHERE[2])
    Vacancy.objects.bulk_create(vacancies)
    VacancySkill.objects.bulk_create(asked)


def _vacancy(
    number: int,
    partner: partners.Partner,
    organisation: Organisation,
    here: Postcode,
    *,
    family: wanted.Family,
    kind: VacancyKind,
) -> Vacancy:
    today = timezone.localdate()
    title = _title(family, kind, number)
    mode = (
        WorkMode.ON_SITE
        if family.key in AT_THE_WORKPLACE or kind != VacancyKind.JOB
        else MODES[number % len(MODES)]
    )
    least, most = _pay(family, kind, number)
    posted = today - timedelta(days=number % 26)
    return Vacancy(
        organisation=organisation,
        kind=kind,
        state=Vacancy.State.OPEN,
        title=title,
        summary=family.day,
        description=_advert(partner, family, kind),
        positions=1 + (number % 11 == 0),
        place_text=partner.town,
        postcode=here,
        council_id=here.council_id,
        easting=here.easting,
        northing=here.northing,
        mode=mode,
        pattern=Pattern.FULL_TIME if number % 5 else Pattern.PART_TIME,
        weekly_hours=Decimal("37.5") if number % 5 else Decimal("22.5"),
        salary_text=f"£{least:,} to £{most:,} a year" if least else "",
        salary_least=least,
        salary_most=most,
        salary_unit="year" if least else "",
        yearly_most=most,
        duration_months=15 if kind == VacancyKind.APPRENTICESHIP else None,
        training=f"{family.titles[0]} apprenticeship" if kind == VacancyKind.APPRENTICESHIP else "",
        training_level=3 if kind == VacancyKind.APPRENTICESHIP else None,
        placement_hours=315 if kind == VacancyKind.PLACEMENT else None,
        question_one=QUESTION if number % 4 == 0 else "",
        posted_on=posted,
        closes_time=time(17) if number % 3 == 0 else END_OF_DAY,
        closes_on=today + timedelta(days=21 + number * 7 % 50),
        starts_on=monday(today + timedelta(days=60 + number % 40)),
        opened_at=timezone.now() - timedelta(days=number % 26),
        is_fictional=True,
    )


def _title(family: wanted.Family, kind: VacancyKind, number: int) -> str:
    title = family.titles[number % len(family.titles)]
    if kind == VacancyKind.APPRENTICESHIP:
        return f"{title} apprentice"
    if kind == VacancyKind.WORK_EXPERIENCE:
        return f"Two weeks with our {noun_of(title)}s"
    if kind == VacancyKind.PLACEMENT:
        return f"T Level placement: {title}"
    return title


def _pay(family: wanted.Family, kind: VacancyKind, number: int) -> tuple[int | None, int | None]:
    if kind in {VacancyKind.WORK_EXPERIENCE, VacancyKind.PLACEMENT}:
        return None, None
    least, most = family.pay
    if kind == VacancyKind.APPRENTICESHIP:
        return 17_400 + number % 4 * 500, 19_900 + number % 4 * 500
    step = number % 5 * 400
    return least + step, most - (2_000 - step if most - least > 6_000 else 0)


def _advert(partner: partners.Partner, family: wanted.Family, kind: VacancyKind) -> str:
    learn = {
        VacancyKind.JOB: "You do not need every skill on the list: tell us what you can do and what you would like to learn.",
        VacancyKind.APPRENTICESHIP: "You earn while you learn, with one day a week for your training and a mentor from our team.",
        VacancyKind.WORK_EXPERIENCE: "You join the team for two weeks, do real work with somebody beside you, and go home with a reference.",
        VacancyKind.PLACEMENT: "A T Level industry placement of 315 hours, planned with your college around your timetable.",
    }[kind]
    return (
        f"{partner.about}\n\n{family.day}\n\nExperience of {wanted.TOOLS[family.key]} helps.\n\n{learn}\n\n"
        "We answer every application within ten working days."
    )


def _asked(
    vacancy: Vacancy, family: wanted.Family, skills: dict[str, Skill], number: int
) -> list[VacancySkill]:
    """An apprenticeship or a placement asks for less, and at a lower level, than the job it leads to."""
    is_start = vacancy.kind != VacancyKind.JOB
    essential = family.essential[:3] if is_start else family.essential
    desired = family.desired[:1] if is_start else family.desired[: 2 + number % 2]
    rows = [(label, level, VacancySkill.Need.ESSENTIAL) for label, level in essential]
    rows += [(label, level, VacancySkill.Need.DESIRED) for label, level in desired]
    return [
        VacancySkill(
            vacancy=vacancy,
            skill=skills[label],
            level=max(1, level - 1) if is_start else level,
            need=need,
            importance=5 if place == 0 else 3,
        )
        for place, (label, level, need) in enumerate(rows)
    ]
