"""Alerts: saved searches of jobs, and e-mails about what is new in them. Nobody is told of a job twice."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import batched
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.http import QueryDict
from django.utils import timezone

from district.outbox.services import mail, tasks
from district.partners.actor import Actor
from district.web.errors import NotAllowed, Refused
from district.web.search import find
from district.web.templatetags.district import plural
from employers import filters, letters, queries
from employers.filters import JobFilter
from employers.models import AlertReader, AlertTold, JobAlert, Vacancy
from learners.models import Learner

MOST = 10  # alerts a person
MOST_WAITING = 3  # of an address that nobody has confirmed
MOST_JOBS = 20  # in one e-mail; the others come with the next
AT_ONCE = 100  # alerts a piece of work
LASTS = timedelta(days=365)
WAITS = timedelta(days=7)
STOPPED_FOR = timedelta(days=30)
STATE = JobAlert.State


def _check(asked: JobFilter) -> None:
    if asked.refusal:
        raise Refused(f"{asked.refusal} Change the postcode of the search first.", code="postcode")


def _full_up() -> Refused:
    return Refused(f"You have {MOST} alerts, the most there can be. Stop one of them first.", code="too_many")


def _name(name: str, asked: JobFilter) -> str:
    words = name or filters.in_words(asked)
    return words[:1].upper() + words[1:100]


@transaction.atomic
def save(*, learner: Learner, asked: JobFilter, name: str, often: str, by: Actor) -> JobAlert:
    """A learner's own; it is on at once, for their address is known to be theirs."""
    _require_own(learner, by)
    _check(asked)
    if learner.user.email is None:
        raise Refused("Add an e-mail address to your account first.", code="no_address")
    reader = _reader_with_all(learner)
    query = filters.kept_query(asked)
    if reader.alerts.filter(query=query, state=STATE.ON).exists():
        raise Refused("You have an alert for this search already.", code="twice")
    if reader.alerts.counted().count() >= MOST:
        raise _full_up()
    alert = reader.alerts.filter(query=query).first() or JobAlert(reader=reader, query=query)
    alert.name, alert.often = _name(name, asked), often
    return _switch_on(alert)


@transaction.atomic
def ask(*, email: str, asked: JobFilter, name: str, often: str) -> None:
    """Somebody without an account wants to be written to: nothing is sent but the question whether it was them.

    The page says the same whatever became of it, so that nobody learns who reads what.
    """
    _check(asked)
    reader = _reader(email=email.lower())
    alert = reader.alerts.filter(query=filters.kept_query(asked)).first()
    waiting = reader.alerts.filter(state=STATE.WAITING)
    if alert is None and waiting.count() >= MOST_WAITING:
        return
    alert = alert or JobAlert(reader=reader, query=filters.kept_query(asked))
    if alert.state == STATE.ON:
        return
    alert.name, alert.often = _name(name, asked), often
    alert.state, alert.asked_at = STATE.WAITING, timezone.now()
    alert.save()
    mail.send(
        to=reader.email,
        subject="Confirm your job alert",
        template="employers/mail/alert_confirm",
        context={
            "name": alert.name,
            "often": alert.get_often_display().lower(),
            "confirm_url": letters.full("alert_confirm", alert.key),
            "days": WAITS.days,
        },
        key=f"confirm alert {alert.public_id} {timezone.localdate():%Y-%m-%d}",
    )


@transaction.atomic
def confirm(*, key: str) -> JobAlert | None:
    """From the e-mail that asked; nothing where there is no such key. What is on stays on.

    Where the address is a learner's, the alert becomes theirs: one person has ten alerts, and is told of a job once.
    """
    alert = JobAlert.objects.select_related("reader").filter(key=key).first()
    if alert is None:
        return None
    if alert.reader.email:
        learner = Learner.objects.select_related("user").filter(user__email=alert.reader.email).first()
        if learner:
            _reader_with_all(learner)
    alert = _locked(key)
    if alert is None or alert.state == STATE.ON:
        return alert
    if alert.reader.alerts.counted().count() >= MOST:
        raise _full_up()
    return _switch_on(alert)


@transaction.atomic
def change(*, alert: JobAlert, name: str, often: str, by: Actor) -> JobAlert:
    """Its year begins anew; one that was stopped goes on."""
    reader = _own_reader(alert, by)
    alert = reader.alerts.get(id=alert.id)
    alert.name, alert.often = name, often
    if alert.state != STATE.ON:
        if reader.alerts.counted().count() >= MOST:
            raise _full_up()
        return _switch_on(alert)
    alert.ends_on = timezone.localdate() + LASTS
    alert.save(update_fields=["name", "often", "ends_on"])
    return alert


