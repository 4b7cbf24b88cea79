from datetime import timedelta

from district.outbox.work import periodic_task
from district.partners.services import drafts, join_requests


@periodic_task(name="partners.end_what_is_over", every=timedelta(days=1), soft_time_limit=100, time_limit=120)
def end_what_is_over() -> None:
    """Requests that nobody answered and drafts that nobody went on with."""
    join_requests.expire_old()
    drafts.clear_old()
