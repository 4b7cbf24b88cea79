"""Vacancies that an employer's own system posts: by the same services and rules as those that its people post."""

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone

from district.api.models import ApiToken, PostedVacancy
from district.api.services.wanted import Wanted
from district.partners.actor import Actor
from district.web.errors import Refused
from employers.models import Vacancy
from employers.services import asked_skills, vacancies, vacancy_states

State = Vacancy.State


@transaction.atomic
def put(
    *, reference: str, wanted: Wanted, version: int | None = None, token: ApiToken, by: Actor
) -> tuple[PostedVacancy, bool]:
    """Make the vacancy of this reference as it is wanted, and say whether it is new.

    The same again changes nothing. A new one is let out, or waits for WMCA staff; one that has closed is changed
    and stays closed. `version`: refused as "stale" where it is not the one that stands.
    """
    _alone(by, reference)
    posted = _of(by, reference)
    if posted is None:
        if version is not None:
            raise Refused("There is no vacancy of this reference yet, so it has no version.", code="stale")
        return _post(reference, wanted, token, by), True
    vacancy = vacancy_states.lock(posted.vacancy)
    if version is not None and version != vacancy.version:
        raise Refused(
            f"The vacancy is at version {vacancy.version} now. Read it again before you change it.",
            code="stale",
        )
    if posted.digest == wanted.digest:
        return posted, False
    _change(vacancy, wanted, by)
    posted.digest, posted.token, posted.changed_at = wanted.digest, token, timezone.now()
    posted.save(update_fields=["digest", "token", "changed_at"])
    return posted, False


@transaction.atomic
def move(*, reference: str, service: Callable[..., Vacancy], by: Actor, **values: Any) -> PostedVacancy:
    """Close, pause or open the vacancy of this reference again."""
    _alone(by, reference)
    posted = get(reference=reference, by=by)
    service(vacancy=posted.vacancy, by=by, **values)
    return posted


def get(*, reference: str, by: Actor) -> PostedVacancy:
    posted = _of(by, reference)
    if posted is None:
        raise Http404("There is no vacancy of this reference among yours.")
    return posted


def _post(reference: str, wanted: Wanted, token: ApiToken, by: Actor) -> PostedVacancy:
    vacancy = vacancies.draft(values=dict(wanted.values), by=by)
    asked_skills.ask_exactly(vacancy=vacancy, wanted=wanted.skills, by=by)
    vacancies.publish(vacancy=vacancy, by=by)
    return PostedVacancy.objects.create(
        organisation=by.own_organisation,
        reference=reference,
        vacancy=vacancy,
        digest=wanted.digest,
        token=token,
    )


def _change(vacancy: Vacancy, wanted: Wanted, by: Actor) -> None:
    """What waits for WMCA staff is taken back first: they look at what it says now."""
    if vacancy.state in {State.SUBMITTED, State.REFUSED}:
        vacancy = vacancies.take_back(vacancy=vacancy, by=by)
    asked_skills.ask_exactly(vacancy=vacancy, wanted=wanted.skills, by=by)
    vacancy = vacancies.change(vacancy=vacancy, values=dict(wanted.values), version=vacancy.version, by=by)
    if vacancy.state in Vacancy.UNFINISHED:
        vacancies.publish(vacancy=vacancy, by=by)


def _of(by: Actor, reference: str) -> PostedVacancy | None:
    own = PostedVacancy.objects.visible_to(by)
    return own.select_related("vacancy__organisation").filter(reference=reference).first()


def _alone(by: Actor, reference: str) -> None:
    """Two calls about one reference come one after the other, also the first two, when there is no row to lock."""
    key = f"vacancy {by.own_organisation.pk} {reference}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
