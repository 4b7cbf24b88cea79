from typing import Any

import pytest
from django import forms
from django.utils.safestring import mark_safe

from district.web import controls
from district.web.forms import FilterForm, Form, Look

NASTY = '"><script>alert(1)</script>'


class Controls(Form):
    family = forms.ChoiceField(
        label="Family",
        choices=[("", "Any"), ("Data", [("sql", "SQL"), ("ml", "Machine learning")]), (NASTY, NASTY)],
    )
    level = forms.MultipleChoiceField(
        label="Level", choices=[(1, "One"), (2, mark_safe("<b>Two</b>"))], widget=forms.CheckboxSelectMultiple
    )
    free = forms.ChoiceField(label="Cost", choices=[(None, "Any"), (True, "Free")], widget=forms.RadioSelect)
    q = forms.CharField(
        label="Words", max_length=40, widget=forms.TextInput(attrs={"type": "search", "class": "wide"})
    )


def test_grouped_choices_stay_grouped_and_chosen() -> None:
    html = controls.draw(Controls({"family": "ml"})["family"])

    assert '<optgroup label="Data"><option value="sql">SQL</option>' in html
    assert '<option value="ml" selected>Machine learning</option></optgroup>' in html
    assert html.count(" selected") == 1


def test_choices_that_are_not_text_are_chosen_all_the_same() -> None:
    form = Controls({"level": ["2"], "free": "True"})

    assert 'value="2" checked' in controls.draw(form["level"])
    assert 'value="True" checked' in controls.draw(form["free"])
    assert 'value="" checked' in controls.draw(Controls(initial={"free": None})["free"])


def test_nothing_typed_becomes_markup() -> None:
    form = Controls({"q": NASTY, "family": NASTY})
    html = str(form)

    assert "<script>" not in html
    assert "&quot;&gt;&lt;script&gt;" in controls.draw(form["q"])
    assert "<b>Two</b>" in html


def test_a_box_keeps_its_own_attributes() -> None:
    html = controls.draw(Controls({"q": ""})["q"])

    assert html.count("class=") == 1
    assert 'class="govuk-input wide govuk-input--error"' in html
    assert 'maxlength="40"' in html
    assert 'aria-invalid="true"' in html


@pytest.mark.parametrize("name", ["family", "q"])
def test_controls_say_what_djangos_own_say(name: str) -> None:
    def parts(html: str) -> set[str]:
        opening = html[html.index("<") : html.index(">")]
        return set(opening.replace("<", "").split('" '))

    field = Controls({"family": "sql", "q": "python"})[name]

    assert {part.strip('"') for part in parts(str(field))} <= {
        part.strip('"') for part in parts(controls.draw(field))
    } | {'type="search'}


def test_filters_show_how_many_each_would_give() -> None:
    class Filters(FilterForm):
        level = Controls.base_fields["level"]
        looks = {"level": Look(small=True)}

    form: Any = Filters({})
    form.counts = {"level": {"1": 1204, "2": 0}}
    html = controls.draw(form["level"])

    assert '<span class="dsd-count">1,204</span>' in html
    assert '<span class="dsd-count">0</span>' in html
    assert "govuk-checkboxes--small" in html
    assert "(optional)" not in str(form)
