"""One line for each result of a search, for the learner who looks: loaded into the list once it stands."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from district.matching import queries, receipts, wording
from district.matching.access import learner_or_nothing
from learners.requests import LearnerRequest

MOST = 20  # results of a page


@require_safe
@learner_or_nothing
def match_job_lines(request: LearnerRequest) -> HttpResponse:
    """7 of 9 skills asked, one course away. Nothing where none of the jobs asks for anything of theirs."""
    learner, rows = request.learner, queries.vacancies_named(_ids(request), learner=request.learner)
    engine = rows[0].engine if rows else None
    if engine is None or not learner.matching_on:
        return HttpResponse(status=204)
    found = receipts.of_vacancies(
        learner=learner, vacancy_ids=[row.id for row in rows], engine=engine, day=timezone.localdate()
    )
    if not any(why.fit or why.is_one_course_away for why in found.values()):
        return HttpResponse(status=204)
    return _lines(
        request,
        {row.public_id: wording.summary_line(found[row.id]) for row in rows if found[row.id].lines},
    )


@require_safe
@learner_or_nothing
def match_course_lines(request: LearnerRequest) -> HttpResponse:
    """Opens 5 jobs for you, where a course does that and can be joined."""
    learner, ids = request.learner, _ids(request)
    match = queries.match_of(learner) if ids and learner.matching_on else None
    if match is None:
        return HttpResponse(status=204)
    rows = queries.courses_named(ids)
    opened = receipts.opened(
        learner=learner, match=match, course_ids=[each for each, _ in rows], day=timezone.localdate()
    )
    return _lines(request, {name: wording.opening(opened[each]) for each, name in rows if opened.get(each)})


def _ids(request: HttpRequest) -> list[UUID]:
    """The results asked about; what is no id is left out."""
    found = []
    for text in request.GET.getlist("id")[:MOST]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _lines(request: HttpRequest, lines: Mapping[UUID, str]) -> HttpResponse:
    if not lines:
        return HttpResponse(status=204)
    return render(request, "matching/match_lines.html", {"lines": lines})
