"""After hiring in the demo world: work that begins, that is agreed and that is disputed, what employers say of a cohort that
has found work, and placements at every stage.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from district.home.demo.calendar import monday
from district.home.demo.curricula import DATA
from district.home.demo.load_cohorts import PROVIDER, SHOWN, enrolled, past_run
from district.interviews.models import InterviewOffer
from district.partners.models import Membership, Organisation, Role
from district.workplace.models import (
    Hire,
    OutcomeProposal,
    OutcomeRating,
    Placement,
    PlacementDay,
    PlacementKind,
    PlacementSignature,
    RatingRequest,
    Seen,
    Side,
    Weekday,
)
from district.workplace.services import counting
from employers.models import JobApplication
from learners.models import Learner
from programmes.models import Course, CourseRun, Destination, Enrolment, LearningOutcome
from programmes.services import curriculum

AMARA = "amara@demo.example"
EMPLOYER = "morgan@canalside.example"
COHORT = slice(SHOWN + 30, SHOWN + 36)  # learners of whom nothing else is told
CAN, NOT_YET, NOT_SEEN = Seen.CAN, Seen.NOT_YET, Seen.NOT_SEEN

# Of each who found work, outcome by outcome: what the employer said after 30 days.
SAID: Sequence[tuple[str, ...]] = (
    (CAN, CAN, NOT_YET, CAN),
    (CAN, CAN, CAN, CAN),
    (NOT_YET, NOT_SEEN, NOT_YET, CAN),
    (CAN, NOT_YET, NOT_YET, CAN),
    (CAN, CAN, CAN, CAN),
)
WEEKDAYS = [Weekday.MONDAY, Weekday.TUESDAY, Weekday.WEDNESDAY, Weekday.THURSDAY]
MINUTES = 7 * 60  # a day
PUT_RIGHT = 5  # the day of which the employer says otherwise
TASKS = "Test pages before they go out, write down what is wrong so that others can find it again, and mend small things."


@dataclass(frozen=True)
class Cast:
    boss: Membership
    tutor: Membership
    others: Sequence[Organisation]
    amara: Learner


def load() -> None:
    """After the interviews and the job applications."""
    boss = Membership.objects.select_related("organisation", "user").get(user__email=EMPLOYER)
    employers = Organisation.objects.with_role(Role.EMPLOYER).filter(is_fictional=True)
    cast = Cast(
        boss=boss,
        tutor=Membership.objects.select_related("organisation", "user").get(user__email=PROVIDER),
        others=list(employers.exclude(pk=boss.organisation_id).order_by("id")[:4]),
        amara=Learner.objects.select_related("user").get(user__email=AMARA),
    )
    course = Course.objects.filter(organisation=cast.tutor.organisation, title=DATA).defer("search").get()
    _cohort(course, cast)
    _from_interviews(cast)
    _disputed(cast)
    _of_amara(cast)
    _placements(cast)
    counting.count(course_id=course.pk)


def _cohort(course: Course, cast: Cast) -> None:
    """Six people completed two months ago and found work: five employers have said what they can do, one is asked."""
    people = list(Learner.objects.filter(is_fictional=True).select_related("postcode").order_by("id")[COHORT])
    run = past_run(course, monday(timezone.localdate() - timedelta(weeks=19)), 10, len(people))
    last = run.ends_on or timezone.localdate()
    rows = Enrolment.objects.bulk_create(
        enrolled(run, learner, number, Enrolment.State.ACHIEVED, ended_on=last, achieved_on=last)
        for number, learner in enumerate(people)
    )
    outcomes = list(curriculum.outcomes_taught_to(rows[0]))
    CourseRun.objects.filter(pk=run.pk).update(curriculum=outcomes[0].curriculum_id)
    for number, enrolment in enumerate(rows):
        is_own = number == len(SAID)
        hire = _hire(
            cast.boss.organisation if is_own else cast.others[number % len(cast.others)],
            enrolment.learner,
            title="Junior data analyst",
            began=34 if is_own else 60 - number,
        )
        _recorded(hire, enrolment, cast)
        asked = RatingRequest.objects.create(
            hire=hire, moment=30, closes_on=timezone.localdate() + timedelta(days=17 if is_own else 0)
        )
        if not is_own:
            _rated(asked, outcomes, SAID[number])


def _rated(asked: RatingRequest, outcomes: Sequence[LearningOutcome], said: Sequence[str]) -> None:
    asked.state, asked.answered_at = RatingRequest.State.ANSWERED, timezone.now() - timedelta(days=20)
    asked.save()
    OutcomeRating.objects.bulk_create(
        OutcomeRating(hire=asked.hire, outcome=outcome, moment=30, seen=seen)
        for outcome, seen in zip(outcomes, said, strict=False)
    )


def _recorded(hire: Hire, enrolment: Enrolment, cast: Cast) -> None:
    destination = Destination.objects.create(
        enrolment=enrolment,
        kind="EMP",
        code="1",
        starts_on=hire.starts_on or timezone.localdate(),
        collected_on=timezone.localdate(),
        note=f"From the employer, {hire.organisation.name}",
        recorded_by=cast.tutor.user,
    )
    OutcomeProposal.objects.create(
        hire=hire,
        enrolment=enrolment,
        state=OutcomeProposal.State.RECORDED,
        destination=destination,
        answered_at=timezone.now(),
        answered_by=cast.tutor.user,
    )


def _hire(employer: Organisation, learner: Learner | None, *, title: str, began: int, **fields: Any) -> Hire:
    """Agreed, with a yes to being rated, unless it is said otherwise. `began`: days ago, or negative, ahead."""
    starts_on = timezone.localdate() - timedelta(days=began)
    usual: dict[str, Any] = {"state": Hire.State.AGREED, "weekly_hours": 35, "may_rate": True}
    hired = timezone.now() - timedelta(days=max(began, 0) + 9)
    usual |= {"starts_on": starts_on, "hired_at": hired, "moved_at": hired + timedelta(days=2)}
    return Hire.objects.create(organisation=employer, learner=learner, job_title=title, **usual | fields)


def _from_interviews(cast: Cast) -> None:
    """Two people were offered the job at their guaranteed interview: one begins soon, of the other nobody has said when."""
    offers = InterviewOffer.objects.filter(
        state=InterviewOffer.State.JOB_OFFER, slot__commitment__organisation=cast.boss.organisation
    )
    first, second = offers.select_related("learner", "enrolment", "slot__commitment").order_by("id")[:2]
    _hire(
        cast.boss.organisation,
        first.learner,
        title=first.slot.commitment.job_title,
        began=0,
        interview=first,
        state=Hire.State.TO_DESCRIBE,
        starts_on=None,
        weekly_hours=None,
        may_rate=None,
        moved_at=timezone.now() - timedelta(days=4),
    )
    soon = _hire(
        cast.boss.organisation,
        second.learner,
        title=second.slot.commitment.job_title,
        began=-6,
        interview=second,
        state=Hire.State.PROPOSED,
        may_rate=None,
        moved_at=timezone.now() - timedelta(days=1),
    )
    OutcomeProposal.objects.create(hire=soon, enrolment=second.enrolment)


def _disputed(cast: Cast) -> None:
    application = JobApplication.objects.filter(
        vacancy__organisation=cast.boss.organisation, state=JobApplication.State.HIRED
    ).select_related("vacancy")[:1]
    for each in application:
        _hire(
            cast.boss.organisation,
            each.learner,
            title=each.vacancy.title,
            began=20,
            application=each,
            state=Hire.State.DISPUTED,
            may_rate=None,
            weekly_hours=37,
            dispute="hours",
            dispute_words="We agreed on 30 hours, not 37.",
            moved_at=timezone.now() - timedelta(days=2),
        )


def _of_amara(cast: Cast) -> None:
    """A job beside the course, which she is asked about."""
    hire = _hire(
        cast.others[0],
        cast.amara,
        title="Saturday helpdesk assistant",
        began=-5,
        state=Hire.State.PROPOSED,
        may_rate=None,
        weekly_hours=12,
        moved_at=timezone.now() - timedelta(days=1),
    )
    completed = cast.amara.enrolments.filter(state=Enrolment.State.ACHIEVED).order_by("-ended_on").first()
    if completed is not None:
        OutcomeProposal.objects.create(hire=hire, enrolment=completed)


def _placements(cast: Cast) -> None:
    on_course = list(
        Enrolment.objects.filter(
            organisation=cast.tutor.organisation, state=Enrolment.State.IN_LEARNING, learner__isnull=False
        )
        .exclude(learner=cast.amara)
        .select_related("learner__user")
        .order_by("id")[:4]
    )
    placement = _Placements(cast)
    placement.make(cast.amara, None, "open", starts=12, kind=PlacementKind.WORK_EXPERIENCE, hours=60)
    placement.make(on_course[0].learner, None, "draft", starts=0)
    placement.make(on_course[1].learner, on_course[1], "open", starts=20, signed=[Side.LEARNER])
    begun = placement.make(on_course[2].learner, on_course[2], "signed", starts=-21, signed=list(Side))
    _hours(begun, unconfirmed=6)
    _own_placement(cast)
    over = placement.make(
        on_course[3].learner,
        on_course[3],
        "completed",
        starts=-90,
        signed=list(Side),
        hours_done=315,
        confirmed_minutes=MINUTES * 47,
        reported_at=timezone.now() - timedelta(days=3),
        ended_at=timezone.now() - timedelta(days=3),
        report="Came early, asked good questions, and found a fault that we had missed for a year.",
    )
    _hours(over)


def _own_placement(cast: Cast) -> None:
    """Amara's second one, with another employer: it goes on, and she enters her hours."""
    enrolment = cast.amara.enrolments.select_related("organisation").order_by("-starts_on", "id").first()
    begun = _Placements(cast).make(
        *(cast.amara, enrolment, "signed"),
        starts=-10,
        kind=PlacementKind.WORK_EXPERIENCE,
        hours=60,
        signed=list(Side),
        organisation=cast.others[1],
        title="Helping people at the front desk",
        place="At our front desk",
        supervisor="Whoever leads the desk that day",
        tasks="Welcome people, find out what they need, and show them how to do it online.",
    )
    _hours(begun, unconfirmed=2)


