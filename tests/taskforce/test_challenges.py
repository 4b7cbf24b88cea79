"""Challenges: raised from a gap with the figures of that day, answered by a day, ended by a person or the clock."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import InternalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.matching.models import GapCell
from district.outbox.models import Message
from district.partners.models import Rank, Role
from district.taskforce.models import Challenge
from district.taskforce.models.challenge import FROZEN
from district.taskforce.services import challenges
from district.web.errors import NotAllowed, Refused
from tests.factories.accounts import make_user
from tests.factories.partners import actor_of, make_membership, make_organisation, make_staff
from tests.factories.places import make_council
from tests.factories.programmes import make_programme
from tests.factories.skills import make_skill
from tests.factories.taskforce import make_challenge

pytestmark = pytest.mark.django_db

State = Challenge.State
BIRMINGHAM = "E08000025"


def make_cells(skill: Any) -> None:
    make_council()
    day = timezone.localdate()
    GapCell.objects.create(
        day=day, skill=skill, level=3, place="council", council_id=BIRMINGHAM, demand=30, posted=9, supply=4,
        in_training=6, seats=3,
    )  # fmt: skip
    GapCell.objects.create(day=day, skill=skill, level=2, place="remote", demand=5, posted=5, supply=1)


def values(**fields: Any) -> dict[str, Any]:
    usual = {
        "title": "Thirty people short",
        "problem": "Employers in the city wait for them.",
        "answer_by": timezone.localdate() + timedelta(days=40),
    }
    return usual | fields


@pytest.fixture
def admin():
    return make_staff()


def test_it_keeps_the_figures_of_the_day_it_was_raised(admin) -> None:
    skill = make_skill()
    make_cells(skill)
    made = challenges.raise_challenge(
        skill=skill, values=values(owner=admin), place="council", council=BIRMINGHAM, by=actor_of(admin)
    )
    assert made.state == State.DRAFT
    assert made.figures == {
        "demand": 30, "posted": 9, "needed": 0, "supply": 4, "in_training": 6, "seats": 3,
    }  # fmt: skip
    everywhere = challenges.raise_challenge(skill=skill, values=values(owner=admin), by=actor_of(admin))
    assert everywhere.demand == 35
    GapCell.objects.update(demand=90)
    made.refresh_from_db()
    assert made.demand == 30


@pytest.mark.parametrize("name", FROZEN)
def test_the_database_keeps_the_figures_as_they_were(name: str) -> None:
    challenge = make_challenge()
    wrong = timezone.localdate() - timedelta(days=3) if name == "counted_on" else 39
    with pytest.raises(InternalError, match="figures_stay"), transaction.atomic():
        Challenge.objects.filter(pk=challenge.pk).update(**{name: wrong})


def test_what_was_never_counted_cannot_be_raised(admin) -> None:
    with pytest.raises(Refused, match="counted yet"):
        challenges.raise_challenge(skill=make_skill(), values=values(owner=admin), by=actor_of(admin))


def test_the_owner_is_of_the_authority_and_the_day_ahead(admin) -> None:
    skill = make_skill()
    make_cells(skill)
    for wrong, field in (
        ({"owner": make_user()}, "owner"),
        ({"answer_by": timezone.localdate()}, "answer_by"),
        ({"answer_by": timezone.localdate() + timedelta(days=400)}, "answer_by"),
    ):
        with pytest.raises(Refused) as refused:
            challenges.raise_challenge(
                skill=skill, values=values(**{"owner": admin} | wrong), by=actor_of(admin)
            )
        assert refused.value.field == field
    assert not Challenge.objects.exists()


def test_its_whole_way(admin) -> None:
    by = actor_of(admin)
    challenge = make_challenge(state=State.DRAFT)
    for _ in range(2):
        assert challenges.open_challenge(challenge=challenge, by=by).state == State.OPEN
    programme = make_programme()
    answered = challenges.answer(challenge=challenge, words="Sixty places.", programme=programme, by=by)
    assert (answered.state, answered.programme) == (State.ANSWERED, programme)
    assert answered.review_on == timezone.localdate() + timedelta(weeks=26)
    later = timezone.localdate() + timedelta(days=30)
    again = challenges.open_again(challenge=answered, answer_by=later, by=by)
    assert (again.state, again.answer_by, again.review_on) == (State.OPEN, later, None)
    for _ in range(2):
        closed = challenges.close(challenge=challenge, words="It narrowed.", by=by)
    assert (closed.state, closed.end_words) == (State.CLOSED, "It narrowed.")
    with pytest.raises(Refused, match="is closed"):
        challenges.answer(challenge=challenge, words="Late.", by=by)


ACTS = {
    State.OPEN: lambda challenge, by: challenges.open_challenge(challenge=challenge, by=by),
    State.ANSWERED: lambda challenge, by: challenges.answer(challenge=challenge, words="So.", by=by),
    State.CLOSED: lambda challenge, by: challenges.close(challenge=challenge, words="So.", by=by),
    State.WITHDRAWN: lambda challenge, by: challenges.withdraw(challenge=challenge, words="So.", by=by),
}


@pytest.mark.parametrize("was", State)
@pytest.mark.parametrize("to", ACTS)
def test_only_listed_moves_are_made(admin, was: str, to: str) -> None:
    """Opening an answered one again asks for a new day."""
    challenge = make_challenge(state=was)
    is_asked_a_day = was == State.ANSWERED and to == State.OPEN
    is_so = was == to and to != State.ANSWERED
    if is_so or (challenge.may_become(to) and not is_asked_a_day):
        assert ACTS[to](challenge, actor_of(admin)).state == to
    else:
        with pytest.raises(Refused):
            ACTS[to](challenge, actor_of(admin))
        challenge.refresh_from_db()
        assert challenge.state == was


def test_its_owner_and_administrators_decide_and_nobody_else() -> None:
    owner, other = make_staff(rank=Rank.MEMBER), make_staff(rank=Rank.MEMBER)
    challenge = make_challenge(owner=owner)
    outsider = make_membership(organisation=make_organisation(role=Role.EMPLOYER)).user
    for stranger in (other, outsider):
        with pytest.raises(NotAllowed):
            challenges.answer(challenge=challenge, words="So.", by=actor_of(stranger))
    with pytest.raises(NotAllowed):
        challenges.raise_challenge(skill=challenge.skill, values=values(), by=actor_of(outsider))
    assert challenges.answer(challenge=challenge, words="So.", by=actor_of(owner)).state == State.ANSWERED


def test_the_second_to_change_it_is_told(admin) -> None:
    challenge = make_challenge(owner=admin)
    changed = values(owner=admin, title="Forty short")
    challenges.change(challenge=challenge, values=changed, version=1, by=actor_of(admin))
    with pytest.raises(Refused, match="since you opened the page"):
        challenges.change(challenge=challenge, values=changed, version=1, by=actor_of(admin))


def test_the_clock_reminds_once_and_closes_what_nobody_answered(admin) -> None:
    today = timezone.localdate()
    due = make_challenge(owner=admin, answer_by=today + timedelta(days=7))
    over = make_challenge(owner=admin, answer_by=today - timedelta(days=1))
    reviewed = make_challenge(owner=admin, state=State.ANSWERED, review_on=today)
    left = make_challenge(owner=admin, state=State.DRAFT, changed_at=timezone.now() - timedelta(days=91))
    fine = make_challenge(owner=admin)
    assert challenges.go_round() == {"reminded": 1, "unanswered": 1, "reviewed": 1, "left": 1}
    assert challenges.go_round() == {"reminded": 0, "unanswered": 0, "reviewed": 0, "left": 0}
    states = {row.pk: row.state for row in Challenge.objects.all()}
    assert [states[row.pk] for row in (due, over, reviewed, left, fine)] == [
        State.OPEN, State.CLOSED, State.CLOSED, State.WITHDRAWN, State.OPEN,
    ]  # fmt: skip
    assert Message.objects.filter(to=admin.email).count() == 4


@pytest.mark.parametrize(
    "wrong",
    [
        {"place": "council", "council": None},
        {"level": 5},
        {"state": "closed"},
        {"state": "answered"},
        {"opened_at": None},
    ],
)
def test_the_database_refuses_what_cannot_be(wrong: dict[str, Any]) -> None:
    challenge = make_challenge()
    with pytest.raises(IntegrityError), transaction.atomic():
        Challenge.objects.filter(pk=challenge.pk).update(**wrong)


# Pages -----------------------------------------------------------------------------------------------


def test_it_is_raised_from_the_board_and_walks_through_its_pages(client: Client, admin) -> None:
    skill = make_skill(label="splice cables")
    make_cells(skill)
    client.force_login(admin)
    board = client.get(reverse("authority_gap_list")).text
    address = f"{reverse('authority_challenge_create')}?skill={skill.public_id}"
    assert address in board
    address += f"&place={BIRMINGHAM}&level=3"
    page = client.get(address).text
    assert "30 asked, 4 held, 6 in training, a gap of <strong>20</strong>" in page
    day = timezone.localdate() + timedelta(days=50)
    sent = {
        "title": "Twenty splicers short",
        "problem": "Cables lie open.",
        "owner": str(admin.pk),
        "answer_by_day": day.day,
        "answer_by_month": day.month,
        "answer_by_year": day.year,
    }
    page = client.post(address, sent, follow=True).text
    assert "Raised as a draft" in page
    challenge = Challenge.objects.get()
    assert (challenge.council_id, challenge.level, challenge.demand) == (BIRMINGHAM, 3, 30)
    opened = client.post(reverse("authority_challenge_open", args=[challenge.public_id]), follow=True).text
    assert "It is open." in opened
    move = reverse("authority_challenge_move", args=[challenge.public_id, "answer"])
    said = client.post(move, {"words": "A bootcamp in March."}, follow=True).text
    assert "A bootcamp in March." in said
    assert "The gap stands at 20, as when it was raised" in said


@pytest.mark.parametrize(
    "query", ["", "?skill=x", "?skill=%00", "?skill=00000000-0000-0000-0000-000000000000"]
)
def test_it_is_raised_from_a_skill_only(client: Client, admin, query: str) -> None:
    client.force_login(admin)
    assert client.get(reverse("authority_challenge_create") + query).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "x" * 121},
        {"title": "\u202egnol"},
        {"title": "a\x00b"},
        {"title": "\u200b"},
        {"problem": "y" * 2001},
        {"owner": "999999"},
        {"owner": "' OR 1=1"},
        {"answer_by_day": "31", "answer_by_month": "2"},
        {"answer_by_year": "26"},
        {"answer_by_year": "9999"},
    ],
)
def test_bad_input_is_explained_and_nothing_is_written(client: Client, admin, wrong: dict[str, str]) -> None:
    skill = make_skill()
    make_cells(skill)
    client.force_login(admin)
    day = timezone.localdate() + timedelta(days=50)
    sent = {
        "title": "Short", "problem": "So.", "owner": str(admin.pk), "answer_by_day": str(day.day),
        "answer_by_month": str(day.month), "answer_by_year": str(day.year),
    }  # fmt: skip
    response = client.post(f"{reverse('authority_challenge_create')}?skill={skill.public_id}", sent | wrong)
    assert response.status_code == 200
    assert "There is a problem" in response.text
    assert not Challenge.objects.exists()


@pytest.mark.parametrize("state", State)
def test_each_state_has_its_page(client: Client, admin, state: str) -> None:
    challenge = make_challenge(state=state, owner=admin)
    client.force_login(admin)
    page = client.get(reverse("authority_challenge_show", args=[challenge.public_id]))
    assert page.status_code == 200
    assert State(state).label in page.text
    tab = client.get(reverse("authority_challenge_list"), {"state": state}).text
    assert challenge.title in tab
    assert client.get(reverse("authority_challenge_list"), {"state": "nonsense"}).status_code == 200


def test_there_is_no_other_way_on(client: Client, admin) -> None:
    client.force_login(admin)
    challenge = make_challenge()
    assert (
        client.get(reverse("authority_challenge_move", args=[challenge.public_id, "explode"])).status_code
        == 404
    )
    over = make_challenge(state=State.CLOSED)
    page = client.post(
        reverse("authority_challenge_move", args=[over.public_id, "answer"]), {"words": "Late."}
    ).text
    assert "is closed and cannot become answered" in page


@pytest.mark.parametrize("role", [Role.EMPLOYER, Role.PROVIDER])
def test_others_are_refused(client: Client, role: str) -> None:
    client.force_login(make_membership(organisation=make_organisation(role=role)).user)
    challenge = make_challenge()
    assert client.get(reverse("authority_challenge_list")).status_code == 403
    assert client.get(reverse("authority_challenge_show", args=[challenge.public_id])).status_code == 403


@pytest.mark.parametrize("count", [1, 10])
def test_the_pages_take_the_same_queries(
    client: Client, django_assert_num_queries, admin, count: int
) -> None:
    for _ in range(count):
        challenge = make_challenge(owner=admin)
    client.force_login(admin)
    for url, most in (
        (reverse("authority_challenge_list"), 2),
        (reverse("authority_challenge_show", args=[challenge.public_id]), 2),
    ):
        client.get(url)
        with django_assert_num_queries(3 + most):
            client.get(url)
