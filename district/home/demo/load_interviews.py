"""Guaranteed interviews in the demo world: what is promised, who was offered one, what came of it, and who is overdue."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.utils import timezone

from district.home.demo.load_cohorts import PROVIDER
from district.interviews.models import (
    InterviewCommitment,
    InterviewGuarantee,
    InterviewOffer,
    InterviewPreference,
    InterviewPromise,
    InterviewSlot,
    Meet,
)
from district.interviews.services import promises, settling
from district.partners.models import Membership
from district.web.working_days import after_working_days
from employers.models import Vacancy
from programmes.models import Enrolment, Programme

AMARA = "amara@demo.example"
EMPLOYER = "morgan@canalside.example"
PLACE = "Canalside, reception on the towpath side"
State = InterviewOffer.State
JOB = "IT support technician apprentice"  # of all that the employer advertises, what fits people who begin
IN_TIME = 12  # days ago, before the last day of the promise
FRIDAY = 4

# Of the first who completed: what came of their interview, and how many days ago it was.
HELD: Sequence[tuple[str, int]] = (
    (State.JOB_OFFER, 9),
    (State.JOB_OFFER, 8),
    (State.NOT_SELECTED, 8),
    (State.NO_SHOW, 7),
    (State.ACCEPTED, 1),
)


def load() -> None:
    """After the cohorts. Two of those who completed are overdue: they want to meet online, and all free times are not."""
    tutor = Membership.objects.get(user__email=PROVIDER)
    owner = Membership.objects.select_related("organisation", "user").get(user__email=EMPLOYER)
    cohort = list(
        Enrolment.objects.filter(
            organisation=tutor.organisation_id, state__in=["achieved", "completed", "not_achieved"]
        )
        .exclude(learner__user__email=AMARA)
        .order_by("-ended_on", "id")
        .select_related("run__course__programme")
        .defer("run__course__search")
    )
    programme = cohort[0].run.course.programme if cohort else None
    if programme is None:
        return
    own = Enrolment.objects.filter(learner__user__email=AMARA, state__in=["achieved", "completed"])
    theirs = own.filter(run__course__programme__isnull=False).values_list("run__course__programme", flat=True)
    _promise({programme.pk, *theirs})
    commitment = _commitment(owner, programme, is_mock=False)
    _commitment(owner, programme, is_mock=True)
    owed = {row.enrolment_id: row for row in InterviewGuarantee.objects.all()}
    for (state, ago), enrolment in zip(HELD, cohort, strict=False):
        if enrolment.pk in owed:
            _offer(commitment, enrolment, state, -ago)
    if len(cohort) > len(HELD) and cohort[len(HELD)].pk in owed:
        _offer(commitment, cohort[len(HELD)], State.ACCEPTED, 4)
    for enrolment in cohort[len(HELD) + 1 :]:
        InterviewPreference.objects.create(enrolment=enrolment, meet=Meet.ONLINE)
    amara = (
        own.filter(interview_guarantee__isnull=False).select_related("interview_guarantee__programme").first()
    )
    if amara is not None:
        same = amara.interview_guarantee.programme_id == programme.pk
        hers = commitment if same else _commitment(owner, amara.interview_guarantee.programme, is_mock=False)
        InterviewPreference.objects.create(enrolment=amara, first=hers)
        _offer(hers, amara, State.OFFERED, 6, choice=1, offered_ago=IN_TIME)
        _slot(hers, 7, 10)
    _slot(commitment, 8, 11)
    _slot(commitment, 8, 12)


def _promise(programmes: set[int]) -> None:
    for programme_id in sorted(programmes):
        InterviewPromise.objects.create(
            programme_id=programme_id,
            applies_from=timezone.localdate() - timedelta(days=400),
            working_days=15,
            source="The contract of the demo world",
        )
    promises.open_due()


def _commitment(owner: Membership, programme: Programme, *, is_mock: bool) -> InterviewCommitment:
    vacancy = Vacancy.objects.open().filter(organisation=owner.organisation, title=JOB).first()
    return InterviewCommitment.objects.create(
        organisation=owner.organisation,
        programme=programme,
        vacancy=None if is_mock else vacancy,
        job_title="Practice with our hiring team" if is_mock else JOB,
        is_mock=is_mock,
        promised=4 if is_mock else 8,
        ends_on=timezone.localdate() + timedelta(days=60),
        made_by=owner.user,
        made_at=timezone.now() - timedelta(days=40),
        is_fictional=True,
    )


def _slot(commitment: InterviewCommitment, working_days: int, hour: int) -> InterviewSlot:
    """So many working days from today; where the number is negative, days ago and not at a weekend."""
    today = timezone.localdate()
    day = (
        after_working_days(today, working_days) if working_days > 0 else today + timedelta(days=working_days)
    )
    while day.weekday() > FRIDAY:
        day -= timedelta(days=1)
    return InterviewSlot.objects.create(
        commitment=commitment,
        starts_at=timezone.make_aware(datetime.combine(day, time(hour))),
        minutes=45,
        place=PLACE,
    )


def _offer(
    commitment: InterviewCommitment,
    enrolment: Enrolment,
    state: str,
    working_days: int,
    *,
    choice: int | None = None,
    offered_ago: int | None = None,
) -> None:
    number = commitment.slots.count()
    slot = _slot(commitment, working_days, 9 + number % 7)
    before = offered_ago or (5 if working_days < 0 else 1)
    offered = min(slot.starts_at, timezone.now()) - timedelta(days=before)
    InterviewOffer.objects.create(
        enrolment=enrolment,
        learner_id=enrolment.learner_id,
        slot=slot,
        during=settling.during(slot),
        state=state,
        fit=settling.fits_of([enrolment], {commitment.pk}).get((enrolment.pk, commitment.pk), 0),
        choice=choice,
        offered_at=offered,
        answer_by=slot.starts_at - timedelta(days=2),
        answered_at=None if state == State.OFFERED else offered + timedelta(days=1),
        recorded_at=None if state in InterviewOffer.LIVE else slot.starts_at + timedelta(hours=2),
    )
    InterviewGuarantee.objects.filter(enrolment=enrolment).update(kept_on=timezone.localdate(offered))
