from django import forms

from district.matching.models import NewsChoice, WrongMatch
from district.web.forms import Form, Look


class WrongForm(Form):
    """What is wrong with a match; leads to where it is mended."""

    what = forms.ChoiceField(label="What is wrong?", choices=WrongMatch.What, widget=forms.RadioSelect)
    words = forms.CharField(
        label="Say more, if you like",
        help_text="Do not write your name, your health or anything private.",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    looks = {
        "what": Look(
            noun="what is wrong",
            hints={
                WrongMatch.What.SKILL: "We take you to your skills.",
                WrongMatch.What.PLACE: "We take you to how far and how you travel.",
                WrongMatch.What.ADVERT: "We tell the people who look after this page.",
                WrongMatch.What.OTHER: "We tell the people who look after matching.",
            },
        ),
        "words": Look(noun="what you write"),
    }


class NewsForm(Form):
    """Nothing is chosen beforehand: to be written to is for people to ask for."""

    often = forms.ChoiceField(
        label="How often may we write to you about new jobs?",
        choices=NewsChoice.Often,
        widget=forms.RadioSelect,
    )

    looks = {"often": Look(noun="how often we may write", heading=True)}


class SharingForm(Form):
    """The side to switch to is the page's, so that a page left open switches nothing back."""

    wanted = forms.ChoiceField(choices=[("on", "On"), ("off", "Off")], widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why?",
        help_text="Staff and auditors read this later. Do not write anything private.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    looks = {"reason": Look(noun="the reason")}


class SeenForm(Form):
    """Staff say that they have looked at all reports of one kind about one thing."""

    what = forms.ChoiceField(choices=WrongMatch.What)
    vacancy = forms.UUIDField(required=False)
    course = forms.UUIDField(required=False)
