"""A form that names skills which somebody lacks, one on a line."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from district.skills.services import search
from district.web.forms import Form

MOST_SKILLS = 10


class MissingSkillsForm(Form):
    """For refusals: `is_by_skill` says whether the reason that was chosen is that skills are missing."""

    skills = forms.CharField(
        label="Skills that are missing",
        max_length=1000,
        required=False,
        help_text="One on a line. They are shown courses that teach them.",
        widget=forms.Textarea({"rows": 3}),
    )

    def is_by_skill(self, reason: str) -> bool:
        raise NotImplementedError

    def clean_skills(self) -> list[UUID]:
        """Each line as the one skill of this name; else the error names what comes nearest."""
        lines = [line.strip() for line in self.cleaned_data["skills"].splitlines() if line.strip()]
        if len(lines) > MOST_SKILLS:
            raise ValidationError(f"Name {MOST_SKILLS} skills or fewer.")
        found, unknown = [], []
        for line in lines:
            near = search.suggest(line, limit=4)
            if near and line.casefold() in {near[0].label.casefold(), near[0].note.casefold()}:
                found.append(near[0].public_id)
            else:
                names = ", ".join(f"“{each.label}”" for each in near)
                meant = f" Do you mean {names}?" if names else ""
                unknown.append(f"“{line}” is not in the list of skills.{meant}")
        if unknown:
            raise ValidationError(unknown)
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.is_by_skill(data.get("reason", "")):
            data["skills"] = []
        elif not data.get("skills") and "skills" not in self.errors:
            self.add_error("skills", "Name the skills that are missing, so that the person can learn them.")
        return data
