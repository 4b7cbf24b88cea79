"""What completers of a programme are promised, and whom it is owed to."""

from collections import defaultdict
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from district.interviews.models import InterviewGuarantee, InterviewPromise
from district.interviews.services import letters
from district.partners.actor import Actor
from district.web.errors import NotAllowed, Refused
from district.web.working_days import after_working_days
from programmes.models import Enrolment, Programme

BATCH = 1000
TOLD_AT_ONCE = 500


@transaction.atomic
def promise(
    *, programme: Programme, working_days: int, applies_from: date, source: str, by: Actor
) -> InterviewPromise:
    """From a day on. What was promised before stays as it was for those who completed before."""
    if not by.is_staff_admin:
        raise NotAllowed("Only administrators at WMCA set what is promised.")
    try:
        with transaction.atomic():
            made = InterviewPromise.objects.create(
                programme=programme,
                working_days=working_days,
                applies_from=applies_from,
                source=source.strip(),
                made_by=by.person,
            )
    except IntegrityError as fault:
        raise Refused(
            "There is a promise for this programme from this day already. Choose a later day.",
            field="applies_from",
        ) from fault
    open_due()
    return made


@transaction.atomic
def open_due() -> int:
    """Write down what is owed to whoever has completed; how many are new. Safe to do twice."""
    in_force = InterviewPromise.objects.filter(
        programme=OuterRef("run__course__programme"), applies_from__lte=OuterRef("ended_on")
    ).order_by("-applies_from")
    owed = (
        Enrolment.objects.filter(
            state__in=Enrolment.COMPLETERS, interview_guarantee=None, learner__isnull=False
        )
        .annotate(owed_by=F("run__course__programme"), within=Subquery(in_force.values("working_days")[:1]))
        .filter(within__isnull=False)
        .order_by("ended_on", "pk")
        .values_list("pk", "owed_by", "ended_on", "within")[:BATCH]
    )
    rows = [
        InterviewGuarantee(
            enrolment_id=pk, programme_id=programme, due_on=after_working_days(ended_on, within)
        )
        for pk, programme, ended_on, within in owed
        if ended_on is not None
    ]
    InterviewGuarantee.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def tell_overdue() -> int:
    """Providers and WMCA staff learn of each completer who came onto the breach list, once; of how many people."""
    new = InterviewGuarantee.objects.breached().filter(told_on=None).select_related("enrolment__organisation")
    rows = list(new.select_for_update(of=("self",), skip_locked=True).order_by("pk")[:TOLD_AT_ONCE])
    by_provider: dict[int, list[InterviewGuarantee]] = defaultdict(list)
    for row in rows:
        by_provider[row.enrolment.organisation_id].append(row)
    for _, own in sorted(by_provider.items()):
        letters.tell_provider_of_overdue(own)
    if rows:
        letters.tell_staff_of_overdue(rows)
        ids = [row.pk for row in rows]
        InterviewGuarantee.objects.filter(pk__in=ids).update(told_on=timezone.localdate())
    return len(rows)
