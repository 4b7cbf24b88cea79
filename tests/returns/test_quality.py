"""What is missing or cannot be right in a provider's enrolments."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from district.returns import quality
from programmes.derived import is_uln
from programmes.models import Destination, Enrolment
from tests.factories.learners import make_learner
from tests.factories.programmes import make_course, make_enrolment, make_programme, make_provider, make_run

pytestmark = pytest.mark.django_db


def uln(front: int) -> str:
    """A number whose last digit fits the others."""
    return next(text for text in (f"{front}{digit}" for digit in range(10)) if is_uln(text))


def known(**fields):
    """An enrolment with nothing wrong, but for what is said."""
    usual = {
        "uln": uln(123456789),
        "prior_level": "4",
        "employment_status": "11",
        "age_at_start": 30,
        "council_code": "E08000025",
    }
    return make_enrolment(**usual | fields)


def issues(enrolment: Enrolment) -> list[str]:
    row = quality.rows().get(pk=enrolment.pk)
    return [code for code in quality.BY_CODE if getattr(row, f"is_{code}")]


def ago(days: int):
    return timezone.localdate() - timedelta(days=days)


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, []),
        ({"starts_on": ago(90), "planned_end_on": ago(1)}, ["unfinished"]),
        ({"starts_on": ago(90), "planned_end_on": ago(0)}, []),
        ({"state": "completed", "starts_on": ago(190), "ended_on": ago(70)}, ["destination"]),
        ({"state": "completed", "starts_on": ago(190), "ended_on": ago(50)}, []),
        ({"state": "withdrawn", "starts_on": ago(190), "ended_on": ago(70)}, ["destination"]),
        ({"uln": ""}, ["uln"]),
        ({"uln": "9999999999"}, []),
        ({"uln": "1234567890"}, [] if is_uln("1234567890") else ["uln"]),
        ({"uln": "", "state": "enrolled"}, []),
        ({"prior_level": "98"}, ["unknown"]),
        ({"age_at_start": None}, ["unknown"]),
        ({"council_code": ""}, ["unknown"]),
        ({"council_code": "E07000234"}, ["outside"]),
    ],
)
def test_each_thing_wrong_is_found(fields, found):
    assert issues(known(**fields)) == found


def test_check_digits_are_worked_out_as_elsewhere():
    numbers = [str(1_000_000_000 + 7_654_321 * step) for step in range(60)]
    provider = make_provider()
    run = make_run(course=make_course(organisation=provider), starts_on=ago(9), capacity=200)
    Enrolment.objects.bulk_create(
        Enrolment(
            organisation=provider,
            run=run,
            starts_on=ago(9),
            planned_end_on=ago(-9),
            state="in_learning",
            uln=number,
        )
        for number in numbers
    )
    found = Enrolment.objects.annotate(is_wrong=quality.HasWrongCheckDigit(F("uln")))
    assert dict(found.values_list("uln", "is_wrong")) == {number: not is_uln(number) for number in numbers}


def test_a_destination_mends_it():
    enrolment = known(state="completed", starts_on=ago(190), ended_on=ago(70))
    Destination.objects.create(
        enrolment=enrolment, kind="EMP", code="1", starts_on=ago(60), collected_on=ago(50)
    )
    assert issues(enrolment) == []


def test_the_same_number_for_two_people_and_the_same_person_at_one_time_are_found():
    provider, programme, learner = make_provider(), make_programme(), make_learner()

    def run():
        return make_run(course=make_course(organisation=provider, programme=programme), starts_on=ago(9))

    one, other = known(run=run()), known(run=run())
    assert issues(one) == issues(other) == ["twice"]
    first, second = (known(run=run(), learner=learner, uln=uln(222333444)) for _ in range(2))
    assert issues(first) == issues(second) == ["twice"]
    elsewhere = known(learner=learner, uln=uln(222333444))
    assert issues(elsewhere) == []


def test_counts_are_a_providers_own():
    one, other = known(uln=""), known(council_code="E07000234")
    found = quality.counts()
    assert found[one.organisation_id] == quality.NONE | {"all": 1, "uln": 1}
    assert found[other.organisation_id] == quality.NONE | {"all": 1, "outside": 1}
    assert list(quality.counts([one.organisation_id])) == [one.organisation_id]
    assert list(quality.with_issue(one.organisation_id, "uln")) == [one]
