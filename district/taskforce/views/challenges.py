"""Challenges, for WMCA staff: raised from a gap, answered by a day, compared with what the gap is now."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from district.gaps import queries as gap_queries
from district.gaps.filters import where
from district.matching.models.gap import gap
from district.partners.access import staff_only
from district.partners.requests import ActorRequest
from district.skills.models import Level, Skill
from district.taskforce import forms, queries
from district.taskforce.models import Challenge
from district.taskforce.services import challenges
from district.web import charts, marks, pages
from district.web.errors import Refused
from district.web.forms import Form
from district.web.tables import Column, Table, simple_table
from district.web.templatetags.district import as_title, plural

State = Challenge.State
form_page = require_http_methods(["GET", "HEAD", "POST"])
PLACES = {code: name for code, name, *_ in marks.COUNCIL_CELLS}
FIGURES = {
    "demand": "Asked",
    "supply": "Held",
    "in_training": "In training",
    "seats": "Places left",
}


@require_safe
@staff_only
def authority_challenge_list(request: ActorRequest) -> HttpResponse:
    counts = queries.state_counts(request.actor)
    state = request.GET.get("state", "")
    state = state if state in State.values else ""
    every = sum(counts.values())
    page = pages.paginate(
        request, queries.listed(request.actor, state), count=counts.get(state, 0) if state else every
    )
    tabs = [
        {
            "label": f"{label} ({counts.get(value, 0) if value else every})",
            "href": pages.query_string(request, state=value or None, page=None),
            "is_current": value == state,
        }
        for value, label in [("", "All"), *State.choices]
        if not value or counts.get(value) or value == state
    ]
    context = {"page": page, "tabs": tabs, "table": _table(page), "has_any": bool(counts)}
    return render(request, "taskforce/authority_challenge_list.html", context)


def _table(page: Any) -> Table[Challenge]:
    return Table(
        plural(page.paginator.count, "challenge"),
        [
            Column[Challenge](
                "title",
                "Challenge",
                lambda row: row.title,
                href=lambda row: reverse("authority_challenge_show", args=[row.public_id]),
            ),
            Column[Challenge]("state", "State", lambda row: row.get_state_display()),
            Column[Challenge]("skill", "Skill", lambda row: as_title(row.skill.label)),
            Column[Challenge]("where", "Where", lambda row: row.where),
            Column[Challenge]("gap", "Gap when raised", lambda row: gap(row.figures), kind="number"),
            Column[Challenge]("owner", "Owner", lambda row: _name(row.owner)),
            Column[Challenge](
                "day", "Answer by", lambda row: row.answer_by if row.state in _WAITING else None, kind="day"
            ),
        ],
        page.object_list,
    )


_WAITING = {State.DRAFT, State.OPEN}


def _name(user: Any) -> str:
    return (user.name or user.email) if user else "Nobody"


@form_page
@staff_only
def authority_challenge_create(request: ActorRequest) -> HttpResponse:
    asked = forms.GapForm(request.GET)
    if not asked.is_valid():
        raise Http404("A challenge is raised from the gap board.")
    data = asked.cleaned_data
    skill = get_object_or_404(Skill.objects.only("id", "public_id", "label"), public_id=data["skill"])
    place: dict[str, str] = where(data["place"])
    found = gap_queries.counted(skill, level=data["level"], **place)
    form = forms.ChallengeForm(
        request.POST or None,
        staff=list(queries.staff()),
        initial={"owner": str(request.actor.person.pk), "answer_by": forms.in_some_weeks()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            challenge = challenges.raise_challenge(
                skill=skill, level=data["level"], values=form.values(), by=request.actor, **place
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Raised as a draft. Read it once more, then open it.")
            return redirect("authority_challenge_show", challenge.public_id)
    context = {
        "form": form,
        "skill": skill,
        "where": _where(data["place"]),
        "level": Level(data["level"]).label if data["level"] else "",
        "counted": found,
        "gap": gap(found.figures),
        "back_href": reverse("authority_gap_show", args=[skill.public_id]),
    }
    return render(request, "taskforce/authority_challenge_create.html", context)


def _where(place: str) -> str:
    found = dict(forms.GapForm().fields["place"].choices)
    return found.get(place, "Everywhere")


@require_safe
@staff_only
def authority_challenge_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    challenge = _challenge(request, public_id)
    now = queries.counted_now(challenge)
    then_gap, now_gap = gap(challenge.figures), gap(now.figures)
    may_decide = challenges.may_decide(challenge, request.actor)
    context = {
        "challenge": challenge,
        "owner": _name(challenge.owner),
        "now": now,
        "then_gap": then_gap,
        "now_gap": now_gap,
        "table": _then_and_now(challenge, now),
        "chart": charts.grouped_bars(
            _sentence(then_gap, now_gap) if now.day else f"The gap was {then_gap:,}",
            ["then", "now"],
            [(label, [getattr(challenge, name), now.figures[name]]) for name, label in FIGURES.items()],
        ),
        "may_open": may_decide and challenge.state == State.DRAFT,
        "may_change": may_decide and challenge.state in _WAITING,
        "moves": [each for each in MOVES.values() if may_decide and _fits(challenge, each)],
        "gap_href": reverse("authority_gap_show", args=[challenge.skill.public_id]),
    }
    return render(request, "taskforce/authority_challenge_show.html", context)


def _sentence(then: int, now: int) -> str:
    if then == now:
        return f"The gap stands at {now:,}, as when it was raised"
    return f"The gap has {'narrowed' if now < then else 'widened'} from {then:,} to {now:,}"


def _then_and_now(challenge: Challenge, now: gap_queries.Counted) -> Table[Any]:
    rows = [
        (label, getattr(challenge, name), now.figures[name] if now.day else None)
        for name, label in FIGURES.items()
    ]
    rows.append(("Gap", gap(challenge.figures), gap(now.figures) if now.day else None))
    return simple_table("Then and now", ["Figure", "When raised", "Counted last"], rows)


@form_page
@staff_only
def authority_challenge_change(request: ActorRequest, public_id: UUID) -> HttpResponse:
    challenge = _challenge(request, public_id)
    challenges.require_deciding(challenge, request.actor)
    form = forms.ChallengeForm(
        request.POST or None, staff=list(queries.staff()), initial=forms.initial(challenge)
    )
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            challenges.change(
                challenge=challenge,
                values=form.values(),
                version=challenge.version if version is None else version,
                by=request.actor,
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Changed.")
            return redirect("authority_challenge_show", public_id)
    context = {"form": form, "challenge": challenge, "back_href": _href(challenge)}
    return render(request, "taskforce/authority_challenge_change.html", context)


@require_POST
@staff_only
def authority_challenge_open(request: ActorRequest, public_id: UUID) -> HttpResponse:
    challenge = _challenge(request, public_id)
    try:
        challenges.open_challenge(challenge=challenge, by=request.actor)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "It is open. Its owner is reminded a week before an answer is due.")
    return redirect("authority_challenge_show", public_id)


@dataclass(frozen=True)
class Move:
    """One way on: a page with a form, and the service that does it."""

    name: str
    heading: str
    text: str
    button: str
    said: str
    to: str
    form: type[Form]
    act: Callable[..., Challenge]
    ends: bool = False


MOVES = {
    move.name: move
    for move in (
        Move(
            "answer",
            "Answer it",
            "Say what is done about it. It closes by itself when that has had half a year to work.",
            "Keep the answer",
            "Answered. It closes by itself in half a year.",
            State.ANSWERED,
            forms.AnswerForm,
            challenges.answer,
        ),
        Move(
            "again",
            "Open it again",
            "When the answer did not hold. Its owner is reminded again.",
            "Open it again",
            "It is open again.",
            State.OPEN,
            forms.AgainForm,
            challenges.open_again,
        ),
        Move(
            "close",
            "Close it",
            "Its page stays, with the gap as it was when it was raised and as it is today.",
            "Close it",
            "Closed.",
            State.CLOSED,
            forms.CloseForm,
            challenges.close,
            ends=True,
        ),
        Move(
            "withdraw",
            "Take it back",
            "Its page stays, with the reason.",
            "Take it back",
            "Taken back.",
            State.WITHDRAWN,
            forms.WithdrawForm,
            challenges.withdraw,
            ends=True,
        ),
    )
}


def _fits(challenge: Challenge, move: Move) -> bool:
    """A draft is opened by its own button."""
    return challenge.may_become(move.to) and not (challenge.state == State.DRAFT and move.to == State.OPEN)


@form_page
@staff_only
def authority_challenge_move(request: ActorRequest, public_id: UUID, move: str) -> HttpResponse:
    challenge = _challenge(request, public_id)
    if move not in MOVES:
        raise Http404("There is no such way on.")
    challenges.require_deciding(challenge, request.actor)
    chosen = MOVES[move]
    form: Any = chosen.form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            chosen.act(challenge=challenge, by=request.actor, **form.values())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, chosen.said)
            return redirect("authority_challenge_show", public_id)
    context = {"form": form, "challenge": challenge, "move": chosen, "back_href": _href(challenge)}
    return render(request, "taskforce/authority_challenge_move.html", context)


def _href(challenge: Challenge) -> str:
    return reverse("authority_challenge_show", args=[challenge.public_id])


def _challenge(request: ActorRequest, public_id: UUID) -> Challenge:
    rows = Challenge.objects.visible_to(request.actor)
    related = rows.select_related("skill", "council", "owner", "raised_by", "programme")
    return get_object_or_404(related, public_id=public_id)
