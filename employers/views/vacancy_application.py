"""An employer reads who has applied, without who they are until they are shortlisted, and moves them on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from district.partners.access import role_required
from district.partners.forms import NoteForm
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.web import pages
from district.web.errors import Refused
from district.web.templatetags.district import plural
from employers import job_application_words as words
from employers import message_words
from employers import queries_job_applications as reads
from employers.job_application_forms import MoveForm, RefuseForm, TemplateForm
from employers.models import JobApplication, MessageTemplate, Vacancy
from employers.services import job_application_moves as moves
from employers.views.job_application import cv_response

State = JobApplication.State
employer_only = role_required(Role.EMPLOYER)
form_page = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Act:
    """A move for one or many: its words, and from where it leads."""

    label: str
    heading: str
    said: str
    to: State
    is_warning: bool = False

    @property
    def form(self) -> type[MoveForm]:
        return RefuseForm if self.to == State.UNSUCCESSFUL else MoveForm

    def fits(self, state: str) -> bool:
        return self.to in JobApplication.TRANSITIONS[State(state)]


ACTS = {
    "shortlist": Act("Shortlist", "Shortlist", "shortlisted", State.SHORTLISTED),
    "interview": Act("Interview", "Move to interviews", "moved to interviews", State.INTERVIEWING),
    "offer": Act("Offer the job", "Offer the job", "offered the job", State.OFFERED),
    "hire": Act("Hired", "Say who is hired", "hired", State.HIRED),
    "refuse": Act(
        "Say no", "Say no to applications", "told no, with the reason", State.UNSUCCESSFUL, is_warning=True
    ),
}


@require_safe
@employer_only
def vacancy_application_list(request: ActorRequest, public_id: UUID) -> HttpResponse:
    vacancy = _own_vacancy(request, public_id)
    counts = reads.stage_counts(vacancy)
    stage = request.GET.get("stage", "")
    if stage not in reads.STAGES:
        stage = next((name for name, count in counts.items() if count), "submitted")
    page = pages.paginate(request, reads.of_stage(vacancy, stage), count=counts[stage])
    states = reads.STAGES[stage][1]
    context = {
        "vacancy": vacancy,
        "stage": stage,
        "tabs": [
            {
                "label": label,
                "count": counts[name],
                "href": pages.query_string(request, stage=name, page=None),
                "is_current": name == stage,
            }
            for name, (label, _) in reads.STAGES.items()
        ],
        "page": page,
        "rows": [words.row(each) for each in page.object_list],
        "has_any": any(counts.values()),
        "invited": reads.invitation_counts(vacancy),
        "acts": [
            {"name": "act", "value": name, "label": act.label}
            for name, act in ACTS.items()
            if any(act.fits(state) for state in states)
        ],
    }
    return render(request, "employers/vacancy_application_list.html", context)


@require_safe
@employer_only
def vacancy_application_bulk(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """From the ticked rows of the list to the page of what was pressed."""
    act, rows = request.GET.get("act", ""), _ids(request.GET)
    if act not in ACTS or not rows:
        messages.error(request, "Tick the applications first, then choose what to do with them.")
        return redirect("vacancy_application_list", public_id)
    query = QueryDict(mutable=True)
    query.setlist("rows", rows)
    return redirect(f"{reverse('vacancy_application_decide', args=[public_id, act])}?{query.urlencode()}")


@form_page
@employer_only
def vacancy_application_decide(request: ActorRequest, public_id: UUID, act: str) -> HttpResponse:
    """What is said to one or many; then it is done."""
    vacancy = _own_vacancy(request, public_id)
    if act not in ACTS:
        raise Http404
    what = ACTS[act]
    ids = _ids(request.POST if request.method == "POST" else request.GET)
    rows = reads.chosen(request.actor, vacancy, ids)
    if not rows or len(rows) != len(ids):
        raise Http404
    templates = list(MessageTemplate.objects.visible_to(request.actor).order_by("name"))
    form = what.form(request.POST or None, templates=templates)
    if request.method == "POST" and form.is_valid():
        try:
            done = _do(what, rows, form, request)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return _decided(request, vacancy, what, done)
    context = {
        "act": act,
        "what": what,
        "vacancy": vacancy,
        "form": form,
        "ids": [str(each.public_id) for each in rows],
        "people": [words.who(each) for each in rows],
        "templates": templates,
        "are_blind": any(each.is_blind for each in rows) and what.to != State.UNSUCCESSFUL,
    }
    return render(request, "employers/vacancy_application_decide.html", context)


def _do(what: Act, rows: Sequence[JobApplication], form: Any, request: ActorRequest) -> moves.Done:
    refusal = (
        moves.Refusal(form.cleaned_data["reason"], form.missing) if what.to == State.UNSUCCESSFUL else None
    )
    return moves.move_many(
        applications=rows, to=what.to, words=form.message, refusal=refusal, by=request.actor
    )


def _decided(request: ActorRequest, vacancy: Vacancy, what: Act, done: moves.Done) -> HttpResponse:
    if done.changed:
        are = "is" if len(done.changed) == 1 else "are"
        messages.success(request, f"{plural(len(done.changed), 'person,people')} {are} {what.said}.")
    for application, refusal in done.refused[:5]:
        messages.error(request, f"{words.who(application)}: {refusal.message}")
    if len(done.changed) + len(done.refused) == 1:
        only = done.changed[0] if done.changed else done.refused[0][0]
        return redirect("vacancy_application_show", only.public_id)
    return redirect("vacancy_application_list", vacancy.public_id)


@form_page
@employer_only
def vacancy_application_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    application = _received(request, public_id)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        moves.add_note(application=application, words=form.cleaned_data["words"], by=request.actor)
        messages.success(request, "The note is kept.")
        return redirect("vacancy_application_show", public_id)
    is_blind = application.is_blind
    cv = reads.cv_of(application)
    context = {
        "application": application,
        "vacancy": application.vacancy,
        "who": words.who(application),
        "is_blind": is_blind,
        "person": [] if is_blind else words.person(application),
        "parts": words.parts(application, is_blind=is_blind),
        "texts": words.texts(application, is_blind=is_blind),
        "cv": words.cv(cv),
        "cv_note": words.cv_note(cv, is_own=False),
        "events": words.timeline(application, list(application.steps.all()), is_own=False),
        "missing": reads.missing(application),
        "notes": list(application.notes.select_related("written_by")),
        "form": form,
        "acts": [(name, act) for name, act in ACTS.items() if act.fits(application.state)],
    }
    return render(request, "employers/vacancy_application_show.html", context)


@require_safe
@employer_only
def vacancy_application_cv(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Once they are shortlisted; before that there is nothing here."""
    application = _received(request, public_id)
    if application.is_blind:
        raise Http404("There is no CV.")
    return cv_response(application)


