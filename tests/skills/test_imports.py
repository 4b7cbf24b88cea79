"""Classifications are imported whole or not at all; what is gone is withdrawn and may come back."""

import gzip
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from district.outbox.models import ImportRun
from district.skills.models import Occupation, OccupationSkill, Scheme, Skill, SkillLabel, SkillRelation
from district.skills.services import imports, phrases
from district.web.errors import Refused
from tests.skills.esco_tables import (
    SKILL_HEADER,
    SKILLS,
    uri,
    write_all,
    write_asked,
    write_occupations,
    write_skills,
    write_table,
)

pytestmark = pytest.mark.django_db


def refusal(*paths: Path) -> str:
    with pytest.raises(Refused) as caught:
        imports.import_files(list(paths))
    return str(caught.value)


def without(*names: str) -> dict[str, dict[str, str]]:
    return {name: facts for name, facts in SKILLS.items() if name not in names}


def test_everything_is_imported(tmp_path: Path) -> None:
    summary = imports.import_files([write_all(tmp_path)])

    assert (summary.read, summary.added, summary.unchanged, summary.refusals) == (10, 10, 0, [])
    python = Skill.objects.get(uri=uri("python"))
    assert (python.label, python.kind, python.is_digital, python.description) == (
        "Python",
        "knowledge",
        True,
        "About Python.",
    )
    assert list(python.labels.order_by("id").values_list("kind", "text", "phrase")) == [
        ("preferred", "Python", "python"),
        ("alternative", "Python 3", "python 3"),
        ("alternative", "Py", "py"),
    ]
    relations = SkillRelation.objects.filter(skill=python).order_by("kind")
    assert list(relations.values_list("kind", "other__label")) == [
        ("broader", "canal boats"),
        ("optional", "manage data"),
    ]
    asked = OccupationSkill.objects.order_by("-is_essential").values_list("occupation__label", "skill__label")
    assert list(asked) == [("web developer", "Python"), ("web developer", "manage data")]
    assert Occupation.objects.get().isco_group == "2513"
    assert Scheme.objects.get(code="esco").version == "1.2"


def test_the_same_files_twice_change_nothing(tmp_path: Path) -> None:
    imports.import_files([write_all(tmp_path)])
    before = list(SkillLabel.objects.order_by("id").values_list())

    summary = imports.import_files([tmp_path])

    assert (summary.added, summary.changed, summary.withdrawn, summary.removed) == (0, 0, 0, 0)
    assert summary.unchanged == summary.read == 10
    assert list(SkillLabel.objects.order_by("id").values_list()) == before
    runs = ImportRun.objects.order_by("id").values_list("added_count", "unchanged_count", "refused_count")
    assert list(runs) == [(10, 0, 0), (0, 10, 0)]


def test_what_changed_is_told_and_keeps_its_address(tmp_path: Path) -> None:
    imports.import_files([write_all(tmp_path)])
    public_id = Skill.objects.get(uri=uri("python")).public_id
    write_skills(
        tmp_path, SKILLS | {"python": SKILLS["python"] | {"label": "Python 3", "alt_labels": "Python"}}
    )

    summary = imports.import_files([tmp_path])

    python = Skill.objects.get(uri=uri("python"))
    assert (summary.changed, summary.added, summary.unchanged) == (1, 0, 9)
    assert (python.label, python.public_id) == ("Python 3", public_id)
    labels = python.labels.order_by("kind", "text").values_list("kind", "text")
    assert list(labels) == [("alternative", "Python"), ("preferred", "Python 3")]


def test_a_new_name_alone_is_a_change(tmp_path: Path) -> None:
    imports.import_files([write_all(tmp_path)])
    write_skills(tmp_path, SKILLS | {"bread": SKILLS["bread"] | {"alt_labels": "make bread"}})

    assert imports.import_files([tmp_path]).changed == 1
    assert [each.label for each in phrases.find("You will make bread.")] == ["bake bread"]


def test_a_skill_that_is_gone_is_withdrawn_and_comes_back(tmp_path: Path) -> None:
    imports.import_files([write_all(tmp_path)])
    bread = Skill.objects.get(uri=uri("bread"))
    assert phrases.find("bake bread")
    write_skills(tmp_path, without("bread"))

    gone = imports.import_files([tmp_path])

    assert (gone.withdrawn, Skill.objects.live().filter(id=bread.id).exists()) == (1, False)
    assert phrases.find("bake bread") == []
    assert imports.import_files([tmp_path]).withdrawn == 0

    write_skills(tmp_path)
    back = imports.import_files([tmp_path])

    assert (back.changed, back.added, Skill.objects.live().filter(id=bread.id).exists()) == (1, 0, True)
    assert phrases.find("bake bread")


