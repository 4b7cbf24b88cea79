"""What people accept and refuse is kept and counts in later suggestions."""

import pytest
from django.db import IntegrityError

from district.skills.models import SkillDecision
from district.skills.services import decisions
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db
TEXT = "We weave data\nand bake bread"


def refuse(text: str, skill_id: int, *, is_accepted: bool = False) -> None:
    decisions.keep(text=text, skill_id=skill_id, words="weave Data", is_accepted=is_accepted)


def test_a_refused_skill_never_returns_for_that_text() -> None:
    skill, other = make_skill(), make_skill()
    refuse(TEXT, skill.id)
    found = {skill.id: "weave data", other.id: "bread"}
    same, different = decisions.sift([("we  WEAVE data and bake bread ", found), ("Another text", found)])
    assert same == {other.id: "bread"}
    assert different == found


def test_the_last_decision_counts() -> None:
    skill = make_skill()
    refuse(TEXT, skill.id)
    refuse(TEXT, skill.id, is_accepted=True)
    assert decisions.sift([(TEXT, {skill.id: "weave data"})]) == [{skill.id: "weave data"}]
    assert SkillDecision.objects.count() == 1


def test_words_refused_again_and_again_are_no_longer_believed() -> None:
    skill, other = make_skill(), make_skill()
    found = {skill.id: "Weave data", other.id: "weave data"}
    for number in range(decisions.FEWEST_REFUSALS - 1):
        refuse(f"text {number}", skill.id)
    assert decisions.sift([("new", found)]) == [found]
    refuse("one more", skill.id)
    assert decisions.sift([("new", found), ("new", {skill.id: "loom"})]) == [
        {other.id: "weave data"},
        {skill.id: "loom"},
    ]


def test_words_that_many_accept_stay_believed() -> None:
    skill = make_skill()
    for number in range(decisions.FEWEST_REFUSALS):
        refuse(f"text {number}", skill.id)
        refuse(f"other text {number}", skill.id, is_accepted=True)
    assert decisions.sift([("new", {skill.id: "weave data"})]) == [{skill.id: "weave data"}]


def test_the_text_itself_is_not_kept() -> None:
    refuse(TEXT, make_skill().id)
    decision = SkillDecision.objects.get()
    assert (decision.text_digest, decision.words) == (decisions.digest(TEXT), "weave data")
    assert len(decision.text_digest) == 64


def test_nothing_read_is_nothing_sifted() -> None:
    assert decisions.sift([]) == []


def test_one_decision_for_a_text_and_skill() -> None:
    skill = make_skill()
    refuse(TEXT, skill.id)
    with pytest.raises(IntegrityError, match="skills_decided_once_per_text"):
        SkillDecision.objects.create(
            text_digest=decisions.digest(TEXT), skill=skill, words="", is_accepted=True
        )
