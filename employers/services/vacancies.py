"""Every change of a vacancy that people make; adverts from files come through imports.py."""

from datetime import date, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from district.partners.actor import Actor
from district.partners.models import Role
from district.places.models import Postcode
from district.skills.models import SkillState
from district.web.errors import NotAllowed, Refused
from employers import access, moderation, signals
from employers.models import ClosingMoment, EndReason, Filled, Vacancy
from employers.salaries import Salary
from employers.services import suggestions, vacancy_checks, vacancy_letters, vacancy_reviews
from employers.services import vacancy_states as states
from employers.services.vacancy_states import lock

ADVERT_DAYS = 60  # how long an advert without a closing date stays open
LONGEST_PAUSE = timedelta(days=28)
TEXTS = {"title", "description"}
State = Vacancy.State


@transaction.atomic
def draft(*, values: dict[str, Any], by: Actor) -> Vacancy:
    """A new vacancy of the actor's employer that nobody else sees yet."""
    if by.organisation is None or not by.acts_as(Role.EMPLOYER):
        raise NotAllowed("Only people who act for an approved employer may post vacancies.")
    vacancy = Vacancy(organisation=by.organisation, is_fictional=by.organisation.is_fictional)
    _set(vacancy, values)
    vacancy.save()
    suggestions.suggest(vacancy)
    return vacancy


@transaction.atomic
def change(*, vacancy: Vacancy, values: dict[str, Any], version: int, by: Actor) -> Vacancy:
    """Write the answers of one page. Refused as "stale" when somebody else has changed the vacancy since.

    One that is open stays so, unless what was written raises a doubt: then it waits for WMCA staff.
    """
    access.require_writing(by, vacancy)
    vacancy = lock(vacancy)
    require_changeable(vacancy)
    if version != vacancy.version:
        raise Refused("Somebody has changed this vacancy since you opened the page.", code="stale")
    changed = {name for name, value in values.items() if getattr(vacancy, name) != value}
    if not changed:
        return vacancy
    is_live = vacancy.state in {State.OPEN, State.PAUSED}
    before = vacancy.closes_at if is_live else None
    _set(vacancy, values)
    if is_live:
        vacancy_checks.check_dates(vacancy, least_days=1)
        vacancy_checks.check_not_sooner(vacancy, before)
    _check_page(vacancy, values)
    findings = moderation.find(vacancy)
    vacancy_checks.check_words(findings, changed)
    vacancy.version += 1
    vacancy.save()
    if changed & TEXTS:
        suggestions.suggest(vacancy)
    if is_live and not vacancy.source and vacancy_reviews.new_doubts(vacancy, findings):
        return vacancy_reviews.submit(vacancy, findings)
    if vacancy.state == State.OPEN:
        signals.vacancy_opened.send(sender=Vacancy, vacancy_ids=[vacancy.id])
    return vacancy


def _check_page(vacancy: Vacancy, values: dict[str, Any]) -> None:
    """What a page asks for is right as soon as it is saved; what other pages lack is said before it is published."""
    vacancy_checks.check_hours(vacancy)
    vacancy_checks.check_pay(vacancy)
    is_live = vacancy.state in {State.OPEN, State.PAUSED} and not vacancy.source
    if is_live or values.keys() & {"duration_months", "placement_hours"}:
        try:
            vacancy_checks.check_kind(vacancy)
        except Refused as refusal:
            if is_live or refusal.field in values:
                raise


@transaction.atomic
def publish(*, vacancy: Vacancy, by: Actor) -> Vacancy:
    """Let everybody see it, or send it to WMCA staff where something is doubtful. Already so is a success."""
    access.require_publishing(by, vacancy)
    vacancy = lock(vacancy)
    if vacancy.state in {State.OPEN, State.SUBMITTED}:
        return vacancy
    if vacancy.state not in Vacancy.UNFINISHED:
        raise Refused(
            f"This vacancy is {vacancy.get_state_display().lower()}; only a draft can be published.",
            code="state",
        )
    return _let_out(vacancy)


@transaction.atomic
def reopen(*, vacancy: Vacancy, by: Actor) -> Vacancy:
    access.require_publishing(by, vacancy)
    vacancy = lock(vacancy)
    if vacancy.state == State.OPEN:
        return vacancy
    if vacancy.state != State.CLOSED:
        raise Refused(
            f"This vacancy is {vacancy.get_state_display().lower()} and cannot be reopened.", code="state"
        )
    return _let_out(vacancy)


