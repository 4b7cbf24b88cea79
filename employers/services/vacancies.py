"""Every change of a vacancy that people make; adverts from files come through imports.py."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from district.partners.actor import Actor
from district.partners.models import Role
from district.places.models import Postcode
from district.skills.models import SkillState
from district.web.errors import NotAllowed, Refused
from employers import access, signals, wages
from employers.models import Pattern, Vacancy
from employers.salaries import Salary
from employers.services import suggestions

LEAST_DAYS = 7
LEAST_SKILLS = 3
LEAST_FULL_TIME_HOURS = 25
ADVERT_DAYS = 60  # how long an advert without a closing date stays open
TEXTS = {"title", "description"}


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
    """Write the answers of one page. Refused as "stale" when somebody else has changed the vacancy since."""
    access.require_writing(by, vacancy)
    vacancy = lock(vacancy)
    if vacancy.state == Vacancy.State.WITHDRAWN:
        raise Refused("This vacancy was withdrawn and cannot be changed. Post a new one.", code="state")
    if version != vacancy.version:
        raise Refused("Somebody has changed this vacancy since you opened the page.", code="stale")
    changed = {name for name, value in values.items() if getattr(vacancy, name) != value}
    if not changed:
        return vacancy
    _set(vacancy, values)
    if vacancy.state == Vacancy.State.OPEN:
        _check_dates(vacancy, least_days=1)
    _check_hours(vacancy)
    _check_pay(vacancy)
    vacancy.version += 1
    vacancy.save()
    if changed & TEXTS:
        suggestions.suggest(vacancy)
    if vacancy.state == Vacancy.State.OPEN:
        signals.vacancy_opened.send(sender=Vacancy, vacancy_ids=[vacancy.id])
    return vacancy


@transaction.atomic
def publish(*, vacancy: Vacancy, by: Actor) -> Vacancy:
    """Let everybody see it. Already open is a success."""
    access.require_publishing(by, vacancy)
    vacancy = lock(vacancy)
    if vacancy.state == Vacancy.State.OPEN:
        return vacancy
    if vacancy.state != Vacancy.State.DRAFT:
        raise Refused(
            f"This vacancy is {vacancy.get_state_display().lower()}; only a draft can be published.",
            code="state",
        )
    if missing := lacking(vacancy):
        raise Refused(missing[0].message, field=missing[0].field, code=missing[0].code)
    return _open(vacancy)


@transaction.atomic
def reopen(*, vacancy: Vacancy, by: Actor) -> Vacancy:
    access.require_publishing(by, vacancy)
    vacancy = lock(vacancy)
    if vacancy.state == Vacancy.State.OPEN:
        return vacancy
    if vacancy.state != Vacancy.State.CLOSED:
        raise Refused(
            f"This vacancy is {vacancy.get_state_display().lower()} and cannot be reopened.", code="state"
        )
    if missing := lacking(vacancy):
        raise Refused(missing[0].message, field=missing[0].field, code=missing[0].code)
    return _open(vacancy)


@transaction.atomic
def close(*, vacancy: Vacancy, by: Actor) -> Vacancy:
    """Take no more applications. Already closed is a success."""
    access.require_writing(by, vacancy)
    vacancy = lock(vacancy)
    if vacancy.state == Vacancy.State.CLOSED:
        return vacancy
    return _end(vacancy, Vacancy.State.CLOSED)


@transaction.atomic
def withdraw(*, vacancy: Vacancy, by: Actor) -> Vacancy:
    """Take it off the portal for good; nobody sees it any more."""
    access.require_publishing(by, vacancy)
    vacancy = lock(vacancy)
    if vacancy.state == Vacancy.State.WITHDRAWN:
        return vacancy
    return _end(vacancy, Vacancy.State.WITHDRAWN)


@transaction.atomic
def close_expired() -> int:
    """Close what is past its closing date, and adverts without one that have stood for long. Says how many."""
    stale = timezone.now() - timedelta(days=ADVERT_DAYS)
    is_over = Q(closes_on__lt=timezone.localdate()) | (Q(closes_on=None, opened_at__lt=stale) & ~Q(source=""))
    over = Vacancy.objects.filter(is_over, state=Vacancy.State.OPEN)
    ids = list(over.select_for_update(skip_locked=True).order_by("id").values_list("id", flat=True))
    if ids:
        Vacancy.objects.filter(id__in=ids).update(state=Vacancy.State.CLOSED, version=F("version") + 1)
        signals.vacancy_closed.send(sender=Vacancy, vacancy_ids=ids)
    return len(ids)


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
    if vacancy.state == Vacancy.State.OPEN:
        signals.vacancy_opened.send(sender=Vacancy, vacancy_ids=[vacancy.id])
    return vacancy


def lock(vacancy: Vacancy) -> Vacancy:
    """The vacancy as it is now, held until the transaction ends."""
    return Vacancy.objects.select_for_update(of=("self",)).select_related("organisation").get(id=vacancy.id)


def lacking(vacancy: Vacancy) -> list[Refused]:
    """What must be mended before the vacancy can be open, each with the page's field it belongs to."""
    found = []
    if not vacancy.description.strip():
        found.append(Refused("Describe the job.", field="description", code="description_missing"))
    if vacancy.postcode_id is None and vacancy.mode != "remote":
        found.append(Refused("Say where the job is.", field="postcode", code="place_missing"))
    for check in (
        lambda: _check_dates(vacancy, least_days=LEAST_DAYS),
        lambda: _check_hours(vacancy),
        lambda: _check_pay(vacancy),
    ):
        try:
            check()
        except Refused as refusal:
            found.append(refusal)
    accepted = vacancy.asked_skills.filter(state=SkillState.ACCEPTED).count()
    if accepted < LEAST_SKILLS:
        more = LEAST_SKILLS - accepted
        noun = "skill" if more == 1 else "skills"
        found.append(
            Refused(
                f"Ask for {more} more {noun}: people are matched by them.",
                field="skills",
                code="skills_missing",
            )
        )
    return found