# Message templates -----------------------------------------------------------------------------------


@form_page
@employer_only
def message_template_list(request: ActorRequest) -> HttpResponse:
    form = TemplateForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _saved(request, form, None):
        return redirect("message_template_list")
    templates = MessageTemplate.objects.visible_to(request.actor).order_by("name")
    page = pages.paginate(request, templates)
    return render(
        request,
        "employers/message_template_list.html",
        {"form": form, "page": page, "places": message_words.PLACES},
    )


@form_page
@employer_only
def message_template_change(request: ActorRequest, public_id: UUID) -> HttpResponse:
    template = _template(request, public_id)
    initial = {"name": template.name, "words": template.words}
    form = TemplateForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _saved(request, form, template):
        return redirect("message_template_list")
    return render(request, "employers/message_template_change.html", {"form": form, "template": template})


@require_POST
@employer_only
def message_template_remove(request: ActorRequest, public_id: UUID) -> HttpResponse:
    moves.remove_template(template=_template(request, public_id), by=request.actor)
    messages.success(request, "The template is removed.")
    return redirect("message_template_list")


def _saved(request: ActorRequest, form: TemplateForm, template: MessageTemplate | None) -> bool:
    data = form.cleaned_data
    try:
        moves.save_template(name=data["name"], words=data["words"], template=template, by=request.actor)
    except Refused as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, "The template is kept.")
    return True


def _template(request: ActorRequest, public_id: UUID) -> MessageTemplate:
    return get_object_or_404(MessageTemplate.objects.visible_to(request.actor), public_id=public_id)


def _ids(data: QueryDict) -> list[str]:
    found = []
    for text in data.getlist("rows")[: moves.MOST_AT_ONCE]:
        try:
            found.append(str(UUID(text)))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def _received(request: ActorRequest, public_id: UUID) -> JobApplication:
    application = reads.received(request.actor, public_id)
    if application is None:
        raise Http404("There is no such application.")
    return application


def _own_vacancy(request: ActorRequest, public_id: UUID) -> Vacancy:
    own = Vacancy.objects.filter(organisation=request.actor.own_organisation)
    return get_object_or_404(own.select_related("organisation"), public_id=public_id)
