"""The measures of `bench matching --quality`, worked by hand, and its sums against the rules of the engine."""

from math import log2
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from district.home.bench import matching_quality_esco as esco
from district.home.bench import matching_quality_profiles as profiles
from district.home.bench.matching_quality_engine import Cosine, Engine, Spine, best_first, place_in
from district.matching.engine import score
from district.matching.engine.credits import Taxonomy
from district.matching.engine.facts import Asked, Vacancy
from district.skills.models import Skill
from district.skills.services.classification import (
    Classification,
    Link,
    OccupationRow,
    SchemeFacts,
    Section,
    SkillRow,
)

SKILLS = 30
OCCUPATIONS = 12


def classification() -> Classification:
    """Twelve occupations in pairs of a unit group; occupation n asks the skills n, n + 1 … n + 8 round the circle."""
    made = Classification(SchemeFacts("esco", "ESCO", "1", "", ""))
    for number in range(SKILLS):
        made.skills[f"urn:skill:{number:02}"] = SkillRow(
            f"weld part {number}", "", Skill.Kind.SKILL, False, False, ()
        )
    made.skills["urn:group"] = SkillRow("everything", "", Skill.Kind.GROUP, False, False, ())
    for number in range(OCCUPATIONS):
        made.occupations[f"urn:occupation:{number:02}"] = OccupationRow(
            "", f"{2110 + number // 2}", f"maker {number}", "Makes things.", (f"builder {number}",)
        )
        for step in range(9):
            kind = "essential" if step < 6 else "optional"
            target = f"urn:skill:{(2 * number + step) % SKILLS:02}"
            made.add_link(
                Section.ASKED, Link(f"urn:occupation:{number:02}", target, kind, "asked.csv", number)
            )
    made.add_link(Section.BROADER, Link("urn:skill:01", "urn:skill:00", "broader", "broader.csv", 1))
    made.add_link(Section.BROADER, Link("urn:skill:01", "urn:group", "broader", "broader.csv", 2))
    made.add_link(Section.RELATED, Link("urn:skill:02", "urn:skill:03", "essential", "related.csv", 1))
    return made


def test_the_place_counts_those_above_and_equals_with_lower_ids() -> None:
    scores = np.array([5, 9, 5, 0, 5])

    assert [place_in(scores, wanted) for wanted in range(5)] == [2, 1, 3, None, 4]
    assert best_first(scores, 3) == [1, 0, 2]
    assert best_first(scores, 9) == [1, 0, 2, 4]


def test_gains_follow_the_groups_of_occupations() -> None:
    groups = ["2512", "2512", "2513", "3511", ""]

    assert esco.gains_for(0, groups).tolist() == [7, 3, 1, 0, 0]
    assert esco.gains_for(4, groups).tolist() == [0, 0, 0, 0, 7]


def test_a_list_is_judged_as_worked_by_hand() -> None:
    scores = np.array([20, 30, 10, 0])  # own occupation second, a neighbour first
    gains = np.array([7, 3, 1, 0])

    reciprocal, ndcg = esco.judge(scores, 0, gains)

    assert reciprocal == 0.5
    assert ndcg == pytest.approx((3 + 7 / log2(3) + 1 / 2) / (7 + 3 / log2(3) + 1 / 2))


def test_the_sums_equal_the_rules_for_every_vacancy() -> None:
    spine = Spine(classification())
    world = esco.make(spine, 1)
    engine = world.engine
    for person in [*world.people["half"], *world.people["fifth"]]:
        expected = [
            score.fit(
                dict.fromkeys(person.held, 1),
                Vacancy(
                    place,
                    tuple(Asked(skill, 1, share) for (skill, _), share in zip(lines, shares, strict=True)),
                ),
                engine.credits,
            )
            for place, (lines, shares) in enumerate(zip(engine.asked, engine.shares, strict=True))
        ]
        assert engine.fit(person.held).tolist() == expected
    engine.check([person.held for person in world.people["half"]])


def test_a_world_is_the_same_each_time_and_learns_nothing_from_the_held_out() -> None:
    spine = Spine(classification())
    one, other = esco.make(spine, 2), esco.make(spine, 2)

    assert one.people == other.people
    assert one.engine.asked == other.engine.asked
    assert len(one.people["half"]) == OCCUPATIONS // 2
    held_out = {person.occupation for person in one.people["half"]}
    learnt = spine.taxonomy(place for place in range(OCCUPATIONS) if place not in held_out)
    assert one.engine.credits == Engine(SKILLS, one.engine.asked, learnt).credits
    assert one.engine.credits != Engine(SKILLS, one.engine.asked, spine.taxonomy(range(OCCUPATIONS))).credits
    assert esco.measure(classification(), say=len) == esco.measure(classification(), say=len)


def test_the_cosine_orders_by_shared_telling_skills() -> None:
    engine = Engine(4, [[(0, True), (1, True)], [(1, True), (2, True)], [(3, True)]], Taxonomy())

    assert best_first(Cosine(engine).fit([0, 1]), 9) == [0, 1]
    assert Cosine(engine).fit([]).tolist() == [0, 0, 0]


def test_profiles_are_joined_by_the_preferred_name_or_another(tmp_path: Path) -> None:
    made = classification()
    rows = [
        {"title": "Maker 3", "esco_occupation_label": "Maker 3"},
        {"title": "Builder", "esco_occupation_label": "builder 4"},
        {"title": "Lost", "esco_occupation_label": "astronaut"},
        {"title": "Not joined"},
    ]
    spine = Spine(made)

    assert [right for _, right in profiles.joined(rows, made, spine)] == [[3], [4]]


def test_an_occupation_is_found_by_its_title_and_by_its_skills() -> None:
    made = classification()
    finder = profiles.Finder(made, Spine(made))
    by_title = {"title": "builder 7", "overview": "", "day_to_day_tasks": []}
    by_skills = {"title": "", "overview": "", "day_to_day_tasks": [f"weld part {n}" for n in range(6, 15)]}

    assert int(finder.scores(by_title).argmax()) == 7
    assert int(finder.scores(by_skills).argmax()) == 3


def test_what_is_missing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISTRICT_SHARED", str(tmp_path))
    with pytest.raises(CommandError, match=r"The whole of ESCO is not at .*: set DISTRICT_SHARED"):
        call_command("bench", "matching", "--quality")
