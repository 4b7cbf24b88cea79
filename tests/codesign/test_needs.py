"""A skills need: written page by page, opened, reminded of, renewed, met, stopped and ended by its clock."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.codesign import tasks
from district.codesign.models import NeededSkill, SkillsNeed
from district.codesign.services import need_skills, needs
from district.outbox.models import Message
from district.partners.models import Rank
from district.skills.models import SkillState
from district.web.errors import NotAllowed, Refused
from tests.factories.employers import make_employer, make_vacancy
from tests.factories.needs import make_need
from tests.factories.partners import make_actor, make_membership
from tests.factories.places import make_council, make_postcode
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db
State = SkillsNeed.State


def own(employer, rank=Rank.MEMBER):
    return make_actor(organisation=employer, rank=rank)


def sign_in(client: Client, employer) -> None:
    client.force_login(make_membership(organisation=employer, rank=Rank.MEMBER).user)


def test_a_need_is_said_page_by_page_and_survives_signing_out(client: Client) -> None:
    make_postcode(postcode="B1 1AA")
    python, sql = make_skill(label="Python"), make_skill(label="SQL")
    employer = make_employer()
    sign_in(client, employer)
    client.post(reverse("need_create"), {"title": "Data people", "heads": "12", "by_when": "year"})
    need = SkillsNeed.objects.get()
    assert (need.state, need.heads, need.organisation) == (State.DRAFT, 12, employer)

    client.logout()
    sign_in(client, employer)
    text = "We want advanced Python. Some knowledge of SQL helps."
    client.post(reverse("need_change", args=[need.public_id, "text"]), {"text": text})
    found = {each.skill: each for each in need.skills.select_related("skill")}
    assert {skill: (each.level, each.state) for skill, each in found.items()} == {
        python: (3, SkillState.SUGGESTED),
        sql: (1, SkillState.SUGGESTED),
    }
    client.post(
        reverse("need_skills_choose", args=[need.public_id]),
        {f"level-{python.public_id}": "3", f"level-{sql.public_id}": "1", "ask": str(python.public_id)},
    )
    pages = {
        "where": {"place": "postcode", "postcode": "b11aa"},
        "why": {
            "routes": ["hire", "upskill"],
            "reason": "technology",
            "is_hard": "yes",
            "hard_causes": ["skills"],
        },
        "offers": {"offers": ["interviews", "kit"]},
    }
    for section, answers in pages.items():
        response = client.post(reverse("need_change", args=[need.public_id, section]), answers)
        assert response.status_code == 302
    assert response.url == reverse("need_show", args=[need.public_id])
    client.post(reverse("need_move", args=[need.public_id, "open"]))

    need.refresh_from_db()
    assert (need.state, need.council_id, need.is_hard, need.hard_causes) == (
        State.OPEN,
        "E08000025",
        True,
        ["skills"],
    )
    assert need.expires_on == timezone.localdate() + timedelta(days=182)


def test_a_refused_suggestion_stays_refused_whatever_is_pasted() -> None:
    python = make_skill(label="Python")
    employer = make_employer()
    by = own(employer)
    need = needs.draft(values={"title": "Data people", "heads": 2, "by_when": "soon"}, by=by)
    needs.answer(need=need, section="text", values={"text": "You write Python."}, version=None, by=by)

    need_skills.refuse_suggested(need=need, skill_ids=[python.pk], by=by)
    needs.answer(need=need, section="text", values={"text": "Expert Python, please."}, version=None, by=by)

    assert list(need.skills.values_list("skill", "state")) == [(python.pk, SkillState.REFUSED)]
    need_skills.ask(need=need, skill=python, level=4, by=by)
    assert need.skills.get().state == SkillState.ACCEPTED


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Expert knowledge of Python.", 4),
        ("Strong Python; SQL.", 3),
        ("Senior people. You know Python.", 2),
        ("The basics of Python are enough.", 1),
        ("Python", 2),
    ],
)
def test_the_sentence_that_names_a_skill_says_its_level(text: str, level: int) -> None:
    assert need_skills.level_in(text, "Python") == level


def test_an_unfinished_need_cannot_be_opened() -> None:
    need = make_need(state=State.DRAFT, heads=None, by_when="", place="", routes=[])
    by = own(need.organisation)

    with pytest.raises(Refused, match="how many people"):
        needs.publish(need=need, by=by)

    assert [refusal.field for refusal in needs.lacking(need)] == ["people", "skills", "where", "why"]


def test_opening_twice_is_one_opening_and_others_may_not() -> None:
    need = make_need(state=State.DRAFT, skills=[make_skill()])
    by = own(need.organisation)

    first = needs.publish(need=need, by=by)

    assert needs.publish(need=need, by=by).version == first.version
    with pytest.raises(NotAllowed):
        needs.publish(need=need, by=own(make_employer()))


def test_renewing_puts_another_in_its_place_once() -> None:
    skill = make_skill()
    need = make_need(skills=[(skill, 3)], expires_on=timezone.localdate(), council=make_council())
    by = own(need.organisation)

    fresh = needs.renew(need=need, by=by)

    assert needs.renew(need=need, by=by) == fresh
    need.refresh_from_db()
    assert (need.state, fresh.state, fresh.renews, fresh.series) == (
        State.RENEWED,
        State.OPEN,
        need,
        need.series,
    )
    assert fresh.expires_on == timezone.localdate() + timedelta(days=91)
    assert list(fresh.skills.values_list("skill", "level")) == [(skill.pk, 3)]
    assert (fresh.council_id, fresh.heads, fresh.title) == (need.council_id, need.heads, need.title)


def test_a_need_ends_met_by_its_own_vacancy_only() -> None:
    need = make_need(skills=[make_skill()])
    by = own(need.organisation)

    with pytest.raises(Refused, match="Choose the vacancy"):
        needs.meet(need=need, how="vacancy", vacancy=make_vacancy(), by=by)
    mine = make_vacancy(organisation=need.organisation)
    met = needs.meet(need=need, how="vacancy", vacancy=mine, words="Two hired.", by=by)

    assert (met.state, met.met_vacancy, met.end_words) == (State.MET, mine, "Two hired.")
    assert needs.meet(need=need, how="hired", by=by).met_how == "vacancy"
    with pytest.raises(Refused, match="cannot become stopped"):
        needs.stop(need=need, words="No.", by=by)


def test_stopping_asks_for_the_reason() -> None:
    need = make_need(skills=[make_skill()])
    by = own(need.organisation)

    with pytest.raises(Refused, match="Say why"):
        needs.stop(need=need, words=" ", by=by)
    stopped = needs.stop(need=need, words="The contract went away.", by=by)

    assert (stopped.state, stopped.end_words) == (State.STOPPED, "The contract went away.")
    assert needs.stop(need=need, words="Again.", by=by).end_words == "The contract went away."


def test_the_clock_reminds_once_then_ends_it_and_says_so() -> None:
    today = timezone.localdate()
    employer = make_employer()
    make_membership(organisation=employer)
    soon = make_need(organisation=employer, expires_on=today + timedelta(days=14), skills=[make_skill()])
    over = make_need(organisation=employer, expires_on=today - timedelta(days=1), skills=[make_skill()])
    make_need(organisation=employer, expires_on=today + timedelta(days=15), skills=[make_skill()])
    make_need(
        organisation=employer, state=State.DRAFT, changed_at=timezone.now() - timedelta(days=91), heads=None
    )

    assert needs.go_round() == {"reminded": 1, "expired": 1, "forgotten": 1}
    assert needs.go_round() == {"reminded": 0, "expired": 0, "forgotten": 0}

    over.refresh_from_db()
    assert over.state == State.EXPIRED
    subjects = list(Message.objects.order_by("id").values_list("subject", flat=True))
    assert subjects == [
        f"Does it still hold? {soon.title}",
        f"Your skills need has run out: {over.title}",
    ]
    assert needs.renew(need=over, by=own(employer)).state == State.OPEN


def test_the_task_watches_the_clock() -> None:
    over = make_need(expires_on=timezone.localdate() - timedelta(days=1), skills=[make_skill()])
    tasks.watch_needs()
    over.refresh_from_db()
    assert over.state == State.EXPIRED


@pytest.mark.parametrize(
    "wrong",
    [
        {"heads": 0},
        {"heads": 10_000},
        {"heads": None},
        {"routes": []},
        {"by_when": ""},
        {"place": "council"},
        {"state": "met"},
        {"state": "stopped"},
        {"ended_at": timezone.now()},
    ],
)
def test_the_database_refuses_what_cannot_be(wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_need(**wrong)


def test_a_skill_is_needed_once() -> None:
    skill = make_skill()
    need = make_need(skills=[skill])
    with pytest.raises(IntegrityError), transaction.atomic():
        NeededSkill.objects.create(need=need, skill=skill)


def test_the_last_skill_of_an_open_need_stays() -> None:
    skill = make_skill()
    need = make_need(skills=[skill])
    with pytest.raises(Refused, match="at least one skill"):
        need_skills.remove(need=need, skill=skill, by=own(need.organisation))


BAD = ["", " ", "\x00", "\u202e", "\u200b", "x" * 20_000, "-1", "0", "10000", "4.5", "١٢", "1e3", "NaN"]


@pytest.mark.parametrize("bad", BAD)
def test_odd_answers_are_explained_and_change_nothing(client: Client, bad: str) -> None:
    employer = make_employer()
    sign_in(client, employer)
    response = client.post(reverse("need_create"), {"title": "People", "heads": bad, "by_when": "soon"})
    if bad != "١٢":
        assert response.status_code == 200
        assert not SkillsNeed.objects.exists()
    need = make_need(organisation=employer, state=State.DRAFT)
    for section, name in [("where", "place"), ("where", "council"), ("why", "routes"), ("offers", "offers")]:
        sent = {"place": "council", "reason": "vacancy", "routes": "hire"} | {name: bad}
        response = client.post(reverse("need_change", args=[need.public_id, section]), sent)
        assert response.status_code in {200, 302}
    need.refresh_from_db()
    assert need.place == "any"


def test_a_postcode_outside_the_region_is_explained(client: Client) -> None:
    london = make_council(code="E09000033")
    make_postcode(postcode="SW1A 1AA", council=london, easting=529090, northing=179645)
    need = make_need(state=State.DRAFT)
    sign_in(client, need.organisation)

    response = client.post(
        reverse("need_change", args=[need.public_id, "where"]),
        {"place": "postcode", "postcode": "SW1A 1AA"},
    )

    assert "outside the seven councils" in response.content.decode()


def test_two_people_do_not_overwrite_each_other(client: Client) -> None:
    need = make_need(state=State.DRAFT, version=3)
    sign_in(client, need.organisation)
    response = client.post(
        reverse("need_change", args=[need.public_id, "offers"]), {"offers": ["kit"], "version": "2"}
    )
    assert "Somebody has changed this need" in response.content.decode()


def test_another_employer_does_not_find_it(client: Client) -> None:
    need = make_need(skills=[make_skill()])
    addresses = [
        reverse("need_show", args=[need.public_id]),
        reverse("need_change", args=[need.public_id, "why"]),
        reverse("need_skills_choose", args=[need.public_id]),
        reverse("need_stop", args=[need.public_id]),
        reverse("need_meet", args=[need.public_id]),
    ]
    sign_in(client, need.organisation)
    assert [client.get(address).status_code for address in addresses] == [200] * 5
    sign_in(client, make_employer())
    assert [client.get(address).status_code for address in addresses] == [404] * 5


@pytest.mark.parametrize("count", [1, 10])
def test_the_list_takes_the_same_queries(client: Client, django_assert_num_queries, count: int) -> None:
    employer = make_employer()
    for _ in range(count):
        make_need(organisation=employer, skills=[make_skill()])
    sign_in(client, employer)
    client.get(reverse("need_list"))
    with django_assert_num_queries(5):
        response = client.get(reverse("need_list"))
    assert len(response.context["page"].object_list) == count
