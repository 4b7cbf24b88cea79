"""A provider's uploads: send a file, see what is wrong and what it changes, mend it, publish it whole."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from district.imports import course_file, tables
from district.imports.forms import UploadForm, row_form
from district.imports.kinds import KINDS, Kind
from district.imports.models import Upload, UploadRow
from district.imports.services import uploads
from district.imports.tables import EFFECTS, FAULT_COLUMNS
from district.partners.access import role_required
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.web import pages, scanning
from district.web.downloads import csv_response
from district.web.errors import Refused
from district.web.tables import Column

provider_only = role_required(Role.PROVIDER)
form_page = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 20


@require_safe
@provider_only
def upload_list(request: ActorRequest) -> HttpResponse:
    own = Upload.objects.visible_to(request.actor)
    page = pages.paginate(request, own.order_by("-created_at", "-id").for_list(), PER_PAGE)
    context = {
        "kinds": KINDS.values(),
        "unfinished": list(own.unfinished().order_by("-created_at", "-id")),
        "page": page,
        "table": tables.history_table(page.object_list),
    }
    return render(request, "imports/upload_list.html", context)


@form_page
@provider_only
def upload_create(request: ActorRequest, kind: str) -> HttpResponse:
    chosen = _kind(kind)
    form = UploadForm(request.POST or None, request.FILES or None, kind=chosen)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            upload = uploads.receive(
                organisation=request.actor.own_organisation,
                kind=chosen,
                name=sent.name,
                content=sent.read(),
                by=request.actor,
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("upload_show", upload.public_id)
    context = {"form": form, "kind": chosen, "columns": chosen.format.columns}
    return render(request, "imports/upload_create.html", context)


@require_safe
@provider_only
def upload_template(request: ActorRequest, kind: str) -> StreamingHttpResponse:
    """The header and nothing below it."""
    chosen = _kind(kind)
    columns = [Column[Any](name, name, lambda row: "") for name in chosen.format.columns]
    return csv_response(f"{chosen.name}-empty", columns, [])


@require_safe
@provider_only
def course_download(request: ActorRequest) -> StreamingHttpResponse:
    rows = course_file.rows(request.actor.own_organisation)
    return csv_response("courses-with-lars-number", course_file.COLUMNS, rows)


@require_safe
@provider_only
def upload_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    upload = _own_upload(request, public_id)
    context: dict[str, Any] = {"upload": upload, "kind": KINDS[upload.kind], "waits": _waits()}
    if upload.state == Upload.State.WITH_ERRORS:
        page = pages.paginate(request, upload.rows.refused().order_by("number"), PER_PAGE)
        context |= {"page": page, "table": tables.fault_table(upload, page.object_list)}
    elif upload.state in {Upload.State.OK, Upload.State.PUBLISHED} and not upload.is_busy:
        context |= _preview(request, upload)
    response = pages.render_page(request, "imports/upload_show.html", context, fragment="progress")
    if request.headers.get("HX-Request") == "true" and not upload.is_busy:
        response["HX-Refresh"] = "true"
    return response


def _waits() -> str:
    """For what an upload waits before anything of it is read."""
    return f"{scanning.CHECKING} Then it is read." if scanning.is_on() else "Waiting for its turn"


def _preview(request: ActorRequest, upload: Upload) -> dict[str, Any]:
    """What publishing changes, and the rows of each effect behind it."""
    kind, outcome = KINDS[upload.kind], upload.outcome
    counts = {name: outcome.get(name, 0) for name in ("added", "changed", "withdrawn", "unchanged")}
    counts |= {"repeat": outcome.get("repeats", 0), "deleted": upload.deleted_count}
    found = {"outcome": tables.outcome_table(upload, kind), "warnings": outcome.get("warnings", [])}
    found["changes_nothing"] = not any(counts[name] for name in ("added", "changed", "withdrawn"))
    found["changes_nothing"] &= not outcome["courses"].get("withdrawn") and not outcome["courses"].get(
        "changed"
    )
    effects = [name for name, count in counts.items() if count]
    if upload.state == Upload.State.PUBLISHED or not effects:
        return found
    effect = request.GET.get("rows", "")
    effect = effect if effect in effects else effects[0]
    found["tabs"] = [
        {
            "label": EFFECTS[name],
            "count": counts[name],
            "href": pages.query_string(request, rows=name, page=None),
            "is_current": name == effect,
        }
        for name in effects
    ]
    if effect == "withdrawn":
        return found | {"gone": outcome["gone"]}
    rows = (
        upload.rows.filter(is_deleted=True)
        if effect == "deleted"
        else upload.rows.kept().filter(effect=effect)
    )
    page = pages.paginate(request, rows.order_by("number"), PER_PAGE, count=counts[effect])
    return found | {"page": page, "table": tables.row_table(upload, kind, page.object_list, effect)}


@form_page
@provider_only
def upload_row_change(request: ActorRequest, public_id: UUID, number: int) -> HttpResponse:
    upload = _own_upload(request, public_id)
    row = _row(upload, number)
    kind = KINDS[upload.kind]
    form = row_form(kind, row, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            refusals = uploads.mend_row(row=row, cells=form.cleaned_data, by=request.actor)
        except Refused as refusal:
            messages.error(request, refusal.message)
            return redirect("upload_show", public_id)
        if not refusals:
            messages.success(request, f"Row {number} is right now.")
            return redirect("upload_show", public_id)
        form.refuse_all(refusals)
    context = {"form": form, "upload": upload, "kind": kind, "row": row}
    return render(request, "imports/upload_row_change.html", context)


@require_POST
@provider_only
def upload_row_remove(request: ActorRequest, public_id: UUID, number: int) -> HttpResponse:
    """Leave it out, or put it back."""
    upload = _own_upload(request, public_id)
    row = _row(upload, number)
    put_back = request.POST.get("to") == "kept"
    try:
        uploads.remove_row(row=row, put_back=put_back, by=request.actor)
        messages.success(request, f"Row {number} is {'back in the file' if put_back else 'left out'}.")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("upload_show", public_id)


@require_POST
@provider_only
def upload_refused_remove(request: ActorRequest, public_id: UUID) -> HttpResponse:
    upload = _own_upload(request, public_id)
    try:
        removed = uploads.remove_refused(upload=upload, by=request.actor)
        words = "1 row is" if removed == 1 else f"{removed:,} rows are"
        messages.success(request, f"{words} left out.")
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("upload_show", public_id)


@require_safe
@provider_only
def upload_faults(request: ActorRequest, public_id: UUID) -> StreamingHttpResponse:
    """All errors as a file, for whoever mends them elsewhere."""
    upload = _own_upload(request, public_id)
    rows = list(upload.rows.refused().order_by("number"))
    return csv_response("errors", FAULT_COLUMNS, tables.faults_of(rows))


@require_POST
@provider_only
def upload_publish(request: ActorRequest, public_id: UUID) -> HttpResponse:
    upload = _own_upload(request, public_id)
    try:
        uploads.publish(upload=upload, signature=request.POST.get("signature", ""), by=request.actor)
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("upload_show", public_id)


@require_POST
@provider_only
def upload_abandon(request: ActorRequest, public_id: UUID) -> HttpResponse:
    upload = _own_upload(request, public_id)
    try:
        uploads.abandon(upload=upload, by=request.actor)
        messages.success(request, "The upload is abandoned. Nothing of it was published.")
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("upload_show", public_id)
    return redirect("upload_list")


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


def _own_upload(request: ActorRequest, public_id: UUID) -> Upload:
    own = Upload.objects.visible_to(request.actor).select_related("progress", "created_by", "published_by")
    return get_object_or_404(own, public_id=public_id)


def _row(upload: Upload, number: int) -> UploadRow:
    if number > 1_000_000 or not upload.is_unfinished:
        raise Http404
    return get_object_or_404(upload.rows, number=number)
