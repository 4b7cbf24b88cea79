"""The queue of vacancies that raised a doubt: sent, looked at by WMCA staff, decided; each step with its clock."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from district.partners.actor import Actor
from district.web.errors import Refused
from district.web.working_days import after_working_days
from employers import access, moderation, wording
from employers.models import RefusalReason, Vacancy, VacancyReview
from employers.moderation import Finding
from employers.services import vacancy_letters as letters
from employers.services import vacancy_states as states

WORKING_DAYS = 2  # in which staff promise an answer
ANSWER_WITHIN = timedelta(days=28)  # for an employer that was asked for changes
LONGEST = 500
State = VacancyReview.State


def new_doubts(vacancy: Vacancy, findings: Sequence[Finding]) -> list[Finding]:
    """What is doubtful and staff have not agreed to before."""
    doubts = [each for each in findings if not each.is_refused]
    if not doubts:
        return []
    approved = vacancy.reviews.filter(state=State.APPROVED).values_list("findings", flat=True)
    known = {(each["field"], each["rule"], each["words"].lower()) for found in approved for each in found}
    return [each for each in doubts if each.key not in known]


def submit(vacancy: Vacancy, findings: Sequence[Finding]) -> Vacancy:
    """Send a locked vacancy to the queue with all that is doubtful in it; nobody else sees it from now on."""
    review = VacancyReview.objects.create(
        vacancy=vacancy,
        turn=vacancy.reviews.count() + 1,
        findings=[each.as_dict() for each in findings if not each.is_refused],
        snapshot=wording.snapshot(vacancy),
        due_on=due_on(timezone.localdate()),
    )
    vacancy = states.move(vacancy, Vacancy.State.SUBMITTED)
    letters.promise(review, letters.Act.ASKED)
    return vacancy


def due_on(day: date) -> date:
    return after_working_days(day, WORKING_DAYS)


def end_waiting(vacancy: Vacancy) -> None:
    """Its employer has taken a locked vacancy out of the queue."""
    for review in vacancy.reviews.waiting().select_for_update():
        review.state, review.decided_at = State.TAKEN_BACK, timezone.now()
        review.save(update_fields=["state", "decided_at"])


@transaction.atomic
def approve(*, review: VacancyReview, by: Actor) -> VacancyReview:
    """Open the vacancy. Already approved is a success."""
    review, vacancy = _lock(review, by)
    if review.state == State.APPROVED:
        return review
    _require_waiting(review)
    if vacancy.is_over:
        raise Refused("Its closing time has passed: ask for a later one.", field="closes_on")
    states.open_now(vacancy)
    return _decide(review, State.APPROVED, by)


@transaction.atomic
def ask_changes(
    *, review: VacancyReview, requests: Mapping[str, str], note: str = "", by: Actor
) -> VacancyReview:
    """Send it back with what to change, field by field; its employer has four weeks."""
    review, vacancy = _lock(review, by)
    if review.state == State.CHANGES:
        return review
    _require_waiting(review)
    wanted = {name: words.strip()[:LONGEST] for name, words in requests.items() if words.strip()}
    if not wanted or not wanted.keys() <= wording.REVIEWED.keys():
        raise Refused("Say what to change, in at least one of the fields.")
    review.requests, review.note = wanted, note
    review.answer_by = timezone.localdate() + ANSWER_WITHIN
    states.move(vacancy, Vacancy.State.REFERRED)
    return _decide(review, State.CHANGES, by)


@transaction.atomic
def refuse(*, review: VacancyReview, reason: str, note: str = "", by: Actor) -> VacancyReview:
    review, vacancy = _lock(review, by)
    if review.state == State.REFUSED:
        return review
    _require_waiting(review)
    if reason not in RefusalReason.values:
        raise Refused("Choose the reason.", field="reason")
    review.reason, review.note = reason, note
    states.move(vacancy, Vacancy.State.REFUSED)
    return _decide(review, State.REFUSED, by)


@transaction.atomic
def remind() -> int:
    """Tell staff, once each, of reviews whose day has passed. Says how many."""
    late = VacancyReview.objects.waiting().filter(due_on__lt=timezone.localdate(), reminded_at=None)
    rows = list(late.select_for_update(skip_locked=True).order_by("id")[:100])
    for review in rows:
        review.reminded_at = timezone.now()
        review.save(update_fields=["reminded_at"])
        letters.promise(review, letters.Act.LATE)
    return len(rows)


@transaction.atomic
def withdraw_unanswered() -> int:
    """Vacancies whose employer has not answered a request for changes in time. Says how many."""
    over = VacancyReview.objects.filter(
        state=State.CHANGES, answer_by__lt=timezone.localdate(), vacancy__state=Vacancy.State.REFERRED
    )
    count = 0
    for review in over.select_related("vacancy").order_by("id")[:100]:
        vacancy = states.lock(review.vacancy)
        newest = vacancy.reviews.order_by("-turn").first()
        if vacancy.state == Vacancy.State.REFERRED and newest == review:
            states.end(vacancy, Vacancy.State.WITHDRAWN)
            letters.promise(review, letters.Act.WITHDRAWN)
            count += 1
    return count


def findings_of(vacancy: Vacancy) -> tuple[list[Finding], list[Finding]]:
    """All that the rules see, and what of it would send the vacancy to the queue."""
    findings = moderation.find(vacancy)
    return findings, new_doubts(vacancy, findings)


def _lock(review: VacancyReview, by: Actor) -> tuple[VacancyReview, Vacancy]:
    """The vacancy first, as everybody does who changes it."""
    access.require_reviewing(by, review.vacancy)
    vacancy = states.lock(review.vacancy)
    return VacancyReview.objects.select_for_update().get(id=review.id), vacancy


def _require_waiting(review: VacancyReview) -> None:
    if review.state != State.WAITING:
        raise Refused(f"This check has ended: {review.get_state_display().lower()}.", code="state")


def _decide(review: VacancyReview, state: str, by: Actor) -> VacancyReview:
    review.state, review.decided_at, review.decided_by = state, timezone.now(), by.person
    review.save()
    letters.promise(review, letters.Act.DECIDED)
    return review