def _open(vacancy: Vacancy) -> Vacancy:
    vacancy.state = Vacancy.State.OPEN
    vacancy.opened_at = timezone.now()
    vacancy.posted_on = timezone.localdate()
    vacancy.version += 1
    vacancy.save()
    signals.vacancy_opened.send(sender=Vacancy, vacancy_ids=[vacancy.id])
    return vacancy


def _end(vacancy: Vacancy, to: str) -> Vacancy:
    if to not in Vacancy.TRANSITIONS[Vacancy.State(vacancy.state)]:
        was, wanted = vacancy.get_state_display().lower(), Vacancy.State(to).label.lower()
        raise Refused(f"This vacancy is {was} and cannot become {wanted}.", code="state")
    was_open = vacancy.state == Vacancy.State.OPEN
    vacancy.state = to
    vacancy.version += 1
    vacancy.save()
    if was_open:
        signals.vacancy_closed.send(sender=Vacancy, vacancy_ids=[vacancy.id])
    return vacancy


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


def _check_dates(vacancy: Vacancy, *, least_days: int) -> None:
    if vacancy.closes_on is None:
        raise Refused("Enter a closing date.", field="closes_on", code="closing_missing")
    earliest = timezone.localdate() + timedelta(days=least_days)
    if vacancy.closes_on < earliest:
        when = f"{earliest.day} {earliest:%B %Y}"
        raise Refused(
            f"The closing date must be {when} or later.", field="closes_on", code="closing_too_soon"
        )


def _check_hours(vacancy: Vacancy) -> None:
    hours = vacancy.weekly_hours
    if vacancy.pattern == Pattern.FULL_TIME and hours is not None and hours < LEAST_FULL_TIME_HOURS:
        raise Refused(
            f"{hours.normalize():f} hours a week is not full time. Choose part time, or change the hours.",
            field="weekly_hours",
            code="hours",
        )


def _check_pay(vacancy: Vacancy) -> None:
    shortfall = wages.shortfall(
        kind=vacancy.kind,
        least=vacancy.salary_least,
        unit=vacancy.salary_unit,
        weekly_hours=vacancy.weekly_hours,
        day=vacancy.starts_on or timezone.localdate(),
    )
    if shortfall:
        raise Refused(shortfall, field="salary_least", code="pay_too_low")
