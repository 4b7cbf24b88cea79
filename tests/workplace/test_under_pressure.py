"""Many hands at once on what is counted: signatures and ratings. Each test shows that it fails without its lock."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from district.partners.actor import Actor
from district.workplace import locks, weeks
from district.workplace.models import OutcomeRating, Placement, PlacementDay
from district.workplace.services import counting, hours, placements
from programmes.models import Course, OutcomeFinding
from tests.factories.accounts import make_user
from tests.factories.curricula import make_curriculum
from tests.factories.employers import make_employer
from tests.factories.learners import make_learner
from tests.factories.partners import make_actor
from tests.factories.programmes import make_application, make_course, make_enrolment
from tests.factories.workplace import make_day, make_hire, make_placement, make_rating
from tests.programmes.test_places_under_pressure import at_once

pytestmark = pytest.mark.django_db(transaction=True)

AGREEMENTS = 6


def sign_by_employer_and_provider_at_once() -> list[int]:
    """How many signatures each of some agreements says it has, after two sides signed all of them in one moment."""
    acts, rows = [], []
    for _ in range(AGREEMENTS):
        learner = make_learner(user=make_user())
        row = make_placement(enrolment=make_enrolment(learner=learner), learner=learner)
        rows.append(row)
        for by in (
            make_actor(organisation=row.organisation),
            make_actor(organisation=row.enrolment.organisation),
        ):
            acts.append(
                lambda row=row, by=by: placements.sign(placement=row, name="A Name", terms_number=1, by=by)
            )
    at_once(acts)
    return [Placement.objects.get(pk=row.pk).signature_count for row in rows]


def unlock_placements(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(placement):
        rows = Placement.objects.select_related("learner__user", "organisation", "enrolment__organisation")
        return rows.get(pk=placement.pk)

    monkeypatch.setattr(locks, "hold_placement", read)


def test_signatures_of_one_moment_are_all_counted(monkeypatch):
    for _ in range(2):
        assert sign_by_employer_and_provider_at_once() == [2] * AGREEMENTS
    unlock_placements(monkeypatch)
    assert any(sign_by_employer_and_provider_at_once() != [2] * AGREEMENTS for _ in range(8))


def count_at_once() -> tuple[int, int, int]:
    """Twelve workers count a course that five new people at five employers were rated on."""
    with transaction.atomic():
        course = make_course()
        version = make_curriculum(course=course, published_at=timezone.now() - timedelta(days=300))
        outcome = version.outcomes.get()
        for _ in range(5):
            make_rating(hire=make_hire(organisation=make_employer(), learner=None), outcome=outcome)
    counted = at_once([lambda: counting.count(course_id=course.pk)] * 12)
    finding = OutcomeFinding.objects.get(course=course)
    return sum(each for each in counted if isinstance(each, int)), finding.can_do, finding.hires


def test_ratings_are_counted_by_one_worker_alone(monkeypatch):
    assert count_at_once() == (1, 5, 5)
    assert not OutcomeRating.objects.filter(is_counted=False).exists()
    monkeypatch.setattr(counting, "hold_course", lambda course_id: Course.objects.get(pk=course_id))
    assert any(count_at_once()[0] != 1 for _ in range(8))


WEEKS = 12


def confirm_all_weeks_at_once() -> int:
    """How many minutes a placement says are confirmed, after twelve weeks of an hour were confirmed in one moment."""
    today = timezone.localdate()
    row = make_placement(state="signed", starts_on=today - timedelta(weeks=WEEKS))
    boss = make_actor(organisation=row.organisation)
    for number in range(1, WEEKS + 1):
        make_day(placement=row, worked_on=today - timedelta(weeks=number), minutes=60)
    acts = []
    for week in weeks.of(row, row.days.all()):
        minutes = dict.fromkeys(week.rows, 60)
        if minutes:
            acts.append(
                lambda week=week, minutes=minutes: hours.confirm(
                    placement=row, minutes=minutes, seen=week.mark, by=boss
                )
            )
    at_once(acts)
    row.refresh_from_db()
    return row.confirmed_minutes


def test_hours_that_are_confirmed_in_one_moment_are_all_counted(monkeypatch):
    for _ in range(2):
        assert confirm_all_weeks_at_once() == WEEKS * 60
    unlock_placements(monkeypatch)
    assert any(confirm_all_weeks_at_once() != WEEKS * 60 for _ in range(8))


EMPLOYERS = 12


def enter_with_all_employers_at_once() -> int:
    """How many minutes of one day somebody under 18 has, after twelve employers' placements of it were entered."""
    learner, day = make_learner(user=make_user()), timezone.localdate() - timedelta(days=1)
    make_application(learner=learner, born_on=day - timedelta(days=17 * 365))
    rows = [make_placement(state="signed", kind="work_experience", learner=learner) for _ in range(EMPLOYERS)]
    person = Actor(user=learner.user)
    at_once(
        lambda row=row: hours.enter(placement=row, minutes={day: 240}, seen="", by=person) for row in rows
    )
    return sum(PlacementDay.objects.filter(placement__learner=learner).values_list("minutes", flat=True))


def test_the_limit_of_a_day_holds_over_all_employers(monkeypatch):
    for _ in range(2):
        assert enter_with_all_employers_at_once() == 480
    unlock_placements(monkeypatch)
    assert any(enter_with_all_employers_at_once() > 480 for _ in range(8))
