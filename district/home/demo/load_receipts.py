"""The receipts of what the demo world's learners have applied for: they applied before anybody was matched."""

from django.db import transaction

from district.matching.services import receipts
from employers.models import JobApplication
from programmes.models import Application


@transaction.atomic
def load() -> None:
    """Of the applications that still go on; one that is kept stays."""
    live = [state for state in Application.LIVE if state != Application.State.DRAFT]
    rows = Application.objects.filter(learner__is_fictional=True, state__in=live)
    for row in rows.select_related("learner", "run__course").defer("run__course__search").order_by("id"):
        receipts.freeze(learner=row.learner, application=row.public_id, run=row.run)
    sent = JobApplication.objects.live().sent().filter(learner__is_fictional=True)
    for application in sent.select_related("learner__postcode", "vacancy__organisation").order_by("id"):
        receipts.freeze(
            learner=application.learner, application=application.public_id, vacancy=application.vacancy
        )
