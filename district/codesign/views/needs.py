"""One skills need with its answers: its employer replies and says what met it; WMCA staff read all of them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from district.codesign import need_queries, need_wording
from district.codesign.forms import MeetForm, ReplyForm, StaffFilterForm
from district.codesign.models import NeedReply, SkillsNeed
from district.codesign.need_forms import SECTIONS
from district.codesign.need_groups import ANYWHERE
from district.codesign.services import need_answers, needs
from district.partners.access import role_required, staff_only
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.skills.models import SkillState
from district.web import pages
from district.web.errors import Refused
from district.web.search import clean_words
from district.web.tables import Column, Table
from district.web.templatetags.district import plural
from employers.models import Vacancy

employer_only = role_required(Role.EMPLOYER)
form_page = require_http_methods(["GET", "HEAD", "POST"])
MOST_VACANCIES = 100
State = SkillsNeed.State


@require_safe
@employer_only
def need_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    need = _own(request, public_id)
    skills = need_queries.skills(need)
    is_changeable = need.state in {State.DRAFT, State.OPEN}
    context = _about(need) | {
        "sections": _sections(need, is_changeable=is_changeable),
        "is_changeable": is_changeable,
        "suggested_count": sum(each.state == SkillState.SUGGESTED for each in skills),
        "accepted": [each for each in skills if each.state == SkillState.ACCEPTED],
        "lacking": [_lack(need, refusal) for refusal in needs.lacking(need)]
        if need.state == State.DRAFT
        else [],
        "replies": _replies(request, need),
        "vacancies": need_queries.vacancies(need),
        "may_renew": State.RENEWED in SkillsNeed.TRANSITIONS[State(need.state)],
    }
    return render(request, "codesign/need_show.html", context)


def _about(need: SkillsNeed) -> dict[str, Any]:
    met_by = (
        NeedReply.objects.filter(need__series=need.series, has_met=True)
        .select_related("answer__organisation", "answer__course")
        .defer("answer__course__search")
        .first()
        if need.state == State.MET
        else None
    )
    return {
        "need": need,
        "clock": need_wording.clock(need),
        "met_by": met_by,
        "followed_by": SkillsNeed.objects.filter(renews=need).only("public_id").first()
        if need.state == State.RENEWED
        else None,
    }


def _sections(need: SkillsNeed, *, is_changeable: bool) -> list[dict[str, Any]]:
    found = []
    for name, pairs in need_wording.rows(need).items():
        href = reverse("need_change", args=[need.public_id, name]) if is_changeable else ""
        rows = [{"key": key, "value": value, "href": href} for key, value in pairs]
        found.append({"title": SECTIONS[name][0], "rows": rows})
    return found


def _lack(need: SkillsNeed, refusal: Refused) -> dict[str, str]:
    if refusal.field == "skills":
        href = reverse("need_skills_choose", args=[need.public_id])
    else:
        href = reverse("need_change", args=[need.public_id, refusal.field])
    return {"text": refusal.message, "href": href}


def _replies(request: ActorRequest, need: SkillsNeed) -> list[NeedReply]:
    rows = NeedReply.objects.visible_to(request.actor).filter(need__series=need.series)
    return list(
        rows.exclude(state=NeedReply.State.LAPSED)
        .select_related("answer__organisation", "answer__course", "answer__skill", "need")
        .defer("answer__course__search")
        .order_by("-answer__sent_at", "-id")
    )


@form_page
@employer_only
def need_reply_change(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Read an answer of a provider, and say yes or no to it."""
    rows = NeedReply.objects.filter(need__organisation=request.actor.organisation)
    reply = get_object_or_404(
        rows.visible_to(request.actor)
        .select_related("answer__organisation", "answer__course", "answer__skill", "need")
        .defer("answer__course__search"),
        public_id=public_id,
    )
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if data["answer"] == "accept":
                need_answers.accept(reply=reply, by=request.actor)
                messages.success(request, "Accepted. You can now write to each other.")
            else:
                need_answers.decline(
                    reply=reply, reason=data["reason"], words=data["words"], by=request.actor
                )
                messages.success(request, "Declined. The provider does not learn who you are.")
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("need_show", reply.need.public_id)
    context = {
        "reply": reply,
        "answer": reply.answer,
        "need": reply.need,
        "form": form,
        "may_reply": reply.answer.state == "sent" and reply.state in {"waiting", "declined"},
        "back_href": reverse("need_show", args=[reply.need.public_id]),
    }
    return render(request, "codesign/need_reply_change.html", context)


