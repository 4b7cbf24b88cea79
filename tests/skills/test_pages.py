"""The public pages about skills and occupations."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from district.skills.models import Skill
from district.skills.services import crosswalks
from tests.factories.skills import make_occupation, make_relation, make_scheme, make_skill

pytestmark = pytest.mark.django_db

NASTY = ["%00", "%ED%A0%80", "<script>alert(1)</script>", "{{7*7}}", "x" * 500, "%E2%80%AEabc", "%25", "((("]


def titles(html: str) -> list[str]:
    return re.findall(r'dsd-result__title"><a class="govuk-link" href="[^"]*">([^<]*)<', html)


def test_the_list_shows_digital_skills_first_then_by_name(client: Client) -> None:
    make_skill(label="bake bread", is_digital=False)
    make_skill(label="Zig")
    make_skill(label="ada")
    make_skill(label="gone", withdrawn_at="2026-01-01T00:00:00Z")
    make_skill(label="a family", kind="group")
    make_skill(label="foreign", scheme=make_scheme(code="gdad"))

    assert titles(client.get("/skills/").text) == ["Ada", "Zig", "Bake bread"]


def test_the_list_is_narrowed_by_words_kind_and_digital(client: Client) -> None:
    make_skill(label="weave canal data")
    make_skill(label="canal theory", kind="knowledge")
    make_skill(label="paint canal boats", is_digital=False)

    assert titles(client.get("/skills/?q=canal").text) == [
        "Canal theory",
        "Weave canal data",
        "Paint canal boats",
    ]
    assert titles(client.get("/skills/?q=canal&only=digital").text) == ["Canal theory", "Weave canal data"]
    assert titles(client.get("/skills/?q=canal&kind=knowledge").text) == ["Canal theory"]
    assert titles(client.get("/skills/?q=canl%20theory").text) == ["Canal theory"]
    assert len(titles(client.get("/skills/?q=%20").text)) == 3


def test_a_family_holds_what_is_below_it_at_any_depth(client: Client) -> None:
    family = make_skill(label="boats", kind="group", is_digital=False)
    inner = make_skill(label="canal boats", kind="group", is_digital=False, broader=(family,))
    skill = make_skill(label="steer", broader=(inner,))
    make_skill(label="steer more", broader=(skill,))
    make_skill(label="elsewhere")

    html = client.get(f"/skills/?family={family.public_id}").text

    assert titles(html) == ["Steer", "Steer more"]
    assert "Remove filter: </span>boats" in html


def test_families_are_those_that_hold_digital_skills(client: Client) -> None:
    full = make_skill(label="full", kind="group", is_digital=False)
    half = make_skill(label="half", kind="group", is_digital=False)
    make_skill(label="paper", kind="group", is_digital=False)
    make_skill(broader=(full, half))
    make_skill(broader=(full,))

    html = client.get("/skills/families/").text

    assert titles(html) == ["Full", "Half"]
    assert "2 digital skills" in html


def test_a_skill_is_told_with_its_names_relatives_and_occupations(client: Client) -> None:
    programming = make_skill(label="computer programming")
    python = make_skill(
        label="Python (computer programming)",
        names=("Python",),
        description="A language.",
        kind="knowledge",
        broader=(programming,),
    )
    make_skill(label="Django", broader=(python,))
    make_relation(skill=python, other=make_skill(label="think in steps"), kind="essential")
    make_relation(skill=make_skill(label="scripting"), other=python)
    developer = make_occupation(label="web developer", essential=(python,))
    make_occupation(label="data analyst", optional=(python,))

    html = client.get(reverse("skill_show", args=[python.public_id])).text

    assert "Something you know" in html
    for words in ("Computer programming", "Django", "Think in steps", "Scripting", "Data analyst"):
        assert f">{words}</a>" in html
    assert f'href="/skills/occupations/{developer.public_id}/">Web developer</a>' in html
    assert f'href="/courses/?skill={python.public_id}"' in html
    assert f'href="/jobs/?skill={python.public_id}"' in html
    assert "ESCO classification of the European Commission" in html


def test_search_engines_read_a_defined_term(client: Client) -> None:
    skill = make_skill(label="a </script><b>skill", names=("other & name",), description="What <it> is.")

    html = client.get(reverse("skill_show", args=[skill.public_id])).text
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    term = json.loads(script)

    assert (term["@type"], term["name"], term["alternateName"]) == (
        "DefinedTerm",
        skill.label,
        ["other & name"],
    )
    assert term["inDefinedTermSet"]["name"] == "ESCO 1.2"
    assert "<b>skill" not in html


def test_a_withdrawn_skill_says_so(client: Client) -> None:
    skill = make_skill(label="the old way", withdrawn_at="2026-01-01T00:00:00Z")

    html = client.get(reverse("skill_show", args=[skill.public_id])).text

    assert "no longer in the classification" in html
    assert "Courses that teach it" not in html


def test_a_skill_that_was_merged_leads_to_the_last_of_its_successors(client: Client) -> None:
    last = make_skill(label="the newest way")
    heir = make_skill(label="the new way", withdrawn_at="2026-02-01T00:00:00Z", replaced_by=last)
    skill = make_skill(label="the old way", withdrawn_at="2026-01-01T00:00:00Z", replaced_by=heir)

    response = client.get(reverse("skill_show", args=[skill.public_id]))

    assert (response.status_code, response["Location"]) == (302, f"/skills/{last.public_id}/")


def test_a_group_leads_to_its_family(client: Client) -> None:
    group = make_skill(label="boats", kind="group")

    response = client.get(f"/skills/{group.public_id}/")

    assert (response.status_code, response["Location"]) == (302, f"/skills/?family={group.public_id}")


def test_an_occupation_tells_which_skills_it_needs(client: Client) -> None:
    skill, helpful = make_skill(label="weave canal data"), make_skill(label="paint boats")
    occupation = make_occupation(
        label="canal analyst", names=("water analyst",), essential=(skill,), optional=(helpful,)
    )

    html = client.get(reverse("occupation_show", args=[occupation.public_id])).text

    assert "Skills it needs" in html
    assert (
        html.index(">Weave canal data</a>") < html.index("Skills that help") < html.index(">Paint boats</a>")
    )
    assert "water analyst" in html


def test_occupations_are_searched_and_narrowed_by_skill(client: Client) -> None:
    skill = make_skill()
    make_occupation(label="canal analyst", essential=(skill,), isco_group="2511")
    make_occupation(label="baker", isco_group="7512")

    assert titles(client.get("/skills/occupations/").text) == ["Canal analyst", "Baker"]
    assert titles(client.get("/skills/occupations/?q=analyst").text) == ["Canal analyst"]
    assert titles(client.get(f"/skills/occupations/?skill={skill.public_id}").text) == ["Canal analyst"]
    assert "No occupation fits" in client.get("/skills/occupations/?q=zzzz").text


def test_the_levels_are_told_beside_other_scales(client: Client) -> None:
    crosswalks.keep_levels()

    html = client.get("/skills/levels/").text

    for words in ("1 Foundation", "3 and 4", "Practitioner", "People come to you."):
        assert words in html


def test_suggestions_answer_programs_and_htmx(client: Client) -> None:
    skill = make_skill(label="Python (computer programming)", names=("Python",))

    told = client.get("/skills/suggest?q=pyth").json()
    html = client.get("/skills/suggest?q=pyth", headers={"HX-Request": "true"}).text

    assert told["suggestions"] == [
        {"id": str(skill.public_id), "label": skill.label, "note": "", "is_digital": True}
    ]
    assert f'value="{skill.public_id}"' in html
    assert "<html" not in html


def test_words_that_cannot_be_read_are_answered_once_with_a_sentence(client: Client) -> None:
    make_skill(label="weave canal data")

    html = client.get("/skills/?q=%E2%80%AEweave").text

    assert html.count("govuk-error-summary__title") == 1
    assert "Remove the hidden characters" in html
    assert titles(html) == []


@pytest.mark.parametrize("value", NASTY)
@pytest.mark.parametrize("path", ["/skills/?q=", "/skills/occupations/?q=", "/skills/suggest?q="])
def test_nothing_typed_breaks_a_page(client: Client, path: str, value: str) -> None:
    make_skill()

    response = client.get(path + value)

    assert response.status_code == 200
    assert "<script>alert" not in response.text


@pytest.mark.parametrize(
    "query",
    ["family=xyz", "family=00000000-0000-0000-0000-000000000000", "kind=nope", "only=all", "kind=&only="],
)
def test_filters_that_mean_nothing_are_answered(client: Client, query: str) -> None:
    response = client.get(f"/skills/?{query}")

    assert response.status_code == 200
    assert response.text.count("govuk-error-summary__title") <= 1


@pytest.mark.parametrize("path", ["/skills/", "/skills/families/", "/skills/occupations/"])
@pytest.mark.parametrize(
    ("page", "status"),
    [("0", 200), ("-1", 200), ("abc", 200), ("9" * 5000, 200), ("%D9%A1", 200), ("99", 404)],
)
def test_any_page_number_is_answered(client: Client, path: str, page: str, status: int) -> None:
    assert client.get(f"{path}?page={page}").status_code == status


@pytest.mark.parametrize("path", ["/skills/", "/skills/occupations/", "/skills/levels/", "/skills/suggest"])
def test_pages_are_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", ["/skills/{}/", "/skills/occupations/{}/"])
def test_what_does_not_exist_is_not_found(client: Client, path: str) -> None:
    assert client.get(path.format("00000000-0000-4000-8000-000000000000")).status_code == 404


def fill(times: int) -> Skill:
    family = make_skill(kind="group", is_digital=False)
    skill = make_skill(names=tuple(f"name {number}" for number in range(times)))
    for _ in range(times):
        other = make_skill(broader=(family, skill))
        make_relation(skill=skill, other=other)
        make_occupation(essential=(skill,), optional=(other,))
    return skill


@pytest.mark.parametrize("times", [1, 10])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/skills/", 2),
        ("/skills/?q=weave&only=digital", 3),
        ("/skills/families/", 2),
        ("/skills/occupations/", 2),
        ("/skills/levels/", 1),
    ],
)
def test_lists_ask_the_database_as_often_for_ten_as_for_one(
    client: Client, django_assert_num_queries: Any, path: str, queries: int, times: int
) -> None:
    fill(times)

    with django_assert_num_queries(queries):
        client.get(path)


def test_suggestions_ask_once_and_again_for_spelling(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    fill(10)

    with django_assert_max_num_queries(2):
        client.get("/skills/suggest?q=weave")


@pytest.mark.parametrize("times", [1, 10])
def test_details_ask_the_database_as_often_for_ten_as_for_one(
    client: Client, django_assert_num_queries: Any, times: int
) -> None:
    skill = fill(times)
    occupation = make_occupation(essential=(skill,))

    with django_assert_num_queries(4):
        client.get(f"/skills/{skill.public_id}/")
    with django_assert_num_queries(3):
        client.get(f"/skills/occupations/{occupation.public_id}/")


def test_a_page_that_is_kept_is_drawn_anew_once_skills_change(client: Client, settings: Any) -> None:
    settings.SEARCH_MEMORY_SECONDS = 60
    make_skill(label="Zig")
    assert titles(client.get("/skills/").text) == ["Zig"]

    make_skill(label="Ada")

    assert titles(client.get("/skills/").text) == ["Ada", "Zig"]
