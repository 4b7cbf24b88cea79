"""Vacancies as WMCA staff see them: all states, with where each came from. They read; employers write."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from district.partners.access import staff_only
from district.partners.requests import ActorRequest
from district.web.pages import paginate
from employers import queries, tables
from employers.filters import StaffFilter
from employers.models import Vacancy


@require_safe
@staff_only
def authority_vacancy_list(request: ActorRequest) -> HttpResponse:
    chosen = StaffFilter(
        request.GET or None, queryset=queries.for_staff(Vacancy.objects.visible_to(request.actor))
    )
    page = paginate(request, chosen.qs)
    context = {
        "filter": chosen,
        "page": page,
        "table": tables.staff_table(
            queries.with_skill_counts(page.object_list), request, page.paginator.count
        ),
    }
    return render(request, "employers/authority_vacancy_list.html", context)
