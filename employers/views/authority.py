"""Vacancies as WMCA staff see them: all states, with where each came from. They read; employers write."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from district.partners.access import staff_only
from district.partners.requests import ActorRequest
from district.web.pages import paginate
from employers import queries_lists, tables
from employers.filters import StaffFilter
from employers.models import Vacancy


@require_safe
@staff_only
def authority_vacancy_list(request: ActorRequest) -> HttpResponse:
    found = Vacancy.objects.visible_to(request.actor).order_by(*queries_lists.NEWEST)
    chosen = StaffFilter(request.GET or None, queryset=found)
    page = paginate(request, chosen.qs.values_list("id", flat=True))
    context = {
        "filter": chosen,
        "page": page,
        "table": tables.staff_table(
            queries_lists.for_staff(list(page.object_list)), request, page.paginator.count
        ),
    }
    return render(request, "employers/authority_vacancy_list.html", context)
