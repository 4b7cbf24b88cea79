"""What a decision on the vocabulary does to adverts, courses and lists: seen before, done, and undone."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.matching.models import EngineVersion, LearnerMatch, MatchRun
from district.matching.services import phrases as gathering
from district.matching.services import vocabulary as decisions
from district.matching.services.vocabulary import Effect
from district.outbox.models import OutboxTask
from district.partners.actor import Actor
from district.skills.models import Skill, SkillState, UnknownPhrase, VocabularyDecision
from district.skills.services import vocabulary
from district.web.errors import NotAllowed, Refused
from employers.models import VacancySkill
from programmes.models import TaughtSkill
from tests.factories.employers import make_asked_skill, make_vacancy
from tests.factories.learners import make_held_skill
from tests.factories.matching import make_seeker, match_everybody
from tests.factories.partners import actor_of, make_staff
from tests.factories.programmes import make_course
from tests.factories.skills import make_skill
from tests.factories.vocabulary import make_own_skill, make_phrase

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(db: None) -> Actor:
    return actor_of(make_staff())


@pytest.fixture
def loom(db: None) -> dict[str, Any]:
    """Two adverts and a course name LoomKit, which nobody knows yet; one learner can weave, and one cannot."""
    weaving, other = make_skill(label="weave canal data"), make_skill(label="mend lock gates")
    phrase = make_phrase(text="LoomKit")
    adverts = [
        make_vacancy(title=f"Weaver {number}", description="Experience of LoomKit helps.", mode="remote")
        for number in range(2)
    ]
    for advert in adverts:
        make_asked_skill(vacancy=advert, skill=other)
    course = make_course(what_you_learn="You use LoomKit.")
    weaver = make_seeker(skills=[(weaving, 3)], remote_ok=True)
    make_seeker(remote_ok=True)
    match_everybody()
    return {"skill": weaving, "phrase": phrase, "adverts": adverts, "course": course, "weaver": weaver}


def name_it(loom: dict[str, Any], curator: Actor) -> Any:
    return lambda: vocabulary.alias(
        phrase=loom["phrase"], skill=loom["skill"], reason="The same.", user=curator.person
    )


def rows() -> tuple[Any, ...]:
    return (
        list(VacancySkill.objects.order_by("id").values_list("vacancy_id", "skill_id", "state")),
        list(LearnerMatch.objects.order_by("learner_id").values_list("learner_id", "vacancies", "scores")),
        EngineVersion.objects.count(),
        VocabularyDecision.objects.count(),
        OutboxTask.objects.count(),
        list(UnknownPhrase.objects.values_list("state", flat=True)),
    )


def test_a_preview_counts_exactly_and_leaves_everything_as_it_was(loom: Any, curator: Actor) -> None:
    before = rows()

    effect = decisions.preview(name_it(loom, curator), by=curator)

    assert effect == Effect(vacancies=2, courses=1, lists=1, matches=2)
    assert rows() == before
    assert decisions.preview(name_it(loom, curator), by=curator) == effect


def test_what_was_previewed_is_what_accepting_it_brings(loom: Any, curator: Actor) -> None:
    effect = decisions.preview(name_it(loom, curator), by=curator)
    lists = dict(LearnerMatch.objects.values_list("learner_id", "vacancies"))

    decision = decisions.decide(name_it(loom, curator), seen=0, by=curator)
    assert decisions.follow(decision_id=decision.id) == 3

    suggested = VacancySkill.objects.filter(skill=loom["skill"], state=SkillState.SUGGESTED)
    assert sorted(suggested.values_list("vacancy_id", flat=True)) == [advert.id for advert in loom["adverts"]]
    assert TaughtSkill.objects.get(skill=loom["skill"]).course == loom["course"]
    suggested.update(state=SkillState.ACCEPTED)
    match_everybody()
    after = dict(LearnerMatch.objects.values_list("learner_id", "vacancies"))
    new = {learner: set(after[learner]) - set(lists[learner]) for learner in after}
    assert sum(len(each) for each in new.values()) == effect.matches
    assert sum(after[learner] != lists[learner] for learner in after) == effect.lists


def test_a_decision_keeps_its_effect_and_promises_to_follow_once(loom: Any, curator: Actor) -> None:
    decision = decisions.decide(name_it(loom, curator), seen=0, by=curator)
    kept = VocabularyDecision.objects.get(pk=decision.pk)
    assert kept.effect == {"vacancies": 2, "courses": 1, "lists": 1, "matches": 2}
    promised = OutboxTask.objects.filter(name="matching.follow_vocabulary")
    assert [task.args for task in promised] == [{"decision_id": decision.id}]


def test_undoing_takes_the_suggestions_back_and_leaves_what_people_accepted(
    loom: Any, curator: Actor
) -> None:
    decision = decisions.decide(name_it(loom, curator), seen=0, by=curator)
    decisions.follow(decision_id=decision.id)
    accepted = VacancySkill.objects.filter(skill=loom["skill"]).order_by("id").first()
    assert accepted is not None
    VacancySkill.objects.filter(pk=accepted.pk).update(state=SkillState.ACCEPTED)

    decisions.undo(decision=decision, reason="It is not.", by=curator)
    decisions.follow(decision_id=decision.id)

    assert list(VacancySkill.objects.filter(skill=loom["skill"])) == [accepted]
    assert not TaughtSkill.objects.filter(skill=loom["skill"]).exists()


def test_a_decision_on_an_old_preview_is_refused(loom: Any, curator: Actor) -> None:
    make_own_skill()
    with pytest.raises(Refused, match="is at version 1 now") as told:
        decisions.decide(name_it(loom, curator), seen=0, by=curator)
    assert told.value.code == vocabulary.CHANGED
    assert VocabularyDecision.objects.count() == 1


def test_a_skill_that_people_name_is_not_taken_away(curator: Actor) -> None:
    decision = make_own_skill(label="weave ribbons")
    assert decision.skill is not None
    held = make_held_skill(learner=make_seeker(), skill=decision.skill)
    with pytest.raises(Refused, match=r"“weave ribbons” is named by now: 1 profile. Merge it"):
        decisions.undo(decision=decision, reason="A slip.", by=curator)
    held.delete()
    decisions.undo(decision=decision, reason="A slip.", by=curator)
    assert not Skill.objects.live().filter(scheme="district").exists()


def test_a_merged_skill_counts_as_the_other_in_matching(curator: Actor) -> None:
    old, into = make_own_skill(label="weave ribbons").skill, make_own_skill(label="weave mats").skill
    assert old is not None
    assert into is not None
    advert = make_vacancy(title="Weaver", description="We weave ribbons.", mode="remote")
    make_asked_skill(vacancy=advert, skill=old)
    seeker = make_seeker(skills=[(into, 3)], remote_ok=True)
    match_everybody()
    assert LearnerMatch.objects.get(learner=seeker).vacancies == []

    def deed() -> VocabularyDecision:
        return vocabulary.merge(skill=old, into=into, reason="The same.", user=curator.person)

    effect = decisions.preview(deed, by=curator)
    assert effect == Effect(lists=1, matches=1, askers=1)
    assert LearnerMatch.objects.get(learner=seeker).vacancies == []

    decision = decisions.decide(deed, seen=vocabulary.version(), by=curator)
    decisions.follow(decision_id=decision.id)
    assert MatchRun.objects.filter(finished_at=None).count() == 1
    match_everybody()
    assert LearnerMatch.objects.get(learner=seeker).vacancies == [advert.id]
    assert list(VacancySkill.objects.values_list("skill_id", flat=True)) == [old.id]

    decisions.undo(decision=decision, reason="They differ.", by=curator)
    decisions.follow(decision_id=decision.id)
    match_everybody()
    assert LearnerMatch.objects.get(learner=seeker).vacancies == []


def test_only_staff_decide(loom: Any) -> None:
    other = actor_of(loom["weaver"].user)
    with pytest.raises(NotAllowed):
        decisions.preview(name_it(loom, other), by=other)
    with pytest.raises(NotAllowed):
        decisions.decide(name_it(loom, other), seen=0, by=other)
    with pytest.raises(NotAllowed):
        decisions.undo(decision=make_own_skill(), reason="No.", by=other)


def test_phrases_are_gathered_from_open_adverts_and_live_courses_each_text_once() -> None:
    text = "Experience of LoomKit or RibbonScript helps."
    for number in range(2):
        make_vacancy(title=f"Weaver {number}", description=text)
        make_vacancy(title="Mender", description=text)
    make_vacancy(title="Carder", description=text, state="draft")
    make_course(title="Weaving", what_you_learn="You use LoomKit.")

    assert gathering.gather() == 2
    assert gathering.gather() == 2

    found = UnknownPhrase.objects.order_by("phrase").values_list("text", "advert_count", "course_count")
    assert list(found) == [("LoomKit", 3, 1), ("RibbonScript", 3, 0)]


# Pages


@pytest.fixture
def client_of_curator(curator: Actor) -> Client:
    client = Client()
    client.force_login(curator.person)
    return client


def added(**fields: str) -> dict[str, str]:
    return {
        "label": "weave with LoomKit",
        "description": "It weaves.",
        "kind": "knowledge",
        "reason": "Asked.",
    } | fields


def test_a_curator_sees_the_effect_before_deciding(loom: Any, client_of_curator: Client) -> None:
    address = reverse("vocabulary_phrase_add", args=[loom["phrase"].public_id])

    seen = client_of_curator.post(address, added(broader="weave canal data"))

    assert "2 vacancies and 1 course get this skill as a suggestion" in seen.text
    assert "+2 matches" in seen.text
    assert VocabularyDecision.objects.count() == 0
    told = client_of_curator.post(
        address, added(broader="weave canal data", seen="0", confirm="yes"), follow=True
    )
    assert "“weave with LoomKit” added as a skill" in told.text
    decision = VocabularyDecision.objects.get()
    assert (decision.other, decision.skill.kind) == (loom["skill"], "knowledge")  # type: ignore[union-attr]


def test_the_second_curator_is_told_on_the_page(loom: Any, client_of_curator: Client) -> None:
    vocabulary.refuse(phrase=loom["phrase"], reason="A firm.", user=loom["weaver"].user)
    for name, said in (
        ("vocabulary_phrase_add", added(seen="0", confirm="yes")),
        ("vocabulary_phrase_refuse", {"reason": "No skill."}),
    ):
        response = client_of_curator.post(reverse(name, args=[loom["phrase"].public_id]), said)
        assert response.status_code == 409
        assert "has decided about “LoomKit”" in response.text


def test_a_list_that_moved_on_is_previewed_anew(loom: Any, client_of_curator: Client) -> None:
    make_own_skill()
    address = reverse("vocabulary_phrase_add", args=[loom["phrase"].public_id])
    response = client_of_curator.post(address, added(seen="0", confirm="yes"))
    assert response.status_code == 409
    assert "is at version 1 now" in response.text
    assert 'name="seen" value="1"' in response.text


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"label": ""}, "Enter the name of the skill"),
        ({"label": "123"}, "Write the name in letters"),
        ({"label": "mend lock gates"}, "is a name of the skill “mend lock gates” already"),
        ({"label": "\u202eLoom"}, "Enter"),
        ({"label": "L" * 101}, "100 characters"),
        ({"kind": "group"}, "Choose from the options shown"),
        ({"broader": "no such thing at all"}, "No skill is called that"),
        ({"reason": ""}, "Enter your reason"),
    ],
)
def test_bad_input_is_answered_with_a_sentence(
    loom: Any, client_of_curator: Client, said: dict[str, str], sentence: str
) -> None:
    address = reverse("vocabulary_phrase_add", args=[loom["phrase"].public_id])
    response = client_of_curator.post(address, added(**said))
    assert response.status_code == 200
    assert "There is a problem" in response.text
    assert sentence in response.text or sentence == "Enter"
    assert not VocabularyDecision.objects.exists()


@pytest.mark.parametrize("seen", ["", "-1", "9" * 5000, "abc", "\u0661"])
def test_a_forged_version_is_no_version(loom: Any, client_of_curator: Client, seen: str) -> None:
    address = reverse("vocabulary_phrase_add", args=[loom["phrase"].public_id])
    assert client_of_curator.post(address, added(seen=seen, confirm="yes")).status_code == 409


@pytest.mark.parametrize("skill", ["", "no-uuid", "00000000-0000-4000-8000-000000000000"])
def test_a_skill_that_was_not_offered_is_not_chosen(loom: Any, client_of_curator: Client, skill: str) -> None:
    address = reverse("vocabulary_phrase_alias", args=[loom["phrase"].public_id]) + "?q=canal"
    response = client_of_curator.post(address, {"skill": skill, "reason": "The same."})
    assert (response.status_code, VocabularyDecision.objects.count()) == (200, 0)


def test_a_phrase_is_named_from_a_search(loom: Any, client_of_curator: Client) -> None:
    address = reverse("vocabulary_phrase_alias", args=[loom["phrase"].public_id]) + "?q=canal"
    said = {"skill": str(loom["skill"].public_id), "reason": "The same."}
    assert "+2 matches" in client_of_curator.post(address, said).text
    response = client_of_curator.post(address, said | {"seen": "0", "confirm": "yes"})
    decision = VocabularyDecision.objects.get()
    assert response["Location"] == reverse("vocabulary_decision_show", args=[decision.public_id])
    undone = client_of_curator.post(response["Location"], {"reason": "It is not."}, follow=True)
    assert "Undone: “LoomKit”." in undone.text


@pytest.mark.parametrize(
    "query",
    ["?page=0", "?page=abc", "?sort=nonsense", "?state=nonsense", "?q=%00", "?source=x", f"?q={'x' * 300}"],
)
def test_odd_addresses_of_the_queue_are_answered(loom: Any, client_of_curator: Client, query: str) -> None:
    assert client_of_curator.get(reverse("vocabulary_list") + query).status_code == 200


@pytest.mark.parametrize("name", ["vocabulary_list", "vocabulary_decision_list", "vocabulary_skill_list"])
def test_lists_ask_the_same_of_the_database_for_one_row_and_for_ten(
    client_of_curator: Client, django_assert_num_queries: Any, name: str
) -> None:
    client_of_curator.get("/account/logout/")
    asked = {"vocabulary_list": 3, "vocabulary_decision_list": 2, "vocabulary_skill_list": 2}[name]
    for count in (1, 9):
        for _ in range(count):
            make_phrase()
            make_own_skill()
        with django_assert_num_queries(asked + 3):
            client_of_curator.get(reverse(name))


def test_what_few_learners_wrote_is_on_no_page(client_of_curator: Client) -> None:
    phrase = make_phrase(text="LoomKit", advert_count=0, learner_count=2, first_seen_at=timezone.now())
    address = reverse("vocabulary_phrase_show", args=[phrase.public_id])
    assert client_of_curator.get(address).status_code == 404
    assert "LoomKit" not in client_of_curator.get(reverse("vocabulary_list")).text
    UnknownPhrase.objects.update(learner_count=3)
    assert client_of_curator.get(address).status_code == 200
