"""Providers answer needs that add up; employers reply; contacts are shared on acceptance alone."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.codesign.models import NeedAnswer, NeedReply, SkillsNeed
from district.codesign.services import need_answers, needs
from district.outbox.models import Message, OutboxTask
from district.partners.models import Organisation, OrganisationRole, Rank, Role
from district.skills.models import Skill
from district.web.errors import NotAllowed, Refused
from tests.factories.accounts import make_user
from tests.factories.employers import make_employer
from tests.factories.needs import make_need, make_need_answer
from tests.factories.partners import make_actor, make_membership, make_organisation, make_staff
from tests.factories.places import make_council
from tests.factories.programmes import make_course
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db
State = NeedReply.State
OFFER = {"kind": "offer", "words": "We come and teach it.", "area": "everywhere"}


def acting(organisation: Organisation):
    return make_actor(organisation=organisation, rank=Rank.MEMBER)


def make_provider(**fields) -> Organisation:
    return make_organisation(role=Role.PROVIDER, **fields)


def sign_in(client: Client, organisation: Organisation) -> None:
    client.force_login(make_membership(organisation=organisation, rank=Rank.MEMBER).user)


def three_needs(skill: Skill, **fields) -> list[SkillsNeed]:
    return [
        make_need(
            organisation=make_employer(name=f"Secret Locks {number}"),
            skills=[skill],
            heads=number * 100 + 7,
            **fields,
        )
        for number in (1, 2, 3)
    ]


def test_an_answer_goes_to_each_employer_of_the_group_once() -> None:
    skill, here = make_skill(), make_council()
    wanted = three_needs(skill, council=here)
    make_need(organisation=wanted[0].organisation, skills=[skill], council=here, by_when="later")
    make_need(skills=[skill])
    make_need(skills=[make_skill()], council=here)
    provider = make_provider()
    course = make_course(organisation=provider)

    answer = need_answers.send(
        skill=skill,
        values={"kind": "course", "course": course, "words": "", "area": here.pk},
        by=acting(provider),
    )

    assert {reply.need for reply in answer.replies.all()} == set(wanted)
    assert (answer.area, answer.council, answer.course) == ("council", here, course)
    assert answer.closes_on == timezone.localdate() + timedelta(days=30)
    assert OutboxTask.objects.filter(name="codesign.write_about_need_reply").count() == 3


def test_one_live_answer_to_a_group() -> None:
    skill = make_skill()
    make_need(skills=[skill])
    by = acting(make_provider())
    first = need_answers.send(skill=skill, values=OFFER, by=by)

    with pytest.raises(Refused, match="answered this group already"):
        need_answers.send(skill=skill, values=OFFER, by=by)
    need_answers.withdraw(answer=first, by=by)
    need_answers.withdraw(answer=first, by=by)

    assert first.replies.get().state == State.LAPSED
    assert need_answers.send(skill=skill, values=OFFER, by=by).state == "sent"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"words": " "}, "Say in a few words"),
        ({"kind": "course"}, "published courses"),
        ({"area": "E08000026"}, "No employer needs"),
    ],
)
def test_an_answer_that_says_nothing_is_refused(values: dict[str, str], sentence: str) -> None:
    skill = make_skill()
    make_need(skills=[skill])
    with pytest.raises(Refused, match=sentence):
        need_answers.send(skill=skill, values=OFFER | values, by=acting(make_provider()))


def test_anothers_course_cannot_be_named_and_employers_do_not_answer() -> None:
    skill = make_skill()
    need = make_need(skills=[skill])
    values = OFFER | {"kind": "course", "course": make_course()}
    with pytest.raises(Refused, match="published courses"):
        need_answers.send(skill=skill, values=values, by=acting(make_provider()))
    with pytest.raises(NotAllowed):
        need_answers.send(skill=skill, values=OFFER, by=acting(need.organisation))


def test_contacts_are_shared_both_ways_only_once_accepted(client: Client) -> None:
    skill = make_skill()
    (need, *_), provider = three_needs(skill), make_provider(name="Aston Lock")
    answer = make_need_answer(needs=[need], organisation=provider, skill=skill)
    reply = answer.replies.get()
    to_employer, to_provider = (
        reverse("need_reply_change", args=[reply.public_id]),
        reverse("need_answer_show", args=[answer.public_id]),
    )
    sign_in(client, need.organisation)
    assert "priya@example.com" not in client.get(to_employer).content.decode()
    sign_in(client, provider)
    assert "Secret Locks" not in client.get(to_provider).content.decode()

    membership = make_membership(
        organisation=need.organisation, user=make_user(email="owner@locks.example", name="Olive Owner")
    )
    client.force_login(membership.user)
    client.post(to_employer, {"answer": "accept"})

    assert "priya@example.com" in client.get(to_employer).content.decode()
    sign_in(client, provider)
    page = client.get(to_provider).content.decode()
    assert "Secret Locks 1" in page
    assert "owner@locks.example" in page
    need_answers.write_about_reply(reply_id=reply.pk, act="accepted")
    message = Message.objects.filter(subject="Secret Locks 1 accepts your answer").first()
    assert "owner@locks.example" in message.text


def test_a_declined_answer_names_nobody_and_says_why_to_staff(client: Client) -> None:
    skill = make_skill()
    wanted = three_needs(skill)
    answer = make_need_answer(needs=wanted, skill=skill)
    page = reverse("need_answer_show", args=[answer.public_id])
    for reply in list(answer.replies.order_by("id"))[:2]:
        by = acting(reply.need.organisation)
        need_answers.decline(reply=reply, reason="time", words="Never in June.", by=by)
        need_answers.decline(reply=reply, reason="cost", by=by)
    sign_in(client, answer.organisation)
    before = client.get(page).content.decode()
    assert "The time does not fit" not in before

    last = answer.replies.order_by("id").last()
    need_answers.decline(reply=last, reason="place", by=acting(last.need.organisation))

    after = client.get(page).content.decode()
    assert "The time does not fit" in after
    assert "Never in June" not in after
    assert "Secret Locks" not in after
    client.force_login(make_staff())
    assert "Never in June" in client.get(page).content.decode()


def test_declining_asks_for_a_reason_and_can_be_taken_back() -> None:
    need = make_need(skills=[make_skill()])
    reply = make_need_answer(needs=[need]).replies.get()
    by = acting(need.organisation)

    with pytest.raises(Refused, match="why you decline"):
        need_answers.decline(reply=reply, reason="", by=by)
    need_answers.decline(reply=reply, reason="cost", by=by)
    accepted = need_answers.accept(reply=reply, by=by)

    assert (accepted.state, accepted.reason) == (State.ACCEPTED, "")
    assert need_answers.accept(reply=reply, by=by).decided_at == accepted.decided_at
    with pytest.raises(Refused, match="cannot change"):
        need_answers.decline(reply=reply, reason="cost", by=by)
    with pytest.raises(NotAllowed):
        need_answers.accept(reply=reply, by=acting(make_employer()))


def test_a_need_that_has_ended_takes_no_answer_until_renewed() -> None:
    need = make_need(skills=[make_skill()], state=SkillsNeed.State.EXPIRED)
    reply = make_need_answer(needs=[need]).replies.get()
    by = acting(need.organisation)

    with pytest.raises(Refused, match="Renew it first"):
        need_answers.accept(reply=reply, by=by)
    needs.renew(need=need, by=by)

    assert need_answers.accept(reply=reply, by=by).state == State.ACCEPTED


def test_a_met_need_names_what_met_it_also_after_renewing(client: Client) -> None:
    need = make_need(skills=[make_skill()])
    provider = make_provider(name="Aston Lock")
    course = make_course(organisation=provider, title="Lock keeping")
    answer = make_need_answer(needs=[need], organisation=provider, kind="course", course=course)
    reply, by = answer.replies.get(), acting(need.organisation)
    with pytest.raises(Refused, match="Choose the answer"):
        need_answers.meet(need=need, how="answer", reply=reply, by=by)
    need_answers.accept(reply=reply, by=by)
    fresh = needs.renew(need=need, by=by)

    met = need_answers.meet(need=fresh, how="answer", reply=reply, words="Nine hired.", by=by)
    need_answers.meet(need=fresh, how="answer", reply=reply, by=by)

    assert (met.state, met.met_how) == (SkillsNeed.State.MET, "answer")
    sign_in(client, need.organisation)
    page = client.get(reverse("need_show", args=[fresh.public_id])).content.decode()
    assert "the answer of Aston Lock" in page
    assert reverse("course_show", args=[course.public_id]) in page


def test_answers_close_by_themselves_and_say_so() -> None:
    need = make_need(skills=[make_skill()])
    answer = make_need_answer(needs=[need], closes_on=timezone.localdate() - timedelta(days=1))
    make_membership(organisation=answer.organisation)

    assert (need_answers.close_due(), need_answers.close_due()) == (1, 0)

    answer.refresh_from_db()
    assert (answer.state, answer.replies.get().state) == ("closed", State.LAPSED)
    need_answers.write_closed(answer_id=answer.pk)
    need_answers.write_closed(answer_id=answer.pk)
    assert Message.objects.count() == 1
    with pytest.raises(Refused, match="does not stand"):
        need_answers.accept(reply=answer.replies.get(), by=acting(need.organisation))


def test_the_letter_to_an_employer_names_the_provider_and_no_address() -> None:
    need = make_need(skills=[make_skill()])
    make_membership(organisation=need.organisation)
    reply = make_need_answer(needs=[need]).replies.get()

    need_answers.write_about_reply(reply_id=reply.pk, act="asked")
    need_answers.write_about_reply(reply_id=reply.pk, act="asked")

    (message,) = Message.objects.all()
    assert message.subject == f"A provider answers your need: {need.title}"
    assert "priya@example.com" not in message.text


@pytest.mark.parametrize(
    "wrong",
    [{"state": "declined"}, {"state": "accepted"}, {"contact_email": "a@b.example"}, {"has_met": True}],
)
def test_the_database_keeps_replies_whole(wrong: dict[str, object]) -> None:
    reply = make_need_answer(needs=[make_need()]).replies.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        NeedReply.objects.filter(pk=reply.pk).update(**{"decided_at": timezone.now()} | wrong)


def test_an_answer_of_a_suspended_provider_vanishes(client: Client) -> None:
    need = make_need(skills=[make_skill()])
    reply = make_need_answer(needs=[need], organisation=make_provider(name="Aston Lock")).replies.get()
    own = reverse("need_show", args=[need.public_id])
    sign_in(client, need.organisation)
    assert "Aston Lock" in client.get(own).content.decode()

    OrganisationRole.objects.filter(organisation=reply.answer.organisation).update(
        state="suspended", reason="No."
    )

    assert "Aston Lock" not in client.get(own).content.decode()
    assert client.get(reverse("need_reply_change", args=[reply.public_id])).status_code == 404


# The pages of groups ---------------------------------------------------------------------------------


def test_providers_see_bands_and_neither_names_nor_numbers(client: Client) -> None:
    skill = make_skill(label="keep locks")
    three_needs(skill, title="Secret title", hard_words="Secret words")
    sign_in(client, make_provider())

    for address in (reverse("need_group_list"), reverse("need_group_show", args=[skill.public_id])):
        page = re.sub(r"<[^>]*>", " ", client.get(address).content.decode())  # numbers of links are not told
        assert "Keep locks" in page
        assert "At least 500" in page
        for secret in ("Secret", "107", "207", "307", "621"):
            assert secret not in page


def test_small_groups_look_the_same_with_one_and_two(client: Client) -> None:
    skill = make_skill(label="keep locks")
    make_need(skills=[(skill, 1)], heads=1)
    sign_in(client, make_provider())
    addresses = [
        *(
            reverse("need_group_list") + query
            for query in ("", "?area=any", "?when=soon", "?area=any&when=soon")
        ),
        reverse("need_group_show", args=[skill.public_id]),
    ]

    def seen() -> list[list[list[str]]]:
        return [
            [
                [cell.text for cell in row]
                for row in client.get(address).context["table" if "skills" not in address else "cells"].rows
            ]
            for address in addresses
        ]

    before = seen()
    make_need(skills=[(skill, 4)], heads=9_999)

    assert seen() == before
    assert "Fewer than 3" in str(before)


@pytest.mark.parametrize(
    "query", ["?area=x", "?when=%00", "?q=%F0%9F%92%A9", "?page=0", "?page=x", "?q=" + "a" * 300]
)
def test_odd_filters_are_answered(client: Client, query: str) -> None:
    make_need(skills=[make_skill()])
    sign_in(client, make_provider())
    assert client.get(reverse("need_group_list") + query).status_code in {200, 404}
    client.force_login(make_staff())
    assert client.get(reverse("authority_need_list") + query).status_code in {200, 404}


def test_an_answer_is_sent_from_the_page_of_a_group(client: Client) -> None:
    skill = make_skill()
    make_need(skills=[skill], council=make_council())
    sign_in(client, make_provider())
    address = reverse("need_answer_create", args=[skill.public_id])

    wrong = client.post(address, {"kind": "offer", "words": "", "area": "any"})
    assert "Say in a few words" in wrong.content.decode()
    assert not NeedAnswer.objects.exists()
    right = client.post(address, {"kind": "planned", "words": "From May.", "area": "E08000025"})

    answer = NeedAnswer.objects.get()
    assert right.url == reverse("need_answer_show", args=[answer.public_id])
    assert (answer.kind, answer.area, answer.council_id) == ("planned", "council", "E08000025")


def test_staff_read_needs_with_names_and_reasons(client: Client) -> None:
    need = make_need(
        organisation=make_employer(name="Secret Locks"), reason="technology", skills=[make_skill()]
    )
    client.force_login(make_staff())
    found = client.get(reverse("authority_need_list")).content.decode()
    assert "Secret Locks" in found
    shown = client.get(reverse("authority_need_show", args=[need.public_id])).content.decode()
    assert "New technology or a new way of working" in shown


@pytest.mark.parametrize("count", [1, 10])
def test_the_lists_take_the_same_queries(client: Client, django_assert_num_queries, count: int) -> None:
    provider = make_provider()
    for _ in range(count):
        need = make_need(skills=[make_skill()])
        make_need_answer(needs=[need], organisation=provider)
    sign_in(client, provider)
    for name, queries in (("need_group_list", 6), ("need_answer_list", 6)):
        client.get(reverse(name))
        with django_assert_num_queries(queries):
            client.get(reverse(name))
    client.force_login(make_staff())
    client.get(reverse("authority_need_list"))
    with django_assert_num_queries(5):
        client.get(reverse("authority_need_list"))
