from datetime import timedelta

from district.outbox.work import outbox_task, periodic_task
from district.web import shelf
from programmes.models import CatalogueChange
from programmes.services import (
    check_ins,
    conversations,
    curriculum,
    curriculum_comments,
    intakes,
    letters,
    listings,
    runs,
    waiting,
    words,
)


@periodic_task(name="programmes.close_started", every=timedelta(hours=1), soft_time_limit=100, time_limit=120)
def close_started() -> None:
    """Runs that have begun keep their curriculum and take nobody more; the words and marks of the catalogue are tidied
    on the way.
    """
    curriculum.bind_started()
    runs.close_started()
    words.learn_again()
    shelf.tidy(CatalogueChange)


@periodic_task(
    name="programmes.watch_the_clock", every=timedelta(minutes=1), soft_time_limit=40, time_limit=50
)
def watch_the_clock() -> None:
    """Offers that end, reminders before that, places nobody was offered yet, intakes that have closed."""
    waiting.promise_what_is_due()
    waiting.remind()
    waiting.ask_to_enrol()
    waiting.warn_of_release()
    intakes.promise_due()


@periodic_task(
    name="programmes.ask_about_listings", every=timedelta(hours=6), soft_time_limit=280, time_limit=300
)
def ask_about_listings() -> None:
    """Listings that have stood for long are asked about; those that nobody answers for are hidden."""
    listings.go_round()


@outbox_task(name="programmes.settle_run", soft_time_limit=50, time_limit=60)
def settle_run(run_id: int) -> None:
    waiting.settle(run_id=run_id)


@outbox_task(name="programmes.settle_intake", soft_time_limit=280, time_limit=300)
def settle_intake(intake_id: int) -> None:
    intakes.settle(intake_id=intake_id)


@outbox_task(name="programmes.write_about_application", soft_time_limit=20, time_limit=30)
def write_about_application(application_id: int, act: str, version: int) -> None:
    letters.write_about_application(application_id=application_id, act=letters.Act(act), version=version)


@outbox_task(name="programmes.write_about_enrolment", soft_time_limit=20, time_limit=30)
def write_about_enrolment(enrolment_id: int, step: str, version: int) -> None:
    letters.write_about_enrolment(enrolment_id=enrolment_id, step=letters.Step(step), version=version)


@outbox_task(name="programmes.write_about_session", soft_time_limit=40, time_limit=60)
def write_about_session(session_id: int, version: int) -> None:
    letters.write_about_session(session_id=session_id, version=version)


@periodic_task(name="programmes.ask_check_ins", every=timedelta(hours=3), soft_time_limit=100, time_limit=120)
def ask_check_ins() -> None:
    """Everybody on a course whose next check-in is due."""
    check_ins.ask_due()


@outbox_task(name="programmes.write_check_in", soft_time_limit=20, time_limit=30)
def write_check_in(check_in_id: int) -> None:
    check_ins.write(check_in_id=check_in_id)


@outbox_task(name="programmes.announce_message", soft_time_limit=20, time_limit=30)
def announce_message(message_id: int) -> None:
    conversations.announce(message_id=message_id)


@outbox_task(name="programmes.write_about_comments", soft_time_limit=40, time_limit=60)
def write_about_comments(organisation_id: int) -> None:
    curriculum_comments.write_about_comments(organisation_id=organisation_id)


@outbox_task(name="programmes.write_about_answer", soft_time_limit=20, time_limit=30)
def write_about_answer(comment_id: int, version: int) -> None:
    curriculum_comments.write_about_answer(comment_id=comment_id, version=version)
