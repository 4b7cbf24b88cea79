"""Two people judge pairs blind; only people who agreed are in them."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from district.matching.models import CheckConsent, EngineVersion, RatedPair, Rater, Rating
from district.matching.services import engines, human_check
from district.partners.models import Role
from district.web.errors import NotAllowed, Refused
from tests.factories.accounts import make_user
from tests.factories.employers import make_vacancy
from tests.factories.matching import make_seeker
from tests.factories.partners import actor_of, make_membership, make_organisation
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db

PEOPLE = 6


def make_member(role: str = Role.AUTHORITY, **fields):
    user = make_user(**fields)
    make_membership(user=user, organisation=make_organisation(role=role))
    return user


@pytest.fixture
def staff():
    return make_member(name="Alex Staff", email="alex@authority.example")


@pytest.fixture
def partner():
    return make_member(Role.PROVIDER, name="Sam Partner", email="sam@lock.example")


def make_world(vacancies: int = 14) -> None:
    skills = [make_skill(label=f"mend lock {number}") for number in range(vacancies)]
    for number in range(vacancies):
        asked = [(skills[(number + step) % vacancies], 1 + step) for step in range(4)]
        make_vacancy(title=f"Keeper {number}", mode="remote", skills=asked)
    for number in range(PEOPLE):
        user = make_user(name=f"Zebedee {number}", email=f"zebedee{number}@example.com")
        held = [(skills[(number + step) % vacancies], 3) for step in range(5)]
        human_check.agree(
            learner=(learner := make_seeker(user=user, skills=held)), is_agreed=True, by=actor_of(user)
        )
        assert learner
    engines.freeze()


@pytest.fixture
def check(staff, partner) -> EngineVersion:
    """Drawn, with both raters named."""
    make_world()
    human_check.draw(by=actor_of(staff))
    for user in (staff, partner):
        human_check.name_rater(email=user.email, by=actor_of(staff))
    return EngineVersion.objects.current().get()


def rate_all(rater: Rater, value) -> None:
    Rating.objects.filter(rater=rater).delete()
    Rating.objects.bulk_create(
        Rating(pair=pair, rater=rater, value=value(pair)) for pair in RatedPair.objects.all()
    )


def test_each_profile_gets_ten_jobs_from_the_best_to_none(check: EngineVersion) -> None:
    pairs = list(check.rated_pairs.all())
    assert len(pairs) == PEOPLE * human_check.JOBS
    for learner in {pair.learner_id for pair in pairs}:
        fits = sorted((pair.fit for pair in pairs if pair.learner_id == learner), reverse=True)
        assert fits[0] > 0
        assert fits[-1] == 0


def test_the_draw_is_the_same_each_time(check: EngineVersion, staff) -> None:
    def drawn() -> list[tuple[object, ...]]:
        return list(
            RatedPair.objects.order_by("learner", "vacancy").values_list("learner", "vacancy", "fit", "held")
        )

    before = drawn()
    assert human_check.draw(by=actor_of(staff)) == len(before)
    assert drawn() == before
    RatedPair.objects.all().delete()
    human_check.draw(by=actor_of(staff))
    assert drawn() == before


def test_only_people_who_agreed_are_drawn(staff) -> None:
    make_world()
    one, two, *others = CheckConsent.objects.order_by("learner")
    human_check.agree(learner=one.learner, is_agreed=False, by=actor_of(one.learner.user))
    two.learner.matching_on = False
    two.learner.save()
    human_check.draw(by=actor_of(staff))
    assert set(RatedPair.objects.values_list("learner", flat=True)) == {each.learner_id for each in others}


def test_nothing_is_left_of_somebody_who_says_no_switches_off_or_goes(check: EngineVersion) -> None:
    one, two, three, *_ = (each.learner for each in CheckConsent.objects.order_by("learner"))
    human_check.agree(learner=one, is_agreed=False, by=actor_of(one.user))
    two.matching_on = False
    two.save()
    human_check.forget(learner_ids=[two.id])
    three.user.delete()
    assert not RatedPair.objects.filter(learner_id__in=[one.id, two.id, three.id or 0]).exists()
    assert RatedPair.objects.count() == (PEOPLE - 3) * human_check.JOBS


def test_what_is_kept_names_nobody(check: EngineVersion) -> None:
    kept = json.dumps([[pair.title, pair.held, pair.asked] for pair in check.rated_pairs.all()])
    assert "mend lock" in kept
    assert "zebedee" not in kept.lower()


def test_without_a_version_or_people_a_draw_is_refused(staff) -> None:
    with pytest.raises(Refused, match="no engine version"):
        human_check.draw(by=actor_of(staff))
    engines.freeze()
    with pytest.raises(Refused, match="No pair can be drawn"):
        human_check.draw(by=actor_of(staff))


def test_seats_for_people_of_organisations(check: EngineVersion, staff) -> None:
    by = actor_of(staff)
    assert human_check.name_rater(email="ALEX@authority.example", by=by).seat == 1
    assert human_check.name_rater(email=make_member(email="third@lock.example").email, by=by).seat == 3
    with pytest.raises(Refused, match="Nobody with this address"):
        human_check.name_rater(email=make_user(email="lone@example.com").email, by=by)


def test_the_orders_of_the_raters_differ_and_hold_all(check: EngineVersion) -> None:
    one, two = (human_check.in_order(rater) for rater in check.raters.all())
    assert sorted(one) == sorted(two)
    assert one != two
    assert one == human_check.in_order(check.raters.get(seat=1))


def test_others_can_do_none_of_it(check: EngineVersion, staff, partner) -> None:
    rater, pair = check.raters.get(seat=1), check.rated_pairs.first()
    learner = CheckConsent.objects.first().learner
    for attempt in (
        lambda: human_check.draw(by=actor_of(partner)),
        lambda: human_check.name_rater(email=partner.email, by=actor_of(partner)),
        lambda: human_check.rate(rater=rater, pair=pair, value=1, by=actor_of(partner)),
        lambda: human_check.agree(learner=learner, is_agreed=True, by=actor_of(staff)),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_figures_wait_for_ratings_enough(check: EngineVersion) -> None:
    one, two = check.raters.all()
    [outcome] = human_check.outcomes()
    assert (outcome.pairs, outcome.rated, outcome.both, outcome.lists) == (60, {}, 0, 0)
    assert outcome.kappa is outcome.weighted_kappa is outcome.ndcg is None

    rate_all(one, lambda pair: 3 if pair.fit > 300_000 else 0)
    [outcome] = human_check.outcomes()
    assert (outcome.rated, outcome.both, outcome.kappa) == ({1: 60}, 0, None)

    rate_all(two, lambda pair: 3 if pair.fit > 300_000 else 0)
    [outcome] = human_check.outcomes()
    assert (outcome.both, outcome.lists) == (60, PEOPLE)
    assert (outcome.kappa, outcome.weighted_kappa, outcome.ndcg) == (1, 1, 1)


def test_with_three_raters_kappa_is_the_mean_over_each_two(
    client: Client, check: EngineVersion, staff
) -> None:
    third = human_check.name_rater(email=make_member(name="Third Rater").email, by=actor_of(staff))
    one, two, _ = check.raters.all()
    for rater in (one, two):
        rate_all(rater, lambda pair: pair.id % 2)
    rate_all(third, lambda pair: 1 if pair.id % 4 else 0)
    [outcome] = human_check.outcomes()
    assert [each.seats for each in outcome.agreements] == [(1, 2), (1, 3), (2, 3)]
    first, other, last = (each.kappa for each in outcome.agreements)
    assert (first, other) == (1, last)
    assert outcome.kappa == pytest.approx((1 + 2 * other) / 3)
    assert outcome.both == 60
    assert outcome.is_small
    client.force_login(staff)
    page = client.get(reverse("human_check_show")).text
    assert "Alex Staff and Third Rater" in page
    assert "These are few pairs" in page


def test_a_rater_goes_through_the_pairs_and_changes_one(
    client: Client, check: EngineVersion, partner
) -> None:
    client.force_login(partner)
    assert "Start" in client.get(reverse("rating_show")).text
    answer = client.post(reverse("pair_rate", args=[1]), {"value": "2"})
    assert answer.url == reverse("pair_rate", args=[2])
    client.post(reverse("pair_rate", args=[2]), {"value": "0"})
    page = client.get(reverse("rating_show"))
    assert (page.context["done"], page.context["following"]) == (2, 3)
    client.post(reverse("pair_rate", args=[1]), {"value": "3"})
    rater = check.raters.get(user=partner)
    assert [value for _, value in human_check.in_order(rater)][:3] == [3, 0, None]
    rate_all(rater, lambda pair: 1)
    assert client.post(reverse("pair_rate", args=[60]), {"value": "1"}).url == reverse("rating_show")
    assert "You have rated every pair" in client.get(reverse("rating_show")).text


def test_a_pair_shows_neither_score_nor_person_nor_the_others_rating(
    client: Client, check: EngineVersion, staff, partner
) -> None:
    pair_id = human_check.in_order(check.raters.get(user=partner))[0][0]
    pair = RatedPair.objects.get(id=pair_id)
    human_check.rate(rater=check.raters.get(user=staff), pair=pair, value=3, by=actor_of(staff))
    client.force_login(partner)
    page = client.get(reverse("pair_rate", args=[1])).text
    assert pair.title in page
    assert "checked" not in page
    for hidden in (str(pair.fit), f"{pair.fit:,}", "Zebedee", "zebedee", str(pair.learner.public_id), "Alex"):
        assert hidden not in page or hidden == "0"


def test_what_is_no_rating_is_refused_with_a_sentence(client: Client, check: EngineVersion, partner) -> None:
    client.force_login(partner)
    for value in ("", "4", "-1", "two", "1\x00", "9" * 99):
        page = client.post(reverse("pair_rate", args=[1]), {"value": value})
        assert page.status_code == 200, value
        assert "There is a problem" in page.text, value
        assert not Rating.objects.exists(), value


def test_there_is_no_such_pair(client: Client, check: EngineVersion, partner) -> None:
    client.force_login(partner)
    for number in ("0", "61", "99999999999"):
        assert client.get(f"/rating/{number}/").status_code == 404, number


def test_who_rates_not_finds_nothing(client: Client, check: EngineVersion) -> None:
    client.force_login(make_member(Role.EMPLOYER))
    for address in ("/rating/", "/rating/1/"):
        assert client.get(address).status_code == 404
    for name in ("human_check_show", "human_check_draw"):
        assert client.post(reverse(name)).status_code == 403


@pytest.mark.parametrize(
    "email", ["", "nobody", "nobody@example.com", "a\x00@example.com", "x" * 300 + "@a.example"]
)
def test_a_rater_who_cannot_be_is_refused_with_a_sentence(client: Client, staff, email: str) -> None:
    engines.freeze()
    client.force_login(staff)
    page = client.post(reverse("human_check_show"), {"email": email})
    assert page.status_code == 200
    assert "There is a problem" in page.text
    assert not Rater.objects.exists()


def test_staff_draw_and_see_what_came_of_it(client: Client, staff) -> None:
    client.force_login(staff)
    assert "no engine version yet" in client.get(reverse("human_check_show")).text
    assert "match everybody first" in client.post(reverse("human_check_draw"), follow=True).text
    make_world()
    assert "60 pairs are drawn" in client.post(reverse("human_check_draw"), follow=True).text
    page = client.post(reverse("human_check_show"), {"email": staff.email}, follow=True).text
    assert "Alex Staff" in page
    assert "Not enough ratings yet" in page
    assert "Zebedee" not in page


def test_a_learner_agrees_and_takes_it_back(client: Client) -> None:
    learner = make_seeker()
    client.force_login(learner.user)
    page = reverse("match_check")
    assert client.post(page, {"is_agreed": ""}).status_code == 200
    assert not CheckConsent.objects.exists()
    for _ in range(2):
        assert client.post(page, {"is_agreed": "True"}).url == reverse("profile_show")
    assert CheckConsent.objects.get().learner == learner
    client.post(page, {"is_agreed": "False"})
    assert not CheckConsent.objects.exists()


@pytest.mark.parametrize("vacancies", [10, 14])
def test_the_pages_take_the_same_queries(
    client: Client, staff, django_assert_num_queries, vacancies: int
) -> None:
    make_world(vacancies)
    human_check.draw(by=actor_of(staff))
    human_check.name_rater(email=staff.email, by=actor_of(staff))
    rate_all(Rater.objects.get(), lambda pair: 2)
    client.force_login(staff)
    for url, own in ((reverse("human_check_show"), 4), ("/rating/", 3), ("/rating/1/", 4)):
        client.get(url)
        with django_assert_num_queries(3 + own):
            client.get(url)


def test_the_database_keeps_the_rules(check: EngineVersion) -> None:
    pair, rater = check.rated_pairs.first(), check.raters.first()
    Rating.objects.create(pair=pair, rater=rater, value=1)
    for broken in (
        lambda: Rating.objects.create(pair=pair, rater=rater, value=2),
        lambda: Rating.objects.filter(pair=pair).update(value=4),
        lambda: Rater.objects.create(engine=check, user=make_user(), seat=1),
        lambda: Rater.objects.create(engine=check, user=rater.user, seat=2),
        lambda: RatedPair.objects.create(
            engine=check, learner=pair.learner, vacancy=pair.vacancy, fit=0, held=[], asked=[]
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()
