"""The importers on the data as published, where it lies beside the project."""

import os
from pathlib import Path

import pytest
from django.db import connection

from district.skills.models import Occupation, OccupationSkill, Skill, SkillRelation
from district.skills.services import imports, phrases

pytestmark = pytest.mark.django_db

SHARED = Path(os.environ.get("DISTRICT_SHARED") or Path(__file__).resolve().parents[3] / "shared") / "data"
needs_data = pytest.mark.skipif(
    not (SHARED / "esco-1.2").is_dir(), reason="The published data is not beside the project."
)


@needs_data
def test_all_of_esco_is_imported_over_the_embedded_part() -> None:
    imports.load_package()
    with connection.cursor() as cursor:  # the files are read inside the transaction of this test
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '60s'")
    embedded = dict(Skill.objects.values_list("uri", "id"))

    summary = imports.import_files([SHARED / "esco-1.2"])

    sections = summary.sections
    assert {name: tally["read"] for name, tally in sections.items()} == {
        "skills": 13_939,
        "groups": 640,
        "occupations": 3_039,
        "occupation_skills": 129_004,
        "broader": 20_822,
        "related": 5_818,
    }
    live = Skill.objects.live().filter(scheme="esco")
    assert live.exclude(kind="group").count() == 13_939
    assert live.filter(is_digital=True).count() == 1_289
    assert (Occupation.objects.count(), OccupationSkill.objects.count()) == (3_039, 128_987)
    relations = SkillRelation.objects.filter(skill__scheme="esco", skill__withdrawn_at=None)
    assert relations.count() == 20_822 + 5_817
    assert (summary.withdrawn, summary.repeats) == (5, 17)
    assert [each.code for each in summary.refusals] == ["itself"]
    kept = dict(Skill.objects.filter(uri__in=embedded).values_list("uri", "id"))
    assert kept == embedded
    assert summary.seconds < 60

    text = "Strong Python and R programming skills, MySQL, Microsoft Access and project management."
    assert [each.label for each in phrases.find(text)] == [
        "Python (computer programming)",
        "R",
        "MySQL",
        "Microsoft Access",
        "project management",
    ]


@needs_data
def test_two_further_schemes_are_imported_and_again() -> None:
    folders = [SHARED / "gdad", SHARED / "digcomp"]

    first = imports.import_files(folders)
    second = imports.import_files(folders)

    counts = {scheme: Skill.objects.filter(scheme=scheme).count() for scheme in ("gdad", "digcomp")}
    assert counts == {"gdad": 188, "digcomp": 26}
    assert Occupation.objects.filter(scheme="gdad").count() == 205
    assert (first.refusals, second.is_change) == ([], False)
    safety = Skill.objects.get(uri="urn:digcomp:2.0:4.0")
    assert safety.reverse_relations.filter(kind="broader").count() == 4
