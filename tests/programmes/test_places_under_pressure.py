"""Many who want the same places at once. Each test first shows that it would fail without the lock."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import batched
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.db.models import F

from district.outbox.models import OutboxTask
from district.partners.actor import Actor
from district.web.errors import Refused
from learners.models import Learner
from programmes.models import Application, CourseRun
from programmes.services import applications, places, waiting
from tests.factories.accounts import make_user
from tests.factories.partners import make_actor
from tests.factories.places import make_postcode
from tests.factories.programmes import make_application, make_course, make_open_run

pytestmark = pytest.mark.django_db(transaction=True)

State = Application.State
IN_FLIGHT = 12
REPEATS = 2  # ten times, by processes of their own: `bench enrol`


def at_once(acts: Iterable[Callable[[], Any]]) -> list[Any]:
    """Twelve threads, each with its connection before the gate opens, share the acts; what they gave or raised."""
    shared, answers, gate = list(acts), [], threading.Barrier(IN_FLIGHT)

    def work(number: int) -> None:
        connection.ensure_connection()
        gate.wait()
        try:
            for act in shared[number::IN_FLIGHT]:
                try:
                    answers.append(act())
                except Exception as fault:  # it is what the test looks at
                    answers.append(fault)
                    if isinstance(fault, OperationalError | InterfaceError):
                        connection.close()
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(IN_FLIGHT)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture
def unlocked(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Switches the lock off."""

    def read(run_id: int) -> CourseRun:
        return CourseRun.objects.select_related("course__organisation", "intake").get(pk=run_id)

    return lambda: monkeypatch.setattr(places, "lock", read)


def people(count: int) -> list[Learner]:
    postcode = make_postcode()
    return [Learner.objects.create(user=make_user(), postcode=postcode) for _ in range(count)]


def submit(application: Application) -> Callable[[], Application]:
    by = Actor(user=application.learner.user)
    return lambda: applications.submit(application=application, by=by)


def rush(learners: list[Learner], capacity: int) -> tuple[CourseRun, list[Any]]:
    run = make_open_run(course=make_course(), capacity=capacity)
    drafts = [make_application(run=run, learner=learner) for learner in learners]
    return run, at_once(submit(draft) for draft in drafts)


def offered(run: CourseRun) -> int:
    return run.applications.filter(state=State.OFFERED).count()


def test_however_many_come_at_once_exactly_the_places_are_offered_and_the_others_wait_in_order(unlocked):
    learners = people(30)
    for _ in range(REPEATS):
        run, answers = rush(learners, 6)
        run.refresh_from_db()
        assert [answer for answer in answers if isinstance(answer, Exception)] == []
        assert (offered(run), run.places_taken) == (6, 6)
        numbers = (
            run.applications.waiting().order_by("waiting_number").values_list("waiting_number", flat=True)
        )
        assert list(numbers) == list(range(1, 25))
        kept = Application.pgh_event_model.objects.filter(run=run, state=State.WAITLISTED).order_by("pgh_id")
        assert list(kept.values_list("waiting_number", flat=True)) == list(range(1, 25))
    unlocked()
    assert any(offered(rush(learners, 6)[0]) > 6 for _ in range(10))


def freed_while_six_promote(by: list[Actor]) -> tuple[CourseRun, list[Application]]:
    """Ten people give their place back, and five administrators and the clock give places on meanwhile."""
    run = make_open_run(course=make_course(organisation=by[0].own_organisation), capacity=20)
    learners = people(36)
    holders = [make_application(run=run, learner=each, state=State.OFFERED) for each in learners[:20]]
    queue = [make_application(run=run, learner=each, state=State.WAITLISTED) for each in learners[20:]]
    leave = [
        lambda holder=holder: applications.decline(application=holder, by=Actor(user=holder.learner.user))
        for holder in holders[:10]
    ]
    promote = [lambda actor=actor: waiting.promote(run=run, by=actor) for actor in by]
    answers = at_once([*leave, *promote, lambda: waiting.settle(run_id=run.id)])
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    return run, queue