@transaction.atomic
def remove(*, alert: JobAlert, by: Actor) -> None:
    _own_reader(alert, by).alerts.filter(id=alert.id).delete()


@transaction.atomic
def stop(*, key: str) -> bool:
    """From an e-mail, by whoever holds its address. True if there is such a key, stopped before or not."""
    alert = _locked(key)
    if alert is None:
        readers = AlertReader.objects.filter(key=key)
        readers.filter(is_reminded=True).update(is_reminded=False)
        return readers.exists()
    if alert.state == STATE.ON:
        alert.state, alert.stopped_at = STATE.STOPPED, timezone.now()
        alert.save(update_fields=["state", "stopped_at"])
    return True


@transaction.atomic
def promise() -> int:
    """Work for all alerts that are due today, after those whose time is over are gone; says how many are due."""
    end_old()
    ids = list(_due().order_by("id").values_list("id", flat=True))
    for part in batched(ids, AT_ONCE):
        tasks.enqueue(
            name="employers.tell_alerts", args={"alert_ids": list(part)}, key=f"from {part[0]} to {part[-1]}"
        )
    return len(ids)


def _due() -> Any:
    reads = Q(reader__learner=None) | Q(
        reader__learner__user__is_active=True, reader__learner__user__email__isnull=False
    )
    return JobAlert.objects.filter(letters.due(), reads, state=STATE.ON)


def tell_all(*, alert_ids: Iterable[int]) -> int:
    """Says how many e-mails were written."""
    return sum(tell(alert_id=alert_id) for alert_id in alert_ids)


@transaction.atomic
def tell(*, alert_id: int) -> bool:
    """One e-mail, if there is anything new. Whoever comes second waits here, and finds that it was told."""
    alert = _due().select_related("reader").filter(id=alert_id).first()
    if alert is None:
        return False
    _hold(alert)
    alert = _due().select_related("reader__learner__user").filter(id=alert_id).first()
    if alert is None:
        return False
    count, new = _new(alert)
    if not new:
        return False
    AlertTold.objects.bulk_create(AlertTold(reader=alert.reader, vacancy=each) for each in new)
    alert.told_on = timezone.localdate()
    alert.save(update_fields=["told_on"])
    _write(alert, new, count)
    return True


def _new(alert: JobAlert) -> tuple[int, list[Vacancy]]:
    """How many jobs came since the alert was made that its reader was not told of, and the newest of them."""
    told = AlertTold.objects.filter(reader=alert.reader_id)
    fresh = (
        filters.entries()
        .filter(vacancy__opened_at__gt=alert.since)
        .exclude(vacancy__in=told.values("vacancy"))
    )
    asked = filters.read(QueryDict(alert.query))
    if asked.refusal:  # the postcode is used no more
        return 0, []
    found = find(fresh, asked.search(), most=MOST_JOBS)
    return found.count, queries.in_order(list(found.ids))


def _write(alert: JobAlert, vacancies: Sequence[Vacancy], count: int) -> None:
    stop_url = letters.full("alert_stop", alert.key)
    what = plural(len(vacancies), "new job")
    mail.send(
        to=alert.reader.address,
        subject=f"{what}: {alert.name}",
        template="employers/mail/alert_jobs",
        context={
            "what": what,
            "name": alert.name,
            "jobs": [
                letters.job(each, f"{letters.full('job_show', each.public_id)}?from=alert")
                for each in vacancies
            ],
            "rest": count - len(vacancies),
            "often": alert.get_often_display().lower(),
            "ends_on": alert.ends_on,
            "list_url": search_url(alert),
            "stop_url": stop_url,
        },
        key=f"alert {alert.public_id} {timezone.localdate():%Y-%m-%d}",
        stop_url=stop_url,
    )


def search_url(alert: JobAlert) -> str:
    return letters.full("job_list") + (f"?{alert.query}" if alert.query else "")


