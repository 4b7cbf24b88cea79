"""Which phrases wait for a curator, and what is kept of the texts they stand in."""

import pytest

from district.skills.extraction import unknown
from district.skills.models import PhraseSighting, UnknownPhrase
from district.skills.services import phrases, unknown_phrases
from district.skills.services.unknown_phrases import Tally
from tests.factories.skills import make_skill
from tests.factories.vocabulary import make_own_skill, make_phrase

TRADE = {"software", "tools"}


def found_in(text: str) -> list[str]:
    return [seen.text for seen in unknown.find(text, taken=[], trade=TRADE)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Experience of LoomKit, ribbon tuning or Weft is useful.", ["LoomKit", "ribbon tuning", "Weft"]),
        ("You are proficient in LoomKit and in RibbonScript.", ["LoomKit"]),
        ("Essential skills:\n- LoomKit\n- ribbon tuning\n\nWe pay well.", ["LoomKit", "ribbon tuning"]),
        ("Our software runs on LoomBase every day.", ["LoomBase"]),
        ("Our software tools: experience of LoomHub Actions helps.", ["LoomHub Actions"]),
        ("We met McDonald at LoomBase.", []),
        ("Experience of working with people is useful.", []),
        ("Good knowledge of the industry", []),
        ("You have a good understanding of what customers need.", []),
        ("", []),
        ("\x00 \u202e", []),
    ],
)
def test_phrases_stand_behind_cues_under_headings_and_among_tools(text: str, expected: list[str]) -> None:
    assert found_in(text) == expected


def test_names_that_are_known_do_not_wait(db: None) -> None:
    make_skill(label="LoomKit")
    found = unknown_phrases.find("Experience of LoomKit and RibbonScript helps.", finder=phrases.finder())
    assert [phrase for phrase, _ in found] == ["ribbonscript"]


@pytest.mark.parametrize("end", ["says Ms Wharf", "ring 0121 496 0000", "write to jo@example.com"])
def test_sentences_that_may_name_a_person_are_left_out(end: str) -> None:
    (seen,) = unknown.find(f"Experience of LoomKit is useful {end}", taken=[], trade=())
    assert (seen.text, seen.sentence) == ("LoomKit", "")


@pytest.mark.parametrize("text", ["John Smith", "Aston Villa", "Wharf Street 12", "McDonald", "MacDonald"])
def test_what_may_name_a_person_is_not_safe_alone(text: str) -> None:
    assert not unknown.is_safe_alone(text)


@pytest.mark.parametrize("text", ["LoomKit", "ribbon tuning", "weave in LoomKit", "C++"])
def test_what_is_spelt_as_no_person_is_safe_alone(text: str) -> None:
    assert unknown.is_safe_alone(text)


def tally(text: str, *, adverts: int = 0, courses: int = 0) -> Tally:
    made = Tally()
    for source, count in (("advert", adverts), ("course", courses)):
        for number in range(count):
            seen = unknown.Seen(text, f"{text} helps.")
            made.add(seen, source=source, title="Weaver", address=f"/{source}/{number}/")
    return made


@pytest.mark.django_db
def test_the_queue_is_what_the_texts_of_today_hold() -> None:
    told = {"loomkit": tally("LoomKit", adverts=7, courses=1), "weft": tally("Weft", adverts=1)}
    assert unknown_phrases.recount(told) == 1
    row = UnknownPhrase.objects.get()
    assert (row.phrase, row.text, row.text_count, row.sightings.count()) == ("loomkit", "LoomKit", 8, 5)

    ids = set(PhraseSighting.objects.values_list("id", flat=True))
    assert unknown_phrases.recount(told) == 1
    assert set(PhraseSighting.objects.values_list("id", flat=True)) == ids

    assert unknown_phrases.recount({}) == 0
    assert (UnknownPhrase.objects.count(), PhraseSighting.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_names_of_organisations_do_not_wait() -> None:
    assert unknown_phrases.recount({"loomkit": tally("LoomKit", adverts=2)}, names=["Loomkit"]) == 0


@pytest.mark.django_db
def test_what_was_decided_stays_decided() -> None:
    refused = make_phrase(text="LoomKit", state="refused")
    decided = make_own_skill(label="ribbon tuning").phrase
    assert decided is not None
    told = {"loomkit": tally("LoomKit", adverts=3), "ribbon tuning": tally("ribbon tuning", adverts=3)}
    for tallies in (told, {}):
        assert unknown_phrases.recount(tallies) == 0
    states = dict(UnknownPhrase.objects.values_list("phrase", "state"))
    assert states == {refused.phrase: "refused", decided.phrase: "named"}


@pytest.mark.django_db
def test_of_a_pasted_text_only_safe_phrases_are_counted_and_shown_when_several_hold_them() -> None:
    make_skill()
    text = "Experience of LoomKit and John Smith at 12 Wharf Street"
    for _ in range(2):
        unknown_phrases.count_private(text=text, finder=phrases.finder())
    row = UnknownPhrase.objects.get()
    assert (row.phrase, row.learner_count, row.sightings.count()) == ("loomkit", 2, 0)
    assert not UnknownPhrase.objects.shown().exists()
    unknown_phrases.count_private(text=text, finder=phrases.finder())
    assert UnknownPhrase.objects.shown().exists()
