"""What the gallery shows its components with: believable, long and short, none of it from the database."""

from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict

from district.web import charts, pages
from district.web.fields import DateField, MoneyField, WholeNumberField
from district.web.forms import FilterForm, Form, Look
from district.web.tables import Column, Table

LONG = "Wolverhampton and Black Country Further Education Partnership for Digital, Data and Cyber Skills"


class SampleForm(Form):
    postcode = forms.CharField(
        label="Your postcode", help_text="For example B1 1AA", widget=forms.TextInput(attrs={"autocomplete": "postal-code"})
    )
    email = forms.EmailField(label="E-mail address")
    password = forms.CharField(label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
    born_on = DateField(label="When were you born?", help_text="For example 27 3 1998", latest=date.today)
    salary = MoneyField(label="Lowest yearly pay", required=False)
    miles = WholeNumberField(label="How far can you travel?", min_value=1, max_value=99)
    about = forms.CharField(
        label="What do you want to do next?", max_length=500, required=False, widget=forms.Textarea
    )
    mode = forms.ChoiceField(
        label="How would you like to learn?",
        choices=[("classroom", "In a classroom"), ("online", "Online"), ("both", "Either is fine")],
        widget=forms.RadioSelect,
    )
    travel = forms.MultipleChoiceField(
        label="How do you travel?",
        help_text="Tick all that you use.",
        choices=[("foot", "On foot"), ("bus", "Bus or tram"), ("train", "Train"), ("car", "Car")],
        widget=forms.CheckboxSelectMultiple,
    )
    season_ticket = forms.CharField(label="Which line is your season ticket for?", required=False)
    council = forms.ChoiceField(label="Council", choices=[("", "Choose one"), ("bham", "Birmingham"), ("cov", "Coventry")])
    cv = forms.FileField(label="Your CV", help_text="A PDF or Word file of up to 2 MB.", required=False)
    agrees = forms.BooleanField(label="I have read how my details are used", help_text="You can change your mind later.")

    looks = {
        "postcode": Look(noun="your postcode", width=10),
        "email": Look(noun="your e-mail address"),
        "password": Look(noun="your password"),
        "salary": Look(prefix="£", width=10),
        "miles": Look(noun="the distance", suffix="miles", width=3),
        "mode": Look(hints={"both": "We show the nearest first."}, divider="both"),
        "travel": Look(reveals={"train": "season_ticket"}),
        "season_ticket": Look(width=20),
    }


class SampleSearch(FilterForm):
    q = forms.CharField(label="What do you want to learn?", required=False)
    near = forms.CharField(label="Town or postcode", required=False)


class SampleFilters(FilterForm):
    level = forms.MultipleChoiceField(
        label="Level",
        required=False,
        choices=[("1", "Foundation"), ("2", "Intermediate"), ("3", "Advanced"), ("4", "Expert")],
        widget=forms.CheckboxSelectMultiple,
    )
    cost = forms.ChoiceField(
        label="Cost to you",
        required=False,
        choices=[("", "Any"), ("free", "Free")],
        widget=forms.RadioSelect,
    )
    order = forms.ChoiceField(label="Order", required=False, choices=[("best", "Best fit first"), ("near", "Nearest first")])

    looks = {"level": Look(small=True), "cost": Look(small=True)}
    counts = {"level": {"1": 38, "2": 21, "3": 9, "4": 0}}


def context(request: HttpRequest) -> dict[str, Any]:
    return {"empty_form": SampleForm(prefix="empty"), "wrong_form": wrong_form()}


def wrong_form() -> SampleForm:
    typed = QueryDict(mutable=True)
    typed.update({"postcode": "B1", "email": "not an address", "born_on_day": "31", "born_on_month": "2", "miles": "-4"})
    form = SampleForm(typed)
    form.add_error("postcode", "Enter a full postcode, like B1 1AA.")
    form.add_error(None, "This course filled up while you were writing. You can join its waiting list.")
    return form
