"""For WMCA staff who keep the list of skills: what waits, and one page for each decision with its effect before it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from district.matching import vocabulary_wording as wording
from district.matching.services import vocabulary as decisions
from district.matching.vocabulary_filters import COUNT, ORDERS, DecisionFilter, PhraseFilter
from district.matching.vocabulary_forms import AddForm, ChooseForm, ReasonForm, nearest
from district.partners.access import staff_only
from district.partners.requests import ActorRequest
from district.skills.models import Skill, UnknownPhrase, VocabularyDecision, VocabularyVersion
from district.skills.services import search, vocabulary
from district.skills.spine import DISTRICT
from district.web.errors import Refused
from district.web.pages import paginate
from district.web.tables import Column, Table

WAITING = UnknownPhrase.State.WAITING
type Make = Callable[[Any], VocabularyDecision]


def _decision_page(row: VocabularyDecision) -> str:
    return reverse("vocabulary_decision_show", args=[row.public_id])


DECISION_COLUMNS = (
    Column[VocabularyDecision]("words", "Words", lambda row: row.words, href=_decision_page),
    Column[VocabularyDecision]("kind", "Decision", wording.of_decision),
    Column[VocabularyDecision]("by", "By", lambda row: row.decided_by.name if row.decided_by else ""),
    Column[VocabularyDecision]("at", "When", lambda row: row.decided_at, kind="day"),
    Column[VocabularyDecision]("state", "Now", lambda row: "Undone" if row.undone_at else "In force"),
)
SKILL_COLUMNS = (
    Column[Skill](
        "label", "Skill", lambda row: row.label, href=lambda row: reverse("skill_show", args=[row.public_id])
    ),
    Column[Skill]("kind", "Kind", lambda row: row.get_kind_display()),
    Column[Skill](
        "merge",
        "Merge",
        lambda row: f"Merge {row.label} into another",
        href=lambda row: reverse("vocabulary_skill_merge", args=[row.public_id]),
    ),
)


@require_safe
@staff_only
def vocabulary_list(request: ActorRequest) -> HttpResponse:
    """Phrases that wait, the commonest first."""
    chosen = PhraseFilter(request.GET, queryset=UnknownPhrase.objects.shown())
    asked = chosen.form.cleaned_data if chosen.form.is_valid() else {}
    state = asked.get("state") or WAITING
    sort = str(asked.get("sort", ""))
    sort = sort if sort in ORDERS else "-texts"
    found = chosen.qs if asked else UnknownPhrase.objects.none()
    page = paginate(request, found.filter(state=state).annotate(texts=COUNT).order_by(*ORDERS[sort]))
    columns = [
        Column[UnknownPhrase](
            "name",
            "Phrase",
            lambda row: row.text,
            href=lambda row: reverse("vocabulary_phrase_show", args=[row.public_id]),
            sort="name",
        ),
        Column[UnknownPhrase]("texts", "Texts", lambda row: row.text_count, kind="number", sort="texts"),
        Column[UnknownPhrase]("adverts", "Adverts", lambda row: row.advert_count, kind="number"),
        Column[UnknownPhrase]("courses", "Courses", lambda row: row.course_count, kind="number"),
        Column[UnknownPhrase]("learners", "Pasted texts", lambda row: row.learner_count, kind="number"),
        Column[UnknownPhrase]("new", "First seen", lambda row: row.first_seen_at, kind="day", sort="new"),
    ]
    caption = wording.of_queue(page.paginator.count, state)
    context = {
        "filter": chosen,
        "active": sum(bool(asked.get(name)) for name in ("q", "source")) + (state != WAITING),
        "page": page,
        "table": Table(caption, columns, page.object_list, request, sorted_by=sort),
        "version": vocabulary.version(),
    }
    return render(request, "matching/vocabulary_list.html", context)


@require_safe
@staff_only
def vocabulary_phrase_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    phrase = _phrase(public_id)
    is_waiting = phrase.state == WAITING
    decided = phrase.decisions.filter(undone_at=None).select_related("skill", "decided_by")
    context = {
        "phrase": phrase,
        "is_waiting": is_waiting,
        "sightings": phrase.sightings.order_by("source", "title", "id"),
        "near": search.suggest(phrase.text) if is_waiting else [],
        "decision": None if is_waiting else decided.first(),
    }
    return render(request, "matching/vocabulary_phrase_show.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def vocabulary_phrase_add(request: ActorRequest, public_id: UUID) -> HttpResponse:
    phrase = _phrase(public_id)
    form = AddForm(request.POST or None, initial={"label": phrase.text})

    def make(said: dict[str, Any]) -> VocabularyDecision:
        return vocabulary.add(phrase=phrase, user=request.actor.person, **said)

    return _decide(request, form, make, _about(phrase, f"Add “{phrase.text}” as a skill", "Add the skill"))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def vocabulary_phrase_alias(request: ActorRequest, public_id: UUID) -> HttpResponse:
    phrase = _phrase(public_id)
    words = request.GET.get("q", "")[: search.LONGEST_QUERY]
    form = ChooseForm(request.POST or None, found=nearest(words or phrase.text))

    def make(said: dict[str, Any]) -> VocabularyDecision:
        skill = get_object_or_404(Skill, public_id=said["skill"])
        return vocabulary.alias(phrase=phrase, skill=skill, reason=said["reason"], user=request.actor.person)

    page = _about(phrase, f"“{phrase.text}” is another name for a skill", "Add the name")
    return _decide(request, form, make, page | {"words": words, "is_search": True}, weighs=False)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def vocabulary_phrase_refuse(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """The one decision without a preview: it changes nothing but the queue."""
    phrase = _phrase(public_id)
    form = ReasonForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            decisions.decide(
                lambda: vocabulary.refuse(
                    phrase=phrase, reason=form.cleaned_data["reason"], user=request.actor.person
                ),
                by=request.actor,
            )
            messages.success(request, f"“{phrase.text}” will not wait again.")
            return redirect("vocabulary_list")
        except Refused as refusal:
            form.refuse(refusal)
            status = 409
    about = _about(phrase, f"“{phrase.text}” is no skill", "Refuse the phrase")
    return render(request, "matching/vocabulary_decide.html", about | {"form": form}, status=status)


@require_safe
@staff_only
def vocabulary_skill_list(request: ActorRequest) -> HttpResponse:
    """The partnership's own skills."""
    own = Skill.objects.live().filter(scheme=DISTRICT).order_by("label", "id")
    page = paginate(request, own)
    table = Table("Skills of the partnership\u2019s own", SKILL_COLUMNS, page.object_list, request)
    return render(request, "matching/vocabulary_skill_list.html", {"page": page, "table": table})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def vocabulary_skill_merge(request: ActorRequest, public_id: UUID) -> HttpResponse:
    skill = get_object_or_404(Skill, public_id=public_id, scheme=DISTRICT)
    words = request.GET.get("q", "")[: search.LONGEST_QUERY]
    found = [each for each in nearest(words or skill.label) if each.skill_id != skill.id]
    form = ChooseForm(request.POST or None, found=found)

    def make(said: dict[str, Any]) -> VocabularyDecision:
        into = get_object_or_404(Skill, public_id=said["skill"])
        return vocabulary.merge(skill=skill, into=into, reason=said["reason"], user=request.actor.person)

    page = {
        "title": f"Merge “{skill.label}” into another skill",
        "lead": "Everything that names it counts as the other one from then on, and its page leads there.",
        "button": "Merge the skills",
        "back_href": reverse("vocabulary_skill_list"),
        "back": "Our own skills",
        "words": words,
        "is_search": True,
    }
    return _decide(request, form, make, page)


