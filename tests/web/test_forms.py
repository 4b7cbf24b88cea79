from datetime import date
from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string

from district.web.errors import Refused
from district.web.fields import DateField, MoneyField, WholeNumberField
from district.web.forms import Form, Look


class Visit(Form):
    name = forms.CharField(label="Your name", max_length=20, required=False)
    email = forms.EmailField(label="E-mail", required=False)
    on = DateField(
        label="When will you come?",
        required=False,
        earliest=date(2027, 1, 1),
        latest=lambda: date(2027, 12, 31),
    )
    people = WholeNumberField(label="How many come?", min_value=1, max_value=30, required=False)
    budget = MoneyField(label="Budget", required=False)
    how = forms.ChoiceField(
        label="How do you come?",
        choices=[("bus", "Bus"), ("car", "Car")],
        widget=forms.RadioSelect,
        required=False,
    )
    plate = forms.CharField(label="Number plate", required=False)

    looks = {
        "how": Look(reveals={"car": "plate"}, hints={"bus": "Line 50 stops here."}),
        "budget": Look(prefix="£"),
    }


def cleaned(**data: Any) -> Any:
    form = Visit(data)
    assert form.is_valid(), form.errors
    return form.cleaned_data


def errors(**data: Any) -> dict[str, list[str]]:
    return Visit(data).errors.get_json_data() and {
        name: list(found) for name, found in Visit(data).errors.items()
    }


@pytest.mark.parametrize(
    "text",
    ["A\x00B", "abc\u202egnp.exe", "\u2066x\u2069", "\ud800", "a\x07b"],
    ids=["NUL", "override", "isolate", "surrogate", "bell"],
)
def test_hidden_characters_are_refused(text: str) -> None:
    assert errors(name=text) == {
        "name": ["Remove the hidden characters: type the text again instead of pasting it."]
    }


@pytest.mark.parametrize("text", ["\u200b", "\u2060\u200d", "\ufeff\u200b"])
def test_a_name_of_nothing_visible_is_refused(text: str) -> None:
    assert errors(name=text) == {"name": ["Type at least one letter or number that can be seen."]}


@pytest.mark.parametrize("text", ["O'Brien-Ñ 李 🎓", "X", "Zoë", "<script>", "{{7*7}}", "x" * 20])
def test_what_people_are_called_is_accepted(text: str) -> None:
    assert cleaned(name=text)["name"] == text


def test_too_long_a_text_says_by_how_much() -> None:
    assert errors(name="x" * 21) == {"name": ["Your name must be 20 characters or fewer. It has 21."]}


@pytest.mark.parametrize("text", ["nobody", "a@b\nc.uk", "a@" + "b" * 260 + ".uk"])
def test_a_bad_address_says_what_one_looks_like(text: str) -> None:
    assert errors(email=text)["email"][0].startswith(
        ("Enter an e-mail address in the right form", "E-mail must be")
    )


@pytest.mark.parametrize(
    ("day", "month", "year", "expected"),
    [
        ("2", "6", "2027", date(2027, 6, 2)),
        ("02", "June", "2027", date(2027, 6, 2)),
        ("1", "sep", "2027", date(2027, 9, 1)),
    ],
)
def test_a_date_may_be_written_as_people_do(day: str, month: str, year: str, expected: date) -> None:
    assert cleaned(on_day=day, on_month=month, on_year=year)["on"] == expected


@pytest.mark.parametrize(
    ("day", "month", "year", "sentence"),
    [
        ("31", "2", "2027", "Enter a real date, like 27 3 2027."),
        ("1", "1", "0000", "Enter a real date, like 27 3 2027."),
        ("1", "1", "9" * 5000, "Enter a real date, like 27 3 2027."),
        ("x", "1", "2027", "Enter a real date, like 27 3 2027."),
        ("1", "1", "87", "Enter the year in four figures, like 1987."),
        ("1", "", "2027", "Enter the month too."),
        ("", "", "2027", "Enter the day and the month too."),
        ("31", "12", "2026", "Enter a date that is 1 January 2027 or later."),
        ("31", "12", "9999", "Enter a date that is 31 December 2027 or earlier."),
    ],
)
def test_a_wrong_date_says_what_to_do(day: str, month: str, year: str, sentence: str) -> None:
    assert errors(on_day=day, on_month=month, on_year=year) == {"on": [sentence]}


def test_no_date_is_no_date() -> None:
    assert cleaned()["on"] is None


def test_a_required_date_is_asked_for() -> None:
    class Needed(Form):
        on = DateField(label="Start")

    assert Needed({}).errors == {"on": ["Enter a start."]}


def test_a_date_knows_whether_it_changed() -> None:
    field = DateField()

    assert not field.has_changed(date(2027, 6, 2), ["2", "6", "2027"])
    assert field.has_changed(date(2027, 6, 2), ["3", "6", "2027"])
    assert field.has_changed(date(2027, 6, 2), ["3", "", ""])


@pytest.mark.parametrize(("text", "number"), [("12", 12), ("1 2", 12), ("\u0661\u0662", 12)])
def test_whole_numbers_as_people_write_them(text: str, number: int) -> None:
    assert cleaned(people=text)["people"] == number


@pytest.mark.parametrize("text", ["-1", "0", "31", "10000000000", "9" * 5000, "two", "1.5"])
def test_numbers_outside_are_refused(text: str) -> None:
    assert list(errors(people=text)) == ["people"]