def test_a_relation_that_is_gone_is_removed(tmp_path: Path) -> None:
    imports.import_files([write_all(tmp_path)])
    write_asked(tmp_path, [("developer", "optional", "python")])

    summary = imports.import_files([tmp_path])

    assert (summary.removed, summary.changed) == (1, 1)
    assert list(OccupationSkill.objects.values_list("skill__label", "is_essential")) == [("Python", False)]


def test_a_table_alone_leaves_the_others_be(tmp_path: Path) -> None:
    imports.import_files([write_all(tmp_path)])

    summary = imports.import_files([tmp_path / "occupations.csv"])

    assert (summary.read, summary.unchanged, summary.withdrawn, summary.removed) == (1, 1, 0, 0)
    assert OccupationSkill.objects.count() == 2


def test_essential_outweighs_optional_and_the_same_again_is_a_repeat(tmp_path: Path) -> None:
    write_skills(tmp_path)
    write_occupations(tmp_path)
    write_asked(tmp_path, [("developer", "optional", "python"), ("developer", "essential", "python")])

    summary = imports.import_files([tmp_path])

    assert (summary.repeats, OccupationSkill.objects.get().is_essential) == (1, True)


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"label": ""}, "label", "required"),
        ({"label": "…"}, "label", "required"),
        ({"label": "x" * 301}, "label", "too-long"),
        ({"label": "bake\u202ebread"}, "label", "unreadable"),
        ({"alt_labels": "fine|" + "x" * 301}, "label", "too-long"),
        ({"uri": ""}, "uri", "required"),
        ({"uri": "not an address"}, "uri", "invalid"),
        ({"uri": "javascript:alert(1)"}, "uri", "invalid"),
        ({"uri": "http://e.org/" + "x" * 200}, "uri", "invalid"),
        ({"description": "a\0b"}, "", "row"),
    ],
)
def test_a_row_that_is_wrong_is_refused_with_its_place(
    tmp_path: Path, change: dict[str, str], field: str, code: str
) -> None:
    write_skills(tmp_path, SKILLS | {"bread": SKILLS["bread"] | change})

    summary = imports.import_files([tmp_path])

    (refused,) = summary.refusals
    assert (refused.file, refused.row, refused.field, refused.code) == ("skills.csv", 3, field, code)
    assert (summary.added, summary.read) == (2, 3)
    run = ImportRun.objects.get()
    assert list(run.refused_rows.values_list("row", "field", "code")) == [(3, field, code)]


def test_a_refused_row_does_not_withdraw_what_was_known(tmp_path: Path) -> None:
    imports.import_files([write_skills(tmp_path)])

    summary = imports.import_files([write_skills(tmp_path, SKILLS | {"bread": {"label": ""}})])

    assert (len(summary.refusals), summary.withdrawn, summary.changed) == (1, 0, 0)
    assert Skill.objects.live().get(uri=uri("bread")).label == "bake bread"


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        (("developer", "essential", "nothing"), "skill_uri", "unknown"),
        (("nobody", "essential", "python"), "occupation_uri", "unknown"),
        (("developer", "vital", "python"), "relation", "choice"),
    ],
)
def test_a_relation_that_hangs_in_the_air_is_refused(
    tmp_path: Path, row: tuple[str, str, str], field: str, code: str
) -> None:
    write_skills(tmp_path)
    write_occupations(tmp_path)
    write_asked(tmp_path, [("developer", "essential", "data"), row])

    summary = imports.import_files([tmp_path])

    assert [(each.row, each.field, each.code) for each in summary.refusals] == [(2, field, code)]
    assert OccupationSkill.objects.count() == 1


def test_formulas_and_markup_stay_text(tmp_path: Path) -> None:
    write_skills(tmp_path, {"odd": {"label": "=cmd|' /C calc'!A0", "description": "<script>@SUM(1)"}})

    imports.import_files([tmp_path])

    skill = Skill.objects.get()
    assert (skill.label, skill.description) == ("=cmd|' /C calc'!A0", "<script>@SUM(1)")


@pytest.mark.parametrize(
    "dialect", [{"encoding": "utf-8-sig"}, {"encoding": "utf-16"}, {"delimiter": ";"}, {"delimiter": "\t"}]
)
def test_tables_are_read_however_they_were_saved(tmp_path: Path, dialect: dict[str, str]) -> None:
    write_skills(tmp_path, SKILLS | {"café": {"label": "café, “quoted”\nand broken"}}, **dialect)

    assert imports.import_files([tmp_path]).added == 4
    assert Skill.objects.get(uri=uri("café")).label == "café, “quoted”\nand broken"


