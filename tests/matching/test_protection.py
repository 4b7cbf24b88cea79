"""Facts about who people are cannot reach matching: not by grant, not by import, not by effect."""

import ast
from random import Random

import pytest
from django.db import ProgrammingError, connection, transaction

from district.launch.paths import ROOT
from district.matching import protection
from district.matching.models import LearnerMatch
from district.matching.protection import as_matcher
from district.matching.services import runs
from learners.models import EqualityAnswers, Learner
from tests.matching import worlds

pytestmark = pytest.mark.django_db

FORBIDDEN = (
    "SELECT * FROM learners_equalityanswers",
    "SELECT sex FROM learners_equalityanswers",
    "SELECT birth_year FROM learners_equalityanswers",
    "SELECT name FROM accounts_user",
    "SELECT email FROM accounts_user",
    "SELECT user_id FROM learners_learner",
    "SELECT public_id FROM learners_learner",
    "SELECT evidence_note FROM learners_heldskill",
    "SELECT words FROM matching_wrongmatch",
    "SELECT held FROM matching_ratedpair",
    "UPDATE learners_learner SET remote_ok = true",
    "DELETE FROM learners_heldskill",
    "UPDATE matching_skillcredit SET percent = 1",
)


def who() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]


def test_matching_works_as_its_own_role_and_the_login_comes_back() -> None:
    login = who()
    with as_matcher():
        assert who() == protection.ROLE
    assert who() == login
    assert protection.is_on()


def test_after_a_failure_the_login_comes_back_too() -> None:
    login = who()
    with pytest.raises(ProgrammingError), as_matcher(), connection.cursor() as cursor:
        cursor.execute("SELECT sex FROM learners_equalityanswers")
    assert who() == login


@pytest.mark.parametrize("words", FORBIDDEN)
def test_postgresql_refuses_the_role_what_it_has_no_business_with(words: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(words)  # the login may
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        as_matcher(),
        connection.cursor() as cursor,
    ):
        cursor.execute(words)


def test_the_role_has_no_grant_on_any_table_of_people_but_the_named_columns() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = %s",
            [protection.ROLE],
        )
        tables = {table for table, _ in cursor.fetchall()}
    assert tables == {
        *("matching_learnermatch", "matching_askedweight", "matching_engineversion", "matching_skillweight"),
        *("matching_skillcredit", "matching_matchrun", "matching_matchshard", "matching_gapcell"),
        "matching_vacancyprice",
    }


def test_the_role_cannot_sign_in() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolcanlogin, rolsuper FROM pg_roles WHERE rolname = %s", [protection.ROLE])
        assert cursor.fetchone() == (False, False)


def test_shuffling_every_equality_answer_leaves_every_match_as_it_was() -> None:
    with worlds.world(11, learners=8, vacancies=30) as random:
        learners = list(Learner.objects.order_by("id"))
        EqualityAnswers.objects.bulk_create(
            EqualityAnswers(
                learner=learner,
                sex=random.choice("FMX"),
                ethnicity=random.choice(["A1", "B2", "C3"]),
                has_disability=random.choice("YN"),
                is_care_leaver=random.choice("YN"),
                birth_year=random.randint(1950, 2009),
            )
            for learner in learners
        )
        before = _matches_from_scratch()
        assert any(row["vacancies"] for row in before)
        _shuffle(random)
        assert _matches_from_scratch() == before


def test_names_and_addresses_change_no_match() -> None:
    with worlds.world(12, learners=8, vacancies=30):
        before = _matches_from_scratch()
        for learner in Learner.objects.select_related("user"):
            learner.user.name, learner.user.email = f"Another {learner.id}", f"other{learner.id}@example.org"
            learner.user.save()
        assert _matches_from_scratch() == before


def _matches_from_scratch() -> list[dict[str, object]]:
    LearnerMatch.objects.all().delete()
    runs.match_all()
    return list(
        LearnerMatch.objects.order_by("learner_id").values(
            "learner_id", "vacancies", "scores", "courses", "course_scores", "from_scratch"
        )
    )


def _shuffle(random: Random) -> None:
    answers = list(EqualityAnswers.objects.order_by("learner_id"))
    fields = ["sex", "ethnicity", "has_disability", "is_care_leaver", "birth_year"]
    for field in fields:
        values = [getattr(each, field) for each in answers]
        random.shuffle(values)
        for each, value in zip(answers, values, strict=True):
            setattr(each, field, value)
    EqualityAnswers.objects.bulk_update(answers, fields)


def test_nothing_in_matching_names_the_equality_answers() -> None:
    for path in (ROOT / "district" / "matching").rglob("*"):
        if path.suffix == ".sql":
            assert "equality" not in path.read_text(encoding="utf-8").lower(), path
        if path.suffix == ".py" and "migrations" not in path.parts:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = {
                    *([node.module or ""] if isinstance(node, ast.ImportFrom) else []),
                    *(
                        [each.name for each in node.names]
                        if isinstance(node, ast.ImportFrom | ast.Import)
                        else []
                    ),
                    *([node.attr] if isinstance(node, ast.Attribute) else []),
                    *([node.id] if isinstance(node, ast.Name) else []),
                }
                assert not any("equality" in name.lower() for name in names), path


def test_the_engine_knows_neither_django_nor_the_database() -> None:
    for path in (ROOT / "district" / "matching" / "engine").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                first = (node.module or "").split(".")[:3]
                assert first == ["district", "matching", "engine"] or first[0] in {
                    *(
                        "collections",
                        "dataclasses",
                        "datetime",
                        "functools",
                        "importlib",
                        "itertools",
                        "math",
                    ),
                    *("time", "types", "typing"),
                    *("numba", "numpy", "scipy"),
                }, f"{path.name} imports {node.module}"
