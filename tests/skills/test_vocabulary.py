"""What a curator does to the list of skills: done, refused, told when somebody was quicker, and undone."""

import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from district.skills.models import Skill, SkillLabel, UnknownPhrase, VocabularyDecision, VocabularyVersion
from district.skills.services import extracting, imports, phrases, search, vocabulary
from district.web.errors import Refused
from tests.factories.accounts import make_user
from tests.factories.skills import make_skill
from tests.factories.vocabulary import make_own_skill, make_phrase

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(db: None) -> Any:
    return make_user(name="Cura Tor")


def state_of(phrase: UnknownPhrase) -> str:
    return UnknownPhrase.objects.get(pk=phrase.pk).state


def test_a_phrase_becomes_a_skill_of_our_own_that_texts_and_searches_find(user: Any) -> None:
    wider = make_skill(label="weave canal data")
    phrase = make_phrase(text="LoomKit")

    decision = vocabulary.add(
        phrase=phrase,
        label="weave with LoomKit",
        description="It weaves.",
        kind=Skill.Kind.KNOWLEDGE,
        broader=wider,
        reason="Adverts ask.",
        user=user,
    )

    skill = decision.skill
    assert skill is not None
    assert (skill.scheme_id, skill.is_digital, skill.uri) == ("district", True, skill.public_id.urn)
    assert [relation.other for relation in skill.relations.all()] == [wider]
    assert [found.skill_id for found in phrases.find("We use LoomKit daily")] == [skill.id]
    assert search.suggest("loomkit")[0].skill_id == skill.id
    assert (state_of(phrase), vocabulary.version()) == ("named", 1)
    assert (decision.decided_by, decision.reason) == (user, "Adverts ask.")


def test_a_phrase_becomes_another_name_and_no_longer_when_undone(user: Any) -> None:
    skill, phrase = make_skill(label="weave canal data"), make_phrase(text="LoomKit")

    decision = vocabulary.alias(phrase=phrase, skill=skill, reason="The same.", user=user)
    assert [found.skill_id for found in phrases.find("LoomKit")] == [skill.id]

    vocabulary.undo(decision=decision, reason="It is not.", user=user)
    assert phrases.find("LoomKit") == []
    assert (state_of(phrase), vocabulary.version()) == ("waiting", 2)
    assert list(skill.labels.values_list("text", flat=True)) == ["weave canal data"]


def test_undoing_twice_is_done_once(user: Any) -> None:
    decision = make_own_skill(user=user)
    for _ in range(2):
        vocabulary.undo(decision=decision, reason="A slip.", user=user)
    assert [version.is_undoing for version in VocabularyVersion.objects.order_by("number")] == [False, True]
    assert Skill.objects.live().filter(scheme="district").count() == 0


def test_a_merged_skill_forwards_its_names_and_its_page(user: Any, client: Client) -> None:
    old, into = make_own_skill(label="LoomKit weaving").skill, make_own_skill(label="weave ribbons").skill
    assert old is not None
    assert into is not None

    decision = vocabulary.merge(skill=old, into=into, reason="The same.", user=user)

    assert [found.skill_id for found in phrases.find("LoomKit weaving")] == [into.id]
    assert [each.skill_id for each in search.suggest("loomkit weaving")] == [into.id]
    response = client.get(reverse("skill_show", args=[old.public_id]))
    assert (response.status_code, response["Location"]) == (302, f"/skills/{into.public_id}/")
    assert vocabulary.heirs() == {old.id: into.id}

    vocabulary.undo(decision=decision, reason="They differ.", user=user)
    assert [found.skill_id for found in phrases.find("LoomKit weaving")] == [old.id]
    assert list(into.labels.values_list("text", flat=True)) == ["weave ribbons"]
    assert vocabulary.heirs() == {}


def test_heirs_are_the_last_of_a_chain(user: Any) -> None:
    first, second, third = (make_own_skill().skill for _ in range(3))
    assert first and second and third  # noqa: PT018 - told apart by mypy alone
    vocabulary.merge(skill=first, into=second, reason="The same.", user=user)
    vocabulary.merge(skill=second, into=third, reason="The same.", user=user)
    assert vocabulary.heirs() == {first.id: third.id, second.id: third.id}


def test_what_later_decisions_build_on_is_not_undone(user: Any) -> None:
    added = make_own_skill(label="weave ribbons")
    assert added.skill is not None
    alias = vocabulary.alias(
        phrase=make_phrase(text="LoomKit"), skill=added.skill, reason="The same.", user=user
    )
    with pytest.raises(Refused, match=r"Undo “LoomKit” .another name, .* first"):
        vocabulary.undo(decision=added, reason="A slip.", user=user)
    vocabulary.undo(decision=alias, reason="First this.", user=user)
    vocabulary.undo(decision=added, reason="Then that.", user=user)
    assert vocabulary.version() == 4


def test_a_refused_phrase_makes_no_version_and_waits_again_when_undone(user: Any) -> None:
    phrase = make_phrase()
    decision = vocabulary.refuse(phrase=phrase, reason="A firm.", user=user)
    assert (state_of(phrase), vocabulary.version()) == ("refused", 0)
    vocabulary.undo(decision=decision, reason="It is a program.", user=user)
    assert (state_of(phrase), vocabulary.version()) == ("waiting", 0)


