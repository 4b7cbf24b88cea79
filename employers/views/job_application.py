"""A learner applies for a job: what goes along, a look at it, and how it stands."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from district.web import pages
from district.web.errors import Refused
from employers import job_application_words as words
from employers import profile_parts, queries
from employers import queries_job_applications as reads
from employers.job_application_forms import ApplyForm
from employers.models import CvFile, JobApplication, VisitKind
from employers.services import job_applications, visits
from learners.access import learner_only
from learners.requests import LearnerRequest

State = JobApplication.State
form_page = require_http_methods(["GET", "HEAD", "POST"])
TYPES = {
    CvFile.Kind.PDF: "application/pdf",
    CvFile.Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@form_page
@learner_only
def job_application_start(request: LearnerRequest, public_id: UUID) -> HttpResponse:
    """What of the profile goes along, answers, and a CV if they like."""
    vacancy = queries.for_detail(public_id)
    if vacancy is None:
        raise Http404("There is no such job.")
    draft = reads.live_for(request.actor, vacancy)
    if draft is not None and draft.state != State.DRAFT:
        return redirect("job_application_show", draft.public_id)
    if sentence := job_applications.obvious_obstacle(vacancy):
        messages.error(request, sentence)
        return redirect("job_show", public_id)
    if draft is None:
        visits.note(request=request, vacancy_id=vacancy.id, kind=VisitKind.APPLY)
    cv = reads.cv_of(draft) if draft else None
    form = ApplyForm(
        request.POST or None,
        request.FILES or None,
        questions=job_applications.questions_of(vacancy),
        has_cv=cv is not None,
        is_age_known=draft is not None and draft.age_checked_at is not None,
        initial=_initial(draft),
    )
    if request.method == "POST" and form.is_valid():
        try:
            draft = job_applications.save_draft(
                vacancy=vacancy,
                learner=request.learner,
                words=form.words(),
                cv=form.cv_sent(),
                by=request.actor,
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("job_application_check", draft.public_id)
    kept = profile_parts.of_profile(request.learner)
    context = {
        "form": form,
        "vacancy": vacancy,
        "parts": profile_parts.shown(kept, profile_parts.LABELS, is_blind=False),
        "cv": words.cv(cv),
        "cv_note": words.cv_note(cv, is_own=True),
        "has_questions": bool(job_applications.questions_of(vacancy)),
    }
    return render(request, "employers/job_application_start.html", context)


def _initial(draft: JobApplication | None) -> dict[str, Any]:
    if draft is None:
        return {"parts": list(profile_parts.LABELS)}
    answers = {f"answer_{number}": pair[1] for number, pair in enumerate(draft.answers)}
    return answers | {"parts": draft.parts, "why": draft.why, "phone": draft.phone}


@form_page
@learner_only
def job_application_check(request: LearnerRequest, public_id: UUID) -> HttpResponse:
    """What the employer reads at first, and what it gets once it shortlists: then it is sent."""
    application = _own(request, public_id)
    if application.state != State.DRAFT:
        return redirect("job_application_show", public_id)
    if request.method == "POST":
        try:
            job_applications.send(application=application, by=request.actor)
        except Refused as refusal:
            messages.error(request, refusal.message)
            return redirect("job_application_check", public_id)
        messages.success(request, "Your application is sent.")
        return redirect("job_application_show", public_id)
    kept = profile_parts.of_profile(request.learner)
    cv = reads.cv_of(application)
    blind = words.parts(application, is_blind=True, kept=kept)
    context = {
        "application": application,
        "vacancy": application.vacancy,
        "first": blind,
        "first_texts": words.texts(application, is_blind=True),
        "later": [each for each in words.parts(application, is_blind=False, kept=kept) if each not in blind],
        "person": words.person(application),
        "cv": words.cv(cv),
        "cv_note": words.cv_note(cv, is_own=True),
        "obstacle": job_applications.obstacle(application.vacancy),
        "change_href": reverse("job_application_start", args=[application.vacancy.public_id]),
    }
    return render(request, "employers/job_application_check.html", context)


@require_safe
@learner_only
def job_application_list(request: LearnerRequest) -> HttpResponse:
    page = pages.paginate(request, reads.own(request.actor))
    lines = [
        {
            "application": each,
            "title": words.MEANINGS[State(each.state)][0],
            "href": reverse(
                "job_application_check" if each.state == State.DRAFT else "job_application_show",
                args=[each.public_id],
            ),
        }
        for each in page.object_list
    ]
    context = {"page": page, "lines": lines, "invitations": reads.invitations_waiting(request.actor)}
    return render(request, "employers/job_application_list.html", context)


@require_safe
@learner_only
def job_application_show(request: LearnerRequest, public_id: UUID) -> HttpResponse:
    application = _own(request, public_id)
    if application.state == State.DRAFT:
        return redirect("job_application_check", public_id)
    title, meaning = words.MEANINGS[State(application.state)]
    cv = reads.cv_of(application)
    context = {
        "application": application,
        "vacancy": application.vacancy,
        "title": title,
        "meaning": meaning,
        "events": words.timeline(application, list(application.steps.all()), is_own=True),
        "parts": words.parts(application, is_blind=False),
        "texts": words.texts(application, is_blind=False),
        "cv": words.cv(cv),
        "cv_note": words.cv_note(cv, is_own=True),
        "missing": reads.missing(application),
        "is_offered": application.state == State.OFFERED,
    }
    return render(request, "employers/job_application_show.html", context)


@form_page
@learner_only
def job_application_withdraw(request: LearnerRequest, public_id: UUID) -> HttpResponse:
    """Asks once more; of an offer, it says no to it."""
    application = _own(request, public_id)
    if request.method == "POST":
        try:
            job_applications.withdraw(application=application, by=request.actor)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "Done. Thank you for saying so.")
        return redirect("job_application_list")
    if not application.is_live:
        return redirect("job_application_show", public_id)
    context = {"application": application, "vacancy": application.vacancy}
    return render(request, "employers/job_application_withdraw.html", context)


@require_safe
@learner_only
def job_application_cv(request: LearnerRequest, public_id: UUID) -> HttpResponse:
    """One's own."""
    return cv_response(_own(request, public_id))


def cv_response(application: JobApplication) -> HttpResponse:
    """To be kept, never to be shown by the browser as a page of ours."""
    file = CvFile.objects.readable().filter(application=application).first()
    if file is None:
        raise Http404("There is no CV, or nobody may open it yet.")
    response = HttpResponse(bytes(file.content), content_type=TYPES[CvFile.Kind(file.kind)])
    response["Content-Disposition"] = (
        f'attachment; filename="cv-{str(application.public_id)[:8]}.{file.kind}"'
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    return response


def _own(request: LearnerRequest, public_id: UUID) -> JobApplication:
    application = reads.own_one(request.actor, public_id)
    if application is None:
        raise Http404("There is no such application of yours.")
    return application
