"""Small random worlds, written to the database and read back as the engine takes them.

Everything is drawn from few values, so that ties, limits that are just met, and missing facts are common.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from district.accounts.models import User
from district.matching import facts
from district.matching.engine import facts as engine_facts
from district.matching.models import (
    AskedWeight,
    ConfirmedSkill,
    LearnerMatch,
    SharingSwitch,
    SkillCredit,
    VacancyPrice,
)
from district.matching.services import engines
from district.partners.models import Organisation
from district.places.models import Council, Postcode
from district.skills.models import Occupation, OccupationSkill, Scheme, Skill, SkillRelation, SkillState
from employers.models import Vacancy, VacancyKind, VacancySkill, WorkMode
from learners.models import Free, HeldSkill, Learner, Looking
from programmes.models import (
    AttendancePattern,
    Course,
    CourseRun,
    DeliveryMode,
    Enrolment,
    TaughtSkill,
    Venue,
)

SPOTS = ((400_000, 280_000), (401_609, 280_000), (408_047, 280_000), (412_000, 283_999), (416_093, 280_000))


@contextmanager
def world(
    seed: int, *, learners: int = 4, vacancies: int = 12, courses: int = 5, is_shared: bool = False
) -> Iterator[Random]:
    """A world that is gone afterwards; with fair sharing, if it is shared."""
    with transaction.atomic():
        SharingSwitch.objects.create(is_on=is_shared, reason="To see what it does.")
        random = Random(seed)  # noqa: S311 - not a secret
        skills = _skills(random)
        occupations = _occupations(random, skills)
        places = _places()
        _learners(random, learners, skills, occupations, places)
        _vacancies(random, vacancies, skills, occupations)
        _courses(random, courses, skills, places)
        _confirmations(Random(seed + 1))  # noqa: S311 - not a secret
        yield random
        transaction.set_rollback(True)


def _some[Item](random: Random, items: list[Item], most: int) -> list[Item]:
    return random.sample(items, random.randint(0, min(most, len(items))))


def _skills(random: Random) -> list[Skill]:
    scheme = Scheme.objects.create(code="small", name="Small", version="1")
    kinds = [Skill.Kind.SKILL, Skill.Kind.KNOWLEDGE]
    skills = Skill.objects.bulk_create(
        Skill(scheme=scheme, uri=f"small:{n}", label=f"skill {n}", kind=random.choice(kinds))
        for n in range(9)
    )
    group = Skill.objects.create(scheme=scheme, uri="small:group", label="group", kind=Skill.Kind.GROUP)
    for old in _some(random, skills[5:], 2):
        old.withdrawn_at = timezone.now()
        old.replaced_by = random.choice([None, skills[0], skills[1]])
        old.save()
    pairs = {
        (
            random.choice(skills),
            random.choice([*skills, group]),
            random.choice(["broader", "essential", "optional"]),
        )
        for _ in range(10)
    }
    SkillRelation.objects.bulk_create(
        SkillRelation(skill=skill, other=other, kind=kind)
        for skill, other, kind in sorted(pairs, key=lambda each: (each[0].id, each[1].id, each[2]))
        if skill != other
    )
    return skills


def _occupations(random: Random, skills: list[Skill]) -> list[Occupation]:
    scheme = Scheme.objects.get(code="small")
    occupations = Occupation.objects.bulk_create(
        Occupation(
            scheme=scheme,
            uri=f"small:o{n}",
            label=f"work {n}",
            isco_group=random.choice(["", "2512", "2513"]),
        )
        for n in range(5)
    )
    OccupationSkill.objects.bulk_create(
        OccupationSkill(occupation=occupation, skill=skill, is_essential=random.random() < 0.5)
        for occupation in occupations
        for skill in _some(random, skills, 6)
    )
    return occupations


def _places() -> list[Postcode]:
    council = Council.objects.create(code="E08000025", name="Birmingham", slug="birmingham", is_inside=True)
    return Postcode.objects.bulk_create(
        Postcode(postcode=f"B1 {n}AA", council=council, easting=easting, northing=northing)
        for n, (easting, northing) in enumerate(SPOTS)
    )


def _learners(
    random: Random, count: int, skills: list[Skill], occupations: list[Occupation], places: list[Postcode]
) -> None:
    today = timezone.localdate()
    for number in range(count):
        learner = Learner.objects.create(
            user=User.objects.create(email=f"learner{number}@example.com", name=f"Learner {number}"),
            postcode=random.choice([None, *places, *places, *places]),
            travel_miles=random.choice([None, None, 0, 1, 5, 10, 20]),
            remote_ok=random.random() < 0.7,
            looking_for=random.choice([[], [], _some(random, list(Looking.values), 3)]),
            least_salary=random.choice([None, None, None, 20_000, 30_000]),
            free_from=random.choice([None, None, None, today + timedelta(days=7)]),
            free_times=random.choice([[], [], _some(random, list(Free.values), 2)]),
            matching_on=random.random() < 0.9,
            version=random.randint(1, 3),
        )
        learner.hopes.set(_some(random, occupations, 2))
        hold(random, learner, skills)


def hold(random: Random, learner: Learner, skills: list[Skill]) -> None:
    HeldSkill.objects.bulk_create(
        HeldSkill(learner=learner, skill=skill, level=random.randint(1, 4))
        for skill in _some(random, skills, 7)
    )


def _vacancies(random: Random, count: int, skills: list[Skill], occupations: list[Occupation]) -> None:
    employer = Organisation.objects.create(name="Canal Works")
    for number in range(count):
        make_vacancy(random, employer, number, skills, occupations)


def make_vacancy(
    random: Random, employer: Organisation, number: int, skills: list[Skill], occupations: list[Occupation]
) -> Vacancy:
    today = timezone.localdate()
    easting, northing = random.choice([(None, None), *SPOTS, *SPOTS])
    vacancy = Vacancy.objects.create(
        organisation=employer,
        title=f"Vacancy {number}",
        description="Work by the canal.",
        kind=random.choice(VacancyKind.values),
        state=random.choices(["open", "closed", "draft"], [8, 1, 1])[0],
        opened_at=timezone.now(),
        easting=easting,
        northing=northing,
        other_places=_other_places(number),
        mode=random.choice(WorkMode.values),
        yearly_most=random.choice([None, None, 19_999, 20_000, 30_000]),
        closes_on=random.choice(
            [None, None, None, today, today - timedelta(days=1), today + timedelta(days=9)]
        ),
        starts_on=random.choice([None, None, None, today + timedelta(days=6), today + timedelta(days=7)]),
        occupation=random.choice([None, *occupations]),
    )
    VacancySkill.objects.bulk_create(
        VacancySkill(
            vacancy=vacancy,
            skill=skill,
            level=random.randint(1, 4),
            need=random.choice(VacancySkill.Need.values),
            importance=random.choice([1, 3, 3, 5]),
            state=random.choices(SkillState.values, [1, 6, 1])[0],
        )
        for skill in _some(random, skills, 6)
    )
    return vacancy


def _other_places(number: int) -> list[dict[str, int]]:
    """Of every third vacancy, up to two."""
    spots = [SPOTS[number % 5], SPOTS[number // 5 % 5]][: number % 2 + 1] if number % 3 == 0 else []
    return [{"easting": easting, "northing": northing} for easting, northing in spots]


def _courses(random: Random, count: int, skills: list[Skill], places: list[Postcode]) -> None:
    provider = Organisation.objects.create(name="Lock College")
    venues = [
        Venue.objects.create(organisation=provider, name=f"Hall {n}", postcode=place)
        for n, place in enumerate(places)
    ]
    for number in range(count):
        course = Course.objects.create(
            organisation=provider,
            title=f"Course {number}",
            state=random.choices(["live", "draft"], [6, 1])[0],
        )
        highest = random.choice([1, 1, 4])
        TaughtSkill.objects.bulk_create(
            TaughtSkill(
                course=course,
                skill=skill,
                level=random.randint(1, highest),
                state=random.choices(SkillState.values, [1, 8, 1])[0],
            )
            for skill in _some(random, skills, 4)
        )
        for _ in range(random.randint(0, 3)):
            _run(random, course, venues)


def _run(random: Random, course: Course, venues: list[Venue]) -> None:
    mode = random.choice(DeliveryMode.values)
    starts_on = random.choice(
        [None, *(timezone.localdate() + timedelta(days=days) for days in (-1, 0, 6, 7))]
    )
    CourseRun.objects.create(
        course=course,
        mode=mode,
        venue=random.choice(venues) if mode in {"classroom", "blended"} else random.choice([None, venues[0]]),
        state=random.choices(["open", "closed"], [6, 1])[0],
        pattern=random.choice(["", "", "", *AttendancePattern.values]),
        is_flexible=starts_on is None,
        starts_on=starts_on,
    )


def _confirmations(random: Random) -> None:
    """Some have completed courses, and of some courses employers confirm skills."""
    today = timezone.localdate()
    learners = list(Learner.objects.order_by("id"))
    on_run = [
        (run, learner, random.random() < 0.7)
        for run in CourseRun.objects.select_related("course").order_by("id")
        for learner in _some(random, learners, 3)
    ]
    Enrolment.objects.bulk_create(
        Enrolment(
            organisation_id=run.course.organisation_id,
            run=run,
            learner=learner,
            state="completed" if has_completed else "withdrawn",
            withdrawal_reason="" if has_completed else "44",
            holds_place=has_completed,
            starts_on=today - timedelta(days=60),
            planned_end_on=today,
            ended_on=today,
        )
        for run, learner, has_completed in on_run
    )
    ConfirmedSkill.objects.bulk_create(
        ConfirmedSkill(
            course_id=each.course_id,
            skill_id=each.skill_id,
            can_do=5,
            hires=5,
            weight=random.choice([100, 104, 125]),
        )
        for each in TaughtSkill.objects.order_by("id")
        if random.random() < 0.7
    )
    rows = list(HeldSkill.objects.order_by("id").values_list("id", flat=True))
    for evidence in ("completion", "employer"):
        HeldSkill.objects.filter(id__in=_some(random, rows, len(rows))).update(evidence=evidence)


def _sure() -> dict[int, dict[int, int]]:
    """The weight of each skill that counts more than somebody's word, by learner, found row by row."""
    done = {
        (each.learner_id, each.run.course_id)
        for each in Enrolment.objects.select_related("run").order_by("id")
        if each.state in {"completed", "achieved", "not_achieved"}
    }
    confirmed = list(ConfirmedSkill.objects.filter(weight__gt=100).order_by("weight", "id"))
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for held in HeldSkill.objects.filter(evidence__in=["completion", "employer"]).order_by("id"):
        for each in confirmed:
            if each.skill_id == held.skill_id and (held.learner_id, each.course_id) in done:
                found[held.learner_id][held.skill_id] = each.weight
    return found