def test_packed_tables_are_read(tmp_path: Path) -> None:
    plain = write_skills(tmp_path)
    packed = tmp_path / "skills.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))

    assert imports.import_files([packed]).added == 3


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "skills.csv is empty."),
        (b"\xef\xbb\xbf  \n", "skills.csv is empty."),
        (b"uri,label,skill_type\n", "skills.csv has a header but no rows."),
        (b"uri\nhttp://a\n", "skills.csv has one column only"),
        (b"uri,label,label,skill_type\na,b,c,d\n", "has the column label twice"),
        (b"address,name\na,b\n", "Its columns are address, name."),
        (b"uri,label,skill_type\nhttp://a,\x93smart\x94,skill\n", "save it as “CSV UTF-8”"),
        (b'uri,label,skill_type\nhttp://a,"open,skill\n', "its quotation marks do not pair up"),
        (b"uri,label,skill_type\nhttp://a," + b"x" * 140_000 + b",skill\n", "longer than 131,072 characters"),
        (b"PK\x03\x04rest of a spreadsheet", "is a spreadsheet or a zip file"),
        (b"\xd0\xcf\x11\xe0rest", "is an old spreadsheet"),
        (b"%PDF-1.7", "is a PDF document"),
        (b"\x1f\x8b\x08broken", "cut short or damaged"),
        (gzip.compress(b"uri,label", mtime=0)[:-6], "cut short or damaged"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_sentence(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "skills.csv"
    path.write_bytes(content)

    assert sentence in refusal(path)
    assert not Scheme.objects.exists()


def test_a_packed_flood_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("district.skills.services.tables.MOST_BYTES", 100_000)
    path = tmp_path / "skills.csv.gz"
    path.write_bytes(gzip.compress(b"0" * 1_000_000))

    assert "holds more than 200 MB" in refusal(path)


def test_rows_of_another_width_are_refused(tmp_path: Path) -> None:
    rows = [[uri(str(number)), f"skill {number}", "", "", "skill", "True", "False"] for number in range(20)]
    rows[4] = rows[4][:3]
    rows[9] = [*rows[9], "one more"]

    summary = imports.import_files([write_table(tmp_path / "skills.csv", SKILL_HEADER, rows)])

    assert [(each.row, each.message) for each in summary.refusals] == [
        (5, "This row has 3 cells where the header has 7."),
        (10, "This row has 8 cells where the header has 7."),
    ]
    assert summary.added == 18


def test_files_that_are_mostly_wrong_change_nothing(tmp_path: Path) -> None:
    skills = {str(number): {"label": "" if number % 2 else "fine"} for number in range(40)}

    assert "20 of 40 rows cannot be taken, so nothing was changed." in refusal(write_skills(tmp_path, skills))
    assert not Skill.objects.exists()


def test_a_file_cut_short_does_not_empty_the_classification(tmp_path: Path) -> None:
    skills = {str(number): {"label": f"skill {number}"} for number in range(120)}
    imports.import_files([write_skills(tmp_path, skills)])
    path = write_skills(tmp_path, {"0": skills["0"]})

    assert "would withdraw 119 skills" in refusal(path)
    assert Skill.objects.live().count() == 120
    assert imports.import_files([path], may_withdraw_many=True).withdrawn == 119


@pytest.mark.parametrize("name", ["nothing.csv", "empty folder"])
def test_what_is_not_there_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty folder").mkdir()

    assert refusal(tmp_path / name).startswith(("There is no file or folder", "There are no CSV files"))


def test_nothing_named_is_said() -> None:
    assert refusal() == "Name the folder or the files to import."


def test_a_trial_changes_nothing_and_tells_what_it_would(tmp_path: Path) -> None:
    summary = imports.import_files([write_all(tmp_path)], is_trial=True)

    assert summary.added == 10
    assert not Skill.objects.exists()
    assert not ImportRun.objects.exists()


def test_the_command_prints_one_summary(tmp_path: Path) -> None:
    out, err = StringIO(), StringIO()

    call_command("import_skills", str(write_all(tmp_path)), stdout=out, stderr=err)

    told = json.loads(out.getvalue())
    names = ("read", "added", "changed", "unchanged", "withdrawn", "repeats", "refused")
    assert [told[name] for name in names] == [10, 10, 0, 0, 0, 0, []]
    assert told["seconds"] >= 0
    assert "10 rows read" in err.getvalue()


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"There are no CSV files in"):
        call_command("import_skills", str(tmp_path))


@pytest.mark.django_db(transaction=True)
def test_two_imports_do_not_run_at_once(tmp_path: Path) -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('import of skills'))")
        assert "Another import of skills is running" in refusal(write_skills(tmp_path))
    finally:
        other.close()
    assert imports.import_files([tmp_path]).added == 3
