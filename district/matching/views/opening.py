"""What courses open for a learner: one by itself, and the best two together."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from district.matching import facts, ground, queries, receipts, wording
from district.matching.access import learner_or_nothing
from district.matching.engine import courses as course_rules
from district.matching.services import engines
from district.web.pages import paginate, render_page
from employers import wording as job_wording
from employers.models import Vacancy
from learners.models import Learner
from learners.requests import LearnerRequest
from programmes.models import CourseRun

MOST_NEARER = 10


@require_safe
@learner_or_nothing
def match_course_show(request: LearnerRequest, public_id: UUID) -> HttpResponse:
    """Every job that the course opens, a page at a time, and those that it brings nearest."""
    learner = request.learner
    course = queries.course(public_id, learner=learner)
    if not learner.matching_on:
        return redirect("match_course_list")
    changes = receipts.rises(
        learner=learner, course_id=course.id, engine=engine_of(course), day=timezone.localdate()
    )
    opened = [each for each in changes if each.is_opened]
    nearer = changes[len(opened) :]
    page = paginate(request, opened)
    items = _items([*page.object_list, *nearer[:MOST_NEARER]])
    opened_ids = {each.vacancy_id for each in opened}
    runs = joinable(learner, queries.runs_of(course))
    context = {
        "course": course,
        "when": wording.run_line(wording.first(runs), course) if runs else "",
        "can_join": bool(runs),
        "has_runs": bool(queries.runs_of(course)),
        "page": page,
        "opened_count": len(opened),
        "opened": [item for item in items if item["id"] in opened_ids],
        "nearer": [item for item in items if item["id"] not in opened_ids],
        "nearer_count": len(nearer),
        "not_considered": wording.NOT_CONSIDERED,
    }
    return render_page(request, "matching/match_course_show.html", context, fragment="opens")


def engine_of(row: Any) -> str:
    """The version under which this learner was matched; before their first match, the one in force."""
    return row.engine or engines.current().code


def joinable(learner: Learner, runs: list[CourseRun]) -> list[CourseRun]:
    one, today = facts.learner(learner, held={}, hopes=()), timezone.localdate()
    return [run for run in runs if course_rules.can_join(one, facts.run(run), today)]


def _items(changes: list[receipts.Rise]) -> list[dict[str, Any]]:
    by_id = {each.vacancy_id: each for each in changes}
    return [
        _item(vacancy) | {"receipt": wording.after_course(by_id[vacancy.id])}
        for vacancy in queries.vacancies(list(by_id))
    ]


def _item(vacancy: Vacancy) -> dict[str, Any]:
    return {
        "id": vacancy.id,
        "title": vacancy.title,
        "href": reverse("match_job_show", args=[vacancy.public_id]),
        "who": " · ".join(filter(None, [vacancy.organisation.name, job_wording.place(vacancy)])),
        "money": job_wording.pay(vacancy),
    }


@require_safe
@learner_or_nothing
def match_course_pair(request: LearnerRequest) -> HttpResponse:
    """The two courses that open most one after the other, and the jobs that they open."""
    learner = request.learner
    match = queries.match_of(learner)
    if not learner.matching_on or match is None:
        return redirect("match_course_list")
    pair = ground.of_all(learner=learner, engine=match.engine_id, day=timezone.localdate()).best_pair()
    opened = pair.opened if pair else ()
    page = paginate(request, opened)
    runs = queries.runs([slot.run for slot in pair.plan.slots]) if pair else []
    context = {
        "steps": wording.way_steps(runs),
        "alone": pair.alone if pair else (),
        "ends": wording.way_end(pair.plan) if pair else "",
        "opened_count": len(opened),
        "page": page,
        "opened": [_item(each) for each in queries.vacancies(page.object_list)] if pair else [],
        "list_href": reverse("match_course_list"),
    }
    return render_page(request, "matching/match_course_pair.html", context, fragment="pair")
