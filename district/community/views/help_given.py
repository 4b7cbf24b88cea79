"""Applying for people who have no computer: for those who help them, and for the person who takes it over."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.db.models import Exists, F, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from district.community.models import PaperEnd
from district.community.services import help_given
from district.partners.access import role_required, signed_in
from district.partners.requests import ActorRequest
from district.web import pages
from district.web.errors import Refused
from district.web.forms import Form, Look
from learners.services.claims import LONGEST_NAME
from learners.views.sent import posted
from programmes import queries_own, wording
from programmes.applying import questions as asking
from programmes.applying import status as application_status
from programmes.models import Application, PaperLetter
from programmes.models.application import HELPING
from programmes.roster import HEAVY
from programmes.services import applications

helping = role_required(*HELPING)
form_page = require_http_methods(["GET", "HEAD", "POST"])
NEW = "new"
SHOWN_PEOPLE, SHOWN_ENDS = 50, 5
MOST_TRIES, AN_HOUR = 10, 3600


class WhoForm(Form):
    """Somebody helped before, or somebody new; and how they agreed."""

    who = forms.ChoiceField(label="Who is it for?", widget=forms.RadioSelect)
    name = forms.CharField(
        label="Their full name",
        help_text="We ask for nothing else now, and look nobody up.",
        max_length=LONGEST_NAME,
        required=False,
    )
    agreed_how = forms.CharField(
        label="How did they agree that you apply for them?",
        help_text="For example: sat beside me at the library and said yes. They read this later.",
        max_length=200,
    )
    marks_optional = False
    looks = {
        "who": Look(noun="who it is for", reveals={NEW: "name"}),
        "name": Look(noun="their full name"),
        "agreed_how": Look(noun="how they agreed"),
    }

    def __init__(self, data: Any = None, *, people: list[Any]) -> None:
        super().__init__(data, initial={"who": "" if people else NEW})
        self.people = {str(person.public_id): person for person in people}
        known = [(key, str(person)) for key, person in self.people.items()]
        self.fields["who"].choices = [*known, (NEW, "Somebody new")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("who") == NEW and "name" in cleaned and not cleaned["name"]:
            self.add_error("name", "Enter their full name.")
        return cleaned


class ClaimForm(Form):
    code = forms.CharField(
        label="The code on your letter",
        help_text="Three groups of four, like ABCD-EF23-GH45. Small letters are fine.",
        max_length=40,
    )
    looks = {"code": Look(noun="the code on your letter", width=20)}


# For those who help -----------------------------------------------------------------------------------


@require_safe
@helping
def help_list(request: ActorRequest) -> HttpResponse:
    letters = PaperLetter.objects.waiting().filter(application=OuterRef("pk"))
    rows = (
        Application.objects.helped_by(request.actor)
        .select_related("learner__user", "run__course__organisation", "applied_by")
        .defer(*HEAVY)
        .annotate(has_letter=Exists(letters), ends_on=F("learner__paper_end__ends_on"))
        .order_by("-has_letter", "-changed_at", "-id")
    )
    ended = PaperEnd.objects.visible_to(request.actor).filter(deleted_at__isnull=False)
    context = {
        "page": pages.paginate(request, rows),
        "ended": ended.order_by("-deleted_at", "-id").values_list("deleted_at", flat=True)[:SHOWN_ENDS],
    }
    return render(request, "community/help_list.html", context)


@form_page
@helping
def help_start(request: ActorRequest, public_id: UUID) -> HttpResponse:
    run = queries_own.run_to_apply_for(public_id)
    people = list(help_given.known_people(request.actor)[:SHOWN_PEOPLE])
    form = WhoForm(posted(request), people=people)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            application = help_given.start(
                run=run,
                person=form.people.get(said["who"]),
                name=said["name"],
                agreed_how=said["agreed_how"],
                by=request.actor,
            )
            return redirect(
                asking.following(application) if application.state == "draft" else "application_show",
                *([] if application.state == "draft" else [application.public_id]),
            )
        except Refused as refusal:
            form.refuse(refusal)
    context = {"run": run, "form": form, "obstacle": applications.obstacle(run)}
    return render(request, "community/help_start.html", context)


@never_cache
@form_page
@helping
def help_sheet(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """The confirmation on paper. A code is made when it is asked for, and stands on that one answer only."""
    application = _helped(request, public_id)
    code, refused = "", ""
    if request.method == "POST":
        try:
            code = help_given.new_code(application=application, by=request.actor)
        except Refused as refusal:
            refused = refusal.message
    place, chance = queries_own.place_and_chance(application)
    context = {
        "application": application,
        "course": application.run.course,
        "facts": [
            {"key": key, "value": value}
            for key, value in (
                ("Course", application.run.course.title),
                ("Provider", application.run.course.organisation.name),
                ("When", wording.starts(application.run)),
                ("Where", wording.where(application.run)),
            )
            if value
        ],
        "answers": [
            {"key": step.title, "value": step.answer_of(application)} for step in asking.asked(application)
        ],
        "status": application_status.status(application, place=place),
        "chance": application_status.chance_words(chance) if chance else "",
        "letters": list(application.paper_letters.all()),
        "code": code,
        "refused": refused,
        "ends_on": PaperEnd.objects.filter(learner=application.learner_id)
        .values_list("ends_on", flat=True)
        .first(),
        "today": timezone.localdate(),
    }
    return render(request, "community/help_sheet.html", context)


@form_page
@helping
def help_letter_show(request: ActorRequest, public_id: UUID) -> HttpResponse:
    own = PaperLetter.objects.visible_to(request.actor).select_related(
        "application__learner__user", "application__applied_for"
    )
    letter = get_object_or_404(own, public_id=public_id)
    if request.method == "POST":
        help_given.hand_over(letter=letter, by=request.actor)
        messages.success(request, "Thank you. The letter is marked as handed over.")
        return redirect("help_list")
    paragraphs = [part for part in letter.words.split("\n\n") if part.strip()]
    context = {"letter": letter, "application": letter.application, "paragraphs": paragraphs}
    return render(request, "community/help_letter_show.html", context)


def _helped(request: ActorRequest, public_id: UUID) -> Application:
    found = (
        Application.objects.helped_by(request.actor)
        .filter(public_id=public_id)
        .select_related("learner__user", "run__course__organisation", "run__venue__postcode", "run__intake")
        .select_related("applied_by", "applied_for")
        .defer("run__course__search")
        .first()
    )
    if found is None:
        raise Http404("You help nobody with such an application.")
    return found


# For the person ---------------------------------------------------------------------------------------


@form_page
@signed_in
def profile_claim(request: ActorRequest) -> HttpResponse:
    """Ten tries an hour: nobody finds a code by trying."""
    form = ClaimForm(posted(request))
    if request.method == "POST" and form.is_valid():
        key = f"claim-{request.actor.person.pk}"
        tries = cache.get(key, 0)
        if tries >= MOST_TRIES:
            form.add_error("code", "You have tried ten times. Wait an hour, or ask those who helped you.")
        else:
            try:
                help_given.claim(code=form.cleaned_data["code"], by=request.actor)
                messages.success(request, "It is yours now. From here on only you act on it.")
                return redirect("application_list")
            except Refused as refusal:
                cache.set(key, tries + 1, AN_HOUR)
                form.refuse(refusal)
    return render(request, "community/profile_claim.html", {"form": form})


@require_POST
@signed_in
def help_stop(request: ActorRequest, public_id: UUID) -> HttpResponse:
    application = get_object_or_404(Application.objects.of(request.actor), public_id=public_id)
    help_given.stop(application=application, by=request.actor)
    messages.success(request, "From now on only you act on this application.")
    return redirect("application_show", public_id)
