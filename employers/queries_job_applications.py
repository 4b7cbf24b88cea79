"""Reads for the pages about job applications."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, F, QuerySet

from district.partners.actor import Actor
from employers.models import CandidateInvitation, CvFile, JobApplication, JobMissingSkill, Vacancy

State = JobApplication.State
STAGES = {
    "submitted": ("To read", (State.SUBMITTED,)),
    "shortlisted": ("Shortlisted", (State.SHORTLISTED,)),
    "interviewing": ("Interviewing", (State.INTERVIEWING,)),
    "offered": ("Offered", (State.OFFERED,)),
    "hired": ("Hired", (State.HIRED,)),
    "ended": ("Ended", (State.UNSUCCESSFUL, State.DECLINED, State.WITHDRAWN, State.CLOSED)),
}


def stage_counts(vacancy: Vacancy) -> dict[str, int]:
    rows = vacancy.job_applications.sent().order_by().values("state").annotate(n=Count("id"))
    by_state = {row["state"]: row["n"] for row in rows}
    return {name: sum(by_state.get(state, 0) for state in states) for name, (_, states) in STAGES.items()}


def of_stage(vacancy: Vacancy, stage: str) -> QuerySet[JobApplication]:
    """Those who wait longest first, what has ended last first."""
    order = ("-ended_at", "-id") if stage in {"hired", "ended"} else ("moved_at", "id")
    rows = vacancy.job_applications.sent().filter(state__in=STAGES[stage][1])
    return (
        rows.select_related("learner__user", "vacancy__organisation")
        .defer("vacancy__description")
        .order_by(*order)
    )


def chosen(actor: Actor, vacancy: Vacancy, ids: Sequence[str]) -> list[JobApplication]:
    rows = JobApplication.objects.visible_to(actor).filter(vacancy=vacancy, public_id__in=ids)
    return list(rows.select_related("learner__user", "vacancy__organisation").order_by("moved_at", "id"))


def received(actor: Actor, public_id: UUID) -> JobApplication | None:
    rows = JobApplication.objects.visible_to(actor).filter(public_id=public_id)
    return rows.select_related("learner__user", "vacancy__organisation").first()


def own(actor: Actor) -> QuerySet[JobApplication]:
    """What waits for the person first, then what goes on, then what has ended."""
    rows = JobApplication.objects.of(actor).select_related("vacancy__organisation")
    return rows.defer("vacancy__description", "shared", "answers", "why").order_by(
        F("ended_at").desc(nulls_first=True), "-moved_at", "-id"
    )


def own_one(actor: Actor, public_id: UUID) -> JobApplication | None:
    rows = JobApplication.objects.of(actor).filter(public_id=public_id)
    return rows.select_related("learner__user", "learner__postcode__council", "vacancy__organisation").first()


def live_for(actor: Actor, vacancy: Vacancy) -> JobApplication | None:
    return JobApplication.objects.of(actor).live().filter(vacancy=vacancy).first()


def cv_of(application: JobApplication) -> CvFile | None:
    """Without its content."""
    return CvFile.objects.filter(application=application).defer("content").first()


def missing(application: JobApplication) -> list[JobMissingSkill]:
    if not application.reason:
        return []
    return list(application.missing_skills.select_related("skill").order_by("skill__label", "id"))


def invitations_waiting(actor: Actor) -> list[CandidateInvitation]:
    rows = CandidateInvitation.objects.of(actor).waiting().select_related("vacancy__organisation")
    return [
        each for each in rows.defer("vacancy__description").order_by("expires_at", "id") if each.is_waiting
    ]


def invitation_counts(vacancy: Vacancy) -> dict[str, Any]:
    rows = vacancy.candidate_invitations.order_by().values("state").annotate(n=Count("id"))
    return {row["state"]: row["n"] for row in rows}
