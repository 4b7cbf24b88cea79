"""Work behind the scene, as WMCA staff see it: what runs, what waits, what failed, what was imported."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Min, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from district.outbox.models import ImportRun, OutboxTask, Progress
from district.outbox.services import tasks
from district.partners.access import staff_admin_only, staff_only
from district.partners.requests import ActorRequest
from district.web.pages import paginate, render_page

SHOWN = 10
LATE_AFTER = timedelta(minutes=10)


@require_safe
@staff_only
def job_board_show(request: ActorRequest) -> HttpResponse:
    """Four queries, however much there is."""
    now = timezone.now()
    waiting, failed = Q(state="waiting"), Q(state="failed")
    counts = OutboxTask.objects.aggregate(
        waiting=Count("id", filter=waiting),
        begun=Count("id", filter=waiting & Q(attempts__gt=0)),
        failed=Count("id", filter=failed),
        done=Count("id", filter=Q(state="done", done_at__gte=now - timedelta(days=1))),
        oldest=Min("not_before", filter=waiting & Q(not_before__lte=now)),
    )
    context = {
        "counts": counts,
        "is_late": bool(counts["oldest"]) and now - counts["oldest"] > LATE_AFTER,
        "works": list(Progress.objects.all()[:SHOWN]),
        "failures": list(OutboxTask.objects.failed().order_by("-done_at", "-id")[:50]),
        "imports": list(ImportRun.objects.all()[:SHOWN]),
    }
    return render_page(request, "partners/job_board_show.html", context, fragment="works")


@require_safe
@staff_only
def progress_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """One long piece of work; asks again by itself, or by its link without JavaScript."""
    work = get_object_or_404(Progress, public_id=public_id)
    return render_page(request, "partners/progress_show.html", {"work": work}, fragment="progress")


@require_POST
@staff_admin_only
def job_retry(request: ActorRequest, task_id: int) -> HttpResponse:
    if not OutboxTask.objects.filter(id=task_id).exists():
        messages.error(request, "This work is no longer listed.")
    elif tasks.retry(task_id=task_id):
        messages.success(request, "The work is tried again now.")
    else:
        messages.info(request, "This work has not failed: there is nothing to try again.")
    return redirect("job_board_show")


@require_safe
@staff_only
def import_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """What one file held, and each row that could not be taken."""
    run = get_object_or_404(ImportRun, public_id=public_id)
    page = paginate(request, run.refused_rows.order_by("row", "id"), per_page=50)
    return render(request, "partners/import_show.html", {"run": run, "page": page})
