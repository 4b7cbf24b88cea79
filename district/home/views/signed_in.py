"""Each role's first page: what to do next."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from district.home import agenda, desk, tools
from district.home.services import desk_figures
from district.partners.access import signed_in, staff_only
from district.partners.actor import Actor
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.web import way_back
from learners.access import learner_only
from learners.requests import LearnerRequest


@require_safe
@signed_in
def home_start(request: ActorRequest) -> HttpResponse:
    """Leads each person to the page they had to sign in for, else to the home of what they act as; somebody new
    chooses what they came for.
    """
    path = way_back.take(request)
    return redirect(path) if path else _own_home(request)


def _own_home(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    if actor.is_staff:
        return redirect("authority_show")
    if actor.acts_as(Role.EMPLOYER):
        return redirect("employer_home")
    if actor.acts_as(Role.PROVIDER):
        return redirect("provider_home")
    if actor.organisation is not None:
        return _home_of_partner(actor)
    if hasattr(actor.user, "learner"):
        return redirect("learner_home")
    return render(request, "home/home_start.html")


def _home_of_partner(actor: Actor) -> HttpResponse:
    if actor.acts_as(Role.COMMUNITY):
        return redirect("referral_list")
    return redirect("organisation_show", actor.own_organisation.public_id)


@require_safe
@learner_only
def learner_home(request: LearnerRequest) -> HttpResponse:
    return render(request, "home/learner_home.html", agenda.of_learner(request.learner))


@require_safe
@staff_only
def authority_show(request: ActorRequest) -> HttpResponse:
    counted = desk_figures.latest()
    figures = counted.figures if counted else {}
    return render(
        request,
        "home/authority_show.html",
        {
            **desk.attention(figures, opens_rows=request.actor.is_staff_admin),
            "pictures": desk.pictures(figures),
            "counted": counted,
            "tools": tools.OF_STAFF,
        },
    )
