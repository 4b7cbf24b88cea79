"""The first pages of employers and providers: what waits for them, of all that they do here."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from district.home import tiles, tools
from district.home.agenda import Step
from district.partners.access import role_required
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.web import pages
from district.web.templatetags.district import day, plural
from district.workplace import agenda
from employers import queries_lists as vacancies
from employers import tables
from employers.models import Vacancy
from programmes import queries as courses
from programmes import run_desk
from programmes import tables as course_tables


@require_safe
@role_required(Role.PROVIDER)
def provider_home(request: ActorRequest) -> HttpResponse:
    own = courses.agenda(request.actor.own_organisation)
    context = {
        "agenda": own,
        "waiting": tiles.of_provider(run_desk.what_next(request.actor), agenda.of_provider(request.actor)),
        "teaching": tiles.of_teaching(own),
        "table": course_tables.soon_table(own.soon) if own.soon else None,
        "tools": tools.OF_PROVIDERS,
    }
    return render(request, "home/provider_home.html", context)


@require_safe
@role_required(Role.EMPLOYER)
def employer_home(request: ActorRequest) -> HttpResponse:
    own = request.actor.own_organisation.pk
    counts, to_answer = vacancies.own_counts(own)
    state = request.GET.get("state", "")
    state = state if state in Vacancy.State.values else ""
    count = counts.get(state, 0) if state else sum(counts.values())
    page = pages.paginate(request, vacancies.own(own, state), count=count)
    tabs = [
        {
            "label": f"{label} ({counts.get(value, 0) if value else sum(counts.values())})",
            "href": pages.query_string(request, state=value or None, page=None),
            "is_current": value == state,
        }
        for value, label in [("", "All"), *Vacancy.State.choices]
        if not value or counts.get(value) or value == state
    ]
    context = {
        "page": page,
        "tabs": tabs,
        "table": tables.own_table(page.object_list),
        "step": _step(vacancies.next_own(own), has_any=bool(counts)),
        "waiting": tiles.of_employer(to_answer, agenda.of_employer(request.actor)),
        "tools": tools.OF_EMPLOYERS,
        "has_any": bool(counts),
    }
    return render(request, "home/employer_home.html", context)


def _step(vacancy: Vacancy | None, *, has_any: bool) -> Step:
    """The one thing to do next, of all vacancies."""
    if vacancy is None:
        return Step(
            title="Post a vacancy" if has_any else "Post your first vacancy",
            text="A job, an apprenticeship, work experience or a placement. It takes about ten minutes.",
            href=reverse("vacancy_create"),
            button="Start",
        )
    if vacancy.state == Vacancy.State.REFERRED:
        return Step(
            title=f"Change “{vacancy.title}”",
            text="WMCA staff have looked at it and say what to change before it can be published.",
            href=reverse("vacancy_show", args=[vacancy.public_id]),
            button="See what to change",
        )
    if vacancy.to_answer_count:
        return Step(
            title=f"Answer those who applied: “{vacancy.title}”",
            text=f"{plural(vacancy.to_answer_count, 'person waits,people wait')} for it, the first since "
            f"{day(vacancy.waits_since)}.",
            href=reverse("vacancy_application_list", args=[vacancy.public_id]),
            button="Read what they sent",
        )
    if vacancy.state == Vacancy.State.DRAFT:
        return Step(
            title=f"Finish “{vacancy.title}”",
            text="It is a draft: nobody sees it until you publish it.",
            href=reverse("vacancy_show", args=[vacancy.public_id]),
            button="Carry on",
        )
    return Step(
        title=f"Look at the skills we found in “{vacancy.title}”",
        text="Accept the ones you need: people are matched by them.",
        href=reverse("vacancy_skills", args=[vacancy.public_id]),
        button="Look at the skills",
    )
