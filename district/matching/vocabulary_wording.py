"""Decisions on the vocabulary, and what they change, in words."""

from dataclasses import dataclass
from typing import Any

from district.matching.services.vocabulary import Effect
from district.skills.models import VocabularyDecision
from district.skills.wording import of_decision
from district.web.templatetags.district import moment, plural

Kind = VocabularyDecision.Kind
UNCOUNTED = (
    "How the lists of learners change is not counted here: too many jobs ask for it, or a run of matching holds the"
    " lists. The run that follows works it out."
)

__all__ = ["done", "effect", "of_decision", "of_queue", "rows_of_decision", "rows_of_form"]


@dataclass(frozen=True)
class EffectWords:
    headline: str
    lines: list[str]


def effect(counted: Effect) -> EffectWords:
    lines = []
    if counted.vacancies or counted.courses:
        verb = "gets" if counted.vacancies + counted.courses == 1 else "get"
        told = _both(counted.vacancies, counted.courses)
        lines.append(f"{told} {verb} this skill as a suggestion. Their people decide whether to take it.")
    if any((counted.holders, counted.askers, counted.teachers)):
        told = ", ".join(
            [
                plural(counted.holders, "profile"),
                plural(counted.askers, "vacancy,vacancies"),
                plural(counted.teachers, "course"),
            ]
        )
        lines.append(f"These name the skill now, and count as the other one from then on: {told}.")
    if counted.lists is None or counted.matches is None:
        return EffectWords("The effect on matches is not counted", [*lines, UNCOUNTED])
    if counted.lists:
        condition = "If everybody takes it, the" if counted.vacancies else "The"
        verb = "changes" if counted.lists == 1 else "change"
        lists = "list of 1 learner" if counted.lists == 1 else f"lists of {counted.lists:,} learners"
        lines.append(
            f"{condition} {lists} {verb}: {plural(counted.matches, 'job comes,jobs come')} in that"
            f" {'was' if counted.matches == 1 else 'were'} not there before."
        )
    else:
        lines.append("Nobody\u2019s list of jobs changes.")
    return EffectWords(f"+{counted.matches:,} {'match' if counted.matches == 1 else 'matches'}", lines)


def _both(vacancies: int, courses: int) -> str:
    parts = [plural(vacancies, "vacancy,vacancies")] if vacancies else []
    return " and ".join(parts + ([plural(courses, "course")] if courses else []))


def of_queue(count: int, state: str) -> str:
    told = {"waiting": "waiting", "named": "now names of skills", "refused": "refused"}
    return f"{plural(count, 'phrase')} {told[state]}"


def done(decision: VocabularyDecision) -> str:
    return f"{of_decision(decision)}. Adverts and courses are being read again."


def rows_of_form(form: Any) -> list[dict[str, str]]:
    """What was answered, to be read once more."""
    rows = []
    for name, field in form.fields.items():
        value = form.cleaned_data[name]
        if hasattr(field, "choices"):
            value = {str(key): label for key, label in field.choices}.get(str(value), value)
        rows.append({"key": str(field.label).rstrip("?"), "value": str(value or "")})
    return rows


def rows_of_decision(decision: VocabularyDecision) -> list[dict[str, str]]:
    rows = [
        ("Decision", of_decision(decision)),
        ("Why", decision.reason),
        ("Who", decision.decided_by.name if decision.decided_by else "Somebody who has left"),
        ("When", moment(decision.decided_at)),
        ("Version", str(getattr(decision, "version", None) or "None: the list stayed as it was")),
    ]
    if decision.kind != Kind.REFUSE:
        rows.append(("Effect as previewed", " ".join(effect(Effect(**decision.effect)).lines)))
    if decision.undone_at:
        who = decision.undone_by.name if decision.undone_by else "somebody who has left"
        rows.append(("Undone", f"{moment(decision.undone_at)}, by {who}: {decision.undone_reason}"))
    return [{"key": key, "value": value} for key, value in rows]
