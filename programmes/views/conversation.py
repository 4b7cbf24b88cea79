"""Messages: a learner's with their providers, and a provider's with its learners, one by one or a whole course run."""

import uuid
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Page
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from district.partners.access import role_required, signed_in
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.web import pages
from district.web.errors import Refused
from district.web.forms import Form, Look
from district.web.templatetags.district import plural
from learners.access import learner_only
from learners.forms import without_personal_numbers
from learners.models import Learner
from learners.requests import LearnerRequest
from learners.views.sent import posted
from programmes import run_desk
from programmes.models import Conversation, ConversationMessage, CourseRun
from programmes.models.conversation import LONGEST
from programmes.roster import HEAVY
from programmes.services import conversations

provider_only = role_required(Role.PROVIDER)
form_page = require_http_methods(["GET", "HEAD", "POST"])
type Shown = Page[ConversationMessage]


class MessageForm(Form):
    """`key` makes a second click of the same form harmless."""

    words = forms.CharField(
        label="Your message",
        help_text=f"Plain words, up to {LONGEST:,} characters.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        validators=[without_personal_numbers],
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    looks = {"words": Look(noun="your message")}

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"key": uuid.uuid4()})
        self.fields["key"].error_messages["required"] = "Open the page again, then send your message."
        self.fields["key"].error_messages["invalid"] = "Open the page again, then send your message."


# A learner's ------------------------------------------------------------------------------------------


@require_safe
@signed_in
def conversation_list(request: ActorRequest) -> HttpResponse:
    own = Conversation.objects.of(request.actor).with_unread(by_provider=True)
    rows = own.select_related("run__course__organisation").defer(*HEAVY).order_by("-latest_at", "-id")
    return render(request, "programmes/conversation_list.html", {"page": pages.paginate(request, rows)})


@form_page
@learner_only
def conversation_show(request: LearnerRequest, run_id: UUID) -> HttpResponse:
    """With the provider of one course run. Before the first message there is nothing but the form."""
    run = conversations.about(request.learner, run_id)
    if run is None:
        raise Http404("You have not applied for such a course.")
    form = MessageForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            conversations.send(learner=request.learner, run=run, by=request.actor, **form.cleaned_data)
            messages.success(request, f"Sent to {run.course.organisation.name}.")
            return redirect("conversation_show", run_id)
        except Refused as refusal:
            form.refuse(refusal)
    context = _thread(request, request.learner, run, by_provider=True) | {"form": form}
    return render(request, "programmes/conversation_show.html", context)


# A provider's -----------------------------------------------------------------------------------------


@require_safe
@provider_only
def provider_conversation_list(request: ActorRequest) -> HttpResponse:
    shown = "all" if request.GET.get("show") == "all" else "unread"
    own = Conversation.objects.visible_to(request.actor).with_unread(by_provider=False)
    rows = own.select_related("learner__user", "run__course").defer(*HEAVY).order_by("-latest_at", "-id")
    page = pages.paginate(request, rows if shown == "all" else rows.unread(by_provider=False))
    tabs = [
        {"label": label, "href": f"?show={value}", "is_current": value == shown}
        for value, label in (("unread", "Not read yet"), ("all", "All"))
    ]
    context = {"page": page, "tabs": tabs, "shown": shown}
    return render(request, "programmes/provider_conversation_list.html", context)


@form_page
@provider_only
def provider_conversation_show(request: ActorRequest, run_id: UUID, learner_id: UUID) -> HttpResponse:
    run = run_desk.own_run(request.actor, run_id)
    learner = Learner.objects.select_related("user").filter(public_id=learner_id).first()
    if run is None or learner is None or conversations.about(learner, run_id) is None:
        raise Http404
    form = MessageForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            conversations.send(learner=learner, run=run, by=request.actor, **form.cleaned_data)
            messages.success(request, f"Sent to {learner}.")
            return redirect("provider_conversation_show", run_id, learner_id)
        except Refused as refusal:
            form.refuse(refusal)
    context = _thread(request, learner, run, by_provider=False) | {"form": form}
    return render(request, "programmes/provider_conversation_show.html", context)


@form_page
@provider_only
def run_message_send(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """One message to everybody on a course run; each answers in their own conversation."""
    run = run_desk.own_run(request.actor, public_id)
    if run is None:
        raise Http404
    form = MessageForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            count = conversations.send_to_all(run=run, by=request.actor, **form.cleaned_data)
            messages.success(request, f"Sent to {plural(count, 'person,people')}.")
            return redirect("run_roster", public_id)
        except Refused as refusal:
            form.refuse(refusal)
    context = {"run": run, "form": form, "count": conversations.on_roster(run).count()}
    return render(request, "programmes/run_message_send.html", context)


def _thread(request: ActorRequest, learner: Learner, run: CourseRun, *, by_provider: bool) -> dict[str, Any]:
    """The messages, the newest first. Those of the other side (`by_provider` or not) are read now."""
    rows = ConversationMessage.objects.filter(conversation__learner=learner, conversation__run=run)
    page: Shown = pages.paginate(request, rows.select_related("written_by").order_by("-sent_at", "-id"))
    if any(row.by_provider == by_provider and row.read_at is None for row in page.object_list):
        conversations.mark_read(learner=learner, run=run, by_provider=by_provider)
    return {
        "page": page,
        "learner": learner,
        "run": run,
        "course": run.course,
        "may_write": conversations.may_write(learner_id=learner.pk, run_id=run.pk),
    }
