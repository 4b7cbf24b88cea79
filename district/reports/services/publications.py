"""Giving a finished report to everybody: an act of its own, with its own time, and small numbers protected."""

import uuid
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from district.figures.disclosure.profiles import PROFILES
from district.partners.actor import Actor
from district.reports import counting, drawing, protection
from district.reports.definitions import DEFINITIONS
from district.reports.models import Publication, ReportRun
from district.reports.parts import Told, checksum, plain, read_back
from district.reports.protecting import all_protected
from district.reports.scope import Scope
from district.reports.services import overlaps
from district.web.errors import NotAllowed, Refused

LEAST_PEOPLE = 10
OPEN_PROFILES = {
    "district": "Of this portal: fewer than 5 hidden (10 of a personal characteristic), rounded to 10",
    "fes": "As further education and skills statistics: 1 to 4 told as low, rounded to 10",
    "bootcamps": "As Skills Bootcamps statistics: fewer than 30 hidden, rounded to 10",
}


def publish(
    *,
    run: ReportRun,
    title: str,
    summary: str = "",
    publish_at: datetime,
    is_provisional: bool = True,
    profile: str = "",
    revises: Publication | None = None,
    reason: str = "",
    by: Actor,
) -> Publication:
    """Out at its time and nowhere before. A revision takes the place of the newest of its series."""
    if not by.is_staff_admin:
        raise NotAllowed("Only administrators among WMCA staff publish figures.")
    if run.state != ReportRun.State.FINISHED:
        raise Refused("Only a finished report can be published.")
    if revises is not None and not reason:
        raise Refused("Say why the figures are revised: everybody will read it.", field="reason")
    definition = DEFINITIONS[run.definition.code]
    rule = PROFILES[profile or definition.profile]
    if not definition.is_for_everybody:
        raise Refused("This report is for the desk alone: nothing of it is published.")
    tables, hidden = protected_tables(run, rule.name, before=revises)
    values = {
        "run": run,
        "title": title,
        "summary": summary,
        "publish_at": max(publish_at, timezone.now()),
        "is_provisional": is_provisional,
        "profile": rule.name,
        "result": {"tables": plain(list(tables.values()))},
        "html": drawing.draw(definition, tables),
        "hidden_count": hidden,
        "made_by": by.person,
    }
    values["checksum"] = checksum(values["result"])
    with transaction.atomic():
        _one_at_a_time()
        _check_revision(run, revises)
        overlaps.check(run, tables, profile=rule.name)
        series = revises.series if revises else uuid.uuid4()
        standing = Publication.objects.filter(series=series, cancelled_at=None)
        try:
            with transaction.atomic():
                return Publication.objects.create(
                    **values, series=series, number=standing.count() + 1, reason=reason if revises else ""
                )
        except IntegrityError as fault:
            raise Refused("This report is published already, or waits for its time.") from fault


def protected_tables(
    run: ReportRun, profile: str, *, before: Publication | None = None
) -> tuple[dict[str, Told], int]:
    """Counted from the frozen rows, then protected: what staff read was never rounded twice.

    What hardly moved since the last publication of the same report and scope, or since the one that is revised
    (`before`), is told as it was.
    """
    definition = DEFINITIONS[run.definition.code]
    scope = Scope.read_back(run.scope)
    earlier = before if before and before.profile == profile else _last(run, profile)
    told = {}
    for table in definition.tables:
        if table.is_published:
            with protection.under(protection.REPORTS):
                told[table.key] = counting.count(table, run.snapshot, scope)
            _check_size(table.stages, told[table.key], scope)
    return all_protected(
        definition.tables,
        told,
        PROFILES[profile],
        before=read_back(earlier.result["tables"]) if earlier else None,
        hide=overlaps.hidden_already(run),
    )


def _last(run: ReportRun, profile: str) -> Publication | None:
    same = {"run__definition__code": run.definition.code, "run__scope": run.scope, "profile": profile}
    return Publication.objects.filter(cancelled_at=None, **same).order_by("-made_at", "-id").first()


def _check_size(stages: tuple[str, ...], told: Told, scope: Scope) -> None:
    """A scope of a few people would tell who they are, whatever is hidden in it."""
    is_narrowed = any((scope.programme, scope.provider, scope.council, scope.cohort))
    if not (is_narrowed and stages and told.total):
        return
    people = told.figure(told.total, stages[0])
    if isinstance(people, int) and people < LEAST_PEOPLE:
        raise Refused(f"This scope holds fewer than {LEAST_PEOPLE} people. Choose a wider one to publish.")


def _check_revision(run: ReportRun, revises: Publication | None) -> None:
    if revises is None:
        return
    newest = Publication.objects.filter(series=revises.series, cancelled_at=None).order_by("-number").first()
    if newest is None or newest.pk != revises.pk:
        raise Refused("Another revision was made meanwhile. Revise that one.", field="revises")
    if not revises.is_out:
        raise Refused("The earlier figures are not out yet: cancel them instead.", field="revises")
    if (revises.run.definition.code, revises.run.scope) != (run.definition.code, run.scope):
        raise Refused("A revision is of the same report about the same. Choose one of that.", field="revises")


@transaction.atomic
def cancel(*, publication: Publication, by: Actor) -> Publication:
    """Before its time only; afterwards it is revised."""
    if not by.is_staff_admin:
        raise NotAllowed("Only administrators among WMCA staff publish figures.")
    publication = Publication.objects.select_for_update().get(pk=publication.pk)
    if publication.is_out:
        raise Refused("It is out. Revise it, with the reason.")
    if publication.cancelled_at is None:
        publication.cancelled_at = timezone.now()
        publication.save(update_fields=["cancelled_at"])
    return publication


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('reports publication'))")
