from datetime import timedelta

from district.outbox.work import outbox_task, periodic_task
from district.returns.services import extracts, letters, mending, reports


@outbox_task(name="returns.open_due", soft_time_limit=240, time_limit=270)
def open_due() -> None:
    reports.open_due()


@outbox_task(name="returns.write", soft_time_limit=20, time_limit=30)
def write(report_id: int, act: str, key: str) -> None:
    letters.write(report_id=report_id, act=letters.Act(act), key=key)


@outbox_task(name="returns.ask_to_mend", soft_time_limit=20, time_limit=30)
def ask_to_mend(organisation_id: int, code: str, key: str) -> None:
    mending.write(organisation_id=organisation_id, code=code, key=key)


@outbox_task(name="returns.tell_of_extract", soft_time_limit=20, time_limit=30)
def tell_of_extract(extract_id: int, key: str) -> None:
    extracts.write(extract_id=extract_id, key=key)


@periodic_task(name="returns.watch_the_clock", every=timedelta(days=1), soft_time_limit=240, time_limit=270)
def watch_the_clock() -> None:
    """Review points that open, figures that have changed, reports that are due, files that were open long enough."""
    reports.open_due()
    reports.refresh()
    reports.remind()
    extracts.end_run_out()
