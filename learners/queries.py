"""What the learner's own pages read."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse

from district.skills import wording
from district.skills.models import Occupation, Skill
from district.skills.services import search
from district.web.templatetags.district import as_title
from learners import questions
from learners.models import HeldSkill, Learner, ProfileSuggestion

FEW_SKILLS = 3
SHOWN_HOPES = 3


@dataclass(frozen=True)
class Task:
    """A line of the list of tasks."""

    title: str
    href: str
    hint: str
    is_done: bool

    @property
    def status(self) -> str:
        return "Done" if self.is_done else "To do"


def profile_page(learner: Learner) -> dict[str, Any]:
    """Two queries beside the learner: what they hope for; how many skills they have and whether others see them."""
    hopes = [hope.label for hope in learner.hopes.order_by("label", "id")]
    counted = Learner.objects.filter(pk=learner.pk).values_list(
        Count("held_skills"), "employer_consent__agreed_at"
    )
    skill_count, seen_since = counted.get()
    asked = [
        Task(question.title, question.href, question.answer_of(learner), question.is_answered(learner))
        for question in questions.QUESTIONS
    ]
    tasks = [
        *asked,
        Task("Jobs you would like", reverse("profile_hopes"), _few(hopes), bool(hopes)),
        Task("My skills", reverse("skills_show"), _skills_in_words(skill_count), skill_count >= FEW_SKILLS),
    ]
    return {
        "learner": learner,
        "tasks": tasks,
        "done_count": sum(task.is_done for task in tasks),
        "next_task": next((task for task in tasks if not task.is_done), None),
        "matching_href": questions.MATCHING.href,
        "is_seen": seen_since is not None,
        "council": learner.postcode.council if learner.postcode else None,
    }


def _few(labels: list[str]) -> str:
    more = len(labels) - SHOWN_HOPES
    return ", ".join(labels[:SHOWN_HOPES]) + (f" and {more} more" if more > 0 else "")


def _skills_in_words(count: int) -> str:
    if not count:
        return ""
    words = "1 skill" if count == 1 else f"{count} skills"
    return words if count >= FEW_SKILLS else f"{words}. Three or more give better matches."


def held_skills(learner: Learner) -> QuerySet[HeldSkill]:
    return learner.held_skills.select_related("skill").order_by(Lower("skill__label"), "id")


def waiting_suggestions(learner: Learner) -> QuerySet[ProfileSuggestion]:
    waiting = learner.suggestions.filter(state=ProfileSuggestion.State.SUGGESTED)
    return waiting.select_related("skill").order_by(Lower("skill__label"), "id")


def typical_skills(occupation: Occupation, learner: Learner) -> tuple[list[tuple[str, str]], int]:
    """What an occupation asks for and this learner has not said yet, the essential first, and how many they have."""
    asked = occupation.occupation_skills.filter(
        Q(skill__withdrawn_at=None) & ~Q(skill__kind=Skill.Kind.GROUP)
    ).select_related("skill")
    held = set(learner.held_skills.values_list("skill_id", flat=True))
    rows = list(asked.order_by("-is_essential", Lower("skill__label"), "id"))
    missing = [
        (str(row.skill.public_id), as_title(row.skill.label)) for row in rows if row.skill_id not in held
    ]
    return missing, len(rows) - len(missing)


@dataclass(frozen=True)
class Occupations:
    """What a search for a kind of work found; `is_guess` if nothing is called so and these are only spelt nearly so."""

    found: list[Occupation]
    is_guess: bool = False


def occupations(words: str, *, most: int, without: Collection[int] = ()) -> Occupations:
    if not words:
        return Occupations([])
    if named := search.occupations_named(words):
        rows = Occupation.objects.filter(id__in=set(named).difference(without)).order_by("label", "id")
        return Occupations(list(rows[:most]))
    spelt = [occupation for occupation in search.occupations_spelt(words) if occupation not in without]
    known = Occupation.objects.in_bulk(spelt[:most])
    return Occupations([known[occupation] for occupation in spelt[:most]], is_guess=bool(known))


@dataclass(frozen=True)
class SkillLine:
    """A held skill as a list shows it."""

    held: HeldSkill
    level_words: str

    @property
    def evidence_words(self) -> str:
        note = f": {self.held.evidence_note}" if self.held.evidence_note else ""
        return self.held.get_evidence_display() + note


def lines(held: Iterable[HeldSkill]) -> list[SkillLine]:
    return [SkillLine(each, wording.level_words(each.level).in_short) for each in held]
