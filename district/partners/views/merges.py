"""Organisations that are here twice: found, compared, made one, and two again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from district.partners import duplicates
from district.partners.access import staff_admin_only, staff_only
from district.partners.employer_forms import MergeForm
from district.partners.filters import OrganisationFilter
from district.partners.models import MergedRow, Organisation, OrganisationMerge
from district.partners.requests import ActorRequest
from district.partners.services import merges
from district.web.errors import NotAllowed, Refused
from district.web.pages import paginate

SHOWN = 20


@require_safe
@staff_only
def merge_list(request: ActorRequest) -> HttpResponse:
    """Who may be here twice, and what was merged."""
    done = merges.with_counts(OrganisationMerge.objects.visible_to(request.actor).for_list())
    page = paginate(request, done.order_by("-merged_at", "-id"))
    pairs = duplicates.pairs() if page.number == 1 else []
    return render(request, "partners/merge_list.html", {"page": page, "pairs": pairs})


@require_safe
@staff_only
def merge_choose(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """The other entry of this organisation: those like it, or any that is looked up."""
    organisation = get_object_or_404(Organisation, public_id=public_id)
    others = Organisation.objects.filter(is_active=True).exclude(id=organisation.id)
    chosen = OrganisationFilter(
        request.GET or None,
        queryset=others.select_related("postcode__council").prefetch_related("roles").order_by("name", "id"),
    )
    is_asked = bool(request.GET.get("q"))
    found = list(chosen.qs[:SHOWN]) if is_asked else duplicates.like(organisation)
    context = {
        "organisation": organisation,
        "found": found,
        "is_asked": is_asked,
        "q": request.GET.get("q", ""),
    }
    return render(request, "partners/merge_choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_admin_only
def merge_preview(request: ActorRequest, kept_id: UUID, gone_id: UUID) -> HttpResponse:
    """Both side by side, what would move, and the button that does it."""
    kept, gone = _organisation(kept_id), _organisation(gone_id)
    form = MergeForm(request.POST if request.method == "POST" else None)
    refusal, status, lines = None, 200, []
    if request.method == "POST" and form.is_valid():
        try:
            merge = merges.merge(kept=kept, gone=gone, reason=form.cleaned_data["reason"], by=request.actor)
            messages.success(request, f"{gone.name} is now one with {kept.name}.")
            return redirect("merge_show", merge.public_id)
        except (Refused, NotAllowed) as refused:
            refusal, status = str(refused), 409
    if refusal is None:
        try:
            lines = merges.preview(kept=kept, gone=gone, by=request.actor)
        except (Refused, NotAllowed) as refused:
            refusal = str(refused)
    context = {
        "kept": kept,
        "gone": gone,
        "both": [kept, gone],
        "form": form,
        "moved": [line for line in lines if line.fate == MergedRow.Fate.MOVED],
        "stayed": [line for line in lines if line.fate == MergedRow.Fate.STAYED],
        "warnings": merges.warnings(kept, gone),
        "refusal": refusal,
    }
    return render(request, "partners/merge_preview.html", context, status=status)


@require_POST
@staff_admin_only
def different_say(request: ActorRequest, kept_id: UUID, gone_id: UUID) -> HttpResponse:
    one, other = _organisation(kept_id), _organisation(gone_id)
    try:
        merges.say_different(one=one, other=other, by=request.actor)
        messages.success(request, f"{one.name} and {other.name} are not suggested again.")
    except (Refused, NotAllowed) as refusal:
        messages.error(request, str(refusal))
    return redirect("merge_list")


@require_safe
@staff_only
def merge_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    merge = _merge(request, public_id)
    return render(request, "partners/merge_show.html", _told(merge))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_admin_only
def merge_undo(request: ActorRequest, public_id: UUID) -> HttpResponse:
    merge = _merge(request, public_id)
    refusal = None
    if request.method == "POST":
        try:
            merges.undo(merge=merge, by=request.actor)
            messages.success(request, f"{merge.gone.name} and {merge.kept.name} are two again.")
            return redirect("merge_show", public_id)
        except (Refused, NotAllowed) as refused:
            refusal = str(refused)
    context = _told(merge) | {"refusal": refusal}
    return render(request, "partners/merge_undo.html", context, status=409 if refusal else 200)


def _told(merge: OrganisationMerge) -> dict[str, object]:
    changed = MergedRow.Fate.CHANGED
    return {
        "merge": merge,
        "lines": merges.lines(merge),
        "details": merge.rows.filter(model=Organisation._meta.label_lower).order_by("id"),
        "changed": merges.named_rows(merge, changed, SHOWN) if merge.undone_at else [],
    }


def _merge(request: ActorRequest, public_id: UUID) -> OrganisationMerge:
    seen = OrganisationMerge.objects.visible_to(request.actor)
    return get_object_or_404(
        seen.select_related("kept", "gone", "merged_by", "undone_by"), public_id=public_id
    )


def _organisation(public_id: UUID) -> Organisation:
    found = Organisation.objects.select_related("postcode__council").prefetch_related("roles")
    return get_object_or_404(found, public_id=public_id)
