"""What fitted when somebody applied for a job, the same for both sides; and what closes the gap of a refusal."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from district.matching import receipt_wording
from district.matching.models import FrozenReceipt
from district.partners.access import role_required
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.web.pages import render_page
from employers import queries_job_applications as reads
from employers.models import JobApplication
from learners.access import learner_only
from learners.requests import LearnerRequest
from programmes import queries_own


@require_safe
@learner_only
def job_application_receipt(request: LearnerRequest, public_id: UUID) -> HttpResponse:
    """The learner's own side."""
    application = JobApplication.objects.of(request.actor).sent().filter(public_id=public_id).first()
    return render_page(
        request, "matching/job_application_receipt.html", _shown(application, of_them=False), fragment="kept"
    )


@require_safe
@role_required(Role.EMPLOYER)
def vacancy_application_receipt(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """What the employer sees of it: the same lines, whoever it is from."""
    application = JobApplication.objects.visible_to(request.actor).filter(public_id=public_id).first()
    return render_page(
        request,
        "matching/vacancy_application_receipt.html",
        _shown(application, of_them=True),
        fragment="kept",
    )


def _shown(application: JobApplication | None, *, of_them: bool) -> dict[str, Any]:
    if application is None:
        raise Http404("There is no such application.")
    kept = FrozenReceipt.objects.select_related("engine", "vacancy__organisation")
    frozen = kept.filter(application=application.public_id).first()
    if frozen is None:
        return {"application": application, "frozen": None}
    return {
        "application": application,
        "frozen": frozen,
        "vacancy": frozen.vacancy,
        "lines": receipt_wording.of_kept(frozen, of_them=of_them),
        "summary": receipt_wording.summary(frozen, of_them=of_them),
        "again": receipt_wording.again(frozen),
    }


@require_safe
@learner_only
def job_application_gap(request: LearnerRequest, public_id: UUID) -> HttpResponse:
    """Courses that teach what was missing, skill by skill, and the shortest way to the job while it is open."""
    application = reads.own_one(request.actor, public_id)
    if application is None or application.state != JobApplication.State.UNSUCCESSFUL:
        raise Http404("There is no such refusal.")
    context = {
        "application": application,
        "vacancy": application.vacancy,
        "gaps": queries_own.gaps_of(reads.missing(application)),
        "has_way": request.learner.matching_on and application.vacancy.is_open,
    }
    return render_page(request, "matching/job_application_gap.html", context, fragment="gap")
