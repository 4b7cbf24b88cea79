"""Skills are found in texts as whole names, and not where the words mean something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from district.skills.models import SkillLabel
from district.skills.services import phrases
from district.skills.services.phrases import Finder, Name
from tests.factories.skills import make_scheme, make_skill

SKILLS = [  # label, other names, knowledge
    ("Python (computer programming)", ["Python", "Python3"], True),
    ("Java (computer programming)", ["Java"], True),
    ("JavaScript", ["Client-side JavaScript"], True),
    ("C++", [], True),
    ("C#", ["C sharp"], True),
    ("C", [], True),
    ("R", [], True),
    ("Go", [], True),
    ("SQL", [], True),
    ("SQL Server", ["MS SQL server"], True),
    ("Microsoft Access", ["Access"], True),
    ("use spreadsheets software", ["Microsoft Office Excel", "spreadsheet software"], False),
    ("use markup languages", ["use HTML"], False),
    ("Chef (tools for software configuration management)", ["Chef"], True),
    ("Swift (computer programming)", ["Swift"], True),
    ("ASP.NET", [], True),
    (".QL", [], True),
    ("task management tool", ["Any.DO"], True),
    ("machine learning", ["ML"], True),
    ("ML (computer programming)", ["ML"], True),
    ("project management", [], True),
    ("manage projects", ["project manager"], False),
    ("relational database", ["relational databases"], True),
    ("e-learning", ["online learning"], True),
    ("optimise databases", [], False),
    ("printed circuit boards", ["PCB"], True),
    ("design process", ["design"], False),
    ("data visualisation", [], True),
]


def names() -> list[Name]:
    found = []
    for number, (label, others, is_knowledge) in enumerate(SKILLS):
        for text in (label, *others):
            found.append(Name(number, label, text, True, text == label, is_knowledge))
    return found


FINDER = Finder(names())


def labels_in(text: str) -> list[str]:
    return [each.label for each in FINDER.find(text)]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("We use Python and Java.", ["Python (computer programming)", "Java (computer programming)"]),
        ("javascript, python, sql", ["JavaScript", "Python (computer programming)", "SQL"]),
        ("Python (computer programming) is taught", ["Python (computer programming)"]),
        ("C++ and C# developers", ["C++", "C#"]),
        ("MS SQL Server administration", ["SQL Server"]),
        ("Relational databases", ["relational database"]),
        ("eLearning, e-learning and e learning", ["e-learning"] * 3),
        ("You will optimize databases", ["optimise databases"]),
        ("data visualization", ["data visualisation"]),
        ("project-management", ["project management"]),
        ("You know ASP.NET", ["ASP.NET"]),
        ("PCBs and a PCB", ["printed circuit boards"] * 2),
        ("I use Python, R and SQL", ["Python (computer programming)", "R", "SQL"]),
        ("ML and Python", ["machine learning", "Python (computer programming)"]),
        ("Go developer", ["Go"]),
        ("C programming", ["C"]),
        ("Strong knowledge of Excel", ["use spreadsheets software"]),
        ("pages in HTML and Microsoft Office Excel", ["use markup languages", "use spreadsheets software"]),
        ("Microsoft Access", ["Microsoft Access"]),
        ("a database in Access or SQL Server", ["Microsoft Access", "SQL Server"]),
        ("written in Swift and Objective-C with Xcode tools", ["Swift (computer programming)"]),
    ],
)
def test_names_are_found(text: str, labels: list[str]) -> None:
    assert labels_in(text) == labels


@pytest.mark.parametrize(
    "text",
    [
        "R&D department with software",
        "We go the extra mile for software developers",
        "Go to the office and use our software tools",
        "Access to a car is needed to reach our software team",
        "You will excel at this",
        "Excel in your career",
        "Our chef cooks every day",
        "Chef wanted for a school kitchen",
        "A swift reply",
        "Vitamin C",
        "Class C licence",
        "javascripting",
        "mysqlish",
        "If any do, we will tell you",
        "ask ql twice",
        "Design is part of it",
        "Mr R. Singh",
        "",
        "   ",
        "\0\ud800",
    ],
)
def test_other_meanings_are_left_alone(text: str) -> None:
    assert labels_in(text) == []


def test_the_longest_name_wins_and_none_overlap() -> None:
    found = FINDER.find("SQL Server, project management and SQL")

    assert [each.words for each in found] == ["SQL Server", "project management", "SQL"]


def test_words_stand_in_the_text_as_written() -> None:
    text = "Erfahrung: PROJECT-Management!"
    (found,) = FINDER.find(text)

    assert (found.words, text[found.start : found.end]) == ("PROJECT-Management", "PROJECT-Management")


@given(st.text(max_size=200))
def test_folding_twice_is_folding_once(text: str) -> None:
    once = phrases.fold(text)

    assert phrases.fold(once) == once
    assert once == " ".join(once.split())


@given(st.text(max_size=300), st.sampled_from([each[0] for each in SKILLS]), st.text(max_size=300))
def test_whatever_is_found_stands_there_in_order_without_overlap(before: str, label: str, after: str) -> None:
    text = f"{before} {label} {after}"
    end = 0
    for found in FINDER.find(text):
        assert text[found.start : found.end] == found.words
        assert found.start >= end
        end = found.end


@given(st.sampled_from([each[0] for each in SKILLS if " " in each[0]]), st.sampled_from(["; ", "\n", ", "]))
def test_a_name_of_several_words_is_found_between_any_others(label: str, mark: str) -> None:
    assert label in labels_in(f"zzz{mark}{label}{mark}zzz")


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12))
def test_the_root_of_a_plural_is_that_of_its_singular(word: str) -> None:
    if len(word) > 3 and word[-1] not in "siuyhxz":
        assert phrases.root(word + "s") == phrases.root(word)


@pytest.mark.django_db
def test_only_live_skills_of_the_spine_are_found() -> None:
    python = make_skill(label="Python (computer programming)", names=("Python",))
    make_skill(label="withdrawn weaving", withdrawn_at="2026-01-01T00:00:00Z")
    make_skill(label="digital family", kind="group")
    make_skill(label="foreign framework", scheme=make_scheme(code="gdad"))

    found = phrases.find("Python, withdrawn weaving, digital family, foreign framework")

    assert [(each.skill_id, each.words) for each in found] == [(python.id, "Python")]


@pytest.mark.django_db
def test_a_new_name_is_found_at_once() -> None:
    skill = make_skill(label="weave canal data")
    assert phrases.find("loom keeping") == []

    SkillLabel.objects.create(skill=skill, kind="alternative", text="loom keeping", phrase="loom keeping")

    assert [each.skill_id for each in phrases.find("loom keeping")] == [skill.id]


@pytest.mark.django_db
def test_finding_costs_one_query_and_the_names_are_kept(django_assert_num_queries) -> None:
    make_skill(label="weave canal data")
    phrases.find("warm up")

    with django_assert_num_queries(1):
        phrases.find("weave canal data")
