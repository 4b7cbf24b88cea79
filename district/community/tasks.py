from datetime import timedelta

from district.community.services import paper, referrals
from district.outbox.work import periodic_task


@periodic_task(
    name="community.end_old_referrals", every=timedelta(hours=6), soft_time_limit=100, time_limit=120
)
def end_old_referrals() -> None:
    """Invitations that nobody has answered for thirty days: they end, and the names in them are wiped."""
    referrals.end_old()


@periodic_task(
    name="community.end_what_is_on_paper", every=timedelta(hours=6), soft_time_limit=100, time_limit=120
)
def end_what_is_on_paper() -> None:
    """What was begun for people who never took it over: warned of, then deleted."""
    paper.go_round()
