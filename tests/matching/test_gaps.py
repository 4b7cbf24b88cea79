"""The table of gaps: exact against a count in Python, and kept by month."""

from collections import Counter, defaultdict
from datetime import date
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from district.codesign.models import SkillsNeed
from district.matching.models import GapCell
from district.matching.services import gaps
from district.matching.tasks import count_gaps, count_gaps_nightly
from district.outbox.models import OutboxTask
from district.skills.models import SkillState
from employers.models import Vacancy
from learners.models import Learner
from programmes.models import CourseRun, Enrolment
from tests.factories.employers import make_asked_skill, make_vacancy
from tests.factories.learners import NOWHERE, make_held_skill, make_learner
from tests.factories.needs import make_need
from tests.factories.places import make_council, make_postcode
from tests.factories.programmes import make_course, make_run
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db

BIRMINGHAM = "E08000025"


def make_world() -> dict[str, object]:
    """Every rule of counting at least once."""
    old, splice, solder = (
        make_skill(label="join wires"),
        make_skill(label="splice cables"),
        make_skill(label="solder"),
    )
    old.withdrawn_at, old.replaced_by = timezone.now(), splice
    old.save()
    here = make_postcode(postcode="B1 1AA")
    away = (
        make_postcode(
            postcode="M1 1AE", council=make_council(code="E08000003"), easting=384000, northing=398000
        )
        if _knows("E08000003")
        else None
    )
    make_vacancy(title="Three splicers", positions=3, postcode=here, skills=[(splice, 2)])
    make_vacancy(title="Home splicer", mode="remote", postcode=here, skills=[(splice, 2), (old, 3)])
    make_vacancy(title="Somewhere", skills=[(solder, 1)], source="adverts", source_reference="1")
    make_vacancy(title="Shut", postcode=here, state=Vacancy.State.CLOSED, skills=[(splice, 2)])
    make_vacancy(title="Over", postcode=here, closes_on=date(2026, 1, 1), skills=[(splice, 2)])
    shown = make_vacancy(title="Shown once", postcode=here, skills=[(solder, 4)])
    make_vacancy(title="Shown again", postcode=here, repeats=shown, skills=[(solder, 4)])
    wish = make_vacancy(title="Would be nice", postcode=here)
    make_asked_skill(vacancy=wish, skill=splice, need="desired")
    make_asked_skill(vacancy=wish, skill=solder, state=SkillState.SUGGESTED)
    for postcode, held in ((here, [(splice, 2)]), (here, [(old, 3), (splice, 1)]), (NOWHERE, [(solder, 1)])):
        learner = make_learner(postcode=postcode)
        for skill, level in held:
            make_held_skill(learner=learner, skill=skill, level=level)
    if away:
        make_held_skill(learner=make_learner(postcode=away), skill=splice, level=2)
    make_held_skill(learner=make_learner(postcode=here, matching_on=False), skill=splice, level=2)
    course = make_course(title="Splicing", skills=[(splice, 2), (old, 1), (solder, 1)])
    make_run(course=course, postcode=here, capacity=12, places_taken=5)
    make_run(course=course, capacity=20)
    make_run(course=course, capacity=None)
    make_run(course=course, postcode=here, capacity=9, state=CourseRun.State.CLOSED)
    make_need(heads=7, council=here.council, skills=[(splice, 2), (old, 1)])
    make_need(heads=4, skills=[(solder, 2)])
    make_need(heads=9, skills=[(solder, 2)], state=SkillsNeed.State.STOPPED, end_words="No more.")
    shut = make_need(heads=9, skills=[(solder, 2)]).organisation
    shut.is_active = False
    shut.save()
    return {"splice": splice, "solder": solder, "old": old, "course": course}


def _knows(code: str) -> bool:
    try:
        make_council(code=code)
    except StopIteration:
        return False
    return True


def by_hand() -> dict[tuple[str, int, str, str | None], list[int]]:
    """The same figures, counted row by row."""
    cells: dict[tuple[str, int, str, str | None], list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0, 0, 0])

    def where(council, *, remote: bool) -> tuple[str, str | None]:
        if remote:
            return "remote", None
        if council is None:
            return "unknown", None
        return ("council", council.code) if council.is_inside else ("outside", None)

    def highest(rows) -> Counter[str]:
        found: Counter[str] = Counter()
        for row in rows:
            label = (row.skill.replaced_by or row.skill).label
            found[label] = max(found[label], row.level)
        return found

    for vacancy in Vacancy.objects.open().once():
        asked = vacancy.asked_skills.filter(need="essential", state="accepted")
        for label, level in highest(asked).items():
            cell = cells[label, level, *where(vacancy.council, remote=vacancy.mode == "remote")]
            cell[0] += vacancy.positions
            cell[1] += 0 if vacancy.source else vacancy.positions
    for need in SkillsNeed.objects.open():
        place = ("council", need.council_id) if need.council_id else ("region", None)
        for label, level in highest(need.skills.filter(state="accepted")).items():
            posted = sum(
                named.vacancy.positions
                for named in need.vacancies.all()
                if label in highest(named.vacancy.asked_skills.filter(need="essential", state="accepted"))
                and Vacancy.objects.open().once().filter(id=named.vacancy_id).exists()
            )
            cells[label, level, *place][0] += max(0, need.heads - posted)
            cells[label, level, *place][5] += max(0, need.heads - posted)
    for learner in Learner.objects.filter(matching_on=True):
        council = learner.postcode.council if learner.postcode else None
        for label, level in highest(learner.held_skills.all()).items():
            cells[label, level, *where(council, remote=False)][2] += 1
    for run in CourseRun.objects.open():
        council = run.venue.postcode.council if run.venue else None
        for label, level in highest(run.course.taught_skills.filter(state="accepted")).items():
            cell = cells[label, level, *where(council, remote=run.mode == "online" or run.venue is None)]
            cell[3] += run.places_left or 0
            cell[4] += run.capacity is None
    for run in CourseRun.objects.filter(enrolments__state__in=["enrolled", "in_learning"]).distinct():
        council = run.venue.postcode.council if run.venue else None
        people = run.enrolments.filter(state__in=["enrolled", "in_learning"]).count()
        expected = (2 * people * per_cent(run.course) + 100) // 200
        for label, level in highest(run.course.taught_skills.filter(state="accepted")).items():
            cells[label, level, *where(council, remote=run.mode == "online" or run.venue is None)][6] += (
                expected
            )
    return dict(cells)


