"""What happens to job applications and invitations when nobody does anything."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from employers.models import CandidateInvitation, CvFile, JobApplication, JobReason
from employers.services import candidate_invitations, cv_scans, job_applications
from employers.services import job_application_letters as letters

State = JobApplication.State
UNANSWERED_FOR = timedelta(days=60)
DRAFT_FOR = timedelta(days=30)
CV_OF_DRAFT_FOR = timedelta(hours=24)
CV_FOR = timedelta(days=365)
AT_ONCE = 200


def go_round() -> dict[str, int]:
    """All of it once; safe to run again at any time."""
    done = {"closed": close_unanswered(), "expired": expire_invitations()} | forget()
    return done | {"unscanned": cv_scans.promise_waiting()}


@transaction.atomic
def close_unanswered() -> int:
    """What the employer has not moved for 60 days ends, and both sides are told."""
    over = JobApplication.objects.filter(
        state__in=JobApplication.IN_PROCESS, moved_at__lt=timezone.now() - UNANSWERED_FOR
    )
    rows = list(
        over.select_for_update(skip_locked=True).order_by("id").values_list("id", flat=True)[:AT_ONCE]
    )
    for current in (
        JobApplication.objects.filter(id__in=rows)
        .select_related("vacancy__organisation", "learner__user")
        .order_by("id")
    ):
        job_applications.move(current, State.CLOSED, by=None, reason=JobReason.UNANSWERED)
        letters.to_learner(current, "closed")
        letters.to_employer(current, "closed")
    return len(rows)


@transaction.atomic
def expire_invitations() -> int:
    over = CandidateInvitation.objects.waiting().filter(expires_at__lte=timezone.now())
    rows = over.select_for_update(skip_locked=True, of=("self",)).select_related(
        "vacancy__organisation", "learner"
    )
    ended = list(rows.order_by("id")[:AT_ONCE])
    for invitation in ended:
        candidate_invitations.expire(invitation)
    return len(ended)


@transaction.atomic
def forget() -> dict[str, int]:
    """Drafts that were left, and the CVs of drafts and of what ended long ago."""
    now = timezone.now()
    old_drafts = JobApplication.objects.filter(state=State.DRAFT, moved_at__lt=now - DRAFT_FOR)
    _, drafts = old_drafts.delete()
    left = CvFile.objects.filter(application__state=State.DRAFT, added_at__lt=now - CV_OF_DRAFT_FOR).delete()[
        0
    ]
    ended = CvFile.objects.filter(application__ended_at__lt=now - CV_FOR).delete()[0]
    return {"drafts": drafts.get("employers.JobApplication", 0), "cvs": left + ended}
