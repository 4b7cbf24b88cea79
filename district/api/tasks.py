from datetime import timedelta

from district.api.services import letters, tokens
from district.outbox.work import outbox_task, periodic_task


@outbox_task(name="api.write_about_token", soft_time_limit=20, time_limit=30)
def write_about_token(token_id: int, act: str, turn: str) -> None:
    letters.write(token_id=token_id, act=letters.Act(act), turn=turn)


@periodic_task(name="api.warn_of_ends", every=timedelta(days=1), soft_time_limit=50, time_limit=60)
def warn_of_ends() -> None:
    """Safe to run twice: a token is warned of once."""
    tokens.warn()
