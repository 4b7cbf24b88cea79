"""An employer looks how its vacancy is found: seen, matched, applied, from where, and against others like it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from district.matching.candidates import FEWEST
from district.matching.models import LearnerMatch
from district.partners.access import role_required
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.web import charts
from district.web.templatetags.district import plural
from employers import performance
from employers.models import Vacancy
from employers.performance import Others, Performance


@require_safe
@role_required(Role.EMPLOYER)
def vacancy_performance(request: ActorRequest, public_id: UUID) -> HttpResponse:
    own = Vacancy.objects.filter(organisation=request.actor.own_organisation)
    vacancy = get_object_or_404(own.select_related("organisation", "occupation"), public_id=public_id)
    context: dict[str, Any] = {"vacancy": vacancy, "has_opened": vacancy.opened_at is not None}
    if vacancy.opened_at is not None:
        found = performance.of_vacancy(vacancy)
        is_sent_here = not vacancy.apply_url or found.sent_count > 0
        others = performance.others_like(vacancy) if vacancy.is_open else None
        matched = (
            LearnerMatch.objects.filter(vacancies__contains=[vacancy.id]).count() if vacancy.is_open else 0
        )
        context |= {
            "found": found,
            "matched": f"{matched:,}" if matched >= FEWEST else f"under {FEWEST}",
            "others": others,
            "comparison": _comparison(others) if others else "",
            "fewest": performance.FEWEST,
            "is_sent_here": is_sent_here,
            "by_day": _by_day(found, is_sent_here=is_sent_here) if len(found.days) > 1 else None,
            "by_source": _by_source(found),
            "now": timezone.now(),
        }
    return render(request, "matching/vacancy_performance.html", context)


def _by_day(found: Performance, *, is_sent_here: bool) -> charts.Chart:
    since = found.days[0]
    title = f"Seen {plural(found.seen_count, 'time')} since {since.day} {since:%B}"
    series = {"seen": found.seen, "to apply": found.applied}  # short: they stand beside the lines
    if is_sent_here:
        series["applied"] = found.sent
    return charts.line(title, [f"{day.day} {day:%b}" for day in found.days], series)


def _by_source(found: Performance) -> charts.Chart:
    source, most, _ = max(found.sources, key=lambda each: each[1])
    title = (
        f"Most came from: {source.label.lower()}"
        if most
        else "Where people came from: nobody has seen it yet"
    )
    rows = [(source.label, (seen, applied)) for source, seen, applied in found.sources]
    return charts.grouped_bars(title, ["seen", "went to apply"], rows)


def _comparison(others: Others) -> str:
    own, usual = round(others.own_rate, 1), round(others.usual_rate, 1)
    if own == usual:
        return f"It is seen {own:.1f} times a day, as often as others like it."
    more = "more" if own > usual else "less"
    return f"It is seen {own:.1f} times a day, {more} often than others like it: {usual:.1f}."