def test_places_freed_while_others_give_them_on_go_to_the_first_ten_once_each(unlocked):
    admin = make_actor(role="provider")
    for _ in range(REPEATS):
        OutboxTask.objects.all().delete()
        run, queue = freed_while_six_promote([admin] * 5)
        run.refresh_from_db()
        states = [Application.objects.get(pk=each.pk).state for each in queue]
        assert states == [State.OFFERED] * 10 + [State.WAITLISTED] * 6
        told = Counter(
            row.args["application_id"]
            for row in OutboxTask.objects.filter(
                name="programmes.write_about_application", args__act="offered"
            )
        )
        assert told == {each.id: 1 for each in queue[:10]}
        assert run.places_taken == offered(run) == 20


def test_killed_connections_lose_no_place_and_give_none_twice():
    """Sessions of the database are cut off at random while many apply; those who got no answer press again."""
    run = make_open_run(course=make_course(), capacity=6)
    drafts = [make_application(run=run, learner=learner) for learner in people(36)]
    cut = [kill_somebody for _ in range(12)]
    acts = [act for three in batched([submit(draft) for draft in drafts], 3) for act in (*three, cut.pop())]

    answers = at_once(acts)
    assert any(isinstance(answer, OperationalError | InterfaceError) for answer in answers)
    answered = [answer for answer in answers if isinstance(answer, Application)]
    for answer in answered:  # accepted is stored
        assert Application.objects.filter(pk=answer.pk, state=answer.state).exists()
    for draft in drafts:
        submit(draft)()

    run.refresh_from_db()
    numbers = run.applications.waiting().order_by("waiting_number").values_list("waiting_number", flat=True)
    assert (offered(run), run.places_taken, list(numbers)) == (6, 6, list(range(1, 31)))
    told = OutboxTask.objects.filter(name="programmes.write_about_application")
    assert told.count() == 36


def kill_somebody() -> None:
    """As `kill -9` of their process would: the session ends in the middle of whatever it does."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
                AND query ILIKE '%programmes_%' ORDER BY query_start LIMIT 1
            """
        )


def test_clicking_fifty_times_makes_one_application_with_one_place():
    (learner,) = people(1)
    run = make_open_run(course=make_course(), capacity=20)
    by = Actor(user=learner.user)

    begun = at_once([lambda: applications.start(run=run, learner=learner, by=by)] * 50)
    assert len({answer.pk for answer in begun}) == 1
    Application.objects.update(answered=["born", "contact", "prior", "why", "work"])
    sent = at_once([lambda: applications.submit(application=begun[0], by=by)] * 50)

    run.refresh_from_db()
    assert {answer.state for answer in sent} == {State.OFFERED}
    assert (Application.objects.count(), run.places_taken) == (1, 1)


def accepted_of_overlapping(learner: Learner) -> list[Any]:
    offers = [
        make_application(run=make_open_run(course=make_course()), learner=learner, state=State.OFFERED)
        for _ in range(IN_FLIGHT)
    ]
    by = Actor(user=learner.user)
    return at_once(lambda offer=offer: applications.accept(application=offer, by=by) for offer in offers)


def test_of_places_on_the_same_days_exactly_one_can_be_accepted(monkeypatch):
    for learner in people(REPEATS):
        answers = accepted_of_overlapping(learner)
        refused = [answer for answer in answers if isinstance(answer, Refused)]
        assert len(refused) == IN_FLIGHT - 1
        assert Application.objects.filter(learner=learner, state=State.ACCEPTED).count() == 1
    monkeypatch.setattr(places, "days", lambda run: None)  # nothing for the database to compare
    (other,) = people(1)
    assert len([answer for answer in accepted_of_overlapping(other) if isinstance(answer, Application)]) > 1


def test_a_count_that_drifted_is_found_by_the_clock():
    """Places freed in a way that passed nobody on, such as a row deleted by hand."""
    run = make_open_run(course=make_course(), capacity=2)
    for learner in people(2):
        make_application(run=run, learner=learner, state=State.OFFERED)
    (learner,) = people(1)
    waits = make_application(run=run, learner=learner, state=State.WAITLISTED)
    run.applications.filter(state=State.OFFERED).first().delete()
    CourseRun.objects.filter(pk=run.pk).update(places_taken=F("places_taken") - 1)

    assert waiting.promise_what_is_due() == 1
    waiting.settle(run_id=run.id)

    waits.refresh_from_db()
    assert waits.state == State.OFFERED
