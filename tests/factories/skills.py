"""Skills, the occupations that ask for them and the scheme they belong to."""

from itertools import count
from typing import Any

from district.skills.models import (
    Crosswalk,
    Occupation,
    OccupationLabel,
    OccupationSkill,
    Scheme,
    Skill,
    SkillLabel,
    SkillRelation,
)
from district.skills.services import phrases

_numbers = count(1)


def make_scheme(*, code: str = "esco", **fields: Any) -> Scheme:
    """The scheme with this code, made once."""
    defaults = {
        "name": "ESCO",
        "version": "1.2",
        "attribution": "This service uses the ESCO classification of the European Commission.",
    }
    return Scheme.objects.get_or_create(code=code, defaults=defaults | fields)[0]


def make_skill(
    *, label: str = "", names: tuple[str, ...] = (), broader: tuple[Skill, ...] = (), **fields: Any
) -> Skill:
    """A digital skill with its label and other names as SkillLabel rows."""
    number = next(_numbers)
    label = label or f"weave canal data {number}"
    defaults = {
        "uri": f"http://data.europa.eu/esco/skill/test-{number}",
        "kind": Skill.Kind.SKILL,
        "is_digital": True,
    }
    scheme = fields.pop("scheme", None) or make_scheme()
    skill = Skill.objects.create(scheme=scheme, label=label, **defaults | fields)
    for text in (label, *names):
        kind = SkillLabel.Kind.PREFERRED if text == label else SkillLabel.Kind.ALTERNATIVE
        SkillLabel.objects.create(skill=skill, kind=kind, text=text, phrase=phrases.fold(text))
    for other in broader:
        make_relation(skill=skill, other=other, kind=SkillRelation.Kind.BROADER)
    return skill


def make_relation(*, skill: Skill, other: Skill, kind: str = SkillRelation.Kind.OPTIONAL) -> SkillRelation:
    return SkillRelation.objects.create(skill=skill, other=other, kind=kind)


def make_occupation(
    *,
    label: str = "",
    names: tuple[str, ...] = (),
    essential: tuple[Skill, ...] = (),
    optional: tuple[Skill, ...] = (),
    **fields: Any,
) -> Occupation:
    number = next(_numbers)
    label = label or f"canal data weaver {number}"
    defaults = {"uri": f"http://data.europa.eu/esco/occupation/test-{number}", "isco_group": "2512"}
    scheme = fields.pop("scheme", None) or make_scheme()
    occupation = Occupation.objects.create(scheme=scheme, label=label, **defaults | fields)
    for text in (label, *names):
        OccupationLabel.objects.create(occupation=occupation, text=text, phrase=phrases.fold(text))
    for skills, is_essential in ((essential, True), (optional, False)):
        for skill in skills:
            OccupationSkill.objects.create(occupation=occupation, skill=skill, is_essential=is_essential)
    return occupation


def make_crosswalk(**fields: Any) -> Crosswalk:
    defaults = {
        "from_scheme": "esco",
        "from_code": f"code-{next(_numbers)}",
        "to_scheme": "digcomp",
        "to_code": "1.1",
        "relation": Crosswalk.Relation.CLOSE,
        "source": "made for a test",
        "version": "1",
    }
    return Crosswalk.objects.create(**defaults | fields)
