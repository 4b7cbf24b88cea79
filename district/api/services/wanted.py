"""Reads what a system has sent by the same forms as the pages, so that both follow the same rules in the same words."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from district.api.problems import Errors, Invalid
from district.api.schemas import ClosingTime, PlaceIn, SkillIn, VacancyIn
from district.skills import queries
from district.skills.models import SkillLabel
from district.skills.services import phrases, search
from district.web.wording import readable_text
from employers import other_places
from employers.forms import SECTIONS, sections_of
from employers.models import END_OF_DAY

MOST_GUESSES = 5  # misspelt skills for which we say what may be meant
NAMES = {
    "salary_least": "pay.least",
    "salary_most": "pay.most",
    "salary_unit": "pay.unit",
    "postcode": "places.0.postcode",
    "place_text": "places.0.name",
    "other_places": "places",
    "question_one": "questions.0",
    "question_two": "questions.1",
}
"""Fields of a vacancy that are called otherwise outside."""
ONLY_OF = {
    "training": "apprenticeship",
    "training_level": "apprenticeship",
    "duration_months": "apprenticeship",
    "placement_hours": "placement",
}


@dataclass(frozen=True)
class Wanted:
    """A vacancy as a system wants it: its fields, its skills by id, and a digest of what was sent."""

    values: Mapping[str, Any]
    skills: Mapping[int, tuple[int, str]]
    digest: str


def read(sent: VacancyIn) -> Wanted:
    """Raises Invalid with everything that is wrong."""
    values, faults = _by_forms(sent)
    skills, more = _skills(sent.skills)
    if faults or more:
        raise Invalid([*faults, *more])
    return Wanted(values, skills, digest_of(sent))


def digest_of(sent: VacancyIn) -> str:
    told = json.dumps(sent.model_dump(mode="json"), sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def outside(field: str | None) -> str:
    """What a system calls a field of a vacancy."""
    return NAMES.get(field or "", field or "")


def _by_forms(sent: VacancyIn) -> tuple[dict[str, Any], Errors]:
    data = _typed(sent)
    values: dict[str, Any] = {}
    faults: list[tuple[str, str]] = []
    names = sections_of(sent.kind)
    asked = {field for name in names for field in SECTIONS[name][1].base_fields}
    for field, kind in ONLY_OF.items():
        if field not in asked and getattr(sent, field):
            faults.append((field, f"Only of a vacancy of the kind “{kind}”. Take it out."))
        elif field not in asked:
            values[field] = "" if field == "training" else None
    for name in names:
        form = SECTIONS[name][1](data, kind=sent.kind)
        for field, messages in form.errors.items():
            faults += [(outside(field), str(message)) for message in messages]
        if form.is_valid():
            values |= form.values()
    return values, faults


def _typed(sent: VacancyIn) -> dict[str, Any]:
    """As somebody would have typed it into the pages."""
    place = sent.places[0] if sent.places else PlaceIn.model_construct(postcode="", name="")
    one, two, *_ = [*sent.questions, "", ""]
    pay = sent.pay
    data = sent.model_dump(
        mode="json", exclude={"places", "pay", "closes_on", "closes_time", "starts_on", "skills", "questions"}
    )
    closes = END_OF_DAY.isoformat() if sent.closes_time == ClosingTime.END else f"{sent.closes_time.value}:00"
    return {
        **{name: value for name, value in data.items() if value is not None},
        "postcode": place.postcode,
        "place_text": place.name,
        "other_places": other_places.lines(
            [
                {"postcode": " ".join(each.postcode.split()), "name": " ".join(each.name.split())}
                for each in sent.places[1:]
            ]
        ),
        "question_one": one,
        "question_two": two,
        "salary_unit": pay.unit.value if pay else "none",
        "salary_least": _plain(pay.least) if pay else "",
        "salary_most": _plain(pay.most) if pay and pay.most is not None else "",
        "weekly_hours": _plain(sent.weekly_hours) if sent.weekly_hours is not None else "",
        "closes_time": closes,
        **day_parts("closes_on", sent.closes_on),
        **day_parts("starts_on", sent.starts_on),
    }


def day_parts(name: str, text: str | None) -> dict[str, str]:
    year, month, day = (text or "--").split("-")
    return {f"{name}_day": day, f"{name}_month": month, f"{name}_year": year}


def _plain(number: float) -> str:
    return f"{number:.10f}".rstrip("0").rstrip(".")


def _skills(sent: Sequence[SkillIn]) -> tuple[dict[int, tuple[int, str]], Errors]:
    found = _by_id(each.skill for each in sent) | _by_name(each.skill for each in sent)
    skills: dict[int, tuple[int, str]] = {}
    faults: list[tuple[str, str]] = []
    for number, each in enumerate(sent):
        skill_id = found.get(each.skill)
        if skill_id is None:
            guess = _guess(each.skill) if len(faults) < MOST_GUESSES else ""
            faults.append((f"skills.{number}.skill", f"We know no skill of this name.{guess}"))
        elif skill_id in skills:
            faults.append((f"skills.{number}.skill", "This is asked for twice. Name it once."))
        else:
            skills[skill_id] = (each.level, each.need.value)
    return skills, faults


def _by_id(texts: Iterable[str]) -> dict[str, int]:
    ids = {}
    for text in texts:
        try:
            ids[UUID(text)] = text
        except ValueError:
            continue
    rows = queries.choosable().filter(public_id__in=ids).values_list("public_id", "id")
    return {ids[public_id]: id_ for public_id, id_ in rows}


def _by_name(texts: Iterable[str]) -> dict[str, int]:
    """By any of its names; where two skills share one, the one that is called so first of all."""
    folded = {text: phrases.fold(text) for text in texts if _is_readable(text)}
    wanted = {phrase for phrase in folded.values() if phrase}
    rows = SkillLabel.objects.filter(phrase__in=wanted, skill__in=queries.choosable().values("id"))
    best: dict[str, int] = {}
    for phrase, skill_id in rows.order_by("-kind", "skill__label", "skill_id").values_list(
        "phrase", "skill_id"
    ):
        best.setdefault(phrase, skill_id)
    return {text: best[phrase] for text, phrase in folded.items() if phrase in best}


def _guess(text: str) -> str:
    names = [each.label for each in search.suggest(text, 3)] if _is_readable(text) else []
    return f" Did you mean {' or '.join(f'“{name}”' for name in names)}?" if names else ""


def _is_readable(text: str) -> bool:
    try:
        readable_text(text)
    except ValidationError:
        return False
    return True
