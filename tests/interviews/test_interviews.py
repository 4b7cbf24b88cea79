"""Guaranteed interviews: promised, offered, answered, recorded and counted."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from district.interviews import queries
from district.interviews.models import InterviewGuarantee, InterviewOffer, InterviewPreference
from district.interviews.services import clock, commitments, letters, offers, promises, settling
from district.outbox.models import Message, OutboxTask
from district.partners.actor import Actor
from district.web.errors import NotAllowed, Refused
from district.web.working_days import after_working_days
from learners.services import profiles
from tests.factories.employers import make_employer, make_vacancy
from tests.factories.interviews import (
    make_guarantee,
    make_interview_commitment,
    make_interview_offer,
    make_interview_slot,
    make_promise,
)
from tests.factories.learners import make_held_skill, make_learner
from tests.factories.partners import actor_of, make_actor, make_staff
from tests.factories.programmes import make_course, make_enrolment, make_programme, make_run
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db
State = InterviewOffer.State


def person(row) -> Actor:
    return Actor(user=row.enrolment.learner.user)


def test_working_days_leave_out_weekends_and_bank_holidays():
    assert after_working_days(date(2027, 3, 25), 1) == date(2027, 3, 30)  # over Easter
    assert after_working_days(date(2027, 3, 1), 20) == date(2027, 3, 31)


def test_whoever_completes_is_owed_an_interview_by_the_promise_in_force_on_their_last_day():
    programme, today = make_programme(), timezone.localdate()
    make_promise(programme=programme, working_days=20)
    make_promise(programme=programme, working_days=5, applies_from=today - timedelta(days=2))
    run = make_run(course=make_course(programme=programme), starts_on=today - timedelta(days=60))
    new = make_enrolment(run=run, state="achieved", ended_on=today - timedelta(days=1))
    old = make_enrolment(run=run, state="completed", ended_on=today - timedelta(days=10))
    make_enrolment(run=run, state="in_learning")
    make_enrolment(run=run, state="withdrawn")
    assert promises.open_due() == 2
    assert promises.open_due() == 0
    assert new.interview_guarantee.due_on == after_working_days(new.ended_on, 5)
    assert old.interview_guarantee.due_on == after_working_days(old.ended_on, 20)


def test_only_administrators_at_wmca_promise_and_only_once_a_day():
    programme, staff = make_programme(), actor_of(make_staff())
    facts = {
        "programme": programme,
        "working_days": 10,
        "applies_from": timezone.localdate(),
        "source": "A contract",
    }
    promises.promise(**facts, by=staff)
    with pytest.raises(Refused, match="already"):
        promises.promise(**facts, by=staff)
    with pytest.raises(NotAllowed):
        promises.promise(**facts, by=actor_of(make_staff(rank="member")))


def test_an_interview_for_a_short_job_is_refused_unless_it_is_for_practice():
    by, programme = make_actor(role="employer"), make_programme()
    facts = {
        "programme": programme,
        "job_title": "Tester",
        "promised": 2,
        "ends_on": timezone.localdate() + timedelta(days=9),
        "job_weeks": 11,
    }
    with pytest.raises(Refused, match="12 weeks"):
        commitments.commit(**facts, by=by)
    assert commitments.commit(**facts, is_mock=True, by=by).is_mock
    with pytest.raises(NotAllowed):
        commitments.commit(**facts, by=make_actor(role="employer", approved=False))
    with pytest.raises(Refused, match="own vacancies"):
        commitments.commit(**facts | {"job_weeks": None}, vacancy=make_vacancy(), by=by)


def test_those_who_are_owed_one_are_offered_slots_by_choice_fit_and_day():
    programme, skill = make_programme(), make_skill()
    vacancy = make_vacancy(skills=[(skill, 2)])
    plain = make_interview_commitment(programme=programme)
    fitting = make_interview_commitment(
        programme=programme, vacancy=vacancy, organisation=vacancy.organisation
    )
    wants_plain, able, other = (make_guarantee(programme=programme) for _ in range(3))
    make_held_skill(learner=able.enrolment.learner, skill=skill, level=2)
    make_held_skill(learner=wants_plain.enrolment.learner, skill=skill, level=2)
    offers.prefer(enrolment=wants_plain.enrolment, meet="any", choices=[plain], by=person(wants_plain))
    make_interview_slot(commitment=plain)
    make_interview_slot(commitment=fitting)
    assert settling.settle(programme_id=programme.pk) == 2
    assert settling.settle(programme_id=programme.pk) == 0
    got = {row.enrolment_id: row for row in InterviewOffer.objects.select_related("slot")}
    assert got[wants_plain.enrolment_id].slot.commitment == plain
    assert got[wants_plain.enrolment_id].choice == 1
    assert (got[able.enrolment_id].slot.commitment, got[able.enrolment_id].fit) == (fitting, 100)
    assert other.enrolment_id not in got
    able.refresh_from_db()
    assert able.kept_on == timezone.localdate()
    assert OutboxTask.objects.filter(name="interviews.write").count() == 2


def test_whoever_was_never_offered_one_comes_before_whoever_let_one_go():
    programme = make_programme()
    had = make_guarantee(programme=programme, due_on=timezone.localdate())
    make_interview_offer(guarantee=had, slot=make_interview_slot(), state=State.EXPIRED)
    waits = make_guarantee(programme=programme)
    make_interview_slot(commitment=make_interview_commitment(programme=programme))
    assert settling.settle(programme_id=programme.pk) == 1
    assert InterviewOffer.objects.live().get().enrolment == waits.enrolment


def test_practice_suspended_employers_and_near_slots_are_never_paired():
    programme = make_programme()
    make_guarantee(programme=programme)
    make_interview_slot(commitment=make_interview_commitment(programme=programme, is_mock=True))
    suspended = make_employer()
    suspended.roles.update(state="suspended", reason="Pays nobody.")
    make_interview_slot(commitment=make_interview_commitment(programme=programme, organisation=suspended))
    make_interview_slot(
        commitment=make_interview_commitment(programme=programme),
        starts_at=timezone.now() + timedelta(hours=20),
    )
    assert settling.settle(programme_id=programme.pk) == 0


def test_a_practice_interview_never_keeps_the_promise():
    owed = make_guarantee(due_on=timezone.localdate() - timedelta(days=1))
    slot = make_interview_slot(commitment=make_interview_commitment(programme=owed.programme, is_mock=True))
    staff = actor_of(make_staff())
    settling.offer_by_hand(guarantee=owed, slot=slot, by=staff)
    assert list(queries.overdue(staff)) == [owed]
    assert queries.figures(staff).kept.offered == 0


def test_the_rate_counts_completers_who_were_offered_a_real_interview():
    provider, programme = make_actor(role="provider"), make_programme()
    rows = [make_guarantee(programme=programme, provider=provider.organisation) for _ in range(4)]
    InterviewGuarantee.objects.filter(pk__in=[row.pk for row in rows[:3]]).update(
        kept_on=timezone.localdate()
    )
    InterviewGuarantee.objects.filter(pk=rows[3].pk).update(due_on=timezone.localdate() - timedelta(days=1))
    make_guarantee()  # somebody else's
    kept = queries.figures(provider).kept
    assert (kept.completers, kept.offered, kept.overdue, kept.rate) == (4, 3, 1, "75.0%")
    assert 95.45 < 100 * 147 / 154 < 95.46
    assert queries.Kept(154, 147, 147, 0, 0).rate == "95.5%"


def test_every_completer_is_offered_one_or_is_on_the_list_once_the_day_has_passed():
    programme, staff = make_programme(), actor_of(make_staff())
    yesterday = timezone.localdate() - timedelta(days=1)
    owed = [make_guarantee(programme=programme, due_on=yesterday) for _ in range(5)]
    for _ in range(3):
        make_interview_slot(commitment=make_interview_commitment(programme=programme))
    assert settling.settle(programme_id=programme.pk) == 3
    offered = set(InterviewOffer.objects.values_list("enrolment", flat=True))
    overdue = set(queries.overdue(staff).values_list("enrolment", flat=True))
    assert offered | overdue == {row.enrolment_id for row in owed}
    assert not offered & overdue


def test_a_person_accepts_once_and_the_employer_learns_who_comes():
    offer = make_interview_offer()
    by = person(offer)
    offers.accept(offer=offer, by=by)
    assert offers.accept(offer=offer, by=by).state == State.ACCEPTED
    with pytest.raises(NotAllowed):
        offers.accept(offer=offer, by=Actor(user=make_learner().user))
    letter = OutboxTask.objects.get(name="interviews.write")
    employer = make_actor(organisation=offer.slot.commitment.organisation)
    letters.write(**letter.args | {"act": letters.Act(letter.args["act"])})
    message = Message.objects.get()
    assert message.to == employer.user.email
    assert offer.learner.user.email in message.text


def test_a_declined_slot_goes_on_to_somebody_else_and_never_back():
    programme = make_programme()
    first, second = make_guarantee(programme=programme), make_guarantee(programme=programme)
    slot = make_interview_slot(commitment=make_interview_commitment(programme=programme))
    offer = make_interview_offer(guarantee=first, slot=slot)
    with pytest.raises(Refused, match="reason"):
        offers.decline(offer=offer, reason="", by=person(first))
    offers.decline(offer=offer, reason="time", note="I work then.", by=person(first))
    assert settling.settle(programme_id=programme.pk) == 1
    assert InterviewOffer.objects.live().get().enrolment == second.enrolment
    offers.decline(offer=InterviewOffer.objects.live().get(), reason="have_work", by=person(second))
    assert settling.settle(programme_id=programme.pk) == 0
    with pytest.raises(Refused, match="stands at"):
        offers.accept(offer=offer, by=person(first))


def test_an_interview_is_moved_once_to_a_free_time_of_the_same_employer():
    offer = make_interview_offer()
    old, by = offer.slot, person(offer)
    new, third = (make_interview_slot(commitment=old.commitment) for _ in range(2))
    with pytest.raises(Refused, match="same employer"):
        offers.move(offer=offer, slot=make_interview_slot(), by=by)
    moved = offers.move(offer=offer, slot=new, by=by)
    assert (moved.state, moved.slot, moved.moved_from) == (State.ACCEPTED, new, old)
    assert offers.move(offer=offer, slot=new, by=by).slot == new  # a second click
    with pytest.raises(Refused, match="moved once"):
        offers.move(offer=offer, slot=third, by=by)


def test_a_slot_called_off_does_not_count_and_the_person_is_offered_another():
    programme = make_programme()
    owed = make_guarantee(programme=programme)
    commitment = make_interview_commitment(programme=programme)
    offer = make_interview_offer(guarantee=owed, slot=make_interview_slot(commitment=commitment))
    by = make_actor(organisation=commitment.organisation)
    with pytest.raises(NotAllowed):
        commitments.cancel_slot(slot=offer.slot, reason="Ill", by=make_actor(role="employer"))
    commitments.cancel_slot(slot=offer.slot, reason="We are ill.", by=by)
    commitments.cancel_slot(slot=offer.slot, reason="We are ill.", by=by)
    owed.refresh_from_db()
    offer.refresh_from_db()
    assert (owed.kept_on, offer.state) == (None, State.CANCELLED)
    make_interview_slot(commitment=commitment)
    assert settling.settle(programme_id=programme.pk) == 1


def past_offer(**fields) -> InterviewOffer:
    slot = make_interview_slot(starts_at=timezone.now() - timedelta(hours=30))
    owed = make_guarantee(programme=slot.commitment.programme)
    return make_interview_offer(guarantee=owed, slot=slot, state=State.ACCEPTED, **fields)


@pytest.mark.parametrize("outcome", ["attended", "no_show", "job_offer", "not_selected"])
def test_the_employer_says_how_it_went_in_codes(outcome):
    offer = past_offer()
    by = make_actor(organisation=offer.slot.commitment.organisation)
    assert offers.record(offer=offer, outcome=outcome, by=by).state == outcome
    assert offers.record(offer=offer, outcome=outcome, by=by).state == outcome
    with pytest.raises(Refused):
        offers.record(offer=offer, outcome="wonderful", by=by)
    with pytest.raises(NotAllowed):
        offers.record(offer=offer, outcome=outcome, by=make_actor(role="employer"))


def test_nothing_is_recorded_before_the_interview_begins():
    offer = make_interview_offer(state=State.ACCEPTED)
    by = make_actor(organisation=offer.slot.commitment.organisation)
    with pytest.raises(Refused, match="not begun"):
        offers.record(offer=offer, outcome="no_show", by=by)


def test_the_clock_closes_everything_that_is_open():
    late = make_interview_offer(answer_by=timezone.now() - timedelta(minutes=1))
    silent = past_offer()
    InterviewOffer.objects.filter(pk=silent.pk).update(state=State.ACCEPTED)
    silent.slot.starts_at = timezone.now() - timedelta(days=40)
    silent.slot.save()
    soon = make_interview_offer(
        state=State.ACCEPTED,
        slot=make_interview_slot(starts_at=timezone.now() + timedelta(hours=30)),
    )
    past = make_interview_commitment(ends_on=timezone.localdate() - timedelta(days=1))
    assert (clock.expire(), clock.close_unrecorded(), clock.remind()) == (1, 1, 1)
    assert (clock.expire(), clock.close_unrecorded(), clock.remind()) == (0, 0, 0)
    assert commitments.end_past() == 1
    for row in (late, silent, soon, past):
        row.refresh_from_db()
    assert (late.state, silent.state, past.state) == (State.EXPIRED, State.UNRECORDED, "ended")
    assert soon.reminded_at is not None


def test_interviews_of_suspended_employers_and_of_people_who_left_are_called_off():
    at_suspended, gone = make_interview_offer(), make_interview_offer(state=State.ACCEPTED)
    at_suspended.slot.commitment.organisation.roles.update(state="suspended", reason="Pays nobody.")
    InterviewOffer.objects.filter(pk=gone.pk).update(learner=None)
    assert clock.call_off_gone() == 2
    assert InterviewOffer.objects.live().count() == 0


def test_nothing_of_somebody_who_deletes_their_profile_is_left_but_counts():
    declined = make_interview_offer(state=State.DECLINED, decline_reason="health", decline_note="My back.")
    learner = declined.learner
    live = make_interview_offer(guarantee=make_guarantee(learner=learner), state=State.ACCEPTED)
    offers.prefer(enrolment=live.enrolment, meet="online", choices=[], by=person(live))
    profiles.delete(learner=learner, by=person(live))
    for row in (declined, live):
        row.refresh_from_db()
    assert (live.state, live.learner_id, declined.decline_note) == (State.DECLINED, None, "")
    assert declined.decline_reason == "other"
    assert not InterviewPreference.objects.exists()
    assert not InterviewOffer.pgh_event_model.objects.filter(learner_id=learner.pk).exists()
    assert not InterviewPreference.pgh_event_model.objects.exists()


def test_every_letter_can_be_written():
    offer = make_interview_offer()
    make_actor(organisation=offer.slot.commitment.organisation)
    for act in letters.Act:
        letters.write(offer_id=offer.pk, act=act, slot_id=offer.slot_id)
        letters.write(offer_id=offer.pk, act=act, slot_id=offer.slot_id)
    assert Message.objects.count() == len(letters.TO_PERSON) + len(letters.TO_EMPLOYER)
    told = Message.objects.exclude(to=offer.learner.user.email).exclude(subject__startswith="Somebody comes")
    assert not any(offer.learner.user.email in message.text for message in told)


def test_a_name_is_shown_to_the_employer_only_once_the_person_has_accepted(client):
    offer = make_interview_offer()
    employer = make_actor(organisation=offer.slot.commitment.organisation)
    offer.learner.user.name = "Hidden Heron"
    offer.learner.user.save()
    client.force_login(employer.user)
    page = f"/employer/interviews/{offer.slot.commitment.public_id}/"
    assert "Hidden Heron" not in client.get(page).text
    offers.accept(offer=offer, by=person(offer))
    assert "Hidden Heron" in client.get(page).text


def test_an_employer_promises_sets_times_and_calls_one_off_on_its_pages(client):
    by, programme = make_actor(role="employer"), make_programme()
    client.force_login(by.user)
    day = timezone.localdate() + timedelta(days=20)
    last = {"ends_on_day": day.day, "ends_on_month": day.month, "ends_on_year": day.year}
    sent = {"programme": programme.public_id, "job_title": "Tester", "promised": "3", **last}
    made = client.post("/employer/interviews/new/", sent)
    assert made.status_code == 302
    times = {
        "on_day": day.day,
        "on_month": day.month,
        "on_year": day.year,
        "at": "14:30",
        "minutes": "30",
        "count": "3",
        "meet": "online",
        "place": "https://meet.example/abc",
    }
    for _ in range(2):  # the second adds nothing
        assert client.post(made.url, times).status_code == 302
    commitment = by.organisation.interview_commitments.get()
    assert commitment.slots.count() == 3
    slot = commitment.slots.first()
    assert timezone.localtime(slot.starts_at).hour == 14
    page = f"/employer/interviews/times/{slot.public_id}/"
    assert "Error" in client.post(page, {"reason": ""}).text
    assert client.post(page, {"reason": "The room is flooded."}).status_code == 302
    client.force_login(make_actor(role="employer").user)
    assert client.get(page).status_code == 404
    assert client.get(made.url).status_code == 404


BAD = ["\x00", "\u202eabc", "\u200b", "1e309", "-1", "9" * 30, "<script>", "🙂" * 400, ""]


@pytest.mark.parametrize("bad", BAD)
def test_bad_input_is_refused_with_a_sentence(client, bad):
    by = make_actor(role="employer")
    client.force_login(by.user)
    commitment = make_interview_commitment(organisation=by.organisation)
    names = ("programme", "job_title", "vacancy", "promised", "job_weeks", "ends_on_day")
    answer = client.post("/employer/interviews/new/", dict.fromkeys(names, bad))
    assert (answer.status_code, "There is a problem" in answer.text) == (200, True)
    names = ("on_day", "at", "minutes", "count", "meet", "place")
    answer = client.post(f"/employer/interviews/{commitment.public_id}/", dict.fromkeys(names, bad))
    assert (answer.status_code, "There is a problem" in answer.text) == (200, True)
    offer = make_interview_offer()
    client.force_login(offer.learner.user)
    answer = client.post(f"/me/interviews/{offer.public_id}/decline/", {"reason": bad, "note": bad})
    assert (answer.status_code, "There is a problem" in answer.text) == (200, True)
    answer = client.post(f"/me/interviews/{offer.public_id}/move/", {"slot": bad})
    assert answer.status_code == 200


def test_a_provider_mends_a_breach_by_offering_a_free_time(client):
    provider = make_actor(role="provider")
    owed = make_guarantee(provider=provider.organisation, due_on=timezone.localdate() - timedelta(days=3))
    slot = make_interview_slot(commitment=make_interview_commitment(programme=owed.programme))
    client.force_login(provider.user)
    page = f"/interviews/owed/{owed.enrolment.public_id}/"
    assert page in client.get("/provider/interviews/").text
    assert client.post(page, {"slot": str(slot.public_id)}).status_code == 302
    assert page not in client.get("/provider/interviews/").text
    assert InterviewOffer.objects.get().slot == slot
    client.force_login(make_actor(role="provider").user)
    assert client.get(page).status_code == 404


def test_a_completer_says_what_they_like_accepts_and_moves_on_their_pages(client):
    offer = make_interview_offer()
    commitment = offer.slot.commitment
    other = make_interview_slot(commitment=commitment)
    client.force_login(offer.learner.user)
    page = f"/me/learning/{offer.enrolment.public_id}/interviews/"
    said = {"meet": "online", "first": str(commitment.public_id), "second": str(commitment.public_id)}
    assert "Choose each employer once" in client.post(page, said).text
    assert client.post(page, said | {"second": ""}).status_code == 302
    assert offer.enrolment.interview_preference.choices == [commitment.pk]
    own = f"/me/interviews/{offer.public_id}/"
    assert client.post(own).status_code == 302
    assert client.post(f"{own}move/", {"slot": str(other.public_id)}).status_code == 302
    offer.refresh_from_db()
    assert (offer.slot, offer.state) == (other, State.ACCEPTED)
    client.force_login(make_learner().user)
    assert client.get(own).status_code == 404


def test_lists_ask_as_often_for_ten_as_for_one(client):
    provider, employer = make_actor(role="provider"), make_actor(role="employer")
    staff = make_staff()
    learner = make_learner()

    def add() -> None:
        overdue = timezone.localdate() - timedelta(days=2)
        make_guarantee(provider=provider.organisation, due_on=overdue)
        commitment = make_interview_commitment(organisation=employer.organisation)
        owed = make_guarantee(programme=commitment.programme, learner=learner)
        make_interview_offer(
            guarantee=owed, slot=make_interview_slot(commitment=commitment), state=State.ACCEPTED
        )

    def asked(user, page) -> int:
        client.force_login(user)
        client.get(page)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(page).status_code == 200
        return len(seen)

    pages = [
        (provider.user, "/provider/interviews/"),
        (employer.user, "/employer/interviews/"),
        (staff, "/authority/interviews/"),
        (learner.user, "/me/interviews/"),
    ]
    add()
    one = [asked(*page) for page in pages]
    for _ in range(9):
        add()
    assert [asked(*page) for page in pages] == one
