"""Applying for a course run: what to expect, one question a page, support, check, and sent."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from district.partners.access import signed_in
from district.partners.models import Role
from district.partners.requests import ActorRequest
from district.web import way_back
from district.web.access import public
from district.web.errors import Refused
from learners.services import profiles, records
from learners.views.sent import posted
from programmes import access, queries_own, wording
from programmes.applying import intake_words
from programmes.applying import questions as asking
from programmes.applying import status as application_status
from programmes.applying.forms import SharingForm, SupportForm, details_name
from programmes.applying.questions import SUPPORT
from programmes.models import Application, CourseRun, SupportNeed
from programmes.services import applications
from programmes.services.applications import Need

State = Application.State
CHECK = "check"  # in the address of a question that was opened from the check


@require_http_methods(["GET", "HEAD", "POST"])
@public  # type: ignore[arg-type] # every request has its actor, be it a visitor
def application_start(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """What to expect, for everybody. Starting needs an account; whoever signs in comes back here."""
    run = queries_own.run_to_apply_for(public_id)
    if request.method == "POST":
        if not request.user.is_authenticated:
            here = reverse("application_start", args=[public_id])
            way_back.remember(request, here)
            return redirect(f"{reverse('account_login')}?{urlencode({'next': here})}")
        return _start(request, run)
    known = None
    if request.user.is_authenticated:
        way_back.take(request)
        known = queries_own.live_application(request.actor, run)
    return render(
        request,
        "programmes/application_start.html",
        {
            "run": run,
            "facts": _facts(run),
            "obstacle": applications.obstacle(run),
            "known": known,
            "places": wording.places(run),
            "is_full": run.places_left == 0,
            "rule": intake_words.rule(run.intake),
            "may_refer": request.actor.acts_as(Role.COMMUNITY),
            "may_help": access.may_apply_for_others(request.actor),
        },
    )


def _start(request: ActorRequest, run: CourseRun) -> HttpResponse:
    try:
        learner = profiles.start(by=request.actor)
        application = applications.start(run=run, learner=learner, by=request.actor)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("application_start", run.public_id)
    if application.state != State.DRAFT:
        messages.info(request, "You have applied for this start already. Here is how it stands.")
        return redirect("application_show", application.public_id)
    return redirect(asking.following(application))


def _facts(run: CourseRun) -> list[dict[str, Any]]:
    """When, where, how long and what it costs, as the course's page says it."""
    facts = [
        ("Course", run.course.title),
        ("Provider", run.course.organisation.name),
        ("When", wording.starts(run)),
        ("Where", wording.where(run)),
        ("How", wording.how(run)),
        ("How long", wording.length(run)),
        ("Cost to you", wording.cost(run, run.course)),
    ]
    return [{"key": key, "value": value} for key, value in facts if value]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def application_question(request: ActorRequest, public_id: UUID, name: str) -> HttpResponse:
    """One question. If the answer was changed in another window, both are shown."""
    application = queries_own.own_application(request.actor, public_id)
    if application.state != State.DRAFT:
        return _too_late(request, application)
    step = asking.called(name, application)
    standing = asking.standing(application, step)
    form = step.form(posted(request), initial=standing | {"seen": records.mark(standing)})
    form.fit(application)
    other = ""
    if request.method == "POST" and form.is_valid():
        values = form.values()
        try:
            records.check_seen(
                seen=form.cleaned_data["seen"] or None, held=standing, wanted=values, current=application
            )
            saved = applications.answer(
                application=application,
                question=step.question,
                values=values,
                version=application.version,
                by=request.actor,
            )
            saved.run = application.run
            return redirect(asking.following(saved, step))
        except records.Changed as changed:
            other = step.answer_of(application) or "Nothing yet"
            form.refuse(changed)
            form.show_again(seen=records.mark(standing))
        except Refused as refusal:
            form.refuse(refusal)
    context = _page(application, name) | {
        "form": form,
        "step": step,
        "standing": other,
        "back": _check(application) if CHECK in request.GET else asking.before(application, step),
    }
    return render(request, "programmes/application_question.html", context, status=409 if other else 200)


def _check(application: Application) -> str:
    return reverse("application_check", args=[application.public_id])


def _page(application: Application, name: str) -> dict[str, Any]:
    place, count = asking.in_place(application, name)
    return {
        "application": application,
        "course": application.run.course,
        "place": place,
        "count": count,
        "button": "Save and go on",
    }


def _too_late(request: HttpRequest, application: Application) -> HttpResponse:
    messages.info(request, "This application has been sent, so its answers stay as they are.")
    return redirect("application_show", application.public_id)


# Support ---------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def application_support(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """What would help somebody to take part. It may still be told, and changed, until a place is offered."""
    application = queries_own.own_application(request.actor, public_id)
    if application.state not in applications.MAY_STILL_TELL:
        return _too_late(request, application)
    needs = _needs(application)
    seen = records.mark(_told(needs))
    form = SupportForm(posted(request), initial=_initial(needs) | {"seen": seen})
    other = ""
    if request.method == "POST" and form.is_valid():
        wanted = [
            Need(kind, form.cleaned_data[details_name(kind)], _is_shared(needs, kind))
            for kind in form.cleaned_data["needs"]
        ]
        if form.cleaned_data["seen"] not in {"", seen}:
            other = asking.support_told(list(needs.values())) or "Nothing"
            form.add_error(None, records.Changed(application).message)
            form.show_again(seen=seen)
        else:
            applications.tell_support(application=application, needs=wanted, by=request.actor)
            return redirect(_after_support(application, wanted))
    is_draft = application.state == State.DRAFT
    context = _page(application, SUPPORT) | {
        "form": form,
        "standing": other,
        "is_draft": is_draft,
        "back": _before_support(request, application),
    }
    return render(request, "programmes/application_support.html", context, status=409 if other else 200)


