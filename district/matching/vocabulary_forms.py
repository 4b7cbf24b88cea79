"""What a curator of the vocabulary is asked."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from district.skills.models import Skill
from district.skills.services import phrases, search
from district.web.forms import Form, Look
from district.web.templatetags.district import as_title

WHY = "Everybody can read this on the page of changes. Do not name people."
SHOWN = 8


def nearest(words: str) -> list[search.Suggestion]:
    """Skills by these words, or by the last of them, that tells most often what a thing is."""
    found = search.suggest(words, SHOWN)
    last = [word for word in words.split()[1:][-1:] if len(word) > search.SHORT and len(found) < SHOWN]
    known = {each.skill_id for each in found}
    found += [each for word in last for each in search.suggest(word, SHOWN) if each.skill_id not in known]
    return found[:SHOWN]


class ReasonForm(Form):
    reason = forms.CharField(
        label="Why?",
        help_text=WHY,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    looks = {"reason": Look(noun="your reason")}


class AddForm(ReasonForm):
    """A skill of the partnership's own."""

    label = forms.CharField(
        label="Name of the skill",
        help_text="As people say it: “use Power BI”, “prompt design”.",
        max_length=100,
    )
    description = forms.CharField(
        label="What it means",
        help_text="One or two sentences for people who do not know the word.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    kind = forms.ChoiceField(
        label="What is it?",
        choices=[
            (Skill.Kind.SKILL.value, "Something people do"),
            (Skill.Kind.KNOWLEDGE.value, "Something people know, like a program or a language"),
        ],
        widget=forms.RadioSelect,
    )
    broader = forms.CharField(
        label="A wider skill that it belongs to",
        help_text="Its name, as our list has it. Somebody who can do the wider one then counts in part.",
        max_length=search.LONGEST_QUERY,
        required=False,
    )
    field_order = ["label", "description", "kind", "broader", "reason"]
    looks = ReasonForm.looks | {
        "label": Look(noun="the name of the skill", width=30),
        "description": Look(noun="what it means"),
        "kind": Look(noun="what it is"),
        "broader": Look(noun="the wider skill", width=30),
    }

    def clean_broader(self) -> Skill | None:
        """The skill of just this name; else the nearest are named."""
        words = self.cleaned_data["broader"]
        if not words:
            return None
        found = search.suggest(words, 5)
        folded = phrases.fold(words)
        exact = [each for each in found if folded in {phrases.fold(each.label), phrases.fold(each.note)}]
        if not exact:
            near = ", ".join(f"“{each.label}”" for each in found[:3])
            hint = f"Write one of these names: {near}." if near else "Leave it empty if there is none."
            raise forms.ValidationError(f"No skill is called that. {hint}")
        return Skill.objects.get(id=exact[0].skill_id)


class ChooseForm(ReasonForm):
    """One of the skills found, and why."""

    skill = forms.TypedChoiceField(
        label="Which skill is meant?",
        coerce=UUID,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a skill. If none of these is meant, search for another."},
    )
    field_order = ["skill", "reason"]
    looks = ReasonForm.looks | {"skill": Look(noun="the skill", small=True)}

    def __init__(
        self, data: QueryDict | None = None, *, found: list[search.Suggestion], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        field = self.fields["skill"]
        field.choices = [(each.id, _shown(each)) for each in found]


def _shown(suggestion: search.Suggestion) -> str:
    label = as_title(suggestion.label)
    return f"{label} (also called {suggestion.note})" if suggestion.note else label
