from django import forms

from district.matching.models import Rating
from district.web.forms import Form, Look


class RatingForm(Form):
    """One judgement of one pair."""

    value = forms.TypedChoiceField(
        label="How well does the job fit this person?",
        choices=Rating.Value.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )
    looks = {"value": Look(noun="how well it fits")}


class RaterForm(Form):
    email = forms.EmailField(
        label="E-mail address of a rater",
        help_text="Somebody who acts for an organisation here. Each version needs two, and may have more.",
        max_length=254,
    )
    looks = {"email": Look(noun="an e-mail address")}


class ConsentForm(Form):
    is_agreed = forms.TypedChoiceField(
        label="May people who check matching see your skills?",
        help_text="They see your skills and levels beside a job, and say how well the two fit. They do not see your"
        " name, where you live or anything else about you.",
        choices=[("True", "Yes, they may see my skills and levels"), ("False", "No")],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
    )
    looks = {
        "is_agreed": Look(
            heading=True,
            size="l",
            noun="yes or no",
            hints={"False": "What they said about your skills so far is deleted at once."},
        )
    }