@dataclass(frozen=True)
class Facts:
    """The world as the oracle sees it."""

    learners: list[engine_facts.Learner]
    vacancies: list[engine_facts.Vacancy]
    courses: list[engine_facts.Course]
    credits: engine_facts.Credits
    day: date


def read() -> Facts:
    """Row by row, with none of the statements that are under test."""
    engine = engines.current()
    prices = dict(VacancyPrice.objects.order_by("vacancy_id").values_list("vacancy_id", "price"))
    weights, sure = defaultdict(list), _sure()
    for each in AskedWeight.objects.filter(engine=engine).order_by("id"):
        weights[each.vacancy_id].append(each)
    return Facts(
        learners=[
            facts.learner(
                row,
                held={held.skill_id: held.level for held in row.held_skills.order_by("id")},
                hopes=row.hopes.order_by("id"),
                sure=sure[row.id],
            )
            for row in Learner.objects.filter(matching_on=True).order_by("id")
        ],
        vacancies=[
            facts.vacancy(row, asked=weights[row.id], price=prices.get(row.id, 1024))
            for row in Vacancy.objects.select_related("occupation").order_by("id")
        ],
        courses=[facts.course(row, runs=row.runs.order_by("id")) for row in Course.objects.order_by("id")],
        credits={
            (each.asked_id, each.held_id): each.percent
            for each in SkillCredit.objects.filter(engine=engine).order_by("id")
        },
        day=timezone.localdate(),
    )


def stored_vacancies() -> dict[int, list[tuple[int, int]]]:
    rows = LearnerMatch.objects.order_by("learner_id")
    return {row.learner_id: list(zip(row.vacancies, row.scores, strict=True)) for row in rows}


def stored_courses() -> dict[int, list[tuple[int, int]]]:
    rows = LearnerMatch.objects.order_by("learner_id")
    return {row.learner_id: list(zip(row.courses, row.course_scores, strict=True)) for row in rows}
