"""Skills suggested from the text of an advert, with the words that gave them, for a person to accept."""

from collections.abc import Iterable, Sequence

from district.skills.models import SkillState
from district.skills.services import decisions, phrases, vocabulary
from employers.models import Vacancy, VacancySkill
from employers.services import many_hands

WORDS_MOST = 300
MOST_SKILLS = 40

type Suggestions = dict[int, str]

_finder: phrases.Finder | None = None


def find_all(
    adverts: Sequence[tuple[str, str]], *, finder: phrases.Finder | None = None
) -> list[Suggestions]:
    """For each (title, description) its skills by id, with the words that name them; like texts are read once.

    By the names of today, unless a finder is given.
    """
    global _finder  # noqa: PLW0603 - handed to the forked workers through memory
    _finder = finder or phrases.finder()
    texts = list(dict.fromkeys(text for advert in adverts for text in advert))
    found = dict(zip(texts, many_hands.each(_find, texts), strict=True))
    return decisions.sift(
        [(text_of(title, description), found[description] | found[title]) for title, description in adverts]
    )


def text_of(title: str, description: str) -> str:
    """The text that a decision on a suggestion stands for."""
    return f"{title}\n{description}"


def suggest(vacancy: Vacancy) -> int:
    """Bring the suggestions of a vacancy in step with its text; what a person decided stays. Says how many."""
    (found,) = find_all([(vacancy.title, vacancy.description)])
    replace({vacancy.id: found})
    return len(found)


def replace(found: dict[int, Suggestions]) -> None:
    """Write the suggestions of many vacancies: new ones added, those whose words are gone removed. A skill that was
    merged away and is still asked stands for the one it counts as."""
    known: dict[int, dict[int, str]] = {}
    heirs = vocabulary.heirs()
    stale: list[int] = []
    rows = VacancySkill.objects.filter(vacancy_id__in=found).values_list(
        "id", "vacancy_id", "skill_id", "state", "words"
    )
    for row_id, vacancy_id, skill_id, state, words in rows.order_by("id"):
        if state == SkillState.SUGGESTED and found[vacancy_id].get(skill_id) != words:
            stale.append(row_id)
        else:
            known.setdefault(vacancy_id, {})[heirs.get(skill_id, skill_id)] = state
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
