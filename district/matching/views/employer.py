"""An employer looks who fits its vacancy: counts, and receipts of people who agreed, without who they are."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from district.matching import candidates, receipt_wording
from district.matching.candidates import Asked, Candidates
from district.partners.access import role_required
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.skills.models import Level
from district.web import charts
from district.web.pages import paginate
from district.web.templatetags.district import as_title
from employers.models import Vacancy

PER_PAGE = 10
IN_PICTURE = 8


@require_safe
@role_required(Role.EMPLOYER)
def vacancy_fits(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """In the order in which they fit; below a few people nothing but that there are few."""
    own = Vacancy.objects.filter(organisation=request.actor.own_organisation)
    vacancy = get_object_or_404(own.select_related("organisation"), public_id=public_id)
    today = timezone.localdate()
    is_open = vacancy.state == Vacancy.State.OPEN
    found = candidates.of_vacancy(vacancy=vacancy, day=today) if is_open else Candidates("", (), (), ())
    shown = found.ids if found.are_enough else ()
    page = paginate(request, shown, per_page=PER_PAGE)
    why = (
        candidates.lines(vacancy=vacancy, engine=found.engine, learners=list(page.object_list), day=today)
        if page.object_list
        else {}
    )
    first = page.start_index()
    context: dict[str, Any] = {
        "vacancy": vacancy,
        "is_open": is_open,
        "found": found,
        "fewest": candidates.FEWEST,
        "counts": receipt_wording.counts(found) if shown else "",
        "chart": _picture(found.asked, found.count) if shown else None,
        "page": page,
        "people": [
            {
                "number": first + place,
                "summary": f"They have {why[learner].summary}",
                "lines": receipt_wording.of_candidate(why[learner].lines),
            }
            for place, learner in enumerate(page.object_list)
        ],
    }
    return render(request, "matching/vacancy_fits.html", context)


def _picture(asked: Sequence[Asked], count: int) -> charts.Chart:
    """The skills that fewest meet are what the employer would have to teach."""
    rarest = min(asked, key=lambda each: each.met)
    title = f"Fewest have in full: {as_title(rarest.label)}"
    values = [
        (
            f"{as_title(each.label)} ({Level(each.level).label.lower()})",
            [each.met, each.part, count - each.met - each.part],
        )
        for each in asked[:IN_PICTURE]
    ]
    return charts.grouped_bars(title, ["in full", "in part", "not yet"], values)
