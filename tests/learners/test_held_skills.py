import pytest
from django.db import IntegrityError, transaction

from district.skills.models import SkillDecision
from district.skills.services import decisions
from district.web.errors import NotAllowed, Refused
from learners.models import Evidence, HeldSkill, ProfileSuggestion
from learners.services import held_skills, records, suggestions
from tests.factories.learners import make_held_skill, make_learner
from tests.factories.partners import actor_of, make_actor
from tests.factories.skills import make_skill

NI = "AB123456C"


@pytest.fixture
def by(learner):
    return actor_of(learner.user)


def values(**given):
    return {"level": 3, "evidence": Evidence.WORK.value, "evidence_note": ""} | given


def test_skills_are_added_once(learner, by) -> None:
    one, two = make_skill(), make_skill()
    first = held_skills.add(learner=learner, skills=[one.public_id], by=by)
    again = held_skills.add(learner=learner, skills=[one.public_id, two.public_id], level=2, by=by)
    assert ([held.skill for held in first], [held.skill for held in again]) == ([one], [two])
    assert {held.skill: held.level for held in HeldSkill.objects.select_related("skill").order_by("id")} == {
        one: 1,
        two: 2,
    }
    learner.refresh_from_db()
    assert learner.version == 3


def test_groups_and_withdrawn_skills_cannot_be_held(learner, by) -> None:
    group = make_skill(kind="group")
    with pytest.raises(Refused, match="There is no such skill"):
        held_skills.add(learner=learner, skills=[group.public_id], by=by)


def test_a_list_has_an_end(learner, by, monkeypatch) -> None:
    monkeypatch.setattr(held_skills, "MOST_HELD", 1)
    make_held_skill(learner=learner)
    with pytest.raises(Refused, match="1 skills at most"):
        held_skills.add(learner=learner, skills=[make_skill().public_id], by=by)


def test_level_and_evidence_change_once(learner, by) -> None:
    held = make_held_skill(learner=learner, level=1)
    for _ in range(2):
        held_skills.change(learner=learner, skill=held.skill.public_id, values=values(), by=by)
    held.refresh_from_db()
    learner.refresh_from_db()
    assert (held.level, learner.version) == (3, 2)


def test_a_change_made_elsewhere_is_not_overwritten_unseen(learner, by) -> None:
    held = make_held_skill(learner=learner, level=1)
    seen = records.mark(held_skills.held(held))
    held_skills.change(learner=learner, skill=held.skill.public_id, values=values(level=2), seen=seen, by=by)
    with pytest.raises(records.Changed) as changed:
        held_skills.change(
            learner=learner, skill=held.skill.public_id, values=values(level=4), seen=seen, by=by
        )
    assert changed.value.current.level == 2


def test_nobody_confirms_their_own_skill(learner, by) -> None:
    held = make_held_skill(learner=learner)
    with pytest.raises(Refused, match="Only a course completed here"):
        held_skills.change(
            learner=learner, skill=held.skill.public_id, values=values(evidence="completion"), by=by
        )


def test_a_confirmed_skill_keeps_its_confirmation_when_its_level_changes(learner, by) -> None:
    held = make_held_skill(learner=learner, evidence=Evidence.COMPLETION)
    held_skills.change(
        learner=learner, skill=held.skill.public_id, values=values(level=4, evidence="completion"), by=by
    )
    held.refresh_from_db()
    assert (held.level, held.evidence) == (4, Evidence.COMPLETION)


def test_removing_twice_is_one_change(learner, by) -> None:
    held = make_held_skill(learner=learner)
    for _ in range(2):
        held_skills.remove(learner=learner, skill=held.skill.public_id, by=by)
    learner.refresh_from_db()
    assert (HeldSkill.objects.count(), learner.version) == (0, 2)


def test_what_is_gone_cannot_be_changed(learner, by) -> None:
    with pytest.raises(Refused, match="not on your list any more"):
        held_skills.change(learner=learner, skill=make_skill().public_id, values=values(), by=by)