@transaction.atomic
def close(*, vacancy: Vacancy, reason: str = EndReason.OTHER, filled: str = Filled.NOT, by: Actor) -> Vacancy:
    """Take no more applications, before the closing time. Already closed is a success."""
    access.require_writing(by, vacancy)
    vacancy = lock(vacancy)
    if vacancy.state == State.CLOSED:
        return vacancy
    if reason not in EndReason.values or reason == EndReason.TIME or filled not in Filled.values:
        raise Refused("Choose the reason, and whether the opening is filled.", field="reason")
    if reason == EndReason.FILLED and filled == Filled.NOT:
        raise Refused("Say how the opening was filled, or choose another reason.", field="filled")
    return states.end(vacancy, State.CLOSED, reason=reason, filled=filled)


@transaction.atomic
def tell_filled(*, vacancy: Vacancy, filled: str, by: Actor) -> Vacancy:
    """Answer, once it has closed, whether somebody was taken on. The last answer counts."""
    access.require_writing(by, vacancy)
    vacancy = lock(vacancy)
    if vacancy.state != State.CLOSED:
        raise Refused("This vacancy has not closed yet.", code="state")
    if filled not in Filled.values:
        raise Refused("Choose one of the answers.", field="filled")
    if vacancy.filled != filled:
        vacancy.filled = filled
        vacancy.version += 1
        vacancy.save(update_fields=["filled", "version"])
    return vacancy


@transaction.atomic
def withdraw(*, vacancy: Vacancy, by: Actor) -> Vacancy:
    """Take it off the portal for good; nobody sees it any more."""
    access.require_publishing(by, vacancy)
    vacancy = lock(vacancy)
    if vacancy.state == State.WITHDRAWN:
        return vacancy
    vacancy = states.end(vacancy, State.WITHDRAWN)
    vacancy_reviews.end_waiting(vacancy)
    return vacancy


@transaction.atomic
def take_back(*, vacancy: Vacancy, by: Actor) -> Vacancy:
    """Make a draft of what waits for a check or was refused, to change it. Already a draft is a success."""
    access.require_writing(by, vacancy)
    vacancy = lock(vacancy)
    if vacancy.state == State.DRAFT:
        return vacancy
    vacancy = states.move(vacancy, State.DRAFT)
    vacancy_reviews.end_waiting(vacancy)
    return vacancy


@transaction.atomic
def pause(*, vacancy: Vacancy, until: date, by: Actor) -> Vacancy:
    """Take no applications until a day; then it opens again by itself. Already paused is a success."""
    access.require_writing(by, vacancy)
    vacancy = lock(vacancy)
    if vacancy.state == State.PAUSED:
        return vacancy
    if vacancy.state != State.OPEN:
        raise Refused("Only an open vacancy can be paused.", code="state")
    today = timezone.localdate()
    latest = min(today + LONGEST_PAUSE, vacancy.closes_on or date.max)
    if not today < until <= latest:
        words = f"{latest.day} {latest:%B %Y}"
        raise Refused(f"Choose a day from tomorrow to {words}.", field="until")
    vacancy.paused_until = until
    return states.move(vacancy, State.PAUSED)


@transaction.atomic
def resume(*, vacancy: Vacancy, by: Actor) -> Vacancy:
    """End a pause. Already open is a success."""
    access.require_writing(by, vacancy)
    vacancy = lock(vacancy)
    if vacancy.state == State.OPEN:
        return vacancy
    if vacancy.state != State.PAUSED:
        raise Refused("This vacancy is not paused.", code="state")
    return _resume(vacancy)


@transaction.atomic
def extend(*, vacancy: Vacancy, closes_on: date, closes_time: time, by: Actor) -> Vacancy:
    """Give people more time. The closing time only ever becomes later."""
    access.require_writing(by, vacancy)
    vacancy = lock(vacancy)
    if vacancy.state not in {State.OPEN, State.PAUSED}:
        raise Refused("Only an open vacancy can be extended. List it again instead.", code="state")
    before = vacancy.closes_at
    if before and vacancy.is_over:
        raise Refused("Its closing time has passed. Reopen it, or list it again.", code="state")
    vacancy.closes_on, vacancy.closes_time = closes_on, closes_time
    if before and vacancy.closes_at == before:
        return vacancy
    vacancy_checks.check_not_sooner(vacancy, before)
    vacancy_checks.check_dates(vacancy, least_days=1)
    vacancy.version += 1
    vacancy.save(update_fields=["closes_on", "closes_time", "version"])
    if vacancy.state == State.OPEN:
        signals.vacancy_opened.send(sender=Vacancy, vacancy_ids=[vacancy.id])
    return vacancy


