from datetime import timedelta

from district.codesign.services import need_answers, needs
from district.outbox.work import outbox_task, periodic_task


@periodic_task(
    name="codesign.close_need_answers", every=timedelta(hours=3), soft_time_limit=100, time_limit=120
)
def close_need_answers() -> None:
    """Answers to employers' needs whose days to reply are over."""
    need_answers.close_due()


@outbox_task(name="codesign.write_about_need_reply", soft_time_limit=20, time_limit=30)
def write_about_need_reply(reply_id: int, act: str) -> None:
    need_answers.write_about_reply(reply_id=reply_id, act=act)


@outbox_task(name="codesign.write_need_answer_closed", soft_time_limit=20, time_limit=30)
def write_need_answer_closed(answer_id: int) -> None:
    need_answers.write_closed(answer_id=answer_id)


@periodic_task(name="codesign.watch_needs", every=timedelta(hours=3), soft_time_limit=100, time_limit=120)
def watch_needs() -> None:
    """Skills needs: reminders before they end, the end of those that are over. Safe to run twice."""
    needs.go_round()
