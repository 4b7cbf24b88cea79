"""Hires, what is proposed and rated of them, and placements."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from district.workplace.models import (
    Hire,
    OutcomeProposal,
    OutcomeRating,
    Placement,
    PlacementDay,
    RatingRequest,
    Weekday,
)
from learners.models import FundingFacts, Learner
from programmes.models import Enrolment, LearningOutcome
from tests.factories.accounts import make_user
from tests.factories.curricula import make_curriculum
from tests.factories.employers import make_employer
from tests.factories.learners import make_learner
from tests.factories.programmes import make_course, make_enrolment, make_run

_numbers = count(1)


def make_hire(**fields: Any) -> Hire:
    """Somebody who began forty days ago and agrees, and lets the employer be asked."""
    usual: dict[str, Any] = {
        "job_title": f"Keeper of pages {next(_numbers)}",
        "state": "agreed",
        "starts_on": timezone.localdate() - timedelta(days=40),
        "weekly_hours": 30,
        "may_rate": True,
    }
    if fields.get("state") == "to_describe":
        usual |= {"starts_on": None, "weekly_hours": None, "may_rate": None}
    if fields.get("state") in {"proposed", "unanswered"}:
        usual["may_rate"] = None
    if fields.get("state") == "disputed":
        usual["dispute"] = "hours"
    if "organisation" not in fields:
        fields["organisation"] = make_employer()
    if "learner" not in fields:
        fields["learner"] = make_learner(user=make_user(name="Hanna Hired"))
    return Hire.objects.create(**usual | fields)


def make_completer(*, outcomes: Any = (("Make a page of your own", {}),), **fields: Any) -> Enrolment:
    """Somebody who completed, two months ago, a course whose curriculum was in force."""
    today = timezone.localdate()
    course = fields.pop("course", None)
    if course is None:
        course = make_course(**({"organisation": fields.pop("provider")} if "provider" in fields else {}))
        begun = timezone.now() - timedelta(days=200)
        make_curriculum(course=course, outcomes=outcomes, published_at=begun)
    run = make_run(course=course, starts_on=today - timedelta(days=120), ends_on=today - timedelta(days=60))
    usual = {"state": "completed", "ended_on": today - timedelta(days=60)}
    return make_enrolment(run=run, **usual | fields)


def make_proposal(
    *, hire: Hire | None = None, enrolment: Enrolment | None = None, **fields: Any
) -> OutcomeProposal:
    enrolment = enrolment or make_completer()
    hire = hire or make_hire(learner=enrolment.learner)
    return OutcomeProposal.objects.create(hire=hire, enrolment=enrolment, **fields)


def make_request(*, hire: Hire | None = None, **fields: Any) -> RatingRequest:
    """Asked today, after 30 days, of somebody who completed a course."""
    hire = hire or make_proposal().hire
    usual = {"moment": 30, "closes_on": timezone.localdate() + timedelta(days=21)}
    return RatingRequest.objects.create(hire=hire, **usual | fields)


def make_rating(*, hire: Hire, outcome: LearningOutcome, **fields: Any) -> OutcomeRating:
    return OutcomeRating.objects.create(hire=hire, outcome=outcome, **{"moment": 30, "seen": "can"} | fields)


def terms(**fields: Any) -> dict[str, Any]:
    """Of a placement that began three weeks ago and lasts twelve weeks."""
    today = timezone.localdate()
    return {
        "starts_on": today - timedelta(days=21),
        "ends_on": today + timedelta(days=63),
        "hours": 320,
        "is_shared": False,
        "weekdays": list(Weekday.values),
        "times": "9:00 to 16:00",
        "place": "1 Wharf Street, Birmingham",
        "supervisor": "Sal Supervisor",
        "tasks": "Mend pages, and test what was mended.",
        "is_safe": True,
    } | fields


def make_adult(**fields: Any) -> Learner:
    """Somebody who has told us when they were born."""
    learner = make_learner(**fields)
    FundingFacts.objects.create(
        learner=learner, born_on=date(1990, 5, 4), work="unsure", prior_level="unsure"
    )
    return learner


def make_placement(*, state: str = "open", **fields: Any) -> Placement:
    """Written and not signed; `signed` and later: signed by all three."""
    if "organisation" not in fields:
        fields["organisation"] = make_employer()
    if "learner" not in fields:
        fields["learner"] = make_adult(user=make_user(name="Petra Placed"))
    usual: dict[str, Any] = {"kind": "t_level", "title": f"Helper of pages {next(_numbers)}", "state": state}
    if state != "draft":
        usual |= terms()
    if state in {"signed", "completed", "partly", "no_show", "unreported"}:
        usual |= {"signature_count": 3, "signed_at": timezone.now()}
        if "enrolment" not in fields:
            fields["enrolment"] = make_enrolment(learner=fields["learner"])
    if state in {"completed", "partly"}:
        done = 320 if state == "completed" else 100
        usual |= {"hours_done": done, "confirmed_minutes": done * 60, "reported_at": timezone.now()}
    if fields.get("enrolment") and fields.get("kind", "t_level") == "t_level":
        usual["employer_number"] = 1
    return Placement.objects.create(**usual | fields)


def make_day(*, placement: Placement, worked_on: date, **fields: Any) -> PlacementDay:
    """Seven hours, entered and not confirmed."""
    if "confirmed_minutes" in fields:
        fields.setdefault("confirmed_at", timezone.now())
    usual = {"minutes": 420}
    return PlacementDay.objects.create(placement=placement, worked_on=worked_on, **usual | fields)