@transaction.atomic
def close_expired() -> int:
    """Close what is past its closing time, and adverts without one that have stood for long. Says how many."""
    now = timezone.now()
    stale = now - timedelta(days=ADVERT_DAYS)
    is_over = Q(closing__lt=now) | (Q(closes_on=None, opened_at__lt=stale) & ~Q(source=""))
    over = Vacancy.objects.alias(closing=ClosingMoment()).filter(
        is_over, state__in=[State.OPEN, State.PAUSED]
    )
    rows = list(over.select_for_update(of=("self",), skip_locked=True).order_by("id"))
    for vacancy in rows:
        vacancy.state, vacancy.version = State.CLOSED, vacancy.version + 1
        vacancy.ended_at, vacancy.end_reason, vacancy.paused_until = now, EndReason.TIME, None
    fields = ["state", "version", "ended_at", "end_reason", "paused_until"]
    if rows:
        Vacancy.objects.bulk_update(rows, fields, batch_size=500)
        signals.vacancy_closed.send(sender=Vacancy, vacancy_ids=[vacancy.id for vacancy in rows])
        vacancy_letters.promise_closed(vacancy.id for vacancy in rows if not vacancy.source)
    return len(rows)


@transaction.atomic
def end_pauses() -> int:
    """Open again what was paused until today. Says how many."""
    over = Vacancy.objects.filter(state=State.PAUSED, paused_until__lte=timezone.localdate())
    rows = list(over.select_for_update(of=("self",), skip_locked=True).order_by("id")[:100])
    for vacancy in rows:
        _resume(vacancy)
    return len(rows)


@transaction.atomic
def tell_apart(*, vacancy: Vacancy, by: Actor) -> Vacancy:
    """Say that it only looks like a repeat: it is shown beside the other advert, whatever imports find later."""
    access.require_telling_apart(by, vacancy)
    vacancy = lock(vacancy)
    if vacancy.repeats_id is None:
        return vacancy
    vacancy.repeats, vacancy.is_own_opening = None, True
    vacancy.version += 1
    vacancy.save(update_fields=["repeats", "is_own_opening", "version"])
    if vacancy.state == State.OPEN:
        signals.vacancy_opened.send(sender=Vacancy, vacancy_ids=[vacancy.id])
    return vacancy


def require_changeable(vacancy: Vacancy) -> None:
    if vacancy.state == State.WITHDRAWN:
        raise Refused("This vacancy was withdrawn and cannot be changed. Post a new one.", code="state")
    if vacancy.state in Vacancy.FIXED:
        raise Refused("Make this vacancy a draft again before you change it.", code="state")


def _let_out(vacancy: Vacancy) -> Vacancy:
    """Open it, unless something lacks or is doubtful. What staff asked to change, they see again."""
    findings = moderation.find(vacancy)
    skill_count = vacancy.asked_skills.filter(state=SkillState.ACCEPTED).count()
    if missing := vacancy_checks.lacking(vacancy, findings, skill_count):
        raise missing[0]
    if vacancy.state == State.REFERRED or vacancy_reviews.new_doubts(vacancy, findings):
        return vacancy_reviews.submit(vacancy, findings)
    return states.open_now(vacancy)


def _resume(vacancy: Vacancy) -> Vacancy:
    if vacancy.is_over:
        return states.end(vacancy, State.CLOSED, reason=EndReason.TIME)
    return states.move(vacancy, State.OPEN)


def _set(vacancy: Vacancy, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(vacancy, name, value)
    if "postcode" in values:
        _set_place(vacancy, values["postcode"])
    if vacancy.salary_least is not None and vacancy.salary_most is not None:
        salary = Salary(vacancy.salary_least, vacancy.salary_most, vacancy.salary_unit)
        vacancy.yearly_most = salary.yearly_most(vacancy.weekly_hours)
    else:
        vacancy.yearly_most = None


def _set_place(vacancy: Vacancy, postcode: Postcode | None) -> None:
    vacancy.council = postcode.council if postcode else None
    vacancy.easting = postcode.easting if postcode else None
    vacancy.northing = postcode.northing if postcode else None
