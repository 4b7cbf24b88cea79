from datetime import timedelta

from district.outbox.work import outbox_task, periodic_task
from district.workplace.services import counting, hires, hours, placements, proposals, ratings


@outbox_task(name="workplace.count_ratings", soft_time_limit=50, time_limit=60)
def count_ratings(course_id: int) -> None:
    counting.count(course_id=course_id)


@periodic_task(
    name="workplace.watch_the_clock", every=timedelta(hours=1), soft_time_limit=100, time_limit=120
)
def watch_the_clock() -> None:
    """Hires, outcomes, ratings and placements that wait for somebody: asked, reminded, and closed by time."""
    hires.close()
    hires.remind()
    proposals.open_due()
    proposals.close()
    proposals.remind()
    ratings.close()
    ratings.ask()
    ratings.remind()
    hours.ask_to_confirm()
    placements.lapse()
    placements.close_unreported()
    placements.ask_for_reports()
