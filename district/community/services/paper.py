"""What was begun on paper and never taken over: those who help are warned, then it is deleted."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone

from district.community import addresses
from district.community.models import PaperEnd, PaperRule
from district.outbox.services import mail
from district.partners.actor import Actor
from district.partners.models import Organisation
from learners.models import Learner, ProfileClaim
from learners.services import profiles
from programmes.models import Application, Enrolment, PaperLetter
from programmes.services import letters

BATCH = 100
SUBJECT = "What we keep about you will be deleted"
UNDER_WAY = [state for state in Application.LIVE if state != Application.State.DRAFT]


@transaction.atomic
def go_round() -> tuple[int, int]:
    """Delete what has come to its end, warn of what will. (warned, deleted)"""
    rule = PaperRule.on(timezone.localdate())
    _spare()
    deleted = _delete()
    return _warn(rule), deleted


@transaction.atomic
def spare(learner: Learner) -> None:
    """Something happened: the clock begins again."""
    PaperEnd.objects.to_come().filter(learner=learner).delete()


def left_behind() -> QuerySet[Any]:
    """People begun on paper for whom nothing is under way, with the moment when anything `last` happened. A code that
    still works keeps what it opens.
    """
    own = Application.objects.filter(learner=OuterRef("pk"))
    learning = Enrolment.objects.filter(learner=OuterRef("pk"))
    working = ProfileClaim.objects.filter(learner=OuterRef("pk"), expires_at__gt=timezone.now())
    return Learner.objects.filter(
        Exists(own.exclude(applied_for=None)),
        ~Exists(own.filter(state__in=UNDER_WAY)),
        ~Exists(learning.filter(state__in=Enrolment.CURRENT)),
        ~Exists(working),
        user__email=None,
    ).annotate(
        last=Greatest(
            "changed_at", _latest(own, "changed_at"), _latest(learning, "changed_at"), "claim__made_at"
        )
    )


def _latest(rows: QuerySet[Application] | QuerySet[Enrolment], field: str) -> Subquery:
    return Subquery(rows.order_by().values("learner").annotate(latest=Max(field)).values("latest"))


def _spare() -> None:
    """Ends that do not come: the person has taken over, or something has happened since the warning."""
    quiet = left_behind().filter(pk=OuterRef("learner"), last__lte=OuterRef("warned_at"))
    PaperEnd.objects.to_come().filter(~Exists(quiet)).delete()


def _delete() -> int:
    due = PaperEnd.objects.to_come().filter(ends_on__lte=timezone.localdate())
    rows = due.select_for_update(of=("self",), skip_locked=True).select_related("learner__user")
    ended = list(rows.order_by("ends_on", "id")[:BATCH])
    for row in ended:
        _forget(row)
    return len(ended)


def _forget(row: PaperEnd) -> None:
    """The person's name and all that was answered; the fact stays."""
    learner = row.learner
    if learner is None:
        return
    stand_in = learner.user
    row.learner, row.deleted_at = None, timezone.now()
    row.save(update_fields=["learner", "deleted_at"])
    profiles.delete(learner=learner, by=Actor(user=stand_in))
    stand_in.delete()


def _warn(rule: PaperRule) -> int:
    now = timezone.now()
    quiet = left_behind().filter(last__lte=now - timedelta(days=rule.warn_after_days), paper_end=None)
    people = list(quiet.order_by("last", "id").values_list("id", "last")[:BATCH])
    latest = _latest_helped([learner_id for learner_id, _ in people])
    by_organisation: Counter[int] = Counter()
    for learner_id, last in people:
        application = latest.get(learner_id)
        if application and application.applied_for:
            _put_down(application, application.applied_for, rule, last)
            by_organisation[application.applied_for.pk] += 1
    for organisation_id, count in sorted(by_organisation.items()):
        _write(organisation_id, count)
    return by_organisation.total()


def _latest_helped(learner_ids: list[int]) -> dict[int, Application]:
    """The latest application of each that somebody made for them."""
    made = Application.objects.filter(learner__in=learner_ids).exclude(applied_for=None)
    rows = made.select_related("applied_for", "learner__user").order_by(F("created_at").asc(), "id")
    return {application.learner_id: application for application in rows}


def _put_down(application: Application, helper: Organisation, rule: PaperRule, last: datetime) -> None:
    """The day, and a letter for the person that says it."""
    today = timezone.localdate()
    row, is_new = PaperEnd.objects.get_or_create(
        learner=application.learner,
        defaults={
            "organisation": helper,
            "ends_on": rule.ends_on(timezone.localdate(last), today),
        },
    )
    if is_new:
        words = {
            "reader": application.learner.user,
            "helper": helper,
            "ends_on": row.ends_on,
        }
        PaperLetter.objects.get_or_create(
            application=application,
            key=f"end {row.pk}",
            defaults={
                "subject": SUBJECT,
                "words": mail.render("community/mail/paper_ends", words),
            },
        )


def _write(organisation_id: int, count: int) -> None:
    """One letter to those who help, whatever the number of people; no names in it."""
    for reader in letters.staff_of(organisation_id):
        mail.send(
            to=reader.email,
            subject="What was begun on paper will be deleted",
            template="community/mail/paper_ends_soon",
            context={"reader": reader, "count": count, "url": addresses.of_help()},
            key=f"paper ends {organisation_id} {timezone.localdate()}",
        )
