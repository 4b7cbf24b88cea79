"""Reports of the demo world: a frozen month, taken once more when records came in late, what was run over it, what is
published, revised, and waiting for its time.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from district.figures import measures
from district.matching.services import gaps
from district.partners import actors
from district.partners.actor import Actor
from district.partners.models import Membership
from district.reports.definitions import DEFINITIONS
from district.reports.models import Publication, ReportRun, Snapshot, month_of
from district.reports.scope import WHOLE, Scope
from district.reports.services import publications, runs, snapshots

STAFF = "alex@authority.example"
LATE = "Two providers sent their records of last term late."


def load() -> None:
    """After everything that is counted."""
    member = Membership.objects.live().select_related("user", "organisation").get(user__email=STAFF)
    staff = actors.acting(member)
    today = timezone.localdate()
    gaps.count()
    year = str(measures.academic_year(today) - 1)
    first = _freeze("")
    early = _run("R1", first, Scope(period=year), staff)
    published = _publish(
        early, staff, f"Delivery in {measures.year_name(int(year))}", "What providers delivered."
    )
    second = _freeze(LATE)
    late = _run("R1", second, Scope(period=year), staff)
    _publish(late, staff, published.title, published.summary, revises=published, reason=LATE)
    place = _run("R5", second, Scope(period=WHOLE), staff)
    _publish(place, staff, "Where people live who learn with us", "Starts and outcomes by council.")
    funnel = _run("R6", second, Scope(period=year), staff)
    release = datetime.combine(today + timedelta(days=9), time(9, 30), ZoneInfo("Europe/London"))
    _publish(funnel, staff, "From a first step to an outcome", "Where people are lost.", publish_at=release)
    for code in ("R2", "R4", "R7", "R11"):
        _run(code, second, Scope(period=WHOLE), staff)


def _freeze(reason: str) -> Snapshot:
    today = timezone.localdate()
    promised = snapshots.promise(month=month_of(today), as_at=today, reason=reason)
    return snapshots.take(snapshot_id=promised.pk)


def _run(code: str, snapshot: Snapshot, scope: Scope, by: Actor) -> ReportRun:
    asked = runs.ask(definition=DEFINITIONS[code], snapshot=snapshot, scope=scope, by=by)
    return runs.count(run_id=asked.pk)


def _publish(
    run: ReportRun,
    by: Actor,
    title: str,
    summary: str,
    *,
    publish_at: datetime | None = None,
    revises: Publication | None = None,
    reason: str = "",
) -> Publication:
    return publications.publish(
        run=run,
        title=title,
        summary=summary,
        publish_at=publish_at or timezone.now(),
        revises=revises,
        reason=reason,
        by=by,
    )