def test_nobody_else_changes_the_list(learner) -> None:
    held, stranger = make_held_skill(learner=learner), make_actor(role="employer")
    skill = held.skill.public_id
    for change in (
        lambda: held_skills.add(learner=learner, skills=[make_skill().public_id], by=stranger),
        lambda: held_skills.change(learner=learner, skill=skill, values=values(), by=stranger),
        lambda: held_skills.remove(learner=learner, skill=skill, by=stranger),
        lambda: suggestions.suggest(learner=learner, text="sql", by=stranger),
        lambda: suggestions.accept(learner=learner, skill=skill, level=1, by=stranger),
        lambda: suggestions.refuse(learner=learner, skill=skill, by=stranger),
        lambda: suggestions.refuse_all(learner=learner, by=stranger),
    ):
        with pytest.raises(NotAllowed):
            change()


def test_the_database_holds_each_skill_once_at_a_real_level(learner) -> None:
    held = make_held_skill(learner=learner)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_held_skill(learner=learner, skill=held.skill)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_held_skill(learner=learner, level=5)


def test_a_text_suggests_what_it_names_and_is_not_kept(learner, by) -> None:
    make_skill(label="weave ribbons")
    held = make_held_skill(learner=learner, skill=make_skill(label="mend narrow boats"))
    text = "Years ago I had to weave ribbons and mend narrow boats."
    assert suggestions.suggest(learner=learner, text=text, by=by) == 1
    found = ProfileSuggestion.objects.select_related("skill").get()
    assert (found.skill.label, found.words, found.source) == ("weave ribbons", "weave ribbons", "your text")
    assert held.skill != found.skill


def test_suggestions_are_accepted_one_by_one_or_all_together(learner, by) -> None:
    skills = [make_skill(label=label) for label in ("weave ribbons", "mend narrow boats", "paint roses")]
    text = "I weave ribbons, mend narrow boats and paint roses"
    assert suggestions.suggest(learner=learner, text=text, by=by) == 3
    assert suggestions.accept(learner=learner, skill=skills[0].public_id, level=2, by=by)
    assert not suggestions.accept(learner=learner, skill=skills[0].public_id, level=4, by=by)
    suggestions.refuse(learner=learner, skill=skills[1].public_id, by=by)
    assert suggestions.accept_all(learner=learner, level=3, by=by) == 1
    assert suggestions.accept_all(learner=learner, level=3, by=by) == 0
    levels = {
        held.skill.label: held.level for held in learner.held_skills.select_related("skill").order_by("id")
    }
    assert levels == {"weave ribbons": 2, "paint roses": 3}


def test_a_refused_suggestion_never_returns_for_that_text_and_may_for_another(learner, by) -> None:
    make_skill(label="weave ribbons")
    text = "I weave ribbons"
    assert suggestions.suggest(learner=learner, text=text, by=by) == 1
    suggestions.refuse_all(learner=learner, by=by)

    assert suggestions.suggest(learner=learner, text="I  weave RIBBONS", by=by) == 0
    assert ProfileSuggestion.objects.get().state == "refused"
    assert suggestions.suggest(learner=learner, text="I weave ribbons and mats", by=by) == 1
    assert ProfileSuggestion.objects.get().state == "suggested"


def test_what_one_learner_refuses_is_still_suggested_to_others(learner, by) -> None:
    skill = make_skill(label="weave ribbons")
    for number in range(decisions.FEWEST_REFUSALS + 1):
        suggestions.suggest(learner=learner, text=f"I weave ribbons, {number}", by=by)
        suggestions.refuse_all(learner=learner, by=by)
    other = make_learner()

    assert suggestions.suggest(learner=other, text="I weave ribbons, 1", by=actor_of(other.user)) == 1
    assert set(SkillDecision.objects.values_list("words", "skill_id")) == {("", skill.id)}


def test_the_pasted_text_cannot_be_guessed_from_what_is_kept(learner, by) -> None:
    make_skill(label="weave ribbons")
    suggestions.suggest(learner=learner, text="weave ribbons", by=by)
    digest = ProfileSuggestion.objects.get().text_digest
    assert (len(digest), digest == decisions.digest("weave ribbons")) == (64, False)
