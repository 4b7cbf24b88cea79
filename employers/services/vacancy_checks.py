"""What a vacancy must have before anybody else may see it. Nothing here writes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from district.web.errors import Refused
from employers import facts, wages
from employers.models import Pattern, Vacancy, VacancyKind
from employers.moderation import Finding

LEAST_DAYS = 7
LEAST_SKILLS = 3
LEAST_FULL_TIME_HOURS = 25


def lacking(vacancy: Vacancy, findings: list[Finding], skill_count: int) -> list[Refused]:
    """What must be mended before the vacancy can be open, each with the page's field it belongs to.

    `findings`: what the rules see in its words; `skill_count`: how many skills it asks for.
    """
    found = [] if vacancy.description.strip() else [_refused("Describe the job.", "description")]
    if vacancy.postcode_id is None and vacancy.mode != "remote":
        found.append(_refused("Say where the job is.", "postcode"))
    checks: list[Callable[[], None]] = [
        lambda: check_dates(vacancy, least_days=LEAST_DAYS),
        lambda: check_hours(vacancy),
        lambda: check_kind(vacancy),
        lambda: check_pay(vacancy),
    ]
    for check in checks:
        try:
            check()
        except Refused as refusal:
            found.append(refusal)
    found += [_refused(each.message, each.field, each.rule) for each in findings if each.is_refused]
    if skill_count < LEAST_SKILLS:
        more = LEAST_SKILLS - skill_count
        noun = "skill" if more == 1 else "skills"
        found.append(_refused(f"Ask for {more} more {noun}: people are matched by them.", "skills"))
    return found


def check_dates(vacancy: Vacancy, *, least_days: int) -> None:
    if vacancy.closes_on is None:
        raise _refused("Enter a closing date.", "closes_on", "closing_missing")
    earliest = timezone.localdate() + timedelta(days=least_days)
    if vacancy.closes_on < earliest:
        when = f"{earliest.day} {earliest:%B %Y}"
        raise _refused(f"The closing date must be {when} or later.", "closes_on", "closing_too_soon")


def check_not_sooner(vacancy: Vacancy, before: datetime | None) -> None:
    """People count on the closing time that they have seen."""
    if before and vacancy.closes_at and vacancy.closes_at < before:
        raise _refused(
            "People count on the closing date they have seen: choose a later one, or close the vacancy and say why.",
            "closes_on",
            "closing_sooner",
        )


def check_hours(vacancy: Vacancy) -> None:
    hours = vacancy.weekly_hours
    if vacancy.pattern == Pattern.FULL_TIME and hours is not None and hours < LEAST_FULL_TIME_HOURS:
        raise _refused(
            f"{hours.normalize():f} hours a week is not full time. Choose part time, or change the hours.",
            "weekly_hours",
            "hours",
        )


def check_kind(vacancy: Vacancy) -> None:
    """What an apprenticeship and a placement must say beside the rest."""
    day = vacancy.starts_on or timezone.localdate()
    if vacancy.kind == VacancyKind.APPRENTICESHIP:
        least, most = (facts.figure(f"apprenticeship_{end}_hours", day) for end in ("least", "most"))
        if vacancy.weekly_hours is None or not least <= vacancy.weekly_hours <= most:
            raise _refused(
                f"An apprenticeship is for {least} to {most} hours a week, training included.", "weekly_hours"
            )
        months = facts.figure("apprenticeship_least_months", day)
        if vacancy.duration_months is None or vacancy.duration_months < months:
            raise _refused(f"An apprenticeship lasts {months} months or longer.", "duration_months")
        if not vacancy.training or vacancy.training_level is None:
            missing = "training_level" if vacancy.training else "training"
            raise _refused("Say which training the apprentice gets, and its level.", missing)
    if vacancy.kind == VacancyKind.PLACEMENT:
        hours = facts.figure("placement_least_hours", day)
        if Decimal(vacancy.placement_hours or 0) < hours:
            raise _refused(f"A T Level placement lasts {hours} hours or longer.", "placement_hours")


def check_pay(vacancy: Vacancy) -> None:
    shortfall = wages.shortfall(
        kind=vacancy.kind,
        least=vacancy.salary_least,
        unit=vacancy.salary_unit,
        weekly_hours=vacancy.weekly_hours,
        day=vacancy.starts_on or timezone.localdate(),
        youngest=vacancy.youngest_age,
    )
    if shortfall:
        raise _refused(shortfall, "salary_least", "pay_too_low")


def check_words(findings: list[Finding], changed: set[str]) -> None:
    """Refuses words that no advert may have, where somebody has just written them."""
    for finding in findings:
        if finding.is_refused and finding.field in changed:
            raise _refused(finding.message, finding.field, finding.rule)


def _refused(message: str, field: str, code: str = "") -> Refused:
    return Refused(message, field=field, code=code or f"{field}_missing")
