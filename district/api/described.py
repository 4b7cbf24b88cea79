"""Vacancies as the API tells them: what the employer has said, and nothing about anybody who applies."""

from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse

from district.api.models import PostedVacancy
from district.api.models.posted import PostedVacancyQuerySet
from district.api.services import wanted
from district.skills.models import SkillState
from employers.models import Vacancy, VacancyReview, VacancySkill


def vacancy(posted_id: int) -> dict[str, Any]:
    """A constant number of queries, however much it asks for."""
    skills = VacancySkill.objects.select_related("skill").order_by("id")
    posted = (
        PostedVacancy.objects.for_list()
        .prefetch_related(
            Prefetch("vacancy__asked_skills", skills, to_attr="skills_read"),
            Prefetch("vacancy__reviews", VacancyReview.objects.order_by("-turn"), to_attr="reviews_read"),
        )
        .get(pk=posted_id)
    )
    told: Any = posted.vacancy
    return {
        **_line(posted),
        "state_label": told.get_state_display(),
        "kind": told.kind,
        "places": _places(told),
        "pay": _pay(told),
        "paused_until": told.paused_until,
        "skills": [
            {"id": each.skill.public_id, "name": each.skill.label, "level": each.level, "need": each.need}
            for each in told.skills_read
            if each.state == SkillState.ACCEPTED
        ],
        "suggested_skills": [
            {"id": each.skill.public_id, "name": each.skill.label, "words": each.words}
            for each in told.skills_read
            if each.state == SkillState.SUGGESTED
        ],
        "check": _check(told, told.reviews_read),
        "posted_at": posted.posted_at,
    }


def page(rows: PostedVacancyQuerySet, number: int, size: int) -> dict[str, Any]:
    """One page of short lines; a page after the last is empty."""
    count = rows.count()
    start = (number - 1) * size
    return {
        "count": count,
        "page": number,
        "pages": max(1, -(-count // size)),
        "items": [_line(posted) for posted in rows.for_list()[start : start + size]],
    }


def _line(posted: PostedVacancy) -> dict[str, Any]:
    told = posted.vacancy
    return {
        "reference": posted.reference,
        "id": told.public_id,
        "url": settings.SITE_URL.rstrip("/") + reverse("job_show", args=[told.public_id]),
        "state": told.state,
        "version": told.version,
        "title": told.title,
        "closes_at": told.closes_at,
        "changed_at": posted.changed_at,
    }


def _places(told: Vacancy) -> list[dict[str, Any]]:
    if told.postcode_id is None and not told.place_text:
        return []
    council = told.council.name if told.council else None
    main = {"postcode": told.postcode_id, "name": told.place_text, "council": council}
    others = [
        {"postcode": each["postcode"], "name": each["name"], "council": each["council_name"]}
        for each in told.other_places
    ]
    return [main, *others]


def _pay(told: Vacancy) -> dict[str, Any] | None:
    if told.salary_least is None or told.salary_most is None:
        return None
    return {"unit": told.salary_unit, "least": told.salary_least, "most": told.salary_most}


def _check(told: Vacancy, reviews: list[VacancyReview]) -> dict[str, Any] | None:
    """The last look of WMCA staff, while something hangs on it."""
    if not reviews or told.state not in {
        Vacancy.State.SUBMITTED,
        Vacancy.State.REFERRED,
        Vacancy.State.REFUSED,
    }:
        return None
    review = reviews[0]
    return {
        "state": review.state,
        "answer_due_on": review.due_on,
        "requests": [
            {"field": wanted.outside(name), "message": words} for name, words in review.requests.items()
        ],
        "reason": review.get_reason_display() if review.reason else "",
        "note": review.note,
    }
