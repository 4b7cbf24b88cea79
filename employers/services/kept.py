"""Jobs that a learner keeps, and the e-mail before they close."""

from datetime import timedelta
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from district.outbox.services import mail, tasks
from district.partners.actor import Actor
from district.web.errors import NotAllowed, Refused
from district.web.templatetags.district import plural
from employers import letters
from employers.models import AlertReader, KeptVacancy, Vacancy
from learners.models import Learner

MOST = 200  # jobs a person
DAYS_BEFORE = 3
AT_ONCE = 100  # learners a piece of work


def of(learner: Learner) -> QuerySet[KeptVacancy]:
    """Those that the public may still see, what closes first on top and what has closed last."""
    shown = Vacancy.objects.filter(state__in=[Vacancy.State.OPEN, Vacancy.State.CLOSED])
    return KeptVacancy.objects.filter(
        learner=learner, vacancy__in=shown.of_employers_in_good_standing().values("id")
    )


def keeps(*, user_id: int | None, vacancy_id: int) -> bool:
    return KeptVacancy.objects.filter(learner__user=user_id, vacancy_id=vacancy_id).exists()


@transaction.atomic
def keep(*, learner: Learner, vacancy: Vacancy, by: Actor) -> None:
    """Kept once, however often it is asked."""
    _require_own(learner, by)
    if not vacancy.is_open:
        raise Refused("This job has closed, so there is nothing to come back to.", code="closed")
    Learner.objects.select_for_update(no_key=True).get(id=learner.id)
    if KeptVacancy.objects.filter(learner=learner).count() >= MOST:
        raise Refused(f"You keep {MOST} jobs, the most there can be. Let some go first.", code="too_many")
    AlertReader.objects.get_or_create(learner=learner)
    KeptVacancy.objects.get_or_create(learner=learner, vacancy=vacancy)


@transaction.atomic
def let_go(*, learner: Learner, vacancy: Vacancy, by: Actor) -> None:
    _require_own(learner, by)
    KeptVacancy.objects.filter(learner=learner, vacancy=vacancy).delete()


@transaction.atomic
def promise() -> int:
    """Work for all who keep a job that closes in the next days; says for how many."""
    due = _due().order_by("learner_id").values_list("learner_id", flat=True).distinct()
    ids = list(due)
    for part in batched(ids, AT_ONCE):
        tasks.enqueue(
            name="employers.remind_kept",
            args={"learner_ids": list(part)},
            key=f"from {part[0]} to {part[-1]}",
        )
    return len(ids)


def _due() -> Any:
    """A closing date that is moved is a new one to be reminded of."""
    today = timezone.localdate()
    soon = Vacancy.objects.open().filter(closes_on__range=(today, today + timedelta(days=DAYS_BEFORE)))
    wants = AlertReader.objects.filter(is_reminded=True, learner__isnull=False)
    return KeptVacancy.objects.filter(
        Q(reminded_for=None) | ~Q(reminded_for=F("vacancy__closes_on")),
        vacancy__in=soon,
        learner__in=wants.values("learner"),
        learner__user__is_active=True,
        learner__user__email__isnull=False,
    )


def remind_all(*, learner_ids: list[int]) -> int:
    """Says how many e-mails were written."""
    return sum(remind(learner_id=learner_id) for learner_id in learner_ids)


@transaction.atomic
def remind(*, learner_id: int) -> bool:
    """One e-mail about all that closes soon. Whoever comes second waits here, and finds that it was told."""
    reader = AlertReader.objects.filter(learner=learner_id).select_for_update().first()
    if reader is None:
        return False
    due = _due().filter(learner=learner_id).select_related("vacancy__organisation", "vacancy__council")
    due = due.defer("vacancy__description", "vacancy__council__outline")
    kept = list(due.order_by("vacancy__closes_on", "vacancy_id"))
    if not kept:
        return False
    for each in kept:
        each.reminded_for = each.vacancy.closes_on
    KeptVacancy.objects.bulk_update(kept, ["reminded_for"])
    stop_url = letters.full("alert_stop", reader.key)
    what = plural(len(kept), "job")
    mail.send(
        to=Learner.objects.select_related("user").get(id=learner_id).user.email,
        subject=f"{what} you keep {'closes' if len(kept) == 1 else 'close'} soon",
        template="employers/mail/kept_closing",
        context={
            "what": what,
            "is_one": len(kept) == 1,
            "jobs": [
                letters.job(each.vacancy, f"{letters.full('job_show', each.vacancy.public_id)}?from=alert")
                for each in kept
            ],
            "list_url": letters.full("kept_list"),
            "stop_url": stop_url,
        },
        key=f"kept {reader.id} {timezone.localdate():%Y-%m-%d}",
        stop_url=stop_url,
    )
    return True


def _require_own(learner: Learner, by: Actor) -> None:
    if learner.user_id != by.user.pk:
        raise NotAllowed("Only the person themselves can keep a job.")