@form_page
@employer_only
def need_meet(request: ActorRequest, public_id: UUID) -> HttpResponse:
    need = _own(request, public_id)
    replies = [each for each in _replies(request, need) if each.state == NeedReply.State.ACCEPTED]
    vacancies = (
        Vacancy.objects.filter(organisation=need.organisation_id)
        .exclude(state=Vacancy.State.DRAFT)
        .only("public_id", "title", "organisation_id")
        .order_by("-posted_on", "-id")[:MOST_VACANCIES]
    )
    form = MeetForm(request.POST or None, replies=replies, vacancies=list(vacancies))
    if request.method == "POST" and form.is_valid():
        try:
            need_answers.meet(need=need, by=request.actor, **form.values())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "The need is met. What met it stays on its page.")
            return redirect("need_show", public_id)
    context = {"need": need, "form": form, "back_href": reverse("need_show", args=[public_id])}
    return render(request, "codesign/need_meet.html", context)


def _own(request: ActorRequest, public_id: UUID) -> SkillsNeed:
    """The need if it belongs to the employer that asks; another's does not exist for them."""
    own = SkillsNeed.objects.filter(organisation=request.actor.organisation)
    return get_object_or_404(
        own.select_related("organisation", "postcode", "council", "met_vacancy", "renews"),
        public_id=public_id,
    )


@require_safe
@staff_only
def authority_need_list(request: ActorRequest) -> HttpResponse:
    form = StaffFilterForm(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = need_queries.listed(SkillsNeed.objects.visible_to(request.actor).filter(_wanted(chosen)))
    page = pages.paginate(request, rows.order_by("-opened_at", "-id"))
    context = {
        "form": form,
        "active": sum(bool(value) for value in chosen.values()),
        "page": page,
        "table": _staff_table(page),
    }
    return render(request, "codesign/authority_need_list.html", context)


def _wanted(chosen: dict[str, Any]) -> Q:
    wanted = Q()
    if chosen.get("state"):
        wanted &= Q(state=chosen["state"])
    if chosen.get("when"):
        wanted &= Q(by_when=chosen["when"])
    if area := chosen.get("area"):
        wanted &= Q(council=None) if area == ANYWHERE else Q(council=area)
    if words := clean_words(chosen.get("q") or ""):
        wanted &= Q(title__icontains=words) | Q(organisation__name__icontains=words)
    return wanted


def _staff_table(page: Any) -> Table[SkillsNeed]:
    columns = [
        Column[SkillsNeed](
            "title",
            "Need",
            lambda row: row.title,
            href=lambda row: reverse("authority_need_show", args=[row.public_id]),
        ),
        Column[SkillsNeed]("employer", "Employer", lambda row: row.organisation.name),
        Column[SkillsNeed]("state", "State", lambda row: row.get_state_display()),
        Column[SkillsNeed]("heads", "People", lambda row: row.heads, kind="number"),
        Column[SkillsNeed]("when", "By when", lambda row: row.get_by_when_display()),
        Column[SkillsNeed]("where", "Where", need_wording.place),
        Column[SkillsNeed]("reason", "Reason", lambda row: row.get_reason_display()),
        Column[SkillsNeed]("clock", "Until", need_wording.clock),
    ]
    return Table(plural(page.paginator.count, "need"), columns, page.object_list)


@require_safe
@staff_only
def authority_need_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    rows = SkillsNeed.objects.visible_to(request.actor)
    need = get_object_or_404(
        rows.select_related("organisation", "postcode", "council", "met_vacancy", "renews"),
        public_id=public_id,
    )
    skills = need_queries.skills(need)
    context = _about(need) | {
        "sections": _sections(need, is_changeable=False),
        "accepted": [each for each in skills if each.state == SkillState.ACCEPTED],
        "replies": need.replies.select_related("answer__organisation", "answer__skill").order_by(
            "-answer__sent_at", "-id"
        ),
    }
    return render(request, "codesign/authority_need_show.html", context)