def test_the_second_curator_is_told_who_was_first(user: Any) -> None:
    phrase = make_phrase(text="LoomKit")
    vocabulary.refuse(phrase=phrase, reason="A firm.", user=user)
    with pytest.raises(Refused, match="Cura Tor has decided about “LoomKit”") as told:
        vocabulary.alias(phrase=phrase, skill=make_skill(), reason="The same.", user=make_user())
    assert told.value.code == vocabulary.CHANGED
    assert VocabularyDecision.objects.count() == 1


def test_a_name_that_is_known_is_not_given_twice(user: Any) -> None:
    make_skill(label="weave ribbons")
    with pytest.raises(Refused, match="is a name of the skill “weave ribbons” already") as told:
        make_own_skill(label="Weave Ribbons", phrase=make_phrase())
    assert told.value.field == "label"
    assert (vocabulary.version(), Skill.objects.count()) == (0, 1)


@pytest.mark.parametrize("label", ["123", "++", "…"])
def test_a_name_has_letters(label: str) -> None:
    with pytest.raises(Refused, match="in letters"):
        make_own_skill(label=label, phrase=make_phrase())


def test_only_our_own_skills_are_merged_and_never_into_themselves(user: Any) -> None:
    own, foreign = make_own_skill().skill, make_skill()
    assert own is not None
    with pytest.raises(Refused, match="Only skills that the partnership added"):
        vocabulary.merge(skill=foreign, into=own, reason="No.", user=user)
    with pytest.raises(Refused, match="another skill than this one"):
        vocabulary.merge(skill=own, into=own, reason="No.", user=user)
    with pytest.raises(Refused, match="no longer on the list"):
        vocabulary.merge(
            skill=own, into=make_skill(withdrawn_at="2026-01-01T00:00Z"), reason="No.", user=user
        )


def test_an_import_leaves_our_names_and_skills(user: Any) -> None:
    imports.load_package()
    sql = Skill.objects.get(label="SQL")
    vocabulary.alias(phrase=make_phrase(text="LoomSQL"), skill=sql, reason="The same.", user=user)
    own = make_own_skill(label="weave ribbons").skill
    assert own is not None

    imports.load_package()

    assert SkillLabel.objects.filter(skill=sql, text="LoomSQL", is_own=True).exists()
    assert Skill.objects.get(pk=own.pk).withdrawn_at is None


def test_the_extractor_knows_our_skills_and_is_made_anew_with_each_version(user: Any) -> None:
    make_skill(label="weave canal data")
    before = extracting.current()
    assert extracting.current() is before
    decision = make_own_skill(label="LoomKit weaving")
    found = extracting.current().suggest("You know LoomKit weaving")
    assert decision.skill is not None
    assert [each.entry.uri for each in found] == [decision.skill.uri]


def test_the_extractor_of_the_database_finds_what_the_embedded_one_finds(db: None) -> None:
    imports.load_package()
    texts = ["Good knowledge of Python, SQL and agile teams", "You manage projects and write web pages", ""]
    ours, theirs = extracting.current(), extracting.embedded()
    assert len(ours.entries) == len(theirs.entries)
    for text in texts:
        found = {(each.entry.uri, each.words): each.score for each in ours.suggest(text)}
        expected = {(each.entry.uri, each.words): each.score for each in theirs.suggest(text)}
        assert found == pytest.approx(
            expected, abs=0.02
        )  # names of the same words are kept once in the database


def test_without_skills_in_the_database_the_embedded_ones_are_extracted() -> None:
    assert len(extracting.current().entries) > 500


def test_a_finder_with_more_names_is_the_finder_they_all_make() -> None:
    def name(number: int, text: str) -> phrases.Name:
        return phrases.Name(number, text, text, True, True, True)

    first, second = [name(1, "weave ribbons"), name(2, "LoomKit")], [name(3, "weave"), name(4, "loomkit pro")]
    grown, made = phrases.Finder(first).with_names(second), phrases.Finder([*first, *second])
    assert (grown.names, grown.longest) == (made.names, made.longest)
    assert len(phrases.Finder(first).names) == 2


def test_everybody_reads_what_changed_and_why_but_not_who(user: Any, client: Client) -> None:
    decision = make_own_skill(label="weave ribbons", user=user)
    vocabulary.undo(decision=decision, reason="A slip of the pen.", user=user)
    html = client.get(reverse("skill_changes")).text
    assert "Version 2: undone" in html
    assert html.index("A slip of the pen.") < html.index(
        "“weave ribbons” added as a skill", html.index("Version 1")
    )
    assert "Cura Tor" not in html


@pytest.mark.django_db(transaction=True)
def test_of_eight_curators_at_once_one_decides() -> None:
    skill, phrase, people = make_skill(), make_phrase(), [make_user() for _ in range(8)]
    outcomes: list[str] = []

    def decide(person: Any) -> None:
        try:
            vocabulary.alias(phrase=phrase, skill=skill, reason="The same.", user=person)
            outcomes.append("done")
        except Refused as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == [vocabulary.CHANGED] * 7 + ["done"]
    assert (vocabulary.version(), VocabularyDecision.objects.count()) == (1, 1)
