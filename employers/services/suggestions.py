"""Skills suggested from the text of an advert, with the words that gave them, for a person to accept."""

import multiprocessing
import os
from collections.abc import Iterable, Sequence

from district.skills.models import SkillState
from district.skills.services import phrases
from employers.models import Vacancy, VacancySkill

WORDS_MOST = 300
MOST_SKILLS = 40
WORTH_SHARING = 2_000  # texts from which a second process pays

type Suggestions = dict[int, str]

_finder: phrases.Finder | None = None


def find_all(texts: Sequence[str]) -> list[Suggestions]:
    """For each text its skills (by id) with the words that name them; many texts are shared among the cores."""
    global _finder  # noqa: PLW0603 - handed to the forked workers through memory
    _finder = phrases.finder()
    cores = min(4, os.process_cpu_count() if hasattr(os, "process_cpu_count") else os.cpu_count() or 1)
    if len(texts) < WORTH_SHARING or cores < 2 or not hasattr(os, "fork"):
        return [_find(text) for text in texts]
    with multiprocessing.get_context("fork").Pool(cores) as pool:
        return pool.map(_find, texts, chunksize=200)


def text_of(title: str, description: str) -> str:
    return f"{title}.\n{description}"


def suggest(vacancy: Vacancy) -> int:
    """Bring the suggestions of a vacancy in step with its text; what a person accepted or refused stays. Says how many."""
    (found,) = find_all([text_of(vacancy.title, vacancy.description)])
    replace({vacancy.id: found})
    return len(found)


def replace(found: dict[int, Suggestions]) -> None:
    """Write the suggestions of many vacancies: new ones added, those whose words are gone removed."""
    known: dict[int, dict[int, str]] = {}
    stale: list[int] = []
    rows = VacancySkill.objects.filter(vacancy_id__in=found).values_list("id", "vacancy_id", "skill_id", "state", "words")
    for row_id, vacancy_id, skill_id, state, words in rows.order_by("id"):
        if state == SkillState.SUGGESTED and found[vacancy_id].get(skill_id) != words:
            stale.append(row_id)
        else:
            known.setdefault(vacancy_id, {})[skill_id] = state
    if stale:
        VacancySkill.objects.filter(id__in=stale).delete()
    VacancySkill.objects.bulk_create(_new_rows(found, known), batch_size=5_000)


def _new_rows(found: dict[int, Suggestions], known: dict[int, dict[int, str]]) -> Iterable[VacancySkill]:
    for vacancy_id, skills in found.items():
        there = known.get(vacancy_id, {})
        for skill_id, words in skills.items():
            if skill_id not in there:
                yield VacancySkill(
                    vacancy_id=vacancy_id, skill_id=skill_id, state=SkillState.SUGGESTED, words=words
                )


def _find(text: str) -> Suggestions:
    skills: Suggestions = {}
    for found in _finder.find(text):  # type: ignore[union-attr]
        if found.skill_id in skills:
            words = skills[found.skill_id]
            if found.words.lower() not in words.lower() and len(words) + len(found.words) + 2 <= WORDS_MOST:
                skills[found.skill_id] = f"{words}, {found.words}"
        elif len(skills) < MOST_SKILLS:
            skills[found.skill_id] = found.words[:WORDS_MOST]
    return skills
