"""What employers say hires can do: asked, rated, counted without telling of anybody, and what follows from it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from district.outbox.models import Message, OutboxTask
from district.partners.actor import Actor
from district.partners.models import Role
from district.web.errors import NotAllowed, Refused
from district.workplace.models import Hire, OutcomeRating, RatingRequest
from district.workplace.services import counting, hires, ratings
from learners.models import HeldSkill
from programmes.findings import Share
from programmes.models import LearningOutcome, OutcomeFinding, TaughtSkill
from programmes.services import curriculum, enrolments
from tests.factories.curricula import make_curriculum
from tests.factories.employers import make_employer
from tests.factories.learners import make_held_skill
from tests.factories.partners import make_actor
from tests.factories.programmes import make_course, make_enrolment, make_run
from tests.factories.skills import make_skill
from tests.factories.workplace import make_completer, make_hire, make_proposal, make_rating, make_request

pytestmark = pytest.mark.django_db
State = RatingRequest.State


def boss(request: RatingRequest) -> Actor:
    return make_actor(organisation=request.hire.organisation)


def answers(hire: Hire, seen: str = "can") -> dict:
    return {outcome.public_id: seen for outcome in ratings.outcomes_of(hire)}


def one_outcome() -> LearningOutcome:
    course = make_course()
    return make_curriculum(course=course, published_at=timezone.now() - timedelta(days=300)).outcomes.get()


def rate_people(
    outcome: LearningOutcome, seen: list[str], *, employers: int = 5, moment: int = 30
) -> list[Hire]:
    """So many hires, spread over the employers."""
    organisations = [make_employer() for _ in range(employers)]
    found = [make_hire(organisation=organisations[n % employers]) for n in range(len(seen))]
    for hire, said in zip(found, seen, strict=True):
        make_rating(hire=hire, outcome=outcome, seen=said, moment=moment)
    return found


def figure(outcome: LearningOutcome) -> tuple[int, int] | None:
    """Can do it, of how many; as everybody may read it."""
    row = OutcomeFinding.objects.filter(key=outcome.key).first()
    return (row.can_do, row.hires) if row else None


# The interval -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("can_do", "people", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (5, 5, 0.5655, 1.0),
        (0, 5, 0.0, 0.4345),
    ],
)
def test_the_interval_is_that_of_wilson(can_do, people, low, high):
    """The first four as Newcombe worked them out (Statistics in Medicine 17, 1998, table I, method 3)."""
    share = Share(can_do, people)
    assert (round(share.low, 4), round(share.high, 4)) == (low, high)


def test_a_share_is_said_in_whole_per_cent_with_its_interval():
    assert Share(14, 18).words == (
        "78% of 18 people hired can do it at work, employers say (95% certain: 55% to 91%)"
    )
    assert Share(0, 5).is_surely_under_half
    assert not Share(1, 5).is_surely_under_half


# Asked ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "moments"), [(29, []), (30, [30]), (58, [30]), (59, []), (89, []), (90, [90]), (119, [])]
)
def test_an_employer_is_asked_after_30_and_90_days_once(days, moments):
    proposal = make_proposal()
    Hire.objects.update(starts_on=timezone.localdate() - timedelta(days=days))
    by = make_actor(organisation=proposal.hire.organisation)
    assert (ratings.ask(), ratings.ask()) == (len(moments), 0)
    assert list(RatingRequest.objects.values_list("moment", flat=True)) == moments
    assert Message.objects.filter(to=by.user.email).count() == len(moments)


@pytest.mark.parametrize(
    "changed", [{"may_rate": False}, {"may_rate": None}, {"state": "disputed", "dispute": "date"}]
)
def test_nobody_is_asked_about_without_their_yes(changed):
    make_proposal()
    Hire.objects.update(**changed)
    assert ratings.ask() == 0


def test_nobody_asks_suspended_employers_nor_where_nothing_was_promised():
    proposal = make_proposal()
    proposal.hire.organisation.roles.update(state="suspended", reason="Complaints")
    make_hire()
    assert ratings.ask() == 0


def test_a_request_is_reminded_of_once_and_closed_by_time():
    request = make_request(asked_at=timezone.now() - timedelta(days=8))
    by = boss(request)
    assert (ratings.remind(), ratings.remind(), ratings.close()) == (1, 0, 0)
    assert Message.objects.get(to=by.user.email).subject.startswith("Still to say")
    RatingRequest.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    assert ratings.close() == 1
    with pytest.raises(Refused, match="time to answer is over"):
        ratings.rate(request=request, answers=answers(request.hire), by=by)


def test_who_had_left_is_not_asked_about_again():
    request = make_request()
    ratings.say_left(request=request, by=boss(request))
    ratings.say_left(request=request, by=boss(request))
    Hire.objects.update(starts_on=timezone.localdate() - timedelta(days=90))
    assert ratings.ask() == 0


# Rated ------------------------------------------------------------------------------------------------


def test_a_rating_is_given_once_and_confirms_what_they_can_do():
    skill, other = make_skill(), make_skill()
    enrolment = make_completer(outcomes=(("Make pages", {skill: 3}), ("Test pages", {other: 2})))
    request = make_request(hire=make_proposal(enrolment=enrolment).hire)
    hire = request.hire
    make_held_skill(learner=hire.learner, skill=skill, level=3, evidence="completion")
    first, second = ratings.outcomes_of(hire)
    by = boss(request)
    ratings.rate(request=request, answers={first.public_id: "can", second.public_id: "not_yet"}, by=by)
    ratings.rate(request=request, answers={first.public_id: "not_yet", second.public_id: "can"}, by=by)
    rows = OutcomeRating.objects.order_by("outcome__position").values_list("moment", "seen")
    assert list(rows) == [(30, "can"), (30, "not_yet")]
    held = HeldSkill.objects.get(
        learner=hire.learner
    )  # nothing on the profile tells of what they cannot do yet
    assert (held.skill, held.level, held.evidence, held.evidence_note) == (
        skill,
        3,
        "employer",
        hire.organisation.name,
    )
    assert OutboxTask.objects.filter(name="workplace.count_ratings").count() == 1


def test_the_confirmation_of_an_employer_never_lowers_and_no_course_replaces_it():
    skill = make_skill()
    enrolment = make_completer(outcomes=(("Make pages", {skill: 2}),))
    request = make_request(hire=make_proposal(enrolment=enrolment).hire)
    held = make_held_skill(learner=request.hire.learner, skill=skill, level=4, evidence="work")
    ratings.rate(request=request, answers=answers(request.hire), by=boss(request))
    held.refresh_from_db()
    assert (held.level, held.evidence) == (4, "work")
    HeldSkill.objects.update(level=2, evidence="employer")
    again = make_enrolment(learner=request.hire.learner, run=enrolment.run, state="in_learning")
    enrolments.complete(
        enrolment=again, last_day=timezone.localdate(), by=make_actor(organisation=again.organisation)
    )
    held.refresh_from_db()
    assert (held.level, held.evidence) == (2, "employer")


def test_only_the_employer_they_work_for_rates():
    request = make_request()
    for by in (
        make_actor(role="employer"),
        make_actor(organisation=request.hire.proposals.get().enrolment.organisation),
        Actor(user=request.hire.learner.user),
    ):
        with pytest.raises(NotAllowed):
            ratings.rate(request=request, answers=answers(request.hire), by=by)
        with pytest.raises(NotAllowed):
            ratings.say_left(request=request, by=by)
    assert not OutcomeRating.objects.exists()


def test_answers_that_are_missing_foreign_or_none_are_refused():
    request = make_request()
    by, good = boss(request), answers(request.hire)
    with pytest.raises(Refused, match="changed since"):
        ratings.rate(request=request, answers={}, by=by)
    with pytest.raises(Refused, match="changed since"):
        ratings.rate(request=request, answers=good | {one_outcome().public_id: "can"}, by=by)
    with pytest.raises(Refused, match="Choose an answer"):
        ratings.rate(request=request, answers=dict.fromkeys(good, "brilliant"), by=by)
    hires.agree(hire=request.hire, may_rate=False, by=Actor(user=request.hire.learner.user))
    with pytest.raises(Refused, match="does not let you"):
        ratings.rate(request=request, answers=good, by=by)
    assert not OutcomeRating.objects.exists()


def test_the_database_keeps_one_rating_a_hire_outcome_and_moment():
    outcome, hire = one_outcome(), make_hire()
    make_rating(hire=hire, outcome=outcome)
    make_rating(hire=hire, outcome=outcome, moment=90)
    for wrong in ({"moment": 30}, {"moment": 60}, {"moment": 90, "seen": "no"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_rating(hire=hire, outcome=outcome, **wrong)


# Counted ----------------------------------------------------------------------------------------------


def test_nothing_is_told_of_four_people_nor_of_two_employers():
    outcome = one_outcome()
    course = outcome.curriculum.course
    rate_people(outcome, ["can"] * 4)
    assert (counting.count(course_id=course.pk), figure(outcome)) == (0, None)
    two = one_outcome()
    rate_people(two, ["can"] * 9, employers=2)
    assert (counting.count(course_id=two.curriculum.course_id), figure(two)) == (0, None)
    rate_people(outcome, ["not_yet"])
    assert (counting.count(course_id=course.pk), figure(outcome)) == (1, (4, 5))
    assert counting.count(course_id=course.pk) == 0


def test_two_figures_never_tell_about_fewer_than_five():
    outcome = one_outcome()
    course_id = outcome.curriculum.course_id
    rate_people(outcome, ["can", "can", "can", "can", "not_yet"])
    counting.count(course_id=course_id)
    for said in ("not_yet", "can", "can", "not_yet"):
        rate_people(outcome, [said])
        assert (counting.count(course_id=course_id), figure(outcome)) == (0, (4, 5))
    rate_people(outcome, ["can"])
    assert (counting.count(course_id=course_id), figure(outcome)) == (1, (7, 10))


def test_the_later_rating_of_a_person_counts_and_what_nobody_saw_does_not():
    outcome = one_outcome()
    people = rate_people(outcome, ["not_yet"] * 5)
    for hire in people[:3]:
        make_rating(hire=hire, outcome=outcome, moment=90, seen="can")
    make_rating(hire=people[3], outcome=outcome, moment=90, seen="not_seen")
    rate_people(outcome, ["not_seen"] * 5)
    counting.count(course_id=outcome.curriculum.course_id)
    assert figure(outcome) == (3, 5)


def test_ratings_of_a_suspended_employer_do_not_count():
    outcome = one_outcome()
    people = rate_people(outcome, ["can"] * 5)
    people[0].organisation.roles.filter(role=Role.EMPLOYER).update(state="suspended", reason="Complaints")
    assert (counting.count(course_id=outcome.curriculum.course_id), figure(outcome)) == (0, None)


def test_a_figure_goes_with_the_outcome_through_all_versions():
    outcome = one_outcome()
    course = outcome.curriculum.course
    outcome.curriculum.state, outcome.curriculum.superseded_at = "superseded", timezone.now()
    outcome.curriculum.save()
    second = make_curriculum(course=course, state="draft")
    later = second.outcomes.get()
    LearningOutcome.objects.filter(pk=later.pk).update(key=outcome.key)
    rate_people(outcome, ["can"] * 3)
    rate_people(later, ["can"] * 2, employers=2)
    counting.count(course_id=course.pk)
    assert figure(outcome) == (5, 5)


def test_a_person_who_leaves_the_portal_still_counts():
    outcome = one_outcome()
    for hire in rate_people(outcome, ["can"] * 5):
        hire.learner.user.delete()
    counting.count(course_id=outcome.curriculum.course_id)
    assert figure(outcome) == (5, 5)


# What follows from it ---------------------------------------------------------------------------------


def test_where_most_hires_surely_cannot_do_it_completing_confirms_one_level_lower():
    skill, basic, sure = make_skill(), make_skill(), make_skill()
    course = make_course()
    begun = timezone.now() - timedelta(days=300)
    outcomes = (("Make pages", {skill: 3, basic: 1}), ("Test pages", {sure: 3}))
    version = make_curriculum(course=course, outcomes=outcomes, published_at=begun)
    rate_people(version.outcomes.get(position=1), ["not_yet"] * 5)
    rate_people(version.outcomes.get(position=2), ["can", *["not_yet"] * 4])
    counting.count(course_id=course.pk)
    lower, other = OutcomeFinding.objects.order_by("can_do")
    assert (lower.counts_lower, other.counts_lower) == (True, False)  # up to 43 per cent, and up to 62
    taught = dict(TaughtSkill.objects.filter(course=course).values_list("skill", "level"))
    assert taught == {skill.pk: 2, basic.pk: 1, sure.pk: 3}  # what the course is matched by
    run = make_run(course=course, starts_on=timezone.localdate() - timedelta(days=20))
    enrolment = make_enrolment(run=run)
    by = make_actor(organisation=course.organisation)
    enrolments.complete(enrolment=enrolment, last_day=timezone.localdate(), by=by)
    held = dict(HeldSkill.objects.filter(learner=enrolment.learner).values_list("skill", "level"))
    assert held == taught  # what matching reads of the person
    assert curriculum.levels_taught_to([enrolment]) == {enrolment.pk: taught}
    rate_people(version.outcomes.get(position=1), ["can"] * 5)
    counting.count(course_id=course.pk)
    taught = dict(TaughtSkill.objects.filter(course=course).values_list("skill", "level"))
    assert taught == {skill.pk: 3, basic.pk: 1, sure.pk: 3}


def test_the_database_refuses_a_finding_of_four():
    for wrong in ({"hires": 4, "can_do": 4}, {"hires": 5, "can_do": 6}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OutcomeFinding.objects.create(
                course=make_course(), key=one_outcome().key, counts_lower=False, **wrong
            )
