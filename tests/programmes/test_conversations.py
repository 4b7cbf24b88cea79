"""Messages between a learner and a provider: who may write and read, how often, and what the notice says."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from district.outbox.models import OutboxTask
from district.partners.actor import Actor
from district.web.errors import NotAllowed, Refused
from learners.services import profiles
from programmes.models import Conversation, ConversationMessage
from programmes.services import conversations
from tests.factories.accounts import make_user
from tests.factories.learners import make_learner
from tests.factories.partners import make_staff
from tests.factories.programmes import make_application, make_course, make_enrolment, make_open_run

WORDS = "May I bring my own laptop?"


@pytest.fixture
def run(provider):
    first = timezone.localdate() - timedelta(days=10)
    course = make_course(organisation=provider, title="Python")
    return make_open_run(course=course, starts_on=first, ends_on=first + timedelta(days=60))


@pytest.fixture
def learner(run):
    learner = make_learner(user=make_user(name="Amina Begum"))
    make_enrolment(run=run, learner=learner)
    return learner


def send(learner, run, by=None, words=WORDS, key=None):
    by = by or Actor(user=learner.user)
    return conversations.send(learner=learner, run=run, words=words, key=key or uuid4(), by=by)


# Sending ---------------------------------------------------------------------------------------------


def test_both_write_into_one_conversation(learner, run, teacher):
    send(learner, run)
    send(learner, run, by=teacher, words="Yes, please do.")

    conversation = Conversation.objects.get()
    told = list(conversation.messages.values_list("by_provider", "words"))
    assert told == [(False, WORDS), (True, "Yes, please do.")]


def test_a_form_sent_twice_sends_once(learner, run):
    key = uuid4()
    assert send(learner, run, key=key) == send(learner, run, key=key)
    assert ConversationMessage.objects.count() == 1
    assert OutboxTask.objects.filter(name="programmes.announce_message").count() == 1


def test_others_cannot_write(learner, run, stranger):
    for by in (stranger, Actor(user=make_learner().user)):
        with pytest.raises(NotAllowed):
            send(learner, run, by=by)
    assert not ConversationMessage.objects.exists()


@pytest.mark.parametrize("words", ["", "  \n ", "a" * 2001])
def test_nothing_and_too_much_are_refused(learner, run, words):
    with pytest.raises(Refused) as refusal:
        send(learner, run, words=words)
    assert refusal.value.field == "words"


def test_more_than_ten_in_an_hour_wait(learner, run):
    for number in range(10):
        send(learner, run, words=f"{number}")

    with pytest.raises(Refused, match=r"10 messages here in an hour.*Wait (59|60) minutes"):
        send(learner, run)

    ConversationMessage.objects.filter(words="0").update(sent_at=timezone.now() - timedelta(minutes=61))
    send(learner, run)


@pytest.mark.parametrize(
    ("state", "may"),
    [
        ("draft", False),
        ("submitted", True),
        ("waitlisted", True),
        ("accepted", True),
        ("unsuccessful", True),
        ("withdrawn", False),
        ("declined", False),
    ],
)
def test_an_application_opens_a_conversation_until_it_is_withdrawn(run, state, may):
    learner = make_application(run=run, state=state).learner
    assert conversations.may_write(learner_id=learner.pk, run_id=run.pk) is may


@pytest.mark.parametrize(
    ("state", "may"), [("enrolled", True), ("achieved", True), ("withdrawn", False), ("no_show", False)]
)
def test_an_enrolment_keeps_it_open_until_they_leave(run, state, may):
    learner = make_enrolment(run=run, state=state).learner
    assert conversations.may_write(learner_id=learner.pk, run_id=run.pk) is may


def test_it_closes_ninety_days_after_a_refusal(run):
    application = make_application(run=run, state="unsuccessful")
    application.ended_at = timezone.now() - timedelta(days=91)
    application.save()
    with pytest.raises(Refused, match="has ended"):
        send(application.learner, run)


# To everybody ----------------------------------------------------------------------------------------


def test_everybody_on_the_course_gets_their_own(learner, run, teacher):
    other = make_enrolment(run=run).learner
    gone = make_enrolment(run=run, state="withdrawn").learner
    key = uuid4()

    for _ in range(2):
        sent = conversations.send_to_all(run=run, words="No class on Friday.", key=key, by=teacher)
        assert sent == 2

    assert {row.learner for row in Conversation.objects.all()} == {learner, other}
    assert ConversationMessage.objects.filter(is_to_all=True).count() == 2
    assert not gone.conversations.exists()


def test_others_cannot_write_to_everybody(learner, run, stranger):
    with pytest.raises(NotAllowed):
        conversations.send_to_all(run=run, words="Hello.", key=uuid4(), by=stranger)


def test_three_a_day_are_the_most_to_everybody(learner, run, teacher):
    for _ in range(3):
        conversations.send_to_all(run=run, words="Hello.", key=uuid4(), by=teacher)
    with pytest.raises(Refused, match="3 times in a day"):
        conversations.send_to_all(run=run, words="Hello.", key=uuid4(), by=teacher)


# The notice ------------------------------------------------------------------------------------------


def test_the_notice_goes_to_the_other_side_without_the_words(learner, run, teacher, mailbox):
    question, reply = send(learner, run), send(learner, run, by=teacher, words="Yes.")

    for message in (question, reply, question):
        conversations.announce(message_id=message.pk)

    to_tutor, to_learner = mailbox()
    assert to_tutor.to == teacher.user.email
    assert f"/provider/messages/{run.public_id}/{learner.public_id}/" in to_tutor.text
    assert to_learner.to == learner.user.email
    assert WORDS not in to_tutor.text + to_tutor.html
    assert learner.user.name not in to_tutor.subject + to_tutor.text


def test_nobody_who_has_left_or_read_it_is_told(learner, run, teacher, mailbox):
    reply = send(learner, run, by=teacher)
    conversations.mark_read(learner=learner, run=run, by_provider=True)
    conversations.announce(message_id=reply.pk)
    later = send(learner, run, by=teacher)
    learner.enrolments.update(state="cancelled", holds_place=False)
    conversations.announce(message_id=later.pk)
    assert mailbox() == []


def test_it_goes_with_the_profile(learner, run, teacher):
    send(learner, run)
    profiles.delete(learner=learner, by=Actor(user=learner.user))
    assert not Conversation.objects.exists()
    assert not ConversationMessage.objects.exists()


@pytest.mark.parametrize("fields", [{"words": ""}, {"words": "a" * 2001}, {"is_to_all": True}])
def test_the_database_refuses_what_cannot_be_sent(learner, run, fields):
    conversation = Conversation.objects.create(learner=learner, run=run)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConversationMessage.objects.create(
            **{"conversation": conversation, "by_provider": False, "words": "Hello."} | fields
        )


# Pages -----------------------------------------------------------------------------------------------


def test_a_learner_asks_and_a_provider_answers(client, learner, run, teacher):
    client.force_login(learner.user)
    mine = f"/me/messages/{run.public_id}/"
    client.post(mine, {"words": "<script>alert(1)</script> {{7*7}}", "key": str(uuid4())})
    page = client.get(mine).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}}" in page

    client.force_login(teacher.user)
    assert "Amina Begum" in client.get("/provider/messages/").text
    theirs = f"/provider/messages/{run.public_id}/{learner.public_id}/"
    assert "New</strong>" in client.get(theirs).text
    client.post(theirs, {"words": "Yes.", "key": str(uuid4())})
    assert "Everything is read" in client.get("/provider/messages/").text

    client.force_login(learner.user)
    assert "New message" in client.get("/me/learning/").text
    assert "Read</span>" in client.get(mine).text
    assert "New message" not in client.get("/me/learning/").text


def test_nobody_else_reads_it(client, learner, run, stranger):
    send(learner, run, words="Kingfishers.")
    theirs = f"/provider/messages/{run.public_id}/{learner.public_id}/"

    for user, path, status in (
        (stranger.user, theirs, 404),
        (make_learner().user, f"/me/messages/{run.public_id}/", 404),
        (make_staff(), theirs, 403),
    ):
        client.force_login(user)
        response = client.get(path)
        assert response.status_code == status
        assert "Kingfishers" not in response.text


def test_what_was_typed_is_kept_when_it_is_refused(client, learner, run):
    client.force_login(learner.user)
    address = f"/me/messages/{run.public_id}/"
    for words in ("kept\x00words", "a\u202eb", "w" * 2001):
        page = client.post(address, {"words": words, "key": str(uuid4())})
        assert page.status_code == 200
        assert "There is a problem" in page.text
    assert "Open the page again" in client.post(address, {"words": "Hello.", "key": "x"}).text
    assert not ConversationMessage.objects.exists()


@pytest.mark.parametrize("rows", [1, 10])
def test_lists_take_the_same_queries_however_many_rows(client, run, teacher, django_assert_num_queries, rows):
    for _ in range(rows):
        send(make_enrolment(run=run).learner, run)
    client.force_login(teacher.user)
    with django_assert_num_queries(5):
        client.get("/provider/messages/")


def test_a_provider_writes_to_a_whole_course(client, learner, run, teacher):
    client.force_login(teacher.user)
    address = f"/provider/runs/{run.public_id}/message/"
    assert "1 person" in client.get(address).text
    page = client.post(address, {"words": "No class on Friday.", "key": str(uuid4())}, follow=True)
    assert "Sent to 1 person." in page.text
