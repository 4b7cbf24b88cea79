"""A skill refused for one advert is not suggested for the same words again."""

import pytest

from district.skills.models import SkillDecision
from employers.services import suggestions
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db


def test_a_refused_skill_is_not_found_in_the_same_advert() -> None:
    skill = make_skill(label="loom weaving")
    advert = ("Weaver", "You are good at loom weaving.")
    assert suggestions.find_all([advert]) == [{skill.id: "loom weaving"}]
    suggestions.decisions.keep(
        text=suggestions.text_of(*advert), skill_id=skill.id, words="loom weaving", is_accepted=False
    )
    assert SkillDecision.objects.count() == 1
    assert suggestions.find_all([advert, ("Weaver", "Another advert: loom weaving.")]) == [
        {},
        {skill.id: "loom weaving"},
    ]