def _needs(application: Application) -> dict[str, SupportNeed]:
    order = SupportNeed.Kind.values
    rows = sorted(application.support_needs.all(), key=lambda need: order.index(need.kind))
    return {need.kind: need for need in rows}


def _told(needs: dict[str, SupportNeed]) -> dict[str, Any]:
    return {kind: [need.details, need.is_shared] for kind, need in needs.items()}


def _initial(needs: dict[str, SupportNeed]) -> dict[str, Any]:
    return {"needs": list(needs)} | {details_name(kind): need.details for kind, need in needs.items()}


def _is_shared(needs: dict[str, SupportNeed], kind: str) -> bool:
    return kind in needs and needs[kind].is_shared


def _after_support(application: Application, wanted: list[Need]) -> str:
    if wanted:
        return reverse("application_sharing", args=[application.public_id])
    if application.state == State.DRAFT:
        return _check(application)
    return reverse("application_show", args=[application.public_id])


def _before_support(request: HttpRequest, application: Application) -> str:
    if application.state != State.DRAFT:
        return reverse("application_show", args=[application.public_id])
    return _check(application) if CHECK in request.GET else asking.last(application)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def application_sharing(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Which of it the provider may read: the learner's own choice, for each by itself."""
    application = queries_own.own_application(request.actor, public_id)
    if application.state not in applications.MAY_STILL_TELL:
        return _too_late(request, application)
    needs = _needs(application)
    if not needs:
        return redirect("application_support", public_id)
    seen = records.mark(_told(needs))
    form = SharingForm(
        posted(request),
        choices=[(kind, asking.support_told([need])) for kind, need in needs.items()],
        initial={"shared": [kind for kind, need in needs.items() if need.is_shared], "seen": seen},
    )
    other = ""
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["seen"] not in {"", seen}:
            other = asking.support_told(list(needs.values()))
            form.add_error(None, records.Changed(application).message)
            form.show_again(seen=seen)
        else:
            shared = form.cleaned_data["shared"]
            wanted = [Need(kind, need.details, kind in shared) for kind, need in needs.items()]
            applications.tell_support(application=application, needs=wanted, by=request.actor)
            is_draft = application.state == State.DRAFT
            return redirect("application_check" if is_draft else "application_show", public_id)
    context = _page(application, SUPPORT) | {
        "form": form,
        "standing": other,
        "back": reverse("application_support", args=[public_id]),
    }
    return render(request, "programmes/application_sharing.html", context, status=409 if other else 200)


# Check and send --------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def application_check(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """All answers on one page, each with its way back. Sending is binding for nobody: one can withdraw."""
    application = queries_own.own_application(request.actor, public_id)
    if application.state != State.DRAFT:
        return redirect("application_show", public_id)
    missing = applications.missing(application)
    refused = ""
    if request.method == "POST":
        try:
            applications.submit(application=application, by=request.actor)
            return redirect("application_sent", public_id)
        except Refused as refusal:
            refused = refusal.message
    context = {
        "application": application,
        "course": application.run.course,
        "sections": _sections(application),
        "missing": _gaps(application, missing),
        "refused": refused,
        "obstacle": applications.obstacle(application.run),
        "back": reverse("application_support", args=[public_id]),
    }
    return render(request, "programmes/application_check.html", context, status=409 if refused else 200)


def _gaps(application: Application, missing: dict[str, str]) -> list[tuple[str, str]]:
    """Each question that has no answer, with its page."""
    by_question = {step.question: step for step in reversed(asking.asked(application))}
    return [(by_question[question].href(application), words) for question, words in missing.items()]


def _sections(application: Application) -> list[dict[str, Any]]:
    answers = [
        {
            "key": step.title,
            "value": step.answer_of(application),
            "href": f"{step.href(application)}?{CHECK}=on",
        }
        for step in asking.asked(application)
    ]
    needs = _needs(application)
    support = reverse("application_support", args=[application.public_id])
    rows = [
        {
            "key": need.get_kind_display(),
            "value": "\n".join(
                filter(
                    None,
                    (
                        need.details,
                        "The provider reads this." if need.is_shared else "The provider does not see this.",
                    ),
                )
            ),
            "href": f"{support}?{CHECK}=on",
        }
        for need in needs.values()
    ]
    if not rows:
        none = "None needed" if asking.SUPPORT in application.answered else ""
        rows = [{"key": "Support", "value": none, "href": f"{support}?{CHECK}=on"}]
    return [
        {"title": "The course", "rows": _facts(application.run)},
        {"title": "About you", "rows": answers},
        {"title": "Support you need", "rows": rows},
    ]


@require_safe
@signed_in
def application_sent(request: ActorRequest, public_id: UUID) -> HttpResponse:
    application = queries_own.own_application(request.actor, public_id)
    if application.submitted_at is None:
        return redirect("application_check", public_id)
    place, chance = queries_own.place_and_chance(application)
    is_open = any(need.is_shared and not need.answer for need in application.support_needs.all())
    context = {
        "application": application,
        "course": application.run.course,
        "status": application_status.status(application, place=place, is_support_open=is_open),
        "chance": application_status.chance_words(chance) if chance else "",
    }
    return render(request, "programmes/application_sent.html", context)
