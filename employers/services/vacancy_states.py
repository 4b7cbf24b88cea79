"""The moves of a vacancy from one state to another, for the services that decide whether it may."""

from django.utils import timezone

from district.web.errors import Refused
from employers import signals
from employers.models import EndReason, Vacancy


def lock(vacancy: Vacancy) -> Vacancy:
    """The vacancy as it is now, held until the transaction ends."""
    return Vacancy.objects.select_for_update(of=("self",)).select_related("organisation").get(id=vacancy.id)


def open_now(vacancy: Vacancy) -> Vacancy:
    """Let everybody see it."""
    vacancy.opened_at = timezone.now()
    vacancy.posted_on = timezone.localdate()
    return move(vacancy, Vacancy.State.OPEN)


def end(vacancy: Vacancy, to: str, *, reason: str = EndReason.OTHER, filled: str = "") -> Vacancy:
    vacancy.ended_at, vacancy.end_reason, vacancy.filled = timezone.now(), reason, filled
    return move(vacancy, to)


def move(vacancy: Vacancy, to: str) -> Vacancy:
    """Write the new state; those who match people hear of what is open now, and of what is not any more."""
    if to not in Vacancy.TRANSITIONS[Vacancy.State(vacancy.state)]:
        was, wanted = vacancy.get_state_display().lower(), Vacancy.State(to).label.lower()
        raise Refused(f"This vacancy is {was} and cannot become {wanted}.", code="state")
    was_open = vacancy.state == Vacancy.State.OPEN
    vacancy.state = to
    if to != Vacancy.State.PAUSED:
        vacancy.paused_until = None
    if to in {Vacancy.State.OPEN, Vacancy.State.DRAFT}:
        vacancy.ended_at, vacancy.end_reason, vacancy.filled = None, "", ""
    vacancy.version += 1
    vacancy.save()
    if to == Vacancy.State.OPEN:
        signals.vacancy_opened.send(sender=Vacancy, vacancy_ids=[vacancy.id])
    elif was_open:
        signals.vacancy_closed.send(sender=Vacancy, vacancy_ids=[vacancy.id])
    return vacancy
