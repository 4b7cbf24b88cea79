from datetime import timedelta

from district.outbox.work import periodic_task
from district.partners.services import drafts, join_requests, merges, verification


@periodic_task(name="partners.end_what_is_over", every=timedelta(days=1), soft_time_limit=100, time_limit=120)
def end_what_is_over() -> None:
    """Requests and questions that nobody answered, drafts that nobody went on with; and what is late is told."""
    join_requests.expire_old()
    drafts.clear_old()
    verification.expire_old()
    verification.tell_of_late_ones()
    merges.sweep()
