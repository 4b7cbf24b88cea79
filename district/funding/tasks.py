from datetime import timedelta

from district.funding.services import letters, milestones
from district.outbox.work import outbox_task, periodic_task


@outbox_task(name="funding.work_out", soft_time_limit=240, time_limit=270)
def work_out(contract_id: int) -> None:
    milestones.work_out(contract_id=contract_id)


@outbox_task(name="funding.write", soft_time_limit=20, time_limit=30)
def write(claim_ids: list[int], act: str, key: str) -> None:
    letters.write(claim_ids=claim_ids, act=letters.Act(act), key=key)


@periodic_task(name="funding.work_out_all", every=timedelta(days=1), soft_time_limit=50, time_limit=60)
def work_out_all() -> None:
    """Days pass, and make milestones due."""
    milestones.promise_all()
