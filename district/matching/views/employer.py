"""An employer looks who fits its vacancy: counts, and receipts of people who agreed, without who they are."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from district.matching import candidates, receipt_wording
from district.matching.candidates import Asked, Candidates
from district.partners.access import role_required
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.skills.models import Level
from district.web import charts
from district.web.errors import Refused
from district.web.pages import paginate
from district.web.templatetags.district import as_title
from employers.models import CandidateInvitation, Vacancy
from employers.services import candidate_invitations, job_applications
from learners.models import Learner

PER_PAGE = 10
IN_PICTURE = 8


@require_safe
@role_required(Role.EMPLOYER)
def vacancy_fits(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """In the order in which they fit; below a few people nothing but that there are few."""
    asked = CandidateInvitation.objects.filter(vacancy=OuterRef("pk")).order_by("learner_id")
    own = Vacancy.objects.filter(organisation=request.actor.own_organisation)
    own = own.annotate(invited=ArraySubquery(asked.values("learner_id")))
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
    invited = set(vacancy.invited)  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "vacancy": vacancy,
        "is_open": is_open,
        "found": found,
        "fewest": candidates.FEWEST,
        "takes_applications": not job_applications.obvious_obstacle(vacancy),
        "counts": receipt_wording.counts(found) if shown else "",
        "chart": _picture(found.asked, found.count) if shown else None,
        "page": page,
        "people": [
            {
                "number": first + place,
                "summary": f"They have {why[learner].summary}",
                "lines": receipt_wording.of_candidate(why[learner].lines),
                "card": candidates.card_of(vacancy=vacancy, learner=learner),
                "is_invited": learner in invited,
            }
            for place, learner in enumerate(page.object_list)
        ],
    }
    return render(request, "matching/vacancy_fits.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(Role.EMPLOYER)
def candidate_invite(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """One card of those shown, looked at again and then asked; who it is stays unknown."""
    own = Vacancy.objects.filter(organisation=request.actor.own_organisation)
    vacancy = get_object_or_404(own.select_related("organisation"), public_id=public_id)
    card = (request.POST if request.method == "POST" else request.GET).get("card", "")
    today = timezone.localdate()
    found = candidates.of_vacancy(vacancy=vacancy, day=today)
    cards = {candidates.card_of(vacancy=vacancy, learner=each): each for each in found.ids}
    if not found.are_enough or card not in cards:
        messages.error(request, "This person can no longer be invited. Choose another.")
        return redirect("vacancy_fits", public_id)
    if request.method == "POST":
        try:
            learner = Learner.objects.select_related("user").get(pk=cards[card])
            candidate_invitations.invite(vacancy=vacancy, learner=learner, by=request.actor)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "The invitation is sent. We tell you what they answer.")
        return redirect("vacancy_fits", public_id)
    why = candidates.lines(vacancy=vacancy, engine=found.engine, learners=[cards[card]], day=today)
    receipt = why[cards[card]]
    context = {
        "vacancy": vacancy,
        "card": card,
        "summary": f"They have {receipt.summary}",
        "lines": receipt_wording.of_candidate(receipt.lines),
    }
    return render(request, "matching/candidate_invite.html", context)


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
