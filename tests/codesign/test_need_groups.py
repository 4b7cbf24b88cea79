"""Needs that add up: right in bands, and nobody's own number can be worked out from all cuts together."""

from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from district.codesign import need_groups
from district.codesign.models import ByWhen, NeededSkill, SkillsNeed
from district.codesign.need_groups import ANYWHERE, FEW, FEW_IN_EACH, Cell, Entry
from district.partners.models import OrganisationRole
from district.skills.models import SkillState
from tests.factories.employers import make_employer
from tests.factories.needs import make_need
from tests.factories.places import make_council
from tests.factories.skills import make_skill

AREAS = ("E08000025", "E08000026", ANYWHERE)
TIMES = tuple(ByWhen.values)
SKILLS = (1, 2)


def every_cut(cells: list[Cell]) -> dict[object, tuple[str, str, str, int, int]]:
    """All that anybody may be shown, by every combination of filters."""
    shown: dict[object, tuple[str, str, str, int, int]] = {}
    for areas, times in product([AREAS, *((area,) for area in AREAS)], [TIMES, *((when,) for when in TIMES)]):
        kept = [cell for cell in cells if cell.area in areas and cell.when in times]
        for name, by in {
            "skill": lambda cell: cell.skill_id,
            "area": lambda cell: (cell.skill_id, cell.area),
            "when": lambda cell: (cell.skill_id, cell.when),
            "both": lambda cell: (cell.skill_id, cell.area, cell.when),
        }.items():
            for key, figures in need_groups.cut(kept, by).items():
                shown[areas, times, name, key] = (
                    figures.employers,
                    figures.heads,
                    figures.level,
                    figures.employers_from,
                    figures.heads_from,
                )
    return shown


@st.composite
def worlds(draw) -> list[Entry]:
    """Up to five employers in each cell."""
    told, employer = [], 0
    for skill, area, when in product(SKILLS, AREAS, TIMES):
        for _ in range(draw(st.sampled_from([0, 0, 1, 2, 2, 3, 5]))):
            employer += 1
            heads, level = draw(st.integers(1, 9_999)), draw(st.integers(1, 4))
            told.append(Entry(employer, skill, area, when, heads, level, employer))
    return told


@given(worlds(), st.data())
@settings(max_examples=40, deadline=None)
def test_no_cut_changes_with_how_many_a_small_group_holds(told: list[Entry], data) -> None:
    """One employer or two, few heads or thousands, at any level: all that is shown stays the same."""
    cells = need_groups.cells(told)
    small = [cell for cell in cells if cell.is_small]
    if not small:
        return
    others = [cell for cell in cells if not cell.is_small]
    changed = []
    for cell in small:
        number = data.draw(st.integers(1, 2))
        heads = data.draw(st.integers(number, 9_999 * number))
        level = data.draw(st.integers(1, 4))
        changed.append(Cell(cell.skill_id, cell.area, cell.when, number, heads, {level: number}))

    assert every_cut([*others, *changed]) == every_cut(cells)


@given(worlds())
@settings(max_examples=40, deadline=None)
def test_what_is_shown_is_true(told: list[Entry]) -> None:
    cells = need_groups.cells(told)
    for skill in SKILLS:
        mine = [entry for entry in told if entry.skill_id == skill]
        figures = need_groups.cut(cells, lambda cell: cell.skill_id).get(skill)
        assert (figures is None) == (not mine)
        if figures is None:
            continue
        assert figures.employers_from <= len(mine)
        assert figures.heads_from <= sum(entry.heads for entry in mine)
        if len(mine) < 3:
            assert (figures.employers_from, figures.heads, figures.level) == (0, "", "")
    for cell in cells:
        (alone,) = need_groups.cut([cell], lambda each: each.skill_id).values()
        assert (alone.employers == FEW) == (cell.employers < 3)
        assert (alone.heads == "") == (cell.employers < 3)


def test_two_small_groups_are_few_in_each_and_three_are_at_least_three() -> None:
    cells = [Cell(1, area, "soon", 2, 50, {2: 2}) for area in AREAS]

    two, three = (need_groups.cut(some, lambda cell: cell.skill_id)[1] for some in (cells[:2], cells))

    assert (two.employers, two.heads) == (FEW_IN_EACH, "")
    assert (three.employers, three.heads, three.level) == ("At least 3", "At least 3", "")


def test_big_groups_are_told_in_bands() -> None:
    cell = Cell(1, ANYWHERE, "soon", 7, 1_234, {2: 3, 3: 4})

    (figures,) = need_groups.cut([cell], lambda each: each.skill_id).values()

    assert (figures.employers, figures.heads, figures.level) == ("At least 6", "At least 1,000", "Advanced")


@pytest.mark.django_db
def test_an_employer_counts_once_for_a_skill_soonest_with_all_heads() -> None:
    skill, old = make_skill(label="splice cables"), make_skill(label="join wires")
    old.withdrawn_at, old.replaced_by = timezone.now(), skill
    old.save()
    here, there = make_council(), make_council(code="E08000026")
    both, one = make_employer(), make_employer()
    make_need(organisation=both, skills=[(skill, 2)], council=here, by_when="later", heads=10)
    first = make_need(organisation=both, skills=[(old, 4)], council=there, by_when="soon", heads=5)
    only = make_need(organisation=one, skills=[(skill, 1), (old, 3)], council=here, by_when="year", heads=7)

    found = sorted(need_groups.entries(), key=lambda entry: entry.heads)

    assert found == [
        Entry(one.pk, skill.pk, here.pk, "year", 7, 3, only.pk),
        Entry(both.pk, skill.pk, ANYWHERE, "soon", 15, 4, first.pk),
    ]
    assert need_groups.entries(skill.pk) == need_groups.entries()


@pytest.mark.django_db
def test_what_is_not_open_does_not_count() -> None:
    skill = make_skill()
    make_need(skills=[skill], state=SkillsNeed.State.DRAFT)
    make_need(skills=[skill], state=SkillsNeed.State.EXPIRED)
    make_need(skills=[skill], expires_on=timezone.localdate() - timedelta(days=1))
    suspended = make_need(skills=[skill])
    suspended.organisation.roles.update(state=OrganisationRole.State.SUSPENDED, reason="No.")
    left = make_need(skills=[skill])
    left.organisation.is_active = False
    left.organisation.save()
    suggested = make_need()
    NeededSkill.objects.create(need=suggested, skill=skill, state=SkillState.SUGGESTED)

    assert need_groups.entries() == []
    make_need(skills=[skill])
    assert len(need_groups.entries()) == 1
