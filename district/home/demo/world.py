"""Puts the demo world into an empty database: fictional partners and people that tell one story in real places.

The story: the district's employers look for people in seventeen job families; eight providers teach most of what they ask for;
sixty learners stand at every distance from a job, some of them one course away.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from district.accounts.models import User
from district.home.demo import courses as taught
from district.home.demo import learners as people
from district.home.demo import organisations as partners
from district.home.demo import vacancies as wanted
from district.partners.models import Membership, Organisation, OrganisationRole, Rank, RoleCheck
from district.places.models import Postcode
from district.skills.models import Occupation, Skill
from employers.models import Pattern, Vacancy, VacancyKind, VacancySkill, WorkMode
from learners.models import Evidence, HeldSkill, Learner
from programmes.models import (
    AttendancePattern,
    Course,
    CourseRun,
    DeliveryMode,
    DurationUnit,
    Programme,
    StudyMode,
    TaughtSkill,
    Venue,
)

PASSWORD = "canal-lock-demo"

# The people who sign in for organisations: (e-mail, name, organisation key, rank).
MEMBERS = (
    ("alex@authority.example", "Alex Wyatt", "authority", Rank.ADMIN),
    ("jo@authority.example", "Jo Lovell", "authority", Rank.MEMBER),
    ("sam@aston-lock.example", "Sam Delaney", "aston-lock", Rank.ADMIN),
    ("dee@aston-lock.example", "Dee Marsh", "aston-lock", Rank.MEMBER),
    ("tutor@three-spires.example", "Robin Askew", "three-spires", Rank.ADMIN),
    ("morgan@canalside.example", "Morgan Hale", "canalside", Rank.ADMIN),
    ("ash@lockkeeper.example", "Ash Verma", "lockkeeper", Rank.ADMIN),
    ("pat@penn-robotics.example", "Pat Southall", "penn-robotics", Rank.ADMIN),
    ("lee@district-office.example", "Lee Carver", "secretariat", Rank.ADMIN),
    ("head@tame-bridge.example", "Chris Onions", "school", Rank.ADMIN),
    ("kit@foundry.example", "Kit Danks", "foundry", Rank.ADMIN),
)

SIGN_INS = (
    ("Learner", "amara@demo.example"),
    ("Learner who has just started", "wendy@demo.example"),
    ("Employer", "morgan@canalside.example"),
    ("Training provider", "sam@aston-lock.example"),
    ("WMCA staff", "alex@authority.example"),
)

KINDS = {
    "j": VacancyKind.JOB,
    "a": VacancyKind.APPRENTICESHIP,
    "w": VacancyKind.WORK_EXPERIENCE,
    "p": VacancyKind.PLACEMENT,
}
MODES = (WorkMode.ON_SITE, WorkMode.HYBRID, WorkMode.ON_SITE, WorkMode.HYBRID, WorkMode.REMOTE)
AT_THE_WORKPLACE = {"machining", "network", "support", "inclusion"}


def is_loaded() -> bool:
    return Organisation.objects.filter(is_fictional=True).exists()


@transaction.atomic
def load() -> dict[str, int]:
    """Load the demo world once; later calls only keep its dates in the future. Returns what there is, by kind."""
    if is_loaded():
        keep_fresh()
        return counts()
    organisations = _load_organisations()
    _load_members(organisations)
    skills = _skills()
    _load_vacancies(organisations, skills)
    _load_courses(organisations, skills)
    _load_learners(skills)
    return counts()


def counts() -> dict[str, int]:
    return {
        "organisations": Organisation.objects.count(),
        "courses": Course.objects.count(),
        "runs": CourseRun.objects.count(),
        "vacancies": Vacancy.objects.count(),
        "learners": Learner.objects.count(),
    }


def keep_fresh() -> None:
    """Move every date of the demo world forward by whole weeks once its last vacancy is about to close."""
    fictional = Vacancy.objects.filter(is_fictional=True)
    last = fictional.order_by("-closes_on").values_list("closes_on", flat=True).first()
    today = timezone.localdate()
    if last is None or last > today + timedelta(days=21):
        return
    weeks = timedelta(weeks=(today - last).days // 7 + 10)
    fictional.update(
        posted_on=F("posted_on") + weeks, closes_on=F("closes_on") + weeks, starts_on=F("starts_on") + weeks
    )
    fictional.filter(state=Vacancy.State.CLOSED).update(state=Vacancy.State.OPEN)
    runs = CourseRun.objects.filter(course__is_fictional=True)
    runs.update(starts_on=F("starts_on") + weeks, ends_on=F("ends_on") + weeks)
    runs.filter(state=CourseRun.State.CLOSED).update(state=CourseRun.State.OPEN)


def _skills() -> dict[str, Skill]:
    """The skills that the demo world names, by label."""
    names = {label for outline in taught.OUTLINES.values() for label, _ in outline.teaches}
    names |= {label for family in wanted.FAMILIES.values() for label, _ in family.essential + family.desired}
    names |= {label for person in people.PEOPLE for label, _ in person.extra}
    found = {skill.label: skill for skill in Skill.objects.live().filter(label__in=names)}
    missing = names - set(found)
    if missing:
        raise LookupError(f"Load the skill classification first: it lacks {', '.join(sorted(missing)[:3])}.")
    return found


def _postcode(text: str) -> Postcode:
    return Postcode.objects.get(postcode=text)


def _load_organisations() -> dict[str, Organisation]:
    known = [*partners.PROVIDERS, *partners.EMPLOYERS, *partners.OTHERS]
    rows = Organisation.objects.bulk_create(
        Organisation(
            name=partner.name,
            legal_name=partner.name,
            company_number=partner.company_number,
            ukprn=partner.ukprn,
            urn=partner.urn,
            website=f"https://{partner.key}.example/",
            description=partner.about,
            postcode=_postcode(partner.postcode),
            is_fictional=True,
        )
        for partner in [*known, *partners.WAITING]
    )
    organisations = {partner.key: row for partner, row in zip([*known, *partners.WAITING], rows, strict=True)}
    checker = _user("alex@authority.example", "Alex Wyatt")
    for partner in known:
        for role in partner.roles:
            _approve(organisations[partner.key], role, checker)
    for partner in partners.WAITING:
        OrganisationRole.objects.create(organisation=organisations[partner.key], role=partner.roles[0])
    return organisations


def _approve(organisation: Organisation, role: str, checker: User) -> None:
    asked_at = timezone.now() - timedelta(days=90)
    approved = OrganisationRole.objects.create(
        organisation=organisation,
        role=role,
        state=OrganisationRole.State.APPROVED,
        requested_at=asked_at,
        decided_at=asked_at + timedelta(days=2),
        decided_by=checker,
    )
    notes = {
        RoleCheck.Kind.REGISTER: "Fictional register entry, as everything in the demo world.",
        RoleCheck.Kind.ADDRESS: "The website names this address.",
        RoleCheck.Kind.CONTACT: "Rang the main number and was put through.",
        RoleCheck.Kind.CONDUCT: "No complaint on file.",
    }
    RoleCheck.objects.bulk_create(
        RoleCheck(organisation_role=approved, kind=kind, passed=True, note=note, checked_by=checker)
        for kind, note in notes.items()
    )


def _user(email: str, name: str) -> User:
    """A demo user with a verified address and the one demo password (hashed once for all of them)."""
    user, is_new = User.objects.get_or_create(email=email, defaults={"name": name, "password": _hashed()})
    if is_new:
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


_HASH: list[str] = []


def _hashed() -> str:
    if not _HASH:
        _HASH.append(make_password(PASSWORD))
    return _HASH[0]


def _load_members(organisations: dict[str, Organisation]) -> None:
    for email, name, key, rank in MEMBERS:
        Membership.objects.create(user=_user(email, name), organisation=organisations[key], rank=rank)


def _load_vacancies(organisations: dict[str, Organisation], skills: dict[str, Skill]) -> None:
    occupations = {
        row.label: row
        for row in Occupation.objects.filter(label__in=[f.occupation for f in wanted.FAMILIES.values()])
    }
    by_key = {partner.key: partner for partner in partners.EMPLOYERS}
    vacancies, asked = [], []
    number = 0
    for key, posts in wanted.POSTS.items():
        for family_key, letter in posts:
            family = wanted.FAMILIES[family_key]
            vacancy = _vacancy(number, by_key[key], organisations[key], family, KINDS[letter])
            vacancy.occupation = occupations.get(family.occupation)
            vacancies.append(vacancy)
            asked += _asked(vacancy, family, skills, number)
            number += 1
    Vacancy.objects.bulk_create(vacancies)
    VacancySkill.objects.bulk_create(asked)


def _vacancy(
    number: int,
    partner: partners.Partner,
    organisation: Organisation,
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
        postcode=organisation.postcode,
        council_id=organisation.postcode.council_id,
        easting=organisation.postcode.easting,
        northing=organisation.postcode.northing,
        mode=mode,
        pattern=Pattern.FULL_TIME if number % 5 else Pattern.PART_TIME,
        weekly_hours=Decimal("37.5") if number % 5 else Decimal("22.5"),
        salary_text=f"£{least:,} to £{most:,} a year" if least else "",
        salary_least=least,
        salary_most=most,
        salary_unit="year" if least else "",
        yearly_most=most,
        posted_on=posted,
        closes_on=today + timedelta(days=21 + number * 7 % 50),
        starts_on=_monday(today + timedelta(days=60 + number % 40)),
        opened_at=timezone.now() - timedelta(days=number % 26),
        is_fictional=True,
    )


def _title(family: wanted.Family, kind: VacancyKind, number: int) -> str:
    title = family.titles[number % len(family.titles)]
    if kind == VacancyKind.APPRENTICESHIP:
        return f"{title} apprentice"
    if kind == VacancyKind.WORK_EXPERIENCE:
        return f"Two weeks with our {title.lower()}s"
    if kind == VacancyKind.PLACEMENT:
        return f"T Level placement: {title.lower()}"
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
        f"{partner.about}\n\n{family.day}\n\n{learn}\n\nWe answer every application within ten working days."
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


def _load_courses(organisations: dict[str, Organisation], skills: dict[str, Skill]) -> None:
    funder = organisations["authority"]
    programmes = {
        key: Programme.objects.create(
            name=name,
            kind=kind,
            is_free=is_free,
            summary=summary,
            funder=funder if is_free else None,
            is_fictional=True,
        )
        for key, name, kind, is_free, summary in taught.PROGRAMMES
    }
    by_key = {partner.key: partner for partner in partners.PROVIDERS}
    number = 0
    for provider, outlines in taught.TAUGHT_BY.items():
        organisation = organisations[provider]
        venue = Venue.objects.create(
            organisation=organisation,
            name=f"{organisation.name}, main building",
            address=f"Canal Street, {by_key[provider].town}",
            town=by_key[provider].town.split(",")[-1].strip(),
            postcode=organisation.postcode,
        )
        for outline_key in outlines:
            _course(number, organisation, venue, taught.OUTLINES[outline_key], programmes, skills)
            number += 1


def _course(
    number: int,
    organisation: Organisation,
    venue: Venue,
    outline: taught.Outline,
    programmes: dict[str, Programme],
    skills: dict[str, Skill],
) -> None:
    programme = programmes[outline.programme]
    course = Course.objects.create(
        organisation=organisation,
        programme=programme,
        state=Course.State.LIVE,
        title=outline.title,
        who_for=outline.who_for,
        what_you_learn=outline.learn,
        entry_requirements="None, only that you want to."
        if outline.level in "E12"
        else "A short chat with a tutor.",
        how_you_learn="In a group of up to sixteen, with a tutor you can ring between sessions.",
        what_to_bring="Nothing. We lend laptops and pay fares for people on a low income.",
        how_assessed="By small pieces of work you do in class.",
        where_next=outline.where_next,
        level=outline.level,
        sector="DIGITAL",
        course_type="Skills Bootcamp" if outline.programme == "bootcamps" else "",
        is_fictional=True,
    )
    TaughtSkill.objects.bulk_create(
        TaughtSkill(course=course, skill=skills[label], level=level) for label, level in outline.teaches
    )
    CourseRun.objects.bulk_create(_runs(number, course, venue, outline, programme))


PATTERNS: Sequence[tuple[StudyMode, AttendancePattern]] = (
    (StudyMode.PART_TIME, AttendancePattern.EVENING),
    (StudyMode.PART_TIME, AttendancePattern.DAYTIME),
    (StudyMode.FULL_TIME, AttendancePattern.DAYTIME),
    (StudyMode.PART_TIME, AttendancePattern.WEEKEND),
)


def _runs(
    number: int, course: Course, venue: Venue, outline: taught.Outline, programme: Programme
) -> list[CourseRun]:
    today = timezone.localdate()
    cost = Decimal(0) if programme.is_free else Decimal(450 + number % 6 * 75)
    runs = []
    for turn in range(2 + number % 2):
        starts = _monday(today + timedelta(days=14 + number * 5 % 40 + turn * 70))
        study, pattern = PATTERNS[(number + turn) % len(PATTERNS)]
        is_online = turn == 1 and number % 4 == 1
        mode = (
            DeliveryMode.ONLINE
            if is_online
            else (DeliveryMode.BLENDED if number % 3 == 0 else DeliveryMode.CLASSROOM)
        )
        capacity = 12 + number % 3 * 4
        runs.append(
            CourseRun(
                course=course,
                venue=None if is_online else venue,
                state=CourseRun.State.OPEN,
                mode=mode,
                study_mode=study,
                pattern=pattern,
                starts_on=starts,
                ends_on=starts + timedelta(weeks=outline.weeks, days=-3),
                duration=outline.weeks,
                duration_unit=DurationUnit.WEEKS,
                cost=cost,
                cost_note="Free if you are eligible." if programme.is_free else "",
                capacity=capacity,
                places_taken=_taken(capacity, number, turn),
            )
        )
    return runs


def _taken(capacity: int, number: int, turn: int) -> int:
    """The next run is nearly full or full, the one after it half empty."""
    if turn == 0:
        return capacity - (0, 2, 6, 1, 9)[number % 5]
    return capacity // (3 + turn)


def _load_learners(skills: dict[str, Skill]) -> None:
    for number, person in enumerate(people.PEOPLE):
        first = person.name.split(" ")[0].split("-")[0].lower()
        user = _user(
            f"{_plain(first)}@demo.example"
            if number in _FIRST_NAMED
            else f"{_plain(first)}.{number}@demo.example",
            person.name,
        )
        is_new_here = not person.looking
        learner = Learner.objects.create(
            user=user,
            postcode=None if is_new_here else _postcode(person.postcode),
            travel_miles=person.miles,
            travel_modes=[] if is_new_here else ["transit", "walk"] if number % 3 else ["car"],
            looking_for=list(person.looking),
            free_from=None if is_new_here else timezone.localdate() + timedelta(days=14),
            free_times=list(person.free),
            is_fictional=True,
        )
        HeldSkill.objects.bulk_create(_held(learner, person, skills))


_FIRST_NAMED = {0, len(people.PEOPLE) - 1}


def _plain(name: str) -> str:
    return name.replace("â", "a").replace("é", "e")


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


def _monday(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)
