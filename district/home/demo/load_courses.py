"""Puts the fictional providers' programmes, courses and course runs into the database."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from district.home.demo import courses as taught
from district.home.demo import organisations as partners
from district.home.demo.calendar import monday
from district.partners.models import Organisation
from district.skills.models import Skill
from programmes.models import (
    Admission,
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
from programmes.services import words


def load(organisations: dict[str, Organisation], skills: dict[str, Skill]) -> None:
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
            name="Main building",
            address=", ".join(["Canal Street", *by_key[provider].town.split(", ")[:-1]]),
            town=by_key[provider].town.split(",")[-1].strip(),
            postcode_id=by_key[provider].postcode,
        )
        for outline in (taught.OUTLINES[key] for key in outlines):
            course = _course(organisation, outline, programmes[outline.programme])
            TaughtSkill.objects.bulk_create(
                TaughtSkill(course=course, skill=skills[label], level=level)
                for label, level in outline.teaches
            )
            CourseRun.objects.bulk_create(_runs(number, course, venue, outline))
            number += 1
    words.learn_again()


def _course(organisation: Organisation, outline: taught.Outline, programme: Programme) -> Course:
    return Course.objects.create(
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


PATTERNS: Sequence[tuple[StudyMode, AttendancePattern]] = (
    (StudyMode.PART_TIME, AttendancePattern.EVENING),
    (StudyMode.PART_TIME, AttendancePattern.DAYTIME),
    (StudyMode.FULL_TIME, AttendancePattern.DAYTIME),
    (StudyMode.PART_TIME, AttendancePattern.WEEKEND),
)
ADMISSIONS = (Admission.FIRST_COME, Admission.DECISION, Admission.ELSEWHERE)


def _runs(number: int, course: Course, venue: Venue, outline: taught.Outline) -> list[CourseRun]:
    today = timezone.localdate()
    is_free = course.programme is not None and course.programme.is_free
    cost = Decimal(0) if is_free else Decimal(450 + number % 6 * 75)
    runs = []
    for turn in range(2 + number % 2):
        starts = monday(today + timedelta(days=14 + number * 5 % 40 + turn * 70))
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
                capacity=capacity,
                places_taken=_taken(capacity, number, turn),
                admission=ADMISSIONS[number % len(ADMISSIONS)],
            )
        )
    return runs


def _taken(capacity: int, number: int, turn: int) -> int:
    """The next run is nearly full or full, the one after it half empty."""
    if turn == 0:
        return capacity - (0, 2, 6, 1, 9)[number % 5]
    return capacity // (3 + turn)
