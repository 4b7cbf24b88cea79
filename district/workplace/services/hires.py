"""People whom employers took on: when the work begins, whether the person agrees, and what nobody answers."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from district.interviews.models import InterviewOffer
from district.partners.actor import Actor
from district.partners.models import Organisation, Role
from district.web.errors import NotAllowed, Refused
from district.workplace import locks
from district.workplace.models import DisputeReason, Hire, HireKind, RatingRequest
from district.workplace.services import letters, proposals
from employers.models import JobApplication
from employers.models.vacancy import VacancyKind
from learners.models import Learner
from learners.services import held_skills

State = Hire.State
REMIND_AFTER = timedelta(days=7)
DESCRIBE_WITHIN = timedelta(days=30)
ANSWER_WITHIN = timedelta(days=14)
MEND_WITHIN = timedelta(days=14)
FURTHEST = timedelta(days=365)  # as the national record has it
MOST_HOURS = 60
BATCH = 200
KINDS = {
    VacancyKind.JOB: HireKind.JOB,
    VacancyKind.INTERVIEW: HireKind.JOB,
    VacancyKind.APPRENTICESHIP: HireKind.APPRENTICESHIP,
}


# How it begins ----------------------------------------------------------------------------------------


@transaction.atomic
def begin_from_application(application: JobApplication) -> Hire:
    """The application ended with a job."""
    vacancy = application.vacancy
    kind = KINDS[VacancyKind(vacancy.kind)]
    return _begin(
        application.learner, vacancy.organisation, title=vacancy.title, kind=kind, application=application
    )


@transaction.atomic
def begin_from_interview(offer: InterviewOffer) -> Hire | None:
    """The employer offered the job at a guaranteed interview. Practice has no job, and who has left cannot take it."""
    if offer.is_mock or offer.learner is None:
        return None
    commitment = offer.slot.commitment
    return _begin(
        offer.learner,
        commitment.organisation,
        title=commitment.job_title,
        kind=HireKind.JOB,
        interview=offer,
    )


def _begin(
    learner: Learner,
    employer: Organisation,
    *,
    title: str,
    kind: HireKind,
    application: JobApplication | None = None,
    interview: InterviewOffer | None = None,
) -> Hire:
    """One person whom one employer took on is one hire, however they came: what is still to be described is it."""
    held_skills.lock_many(learner_ids=[learner.pk])
    same = Q(application=application) if application else Q(interview=interview)
    known = Hire.objects.filter(same | Q(organisation=employer, state=State.TO_DESCRIBE), learner=learner)
    found = known.order_by("id").first()
    if found is not None:
        return found
    hire = Hire.objects.create(
        organisation=employer,
        learner=learner,
        application=application,
        interview=interview,
        kind=kind,
        job_title=title[:120],
    )
    letters.about_hire_to_employer(hire, "describe")
    return hire


# The employer's ---------------------------------------------------------------------------------------


@transaction.atomic
def describe(*, hire: Hire, starts_on: date, weekly_hours: int, by: Actor) -> Hire:
    """When the work begins and for how many hours: put to the person, and proposed to the providers who taught them."""
    current = _own(hire, by)
    if current.learner is None:
        raise Refused("This person has left the portal, so there is nobody to agree.", code="state")
    if (current.starts_on, current.weekly_hours) == (
        starts_on,
        weekly_hours,
    ) and current.state in Hire.STANDING:
        return current
    today = timezone.localdate()
    if not today - FURTHEST <= starts_on <= today + FURTHEST:
        raise Refused("Enter a first day within a year from now, or of the last year.", field="starts_on")
    if not 1 <= weekly_hours <= MOST_HOURS:
        raise Refused(f"Enter 1 to {MOST_HOURS} hours a week.", field="weekly_hours")
    if current.state == State.PROPOSED:
        current.moved_at = timezone.now()
    else:
        _move(current, State.PROPOSED)
    current.starts_on, current.weekly_hours = starts_on, weekly_hours
    current.dispute = current.dispute_words = ""
    _save(current)
    proposals.propose(current)
    letters.about_hire_to_person(current, "proposed")
    return current


@transaction.atomic
def fall_through(*, hire: Hire, by: Actor) -> Hire:
    """They never began: said by the employer until the person has agreed that they did."""
    current = _own(hire, by)
    if current.state == State.NOT_STARTED:
        return current
    _move(current, State.NOT_STARTED)
    _save(current)
    proposals.take_back(current)
    letters.about_hire_to_person(current, "not_started")
    return current


def _own(hire: Hire, by: Actor) -> Hire:
    current = locks.hold_hire(hire.pk)
    if not (by.acts_for(current.organisation_id) and by.acts_as(Role.EMPLOYER)):
        raise NotAllowed("Only the employer says when the work begins.")
    return current


# The person's -----------------------------------------------------------------------------------------


@transaction.atomic
def agree(*, hire: Hire, may_rate: bool, by: Actor) -> Hire:
    """It is as the employer says. Whether the employer may be asked what they can do, can be said again at any time."""
    current = _of_person(hire, by)
    if current.state == State.AGREED:
        if current.may_rate != may_rate:
            current.may_rate = may_rate
            _save(current)
        return current
    _move(current, State.AGREED)
    current.may_rate, current.dispute, current.dispute_words = may_rate, "", ""
    _save(current)
    letters.about_hire_to_employer(current, "agreed")
    return current


@transaction.atomic
def dispute(*, hire: Hire, reason: str, words: str = "", by: Actor) -> Hire:
    """Something is wrong. The employer puts it right; who has recorded it already is told."""
    current = _of_person(hire, by)
    if reason not in DisputeReason.values:
        raise Refused("Choose what is wrong.", field="reason")
    if reason == DisputeReason.OTHER and not words.strip():
        raise Refused("Say what is wrong: the employer reads it.", field="words")
    if current.state == State.DISPUTED:
        return current
    _move(current, State.DISPUTED)
    current.dispute, current.dispute_words = reason, words.strip()[:300]
    _save(current)
    proposals.tell_recorded(current, "disputed")
    letters.about_hire_to_employer(current, "disputed")
    return current


def _of_person(hire: Hire, by: Actor) -> Hire:
    current = locks.hold_hire(hire.pk)
    if current.learner is None or not by.is_signed_in or current.learner.user_id != by.user.pk:
        raise NotAllowed("Only the person who was taken on can say so.")
    return current


# The clock --------------------------------------------------------------------------------------------


def remind() -> int:
    """Employers who have not said when it begins, or not mended what is wrong, once in each of these states."""
    now = timezone.now()
    late = Hire.objects.filter(
        state__in=Hire.WAITS_FOR_EMPLOYER, reminded_at=None, moved_at__lt=now - REMIND_AFTER
    )
    rows = _claim(late)
    for row in rows:
        row.reminded_at = now
        row.save(update_fields=["reminded_at"])
        letters.about_hire_to_employer(row, "disputed" if row.state == State.DISPUTED else "describe_soon")
    return len(rows)


def close() -> int:
    """What nobody described, answered or mended in time; how many."""
    now = timezone.now()
    late = (
        Q(state=State.TO_DESCRIBE, moved_at__lt=now - DESCRIBE_WITHIN)
        | Q(state=State.DISPUTED, moved_at__lt=now - MEND_WITHIN)
        | Q(state=State.PROPOSED, moved_at__lt=now - ANSWER_WITHIN)
    )
    rows = _claim(Hire.objects.filter(late))
    for row in rows:
        was = row.state
        _move(row, State.UNANSWERED if was == State.PROPOSED else State.CLOSED)
        _save(row)
        if was == State.TO_DESCRIBE:
            letters.about_hire_to_employer(row, "closed")
        elif was == State.DISPUTED:
            proposals.take_back(row)
            letters.about_hire_to_employer(row, "no_agreement")
            letters.about_hire_to_person(row, "no_agreement")
    return len(rows)


def _claim(rows: QuerySet[Hire]) -> list[Hire]:
    """Locked, the next batch, without what another worker has in hand."""
    related = rows.select_related("learner__user", "organisation")
    return list(related.select_for_update(of=("self",), skip_locked=True).order_by("pk")[:BATCH])


def end_all(*, learner_id: int) -> None:
    """Of somebody whose profile goes: what is open ends, and their words are wiped."""
    own = Hire.objects.filter(learner=learner_id)
    own.update(dispute_words="")
    asked = RatingRequest.objects.open().filter(hire__in=own)
    asked.update(state=RatingRequest.State.CLOSED)
    for row in own.filter(state__in=[State.TO_DESCRIBE, State.DISPUTED]).order_by("pk"):
        current = locks.hold_hire(row.pk)
        _move(current, State.CLOSED)
        _save(current)
        proposals.take_back(current)


# What they have in common -----------------------------------------------------------------------------


def _move(hire: Hire, to: str) -> None:
    if not hire.may_become(to):
        stands = State(hire.state).label.lower()
        raise Refused(f"It stands at “{stands}” now. Open it again to see what you can do.", code="state")
    hire.state, hire.moved_at, hire.reminded_at = to, timezone.now(), None


def _save(hire: Hire) -> None:
    hire.version += 1
    hire.save()