@require_safe
@staff_only
def vocabulary_decision_list(request: ActorRequest) -> HttpResponse:
    chosen = DecisionFilter(request.GET, queryset=_decisions())
    page = paginate(request, chosen.qs)
    caption = f"{page.paginator.count:,} {'decision' if page.paginator.count == 1 else 'decisions'}"
    context = {
        "filter": chosen,
        "page": page,
        "table": Table(caption, DECISION_COLUMNS, page.object_list, request),
    }
    return render(request, "matching/vocabulary_decision_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def vocabulary_decision_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Who decided what and why, what it changed, and the way back."""
    decision = get_object_or_404(_decisions(), public_id=public_id)
    form = ReasonForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            decisions.undo(decision=decision, reason=form.cleaned_data["reason"], by=request.actor)
            messages.success(request, f"Undone: “{decision.words}”.")
            return redirect("vocabulary_decision_show", public_id)
        except Refused as refusal:
            form.refuse(refusal)
            status = 409
    context = {"decision": decision, "rows": wording.rows_of_decision(decision), "form": form}
    return render(request, "matching/vocabulary_decision_show.html", context, status=status)


def _decide(
    request: ActorRequest, form: Any, make: Make, page: dict[str, Any], *, weighs: bool = True
) -> HttpResponse:
    """Ask, show the effect, then do it. Whatever changed meanwhile is said, and the effect shown anew."""
    status = 200
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            if "confirm" in request.POST:
                try:
                    made = decisions.decide(
                        lambda: make(said), seen=_seen(request), weighs=weighs, by=request.actor
                    )
                    messages.success(request, wording.done(made))
                    return redirect("vocabulary_decision_show", made.public_id)
                except Refused as refusal:
                    if refusal.code != vocabulary.CHANGED:
                        raise
                    messages.error(request, refusal.message)
                    status = 409
            effect = decisions.preview(lambda: make(said), weighs=weighs, by=request.actor)
            context = page | {
                "effect": wording.effect(effect),
                "sent": [(name, value) for name, value in request.POST.items() if name in form.fields],
                "version": vocabulary.version(),
                "rows": wording.rows_of_form(form),
            }
            return render(request, "matching/vocabulary_preview.html", context, status=status)
        except Refused as refusal:
            form.refuse(refusal)
            status = 409 if refusal.code == vocabulary.CHANGED else 200
    return render(request, "matching/vocabulary_decide.html", page | {"form": form}, status=status)


def _seen(request: ActorRequest) -> int:
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _phrase(public_id: UUID) -> UnknownPhrase:
    return get_object_or_404(UnknownPhrase.objects.shown(), public_id=public_id)


def _about(phrase: UnknownPhrase, title: str, button: str) -> dict[str, Any]:
    return {
        "title": title,
        "button": button,
        "back_href": reverse("vocabulary_phrase_show", args=[phrase.public_id]),
        "back": "The phrase",
    }


def _decisions() -> QuerySet[VocabularyDecision]:
    version = VocabularyVersion.objects.filter(decision=OuterRef("pk"), is_undoing=False).values("number")
    return VocabularyDecision.objects.select_related(
        "phrase", "skill", "other", "decided_by", "undone_by"
    ).annotate(version=Subquery(version))