def _hours(placement: Placement, *, unconfirmed: int = 0) -> None:
    """Seven hours on Mondays to Thursdays until yesterday, of which the last days wait for the employer; one day of
    the second week was put right.
    """
    last = min(placement.ends_on or timezone.localdate(), timezone.localdate() - timedelta(days=1))
    first = placement.starts_on or last
    every = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    worked = [each for each in every if each.isoweekday() in WEEKDAYS][:47]
    now = timezone.now()
    days = []
    for number, each in enumerate(worked):
        day = PlacementDay(placement=placement, worked_on=each, minutes=MINUTES)
        if number < len(worked) - unconfirmed:
            day.confirmed_minutes = MINUTES - (60 if number == PUT_RIGHT and unconfirmed else 0)
            day.confirmed_at = now
        days.append(day)
    PlacementDay.objects.bulk_create(days)
    placement.confirmed_minutes = sum(day.confirmed_minutes or 0 for day in days)
    if placement.hours_done is not None:
        placement.hours_done = placement.confirmed_hours
    placement.save(update_fields=["confirmed_minutes", "hours_done"])


@dataclass(frozen=True)
class _Placements:
    cast: Cast

    def make(
        self,
        learner: Learner | None,
        enrolment: Enrolment | None,
        state: str,
        *,
        starts: int,
        kind: str = PlacementKind.T_LEVEL,
        hours: int = 320,
        signed: Sequence[Side] = (),
        **fields: Any,
    ) -> Placement:
        """`starts`: days from today. Nothing of a draft is written yet."""
        first: date = timezone.localdate() + timedelta(days=starts)
        terms = {
            "starts_on": first,
            "ends_on": first + timedelta(days=18 if kind == PlacementKind.WORK_EXPERIENCE else 82),
            "hours": hours,
            "weekdays": WEEKDAYS,
            "times": "9:00 to 16:30, with half an hour for lunch",
            "place": "Canalside, the studio above the towpath",
            "supervisor": "Priya, who leads the testers",
            "tasks": TASKS,
            "is_safe": True,
        }
        if len(signed) == len(Side):
            fields["signed_at"] = timezone.now() - timedelta(days=max(-starts, 0) + 5)
        usual: dict[str, Any] = {
            "organisation": self.cast.boss.organisation,
            "learner": learner,
            "enrolment": enrolment,
            "kind": kind,
            "title": "Testing web pages",
            "state": state,
            "signature_count": len(signed),
            "employer_number": 1 if enrolment and kind == PlacementKind.T_LEVEL else None,
        }
        written = {} if state == "draft" else terms
        placement = Placement.objects.create(**usual | written | fields)
        PlacementSignature.objects.bulk_create(
            PlacementSignature(
                placement=placement,
                side=side,
                terms_number=1,
                name=self._name(placement, side),
                signed_at=timezone.now() - timedelta(days=max(-starts, 0) + 5),
            )
            for side in signed
        )
        return placement

    def _name(self, placement: Placement, side: Side) -> str:
        if side == Side.LEARNER and placement.learner is not None:
            return placement.learner.user.name or "A learner"
        enrolment = placement.enrolment
        organisation = (
            enrolment.organisation if side == Side.PROVIDER and enrolment else placement.organisation
        )
        member = organisation.memberships.select_related("user").order_by("id").first()
        return member.user.name if member and member.user.name else "A member"
