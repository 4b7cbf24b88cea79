"""What employers say about curricula: their own pages, and the desk where a provider answers."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from district.partners.access import role_required
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.skills.models import Level, Skill
from district.skills.services import search
from district.web import pages
from district.web.errors import Refused
from district.web.search import clean_words
from programmes import access
from programmes.curricula import pages as curriculum_pages
from programmes.curricula.forms import WHOLE, AnswerForm, CommentForm, NamedSkillForm
from programmes.models import CurriculumComment
from programmes.services import curriculum_comments

State = CurriculumComment.State
employer_only = role_required(Role.EMPLOYER)
teaching = role_required(Role.PROVIDER, Role.AUTHORITY)
form_page = require_http_methods(["GET", "HEAD", "POST"])


# The provider's desk -----------------------------------------------------------------------------------


@require_safe
@teaching
def curriculum_comment_list(request: ActorRequest) -> HttpResponse:
    """What waits for an answer, then what has been answered; WMCA staff see everybody's."""
    rows = curriculum_pages.desk(request.actor)
    state = request.GET.get("state", "")
    state = state if state in State.values else ""
    page = pages.paginate(request, rows.filter(state=state) if state else rows)
    table = curriculum_pages.comment_table(
        page.object_list, leads_to="curriculum_comment_show", names="employer"
    )
    shown = [("", "All"), *((each.value, each.label) for each in State if each != State.WITHDRAWN)]
    tabs = [
        {
            "label": label,
            "href": pages.query_string(request, state=value or None, page=None),
            "is_current": value == state,
        }
        for value, label in shown
    ]
    context = {"page": page, "table": table, "tabs": tabs}
    return render(request, "programmes/curriculum_comment_list.html", context)


@form_page
@teaching
def curriculum_comment_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """A comment and the answer to it; what was declined may still be taken up."""
    comment = get_object_or_404(
        curriculum_pages.desk(request.actor).select_related("course__organisation"), public_id=public_id
    )
    may_answer = access.teaches(request.actor, comment.course.organisation_id)
    form = None
    if comment.TRANSITIONS[State(comment.state)] & {State.ADOPTED, State.DECLINED} and may_answer:
        initial = {"version": comment.version, "summary": comment.summary}
        form = AnswerForm(request.POST or None, initial=initial, comment=comment)
    if request.method == "POST" and not may_answer:
        curriculum_comments.decline(comment=comment, values={}, by=request.actor)
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            _answer(request, comment, form)
        except Refused as refusal:
            form.refuse(refusal)
            if refusal.code == "stale":
                comment.refresh_from_db(fields=["version", "state", "words"])
                form.show_again(version=str(comment.version))
        else:
            messages.success(request, "Your answer is on the page of the course. The employer is written to.")
            return redirect("curriculum_comment_list")
    context = {
        "comment": comment,
        "course": comment.course,
        "form": form,
        "may_answer": may_answer,
        "rows": _facts(comment),
        "needs_version": form is not None and not form.fields["adopted_in"].queryset.exists(),
        "is_refused": form is not None and bool(form.errors),
    }
    return render(request, "programmes/curriculum_comment_show.html", context)


def _answer(request: ActorRequest, comment: CurriculumComment, form: AnswerForm) -> None:
    data = form.cleaned_data
    values = {"summary": data["summary"], "answer": data["answer"]}
    if data["decision"] == "adopt":
        curriculum_comments.adopt(
            comment=comment,
            curriculum=data["adopted_in"],
            values=values,
            version=data["version"],
            by=request.actor,
        )
    else:
        curriculum_comments.decline(comment=comment, values=values, version=data["version"], by=request.actor)


def _facts(comment: CurriculumComment) -> list[dict[str, str]]:
    """What was said, as a summary list."""
    rows = [
        {"key": "About", "value": curriculum_pages.about(comment)},
        {"key": "In the words of the employer", "value": comment.words or "No words"},
        {"key": "Skill it names", "value": curriculum_pages.named_skill(comment)},
        {"key": "May be quoted", "value": "Yes" if comment.may_quote else "No"},
        {"key": "May be named", "value": "Yes" if comment.may_name else "No"},
    ]
    if comment.answered_at:
        rows += [
            {"key": "What came of it", "value": curriculum_pages.done_words(comment)},
            {"key": "Answer of the provider", "value": comment.answer},
            {"key": "In short, for everybody", "value": comment.summary},
        ]
    return rows


# The employer's own ------------------------------------------------------------------------------------


@require_safe
@employer_only
def employer_comment_list(request: ActorRequest) -> HttpResponse:
    own = CurriculumComment.objects.of(request.actor).for_list().select_related("course__organisation")
    page = pages.paginate(request, own.order_by("-sent_at", "-id"))
    table = curriculum_pages.comment_table(
        page.object_list, leads_to="employer_comment_show", names="provider"
    )
    return render(request, "programmes/employer_comment_list.html", {"page": page, "table": table})


@form_page
@employer_only
def employer_comment_create(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Say what is missing, out of date or right about what a course teaches."""
    version = curriculum_pages.open_to_comment(public_id)
    if version is None:
        raise Http404("Nobody has written down yet what this course teaches.")
    initial = {"about": WHOLE}
    form = CommentForm(request.POST or None, initial=initial, outcomes=version.all_outcomes)
    if request.method == "POST" and form.is_valid():
        try:
            comment = curriculum_comments.send(
                curriculum=version, outcome=form.outcome, values=form.values(), by=request.actor
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{version.course.organisation.name} reads what you wrote.")
            return redirect("employer_comment_show", comment.public_id)
    context = {"version": version, "course": version.course, "form": form}
    return render(request, "programmes/employer_comment_create.html", context)


@form_page
@employer_only
def employer_comment_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """How far one's own comment is. While it waits, a skill can be named and the comment be taken back."""
    own = CurriculumComment.objects.of(request.actor).for_list().select_related("course__organisation")
    comment = get_object_or_404(own, public_id=public_id)
    if request.method == "POST":
        _change(request, comment)
        return redirect("employer_comment_show", public_id)
    query = clean_words(request.GET.get("q", ""))
    is_waiting = comment.state == State.WAITING
    context: dict[str, Any] = {
        "comment": comment,
        "course": comment.course,
        "rows": _facts(comment),
        "is_waiting": is_waiting,
        "may_withdraw": State.WITHDRAWN in comment.TRANSITIONS[State(comment.state)],
        "levels": Level.choices,
        "query": query,
        "found": search.suggest(query) if query and is_waiting else [],
    }
    fragment = "#suggestions" if request.GET.get("fragment") == "suggestions" else ""
    return render(request, f"programmes/employer_comment_show.html{fragment}", context)


def _change(request: ActorRequest, comment: CurriculumComment) -> None:
    form = NamedSkillForm(request.POST)
    chosen = form.cleaned_data if form.is_valid() else {}
    try:
        if chosen.get("do") == "withdraw":
            curriculum_comments.withdraw(comment=comment, by=request.actor)
            messages.success(request, "You have taken your comment back.")
        elif chosen.get("add"):
            skill = get_object_or_404(Skill.objects.choosable(), public_id=chosen["add"])
            curriculum_comments.name_skill(
                comment=comment, skill=skill, level=chosen["level"], by=request.actor
            )
            messages.success(request, f"Your comment names “{skill.label}” now.")
        elif chosen.get("remove"):
            curriculum_comments.name_skill(comment=comment, skill=None, by=request.actor)
            messages.success(request, "Your comment names no skill any more.")
        else:
            messages.error(request, "Choose one of the skills on this page.")
    except Refused as refusal:
        messages.error(request, refusal.message)