@transaction.atomic
def end_old() -> None:
    """Alerts whose year is over end with a last e-mail; what nobody confirmed and what was stopped is forgotten."""
    now, today = timezone.now(), timezone.localdate()
    over = JobAlert.objects.filter(state=STATE.ON, ends_on__lt=today).select_related("reader__learner__user")
    for alert in over.select_for_update(of=("self",)).order_by("id"):
        alert.state, alert.stopped_at = STATE.STOPPED, now
        alert.save(update_fields=["state", "stopped_at"])
        mail.send(
            to=alert.reader.address,
            subject="Your job alert has ended",
            template="employers/mail/alert_ended",
            context={"name": alert.name, "list_url": search_url(alert)},
            key=f"alert ended {alert.public_id} {alert.ends_on}",
        )
    JobAlert.objects.filter(state=STATE.WAITING, asked_at__lt=now - WAITS).delete()
    JobAlert.objects.filter(
        state=STATE.STOPPED, stopped_at__lt=now - STOPPED_FOR, reader__learner=None
    ).delete()
    empty = AlertReader.objects.filter(learner=None).annotate(n=Count("alerts")).filter(n=0)
    AlertReader.objects.filter(id__in=empty.values("id")).delete()


def told_already(*, learner: Learner, vacancy_ids: Sequence[int]) -> set[int]:
    """Those of the vacancies that an alert has told this learner of."""
    told = AlertTold.objects.filter(reader__learner=learner, vacancy_id__in=vacancy_ids)
    return set(told.values_list("vacancy_id", flat=True))


def note_told(*, learner: Learner, vacancy_ids: Sequence[int]) -> None:
    """Another e-mail tells the learner of these: their alerts shall not."""
    reader = AlertReader.objects.filter(learner=learner).select_for_update().first()
    if reader:
        rows = [AlertTold(reader=reader, vacancy_id=each) for each in vacancy_ids]
        AlertTold.objects.bulk_create(rows, ignore_conflicts=True)


def reader_of(learner: Learner) -> AlertReader:
    """Not saved for those who never asked for anything."""
    return AlertReader.objects.filter(learner=learner).first() or AlertReader(learner=learner)


@transaction.atomic
def remind(*, learner: Learner, wanted: bool, by: Actor) -> None:
    """Whether they are reminded before a job closes that they keep."""
    _require_own(learner, by)
    reader = _reader(learner=learner)
    reader.is_reminded = wanted
    reader.save(update_fields=["is_reminded"])


def _reader(**who: Any) -> AlertReader:
    """Held until the transaction ends."""
    try:
        with transaction.atomic():
            AlertReader.objects.get_or_create(**who)
    except IntegrityError:  # made by somebody else in the same moment
        pass
    return AlertReader.objects.select_for_update().get(**who)


def _reader_with_all(learner: Learner) -> AlertReader:
    """The learner's reader, held, with what they asked for under their address before they had an account."""
    reader = _reader(learner=learner)
    before = AlertReader.objects.filter(email=learner.user.email or "-").select_for_update().first()
    if before:
        told = AlertTold.objects.filter(reader=before).values_list("vacancy_id", flat=True)
        rows = [AlertTold(reader=reader, vacancy_id=each) for each in told]
        AlertTold.objects.bulk_create(rows, ignore_conflicts=True)
        room = MOST - reader.alerts.counted().count()
        for alert in before.alerts.exclude(query__in=reader.alerts.values("query")).order_by("id"):
            if alert.state == STATE.ON and room <= 0:
                alert.state, alert.stopped_at = STATE.STOPPED, timezone.now()
            room -= alert.state == STATE.ON
            alert.reader = reader
            alert.save()
        before.delete()
    return reader


def _hold(alert: JobAlert) -> None:
    """Nobody else counts or tells for the alert's reader until the transaction ends."""
    AlertReader.objects.filter(id=alert.reader_id).select_for_update().first()


def _own_reader(alert: JobAlert, by: Actor) -> AlertReader:
    reader = (
        AlertReader.objects.select_for_update(of=("self",)).select_related("learner").get(id=alert.reader_id)
    )
    if reader.learner is None:
        raise NotAllowed("Only the person themselves can change this.")
    _require_own(reader.learner, by)
    return reader


def _require_own(learner: Learner, by: Actor) -> None:
    if learner.user_id != by.user.pk:
        raise NotAllowed("Only the person themselves can choose this.")


def _locked(key: str) -> JobAlert | None:
    """The alert of a key, with its reader held."""
    alert = JobAlert.objects.filter(key=key).first()
    if alert is None:
        return None
    _hold(alert)
    return JobAlert.objects.select_related("reader__learner").filter(id=alert.id).first()


def _switch_on(alert: JobAlert) -> JobAlert:
    alert.state, alert.since, alert.stopped_at = STATE.ON, timezone.now(), None
    alert.ends_on = timezone.localdate() + LASTS
    alert.save()
    return alert
