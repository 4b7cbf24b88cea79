"""A provider answers what employers need, and sees who wants to hear more."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from district.codesign import need_groups
from district.codesign.forms import AREA_NAMES, MOST_COURSES, AnswerForm
from district.codesign.models import NeedAnswer, NeedReply
from district.codesign.services import need_answers
from district.partners.access import role_required
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.skills.models import Skill
from district.web import pages
from district.web.errors import Refused
from district.web.tables import Column, Table
from district.web.templatetags.district import as_title, plural
from programmes.models import Course

provider_only = role_required(Role.PROVIDER)
readers = role_required(Role.PROVIDER, Role.AUTHORITY)
form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@provider_only
def need_answer_create(request: ActorRequest, public_id: UUID) -> HttpResponse:
    skill = get_object_or_404(Skill.objects.only("id", "public_id", "label"), public_id=public_id)
    found = {cell.area for cell in need_groups.cells(need_groups.entries(skill.pk))}
    own = Course.objects.filter(organisation=request.actor.organisation, state=Course.State.LIVE)
    form = AnswerForm(
        request.POST or None,
        courses=list(own.defer("search").order_by("title", "id")[:MOST_COURSES]),
        areas=[area for area in AREA_NAMES if area in found],
    )
    if request.method == "POST" and form.is_valid():
        try:
            answer = need_answers.send(skill=skill, values=form.values(), by=request.actor)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Your answer is on its way to the employers.")
            return redirect("need_answer_show", answer.public_id)
    context = {
        "skill": skill,
        "form": form,
        "any": bool(found),
        "back_href": reverse("need_group_show", args=[public_id]),
    }
    return render(request, "codesign/need_answer_create.html", context)


@require_safe
@readers
def need_answer_list(request: ActorRequest) -> HttpResponse:
    """The provider's own; all of them for WMCA staff."""
    rows = NeedAnswer.objects.visible_to(request.actor).for_list().order_by("-sent_at", "-id")
    page = pages.paginate(request, rows)
    accepted = set(
        NeedReply.objects.filter(answer__in=[row.pk for row in page.object_list], state="accepted")
        .order_by("answer_id")
        .values_list("answer_id", flat=True)
    )
    columns = [
        Column[NeedAnswer](
            "skill",
            "Skill",
            lambda row: as_title(row.skill.label),
            href=lambda row: reverse("need_answer_show", args=[row.public_id]),
        ),
        Column[NeedAnswer]("provider", "Provider", lambda row: row.organisation.name),
        Column[NeedAnswer]("kind", "Answer", lambda row: row.get_kind_display()),
        Column[NeedAnswer](
            "reply",
            "State",
            lambda row: "Accepted" if row.pk in accepted else row.get_state_display(),
        ),
        Column[NeedAnswer]("sent", "Sent", lambda row: row.sent_at, kind="day"),
        Column[NeedAnswer]("closes", "Reply by", lambda row: row.closes_on, kind="day"),
    ]
    if not request.actor.is_staff:
        columns.pop(1)
    context = {
        "page": page,
        "table": Table(plural(page.paginator.count, "answer"), columns, page.object_list),
    }
    return render(request, "codesign/need_answer_list.html", context)


@require_safe
@readers
def need_answer_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    answer = _answer(request, public_id)
    replies = list(answer.replies.select_related("need__organisation").order_by("-decided_at", "id"))
    declined = [reply for reply in replies if reply.state == NeedReply.State.DECLINED]
    context = {
        "answer": answer,
        "rows": _facts(answer),
        "accepted": [reply for reply in replies if reply.state == NeedReply.State.ACCEPTED],
        "reasons": _reasons(declined),
        "replies": replies if request.actor.is_staff else [],
        "may_withdraw": request.actor.acts_for(answer.organisation_id)
        and answer.state == NeedAnswer.State.SENT,
    }
    return render(request, "codesign/need_answer_show.html", context)


def _reasons(declined: list[NeedReply]) -> list[str]:
    """Why employers declined, without numbers, and only where so many did that no one of them is meant."""
    if len(declined) < need_groups.LEAST:
        return []
    given = {reply.reason for reply in declined}
    return [label for value, label in NeedReply.Reason.choices if value in given]


def _facts(answer: NeedAnswer) -> list[dict[str, Any]]:
    where = answer.council.name if answer.council else answer.get_area_display()
    return [
        {"key": "Skill", "value": as_title(answer.skill.label)},
        {"key": "Sent to", "value": where},
        {"key": "Answer", "value": answer.get_kind_display()},
        {"key": "Course", "value": answer.course.title if answer.course else "None named"},
        {"key": "In your words", "value": answer.words},
        {
            "key": "Contact, shared with who accepts",
            "value": f"{answer.contact_name}\n{answer.contact_email}",
        },
    ]


@form_page
@provider_only
def need_answer_withdraw(request: ActorRequest, public_id: UUID) -> HttpResponse:
    answer = _answer(request, public_id)
    if request.method == "POST":
        try:
            need_answers.withdraw(answer=answer, by=request.actor)
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "Your answer is withdrawn.")
        return redirect("need_answer_show", public_id)
    context = {"answer": answer, "back_href": reverse("need_answer_show", args=[public_id])}
    return render(request, "codesign/need_answer_withdraw.html", context)


def _answer(request: ActorRequest, public_id: UUID) -> NeedAnswer:
    rows = NeedAnswer.objects.visible_to(request.actor).select_related(
        "organisation", "skill", "council", "course"
    )
    return get_object_or_404(rows.defer("course__search"), public_id=public_id)
