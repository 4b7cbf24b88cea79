"""Behind the demo world's present lie two academic years with something to tell in every report."""

from datetime import timedelta

import pytest
from django.db.models import Count, F
from django.utils import timezone

from district.figures import measures
from district.interviews.models import InterviewGuarantee
from district.matching.models import LearnerMatch
from learners.models import EqualityAnswers, Learner
from programmes.models import CourseRun, Destination, Enrolment

pytestmark = pytest.mark.usefixtures("demo_world")


def test_each_year_has_starts_and_they_grow() -> None:
    this_year = measures.academic_year(timezone.localdate())
    counts = {
        year: sum(
            measures.academic_year(day) == year
            for day in Enrolment.objects.order_by("id").values_list("starts_on", flat=True)
        )
        for year in (this_year - 2, this_year - 1)
    }
    assert 200 < counts[this_year - 2] < counts[this_year - 1]


def test_every_provider_of_funded_courses_has_a_past() -> None:
    past = Enrolment.objects.filter(ended_on__lt=timezone.localdate()).order_by("organisation")
    assert past.values("organisation").annotate(n=Count("id")).filter(n__gte=10).count() >= 6


def test_people_of_the_past_are_not_matched_and_nobody_signs_in_as_them() -> None:
    past = Learner.objects.filter(user__email__startswith="past.")
    assert past.count() > 1000
    assert not LearnerMatch.objects.filter(learner__in=past).exists()
    assert not any(learner.user.has_usable_password() for learner in past.select_related("user")[:20])
    assert EqualityAnswers.objects.filter(learner__in=past, may_count=True).count() > 900


def test_places_taken_are_the_people_who_hold_one() -> None:
    runs = CourseRun.objects.filter(enrolments__learner__user__email__startswith="past.").distinct()
    for run in runs.order_by("id")[:10]:
        assert run.places_taken == run.enrolments.filter(holds_place=True).count()


def test_most_who_completed_are_known_to_have_gone_on_and_some_are_not() -> None:
    ended = Enrolment.objects.filter(
        state="achieved", achieved_on__lt=timezone.localdate() - timedelta(days=200)
    )
    known = ended.filter(destinations__isnull=False).distinct().count()
    assert 0.75 < known / ended.count() < 0.98
    assert Destination.objects.filter(kind="EMP", ends_on__lt=F("starts_on") + timedelta(days=83)).exists()


def test_few_guaranteed_interviews_are_overdue() -> None:
    assert 0 < InterviewGuarantee.objects.breached().count() <= 20