@pytest.mark.parametrize(
    ("text", "amount"),
    [("£21,892", 21892), ("12.50", 12.5), (" £ 1 000", 1000), ("\N{FULLWIDTH DIGIT ONE}2", 12)],
)
def test_money_as_people_write_it(text: str, amount: float) -> None:
    assert float(cleaned(budget=text)["budget"]) == amount


@pytest.mark.parametrize(
    "text", ["1e400000", "NaN", "Infinity", "1.234", "£", "9" * 5000, "1e5", "1,50", "1,0000"]
)
def test_no_money_is_no_money(text: str) -> None:
    found = Visit({"budget": text})

    assert not found.is_valid() or found.cleaned_data["budget"] is None


def test_a_choice_that_is_not_there_is_refused() -> None:
    assert errors(how="boat") == {"how": ["Choose from the options shown."]}


def test_required_fields_ask_by_their_name() -> None:
    class Asking(Form):
        title = forms.CharField(label="Job title")
        cv = forms.FileField(label="CV")
        pattern = forms.ChoiceField(label="Pattern", choices=[("a", "A")])
        why = forms.CharField(label="Why do you apply?")
        post = forms.CharField(label="Post", error_messages={"required": "Say which post."})
        agrees = forms.BooleanField(label="I agree")
        name = forms.CharField(label="Their name")
        address = forms.CharField(label="Street address")
        reason = forms.CharField(label="Why you stop")
        looks = {"pattern": Look(noun="your working pattern")}

    assert Asking({}).errors == {
        "title": ["Enter a job title."],
        "cv": ["Choose a CV to upload."],
        "pattern": ["Choose your working pattern."],
        "why": ["Enter an answer to \u201cWhy do you apply?\u201d"],
        "post": ["Say which post."],
        "agrees": ["Tick the box to go on."],
        "name": ["Enter their name."],
        "address": ["Enter a street address."],
        "reason": ["Enter why you stop."],
    }


def test_every_control_is_tied_to_its_label_hint_and_error() -> None:
    html = render_to_string(
        "components/form.html", {"form": Visit({"email": "x"}), "button": "Go", "csrf_token": "t"}
    )

    assert '<label class="govuk-label" for="id_email">E-mail (optional)</label>' in html
    assert 'aria-describedby="id_email_error"' in html
    assert 'aria-invalid="true"' in html
    assert '<a href="#id_email">' in html
    assert 'spellcheck="false"' in html
    assert 'autocomplete="email"' in html
    assert 'class="govuk-input govuk-input--error"' in html


def test_a_field_that_an_option_opens_is_drawn_once_inside_it() -> None:
    html = str(Visit())

    assert html.count('name="plate"') == 1
    assert html.index('id="id_how_1_opens"') < html.index('name="plate"')
    assert 'aria-describedby="id_how_0_hint"' in html


def test_what_was_typed_is_kept_and_escaped() -> None:
    html = str(Visit({"email": '"><script>alert(1)</script>', "on_day": "31", "on_month": "2"}))

    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert 'id="id_on_0" name="on_day" type="text" inputmode="numeric" value="31"' in html


def test_a_refusal_stands_by_the_field_it_is_about() -> None:
    form = Visit({"people": "3"})
    form.is_valid()

    form.refuse(Refused("Only 2 places are left.", field="people"))
    form.refuse(Refused("This run is closed."))

    assert form.errors == {"people": ["Only 2 places are left."], "__all__": ["This run is closed."]}


def test_saved_dates_are_shown_in_their_boxes() -> None:
    html = str(Visit(initial={"on": date(2027, 6, 2)})["on"].as_field_group())

    assert 'name="on_day" type="text" inputmode="numeric" value="2"' in html
    assert 'name="on_year" type="text" inputmode="numeric" value="2027"' in html


def test_a_field_says_what_it_is_in_every_kind() -> None:
    class Kinds(Form):
        agree = forms.BooleanField(label="I <agree>", help_text="For a year.", required=False)
        secret = forms.CharField(label="Password", widget=forms.PasswordInput)
        only = forms.ChoiceField(label="Which?", choices=[("a", "A")], widget=forms.RadioSelect)
        age = WholeNumberField(label="Age", required=False)
        kept = forms.CharField(widget=forms.HiddenInput, initial="x")
        looks = {"only": Look(heading=True), "age": Look(suffix="years", size="m")}

    form = Kinds()

    assert str(form["kept"].as_field_group()) == '<input type="hidden" name="kept" value="x" id="id_kept">'
    assert form["agree"].as_field_group() == (
        '<div class="govuk-form-group"><div class="govuk-checkboxes"><div class="govuk-checkboxes__item">'
        '<input type="checkbox" name="agree" aria-describedby="id_agree_helptext" class="govuk-checkboxes__input" '
        'id="id_agree"><label class="govuk-label govuk-checkboxes__label" for="id_agree">I &lt;agree&gt;</label>'
        '<div id="id_agree_helptext" class="govuk-hint govuk-checkboxes__hint">For a year.</div></div></div></div>'
    )
    assert 'data-reveals="id_secret" aria-label="Show password" hidden>Show</button>' in str(
        form["secret"].as_field_group()
    )
    assert (
        '<legend class="govuk-fieldset__legend govuk-fieldset__legend--l">'
        '<h1 class="govuk-fieldset__heading">Which?</h1></legend>' in str(form["only"].as_field_group())
    )
    assert '<label class="govuk-label govuk-label--m" for="id_age">Age (optional)</label>' in str(
        form["age"].as_field_group()
    )
    assert '<div class="govuk-input__suffix" aria-hidden="true">years</div>' in str(
        form["age"].as_field_group()
    )
