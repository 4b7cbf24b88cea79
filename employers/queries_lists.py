"""Vacancies as the lists of employers and of WMCA staff show them."""

from collections.abc import Sequence
from typing import Any

from django.db.models import FETCH_RAISE, Case, Count, F, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from district.skills.models import SkillState
from district.web import reads
from employers.models import JobApplication, Vacancy, VacancySkill

State = Vacancy.State
NEWEST = ("-posted_on", "-id")


def _skill_count(state: str) -> Coalesce:
    rows = VacancySkill.objects.filter(vacancy=OuterRef("pk"), state=state).order_by().values("vacancy")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)


# An employer's own -----------------------------------------------------------------------------------


def own(organisation_id: int, state: str = "") -> reads.Listed[Vacancy]:
    """All or those in one state: drafts, then those that people wait for, then the newest. Each knows how many wait for
    an answer, and since when; and how many skills it asks for, and how many suggestions wait.
    """
    if state:
        return reads.Listed(_own_in_state, (organisation_id, state))
    return reads.Listed(_own, (organisation_id,))


@reads.kept
def _own(organisation_id: Any) -> QuerySet[Vacancy]:
    is_draft = Case(When(state=State.DRAFT, then=Value(0)), default=Value(1))
    return _with_needs(organisation_id).order_by(is_draft, *_LONGEST_WAIT)


@reads.kept
def _own_in_state(organisation_id: Any, state: Any) -> QuerySet[Vacancy]:
    return _with_needs(organisation_id).filter(state=state).order_by(*_LONGEST_WAIT)


_LONGEST_WAIT = (F("waits_since").asc(nulls_last=True), *NEWEST)


def _with_needs(organisation_id: Any) -> QuerySet[Vacancy]:
    sent = JobApplication.objects.filter(vacancy=OuterRef("pk"), state=JobApplication.State.SUBMITTED)
    by_vacancy = sent.order_by().values("vacancy")
    found: dict[str, Any] = {
        "to_answer_count": Coalesce(Subquery(by_vacancy.annotate(n=Count("pk")).values("n")), 0),
        "waits_since": Subquery(by_vacancy.annotate(since=Min("submitted_at")).values("since")),
        "accepted_count": _skill_count(SkillState.ACCEPTED),
        "suggested_count": _skill_count(SkillState.SUGGESTED),
    }
    shown = Vacancy.objects.filter(organisation_id=organisation_id)
    return shown.only("public_id", "title", "kind", "state", "closes_on", "positions").annotate(**found)


def next_own(organisation_id: int) -> Vacancy | None:
    """The one that needs its employer first: asked to be changed, waited for the longest, in draft, or open with
    skills to accept or refuse.
    """
    return next(iter(_next_own(organisation_id, part=(0, 1))), None)


@reads.kept
def _next_own(organisation_id: Any) -> QuerySet[Vacancy]:
    task = Case(
        When(state=State.REFERRED, then=Value(0)),
        When(to_answer_count__gt=0, then=Value(1)),
        When(state=State.DRAFT, then=Value(2)),
        When(suggested_count__gt=0, state=State.OPEN, then=Value(3)),
    )
    rows = _with_needs(organisation_id).annotate(task=task).exclude(task=None)
    return rows.order_by("task", *_LONGEST_WAIT)


def own_counts(organisation_id: int) -> tuple[dict[str, int], int]:
    """How many are in each state, and how many people wait for an answer in all."""
    rows = _own_counts(organisation_id)
    return {state: count for state, count, _ in rows}, sum(waiting for _, _, waiting in rows)


@reads.kept
def _own_counts(organisation_id: Any) -> QuerySet[Vacancy, Any]:
    waiting = Q(job_applications__state=JobApplication.State.SUBMITTED)
    rows = Vacancy.objects.filter(organisation_id=organisation_id).order_by().values("state")
    counted = rows.annotate(n=Count("id", distinct=True), to_answer=Count("job_applications", filter=waiting))
    return counted.values_list("state", "n", "to_answer")


# Everybody's, for WMCA staff ---------------------------------------------------------------------------


def for_staff(ids: Sequence[int]) -> list[Vacancy]:
    known = {vacancy.pk: vacancy for vacancy in _for_staff(list(ids))}
    return [known[each] for each in ids if each in known]


@reads.kept
def _for_staff(ids: Any) -> QuerySet[Vacancy]:
    shown = (
        *("public_id", "title", "state", "source", "repeats", "posted_on", "closes_on"),
        *("organisation__name", "council__name"),
    )
    rows = Vacancy.objects.filter(id__in=reads.among(ids)).select_related("organisation", "council")
    counted: Any = rows.annotate(suggested_count=_skill_count(SkillState.SUGGESTED))  # type: ignore[no-redef]
    return counted.only(*shown).order_by().fetch_mode(FETCH_RAISE)
