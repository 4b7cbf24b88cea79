"""Whether what is listed is still right: asked after a while, hidden when nobody answers, back with one press."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from district.outbox.services import mail
from district.partners.actor import Actor
from district.partners.models import Membership
from district.web.errors import Refused
from programmes import addresses, signals
from programmes.access import require_teaching
from programmes.models import CourseRun, ListingCheck, ListingRule
from programmes.services import states

BATCH = 2_000
MOST_READERS = 20


@transaction.atomic
def confirm(*, run: CourseRun, by: Actor) -> ListingCheck:
    """It is still right. A run that was hidden for want of an answer takes people again."""
    current = (
        CourseRun.objects.select_for_update(of=("self",))
        .select_related("course")
        .defer("course__search")
        .get(pk=run.pk)
    )
    require_teaching(by, current.course.organisation_id)
    check, _ = ListingCheck.objects.select_for_update().get_or_create(
        run=current, defaults={"run_version": current.version}
    )
    if check.hidden_at and current.state == CourseRun.State.CLOSED:
        if current.has_started:
            raise Refused(
                "This course run has started. Change its dates before you list it again.", code="started"
            )
        states.move(current, CourseRun.State.OPEN)
        states.save(current, "state")
        signals.run_opened.send(CourseRun, course_ids=[current.course_id])
    check.confirmed_at, check.confirmed_by = timezone.now(), by.person
    check.asked_at = check.hidden_at = None
    check.run_version = current.version
    check.save()
    return check


@transaction.atomic
def go_round() -> tuple[int, int]:
    """Begin the clock of new listings, ask about old ones, hide those that nobody answers for. (asked, hidden)"""
    rule = ListingRule.on(timezone.localdate())
    _begin()
    hidden = _hide(rule)
    return _ask(rule), hidden


def _watched() -> QuerySet[CourseRun]:
    """Open runs that a provider keeps by hand: those of files and feeds are confirmed by the next one."""
    has_people = Membership.objects.live().filter(organisation=OuterRef("course__organisation"))
    return CourseRun.objects.open().filter(Exists(has_people), source_reference="", course__source="")


def _begin() -> None:
    """A run that is new here starts its clock; one that was changed starts it afresh."""
    new = _watched().filter(listing_check=None).order_by("id").values_list("id", "version")
    ListingCheck.objects.bulk_create(
        [ListingCheck(run_id=run_id, run_version=version) for run_id, version in new[:BATCH]],
        ignore_conflicts=True,
    )
    changed = ListingCheck.objects.filter(hidden_at=None).exclude(run_version=F("run__version"))
    for check in changed.select_related("run").only("run__version").order_by("id")[:BATCH]:
        ListingCheck.objects.filter(pk=check.pk).update(
            run_version=check.run.version, confirmed_at=timezone.now(), asked_at=None
        )


def _hide(rule: ListingRule) -> int:
    before = timezone.now() - timedelta(days=rule.hide_after_days)
    unanswered = ListingCheck.objects.filter(asked_at__lt=before, hidden_at=None)
    due = list(unanswered.order_by("run_id").values_list("run_id", flat=True)[:BATCH])
    runs = CourseRun.objects.select_for_update(of=("self",)).filter(id__in=due, state=CourseRun.State.OPEN)
    hidden = list(runs.order_by("id").only("id", "course_id", "state", "version"))
    for run in hidden:
        states.move(run, CourseRun.State.CLOSED)
        states.save(run, "state")
    now = timezone.now()
    for run in hidden:
        ListingCheck.objects.filter(run=run).update(hidden_at=now, run_version=run.version)
    if hidden:
        signals.run_closed.send(CourseRun, course_ids=sorted({run.course_id for run in hidden}))
    return len(hidden)


def _ask(rule: ListingRule) -> int:
    before = timezone.now() - timedelta(days=rule.ask_after_days)
    old = Q(confirmed_at__lt=before, asked_at=None, run__in=_watched().order_by().values("id"))
    due = ListingCheck.objects.select_for_update(of=("self",), skip_locked=True).filter(old)
    asked = list(due.select_related("run__course").defer("run__course__search").order_by("id")[:BATCH])
    now = timezone.now()
    ListingCheck.objects.filter(id__in=[check.pk for check in asked]).update(asked_at=now)
    by_organisation: dict[int, list[ListingCheck]] = {}
    for check in asked:
        by_organisation.setdefault(check.run.course.organisation_id, []).append(check)
    for organisation_id, checks in sorted(by_organisation.items()):
        _write(organisation_id, checks, rule)
    return len(asked)


def _write(organisation_id: int, checks: list[ListingCheck], rule: ListingRule) -> None:
    """One letter a provider and round, whatever the number of listings."""
    members = Membership.objects.live().filter(organisation=organisation_id).select_related("user")
    titles = sorted({check.run.course.title for check in checks})
    for member in members.order_by("joined_at", "id")[:MOST_READERS]:
        mail.send(
            to=member.user.email,
            subject="Is this still right?",
            template="programmes/mail/listings_asked",
            context={
                "reader": member.user,
                "titles": titles[:20],
                "more": max(0, len(titles) - 20),
                "days": rule.hide_after_days,
                "url": addresses.of_listings(),
            },
            key=f"listings {organisation_id} {timezone.localdate()}",
        )
