"""Vacancies that raised a doubt, for WMCA staff: the queue, and one with what to decide about it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from district.partners.access import staff_only
from district.partners.requests import ActorRequest
from district.web.errors import Refused
from district.web.pages import paginate
from employers import queries, tables, wording
from employers.filters import ReviewFilter
from employers.forms import ReviewForm
from employers.models import VacancyReview
from employers.plain_text import blocks
from employers.services import vacancy_reviews

SAID = {
    "approve": "The vacancy is open. Its employer hears of it.",
    "changes": "The employer is asked for the changes and has four weeks.",
    "refuse": "The vacancy is refused. Its employer hears why.",
}


@require_safe
@staff_only
def vacancy_review_list(request: ActorRequest) -> HttpResponse:
    rows = VacancyReview.objects.visible_to(request.actor)
    chosen = ReviewFilter(request.GET, queryset=queries.reviews(rows))
    page = paginate(request, chosen.qs)
    context = {
        "filter": chosen,
        "page": page,
        "table": tables.review_table(page.object_list, request, page.paginator.count),
    }
    return render(request, "employers/vacancy_review_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def vacancy_review_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    rows = VacancyReview.objects.visible_to(request.actor)
    review = get_object_or_404(
        rows.select_related("vacancy__organisation", "decided_by"), public_id=public_id
    )
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, review, form)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, SAID[form.cleaned_data["decision"]])
            return redirect("vacancy_review_list")
    earlier = review.vacancy.reviews.filter(turn__lt=review.turn).order_by("-turn").first()
    context = {
        "review": review,
        "vacancy": review.vacancy,
        "form": form,
        "fields": [
            {
                "name": name,
                "label": label,
                "words": review.snapshot.get(name, ""),
                "findings": [each for each in review.findings if each["field"] == name],
                "request": review.requests.get(name, ""),
                "earlier": _changed_since(review, earlier, name),
                "field": form[f"change_{name}"],
            }
            for name, label in wording.REVIEWED.items()
            if name != "description"
        ],
        "description": {
            "blocks": blocks(review.snapshot.get("description", "")),
            "findings": [each for each in review.findings if each["field"] == "description"],
            "request": review.requests.get("description", ""),
            "earlier": _changed_since(review, earlier, "description"),
            "field": form["change_description"],
        },
        "earlier": earlier,
    }
    return render(request, "employers/vacancy_review_show.html", context)


def _changed_since(review: VacancyReview, earlier: VacancyReview | None, name: str) -> str:
    """What a field said when it was sent before, where it says something else now."""
    if earlier is None:
        return ""
    before = earlier.snapshot.get(name, "")
    return before if before != review.snapshot.get(name, "") else ""


def _decide(request: ActorRequest, review: VacancyReview, form: ReviewForm) -> None:
    answer: dict[str, Any] = form.cleaned_data
    by = request.actor
    if answer["decision"] == "approve":
        vacancy_reviews.approve(review=review, by=by)
    elif answer["decision"] == "changes":
        vacancy_reviews.ask_changes(review=review, requests=form.requests(), note=answer["note"], by=by)
    else:
        vacancy_reviews.refuse(review=review, reason=answer["reason"], note=answer["note"], by=by)