def per_cent(course) -> int:
    """Of a course's learners, how many complete: it leans on its provider's, and that on the region's."""

    def record(**which) -> tuple[int, int]:
        rows = Enrolment.objects.filter(**which)
        completed = rows.filter(state__in=["completed", "achieved", "not_achieved"]).count()
        moved = ["2", "7", "40", "41", "47"]
        return completed, completed + rows.filter(state="withdrawn").exclude(
            withdrawal_reason__in=moved
        ).count()

    completed, ended = record()
    share = Fraction(completed + 1, ended + 2)
    for which in ({"run__course__organisation": course.organisation}, {"run__course": course}):
        completed, ended = record(**which)
        share = (completed + 10 * share) / (ended + 10)
    return int(100 * share + Fraction(1, 2))


def counted() -> dict[tuple[str, int, str, str | None], list[int]]:
    return {
        (cell.skill.label, cell.level, cell.place, cell.council_id): [
            cell.demand, cell.posted, cell.supply, cell.seats, cell.unlimited_runs, cell.needed,
            cell.in_training,
        ]
        for cell in GapCell.objects.newest().select_related("skill")
    }  # fmt: skip


def test_the_cells_equal_a_count_by_hand() -> None:
    make_world()

    gaps.count()

    assert counted() == by_hand()
    assert counted()["splice cables", 2, "council", BIRMINGHAM] == [10, 3, 1, 7, 0, 7, 0]
    assert counted()["splice cables", 3, "remote", None] == [1, 1, 0, 0, 0, 0, 0]
    assert counted()["solder", 1, "unknown", None] == [1, 0, 1, 0, 0, 0, 0]
    assert counted()["splice cables", 2, "remote", None] == [0, 0, 0, 20, 1, 0, 0]
    assert counted()["splice cables", 3, "council", BIRMINGHAM] == [0, 0, 1, 0, 0, 0, 0]
    assert counted()["solder", 2, "region", None] == [4, 0, 0, 0, 0, 4, 0]


def test_counting_twice_writes_nothing_and_what_is_gone_goes() -> None:
    make_world()
    first = gaps.count()
    kept = set(GapCell.objects.values_list("id", flat=True))

    assert gaps.count() == {"cells": first["cells"], "written": 0, "removed": 0}
    assert set(GapCell.objects.values_list("id", flat=True)) == kept

    Vacancy.objects.filter(title="Shown once").update(state=Vacancy.State.CLOSED)
    gaps.count()
    assert counted() == by_hand()
    assert ("solder", 4, "council", BIRMINGHAM) in counted()  # the advert that repeated it is shown now
    Vacancy.objects.filter(title="Shown again").update(state=Vacancy.State.CLOSED)
    assert gaps.count()["removed"] == 1


def test_each_month_keeps_its_last_day() -> None:
    make_vacancy(positions=2, closes_on=None, skills=[make_skill()])
    for day in (date(2026, 9, 29), date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 2)):
        gaps.count(day=day)

    days = GapCell.objects.order_by("day").values_list("day", "demand")
    assert list(days) == [(date(2026, 9, 30), 2), (date(2026, 10, 2), 2)]


def test_the_night_promises_and_the_worker_counts() -> None:
    make_world()
    for _ in range(2):
        count_gaps_nightly()
    promised = OutboxTask.objects.filter(name="matching.count_gaps")
    assert promised.count() == 1
    count_gaps(promised.get().id)
    assert counted() == by_hand()


@pytest.mark.parametrize(
    "wrong",
    [
        {"place": "council", "council": None},
        {"place": "remote", "council_id": BIRMINGHAM},
        {"level": 5},
        {"demand": 1, "posted": 2},
    ],
)
def test_the_database_refuses_what_cannot_be(wrong: dict[str, object]) -> None:
    make_council()
    right = {"day": date(2026, 9, 1), "skill": make_skill(), "level": 1, "place": "remote"}
    GapCell.objects.create(**right)
    with pytest.raises(IntegrityError), transaction.atomic():
        GapCell.objects.create(**right | {"level": 2} | wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        GapCell.objects.create(**right)
