"""What is published gives nobody away: not in any file, not beside other figures, not from month to month."""

import csv
import re
from datetime import date, timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from district.figures.disclosure.profiles import DESK, DISTRICT
from district.figures.files import ees, ees_checks
from district.reports import drawing, files, protecting
from district.reports.definitions import DEFINITIONS
from district.reports.models import Publication
from district.reports.parts import TOTAL, Told, read_back
from district.reports.services import overlaps, publications
from district.web.errors import Refused
from learners.models import EqualityAnswers
from programmes.models import Enrolment
from tests.factories.programmes import make_course, make_programme, make_provider
from tests.factories.reports import make_cohort, publish, run_report, take_snapshot

pytestmark = pytest.mark.django_db


def a_college(name: str, people: int, **fields: int) -> list[Enrolment]:
    course = make_course(
        organisation=make_provider(name=name), programme=make_programme(name=f"{name} skills")
    )
    return make_cohort(people=people, course=course, **fields)


def opened(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def all_bytes(code: str, tables: dict[str, Told]) -> dict[str, bytes]:
    """The page's tables, pictures and their words, and every file."""
    made = {"html": drawing.draw(DEFINITIONS[code], tables).encode()}
    for form in files.FORMATS:
        made[form], *_ = files.make(
            form=form,
            title="Figures",
            tables=list(tables.values()),
            facts=[("About", "The whole region")],
            year=2026,
            made_on=date(2026, 11, 2),
        )
    return made


def test_one_hidden_person_and_four_look_the_same_in_every_byte() -> None:
    a_college("Large", 31, completed=20)
    middle, small = a_college("Middle", 26, completed=12), a_college("Small", 1)
    before = run_report("R1", snapshot=take_snapshot(), period="all")
    moved = [enrolment.pk for enrolment in middle if enrolment.state == "in_learning"][:3]
    Enrolment.objects.filter(pk__in=moved).update(run=small[0].run, organisation=small[0].organisation)
    after = run_report("R1", snapshot=take_snapshot(), period="all")
    assert before.result != after.result  # staff see the difference
    (one, hidden), (four, _) = (publications.protected_tables(run, "district") for run in (before, after))
    assert hidden
    assert all_bytes("R1", one) == all_bytes("R1", four)


def test_nobody_and_nine_of_a_group_look_the_same_in_every_byte() -> None:
    """Where the question is personal, a missing row or its place would tell that there is nobody."""
    definition = DEFINITIONS["R4"]
    (table,) = [each for each in definition.tables if each.key == "ethnicity"]
    codes = [code for code in table.dimensions[0].labels if code != "unknown"]

    def told(counts: list[int]) -> Told:
        rows = [
            {"codes": [code], "cells": [table.dimensions[0].labels[code], *[count] * 3]}
            for code, count in zip(codes, counts, strict=False)
            if count
        ]
        total = {"codes": [TOTAL], "cells": [TOTAL, *[sum(counts)] * 3]}
        heads = [{"key": "ethnicity", "label": "Ethnic group", "kind": "text", "meaning": "", "places": 0}]
        heads += [
            {"key": key, "label": key, "kind": "number", "meaning": "", "places": 0, "is_count": True}
            for key in table.stages
        ]
        return Told("ethnicity", "Ethnic group", heads, [total, *rows])

    one, other = (
        protecting.all_protected([table], {"ethnicity": told(counts)}, DESK)[0]["ethnicity"]
        for counts in ([120, 0, 40, 9, 21], [120, 9, 40, 0, 21])
    )
    assert one == other
    assert [row["codes"][0] for row in one.rows][:3] == [TOTAL, *codes[:2]]


def test_a_hidden_cell_is_the_same_symbol_wherever_it_stands(client) -> None:
    for name, people in (("Large", 61), ("Middle", 47), ("Small", 3)):
        a_college(name, people)
    publication = publish(run_report("R1", period="all"))
    where = [publication.series, publication.number]
    page = client.get(reverse("figure_show", args=where[:1])).content.decode()
    row = re.search(r"Small</t[hd]>.*?</tr>", page, re.S)
    assert row
    assert set(re.sub(r"<[^>]*>", " ", row.group()).split()) >= {"c"}
    found = {form: client.get(reverse("figure_file", args=[*where, form])).content for form in files.FORMATS}
    (text,) = [data.decode() for name, data in opened(found["csv"]).items() if name == "delivery.csv"]
    assert {each["starts"] for each in csv.DictReader(StringIO(text)) if each["provider"] == "Small"} == {"c"}
    pair = opened(found["ees"])["delivery.csv"].decode()
    assert {
        each["starts"] for each in csv.DictReader(StringIO(pair)) if each["provider_name"] == "Small"
    } == {"c"}
    for form in ("xlsx", "ods"):
        book = CalamineWorkbook.from_filelike(BytesIO(found[form]))
        rows = [line for name in book.sheet_names for line in book.get_sheet_by_name(name).to_python()]
        assert {line[2] for line in rows if line[0] == "Small"} == {"[c]"}
    words = [re.sub(r"<[^>]*>", " ", page), *(re.findall(r'(?:aria-label|alt|title)="([^"]*)"', page))]
    words += [
        data.decode("utf-8", "ignore") for form in ("csv", "ees") for data in opened(found[form]).values()
    ]
    words += [
        re.sub(r"<[^>]*>", " ", data.decode("utf-8", "ignore")) for data in opened(found["ods"]).values()
    ]
    for raw in ("47", "61", "111"):  # of a partner that is hidden too, of what is rounded, of the total
        assert not [text for text in words if re.search(rf"(?<![\w.-]){raw}(?![\w-])", text)], raw


def test_nearly_the_same_people_are_not_published_twice() -> None:
    large, _ = a_college("Large", 31), a_college("Small", 7)
    snapshot = take_snapshot()
    publish(run_report("R1", snapshot=snapshot, period="all"), title="The region")
    narrowed = {"period": "all", "provider": str(large[0].run.course.organisation_id)}
    with pytest.raises(Refused, match="fewer than 10 people: “The region"):
        publish(run_report("R5", snapshot=snapshot, **narrowed))
    publish(run_report("R5", snapshot=snapshot, period="all"))
    assert Publication.objects.count() == 2


def test_what_is_left_beside_several_reports_is_not_given_away() -> None:
    colleges = [a_college(name, people)[0] for name, people in (("Large", 31), ("Middle", 24), ("Small", 7))]
    one, other = ({"provider": str(each.run.course.organisation_id)} for each in colleges[:2])
    snapshot = take_snapshot()
    for scope in ({}, one):
        publish(run_report("R1", snapshot=snapshot, period="all", **scope))
    with pytest.raises(Refused, match="Taken together"):
        publish(run_report("R1", snapshot=snapshot, period="all", **other))


def test_a_later_stage_that_one_report_hides_is_not_told_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """All but three of Middle completed, so its completers are hidden beside its starts. Another report begins with
    them.
    """
    middle, _ = a_college("Middle", 60, completed=57), a_college("Small", 30, completed=12)
    provider = str(middle[0].organisation_id)
    snapshot = take_snapshot()
    region, narrowed = (
        run_report("R1", snapshot=snapshot, period="all"),
        run_report("R7", snapshot=snapshot, period="all", provider=provider),
    )

    monkeypatch.setattr(overlaps, "check", lambda *_, **__: None)
    with transaction.atomic():
        told = Told(**publish(region).result["tables"][0])
        (row,) = [row for row in told.rows if row["codes"] == [provider, TOTAL]]
        assert (told.figure(row, "starts"), told.figure(row, "completed")) == (60, "c")
        told = read_back(publish(narrowed).result["tables"])["programme"]
        assert told.total
        assert told.figure(told.total, "completers") == DISTRICT.rounded(57)
        transaction.set_rollback(True)
    monkeypatch.undo()

    for first, second in ((region, narrowed), (narrowed, region)):
        with transaction.atomic():
            publish(first)
            with pytest.raises(Refused, match="wider group"):
                publish(second)
            transaction.set_rollback(True)


LAST_MONTH = timezone.localdate().replace(day=1) - timedelta(days=1)


def test_one_person_more_cannot_be_made_out_from_month_to_month() -> None:
    cohort = a_college("Large", 34)
    for number, enrolment in enumerate(cohort):
        sex = "F" if number % 2 else "M"
        EqualityAnswers.objects.create(learner=enrolment.learner, sex=sex, may_count=True)
    earlier = take_snapshot(as_at=LAST_MONTH)
    firsts = [publish(run_report(code, snapshot=earlier, period="all")) for code in ("R1", "R4")]
    (more,) = make_cohort(people=1, course=cohort[0].run.course)
    EqualityAnswers.objects.create(learner=more.learner, sex="F", may_count=True)
    later = take_snapshot()
    for first in firsts:
        assert any(
            isinstance(cell, int) for row in first.result["tables"][0]["rows"] for cell in row["cells"]
        )
        second = publish(run_report(first.run.definition.code, snapshot=later, period="all"))
        assert second.series != first.series
        assert second.result == first.result


def test_what_one_month_hides_is_not_given_away_by_another() -> None:
    """The region last month, and this month all of it but seven people: their difference is who was hidden."""
    large, _ = a_college("Large", 31), a_college("Small", 7)
    publish(run_report("R1", snapshot=take_snapshot(as_at=LAST_MONTH), period="all"), title="The region")
    narrowed = {"period": "all", "provider": str(large[0].run.course.organisation_id)}
    later = run_report("R1", snapshot=take_snapshot(), **narrowed)
    with pytest.raises(Refused, match="fewer than 10 people: “The region"):
        publish(later)
    assert Publication.objects.count() == 1


def test_another_report_of_the_next_month_does_not_tell_who_came_between() -> None:
    """Its figures were never told before, so nothing holds them to what was."""
    cohort = a_college("Large", 34)
    earlier = take_snapshot(as_at=LAST_MONTH)
    publish(run_report("R1", snapshot=earlier, period="all"), title="The region")
    make_cohort(people=3, course=cohort[0].run.course)
    later = take_snapshot()
    with pytest.raises(Refused, match="fewer than 10 people: “The region"):
        publish(run_report("R5", snapshot=later, period="all"))
    publish(run_report("R1", snapshot=later, period="all"))
    with pytest.raises(Refused, match="nearly the same"):
        publish(run_report("R1", snapshot=later, period="all"), profile="fes")
    publish(run_report("R5", snapshot=earlier, period="all"))
    assert publish(run_report("R5", snapshot=later, period="all")).is_out


def test_a_revision_in_another_scope_is_no_way_round() -> None:
    large, _ = a_college("Large", 31), a_college("Small", 7)
    first = publish(run_report("R1", snapshot=take_snapshot(), period="all"))
    narrowed = {"period": "all", "provider": str(large[0].run.course.organisation_id)}
    with pytest.raises(Refused, match="about the same"):
        publish(
            run_report("R1", snapshot=take_snapshot(), **narrowed), revises=first, reason="Another scope."
        )


@pytest.mark.parametrize("code", ["R1", "R5", "R6", "R7", "R8"])
def test_the_pairs_of_other_reports_pass_the_checks_too(code: str) -> None:
    a_college("Large", 31, completed=24, hired=12)
    a_college("Middle", 26, completed=12)
    run = run_report(code, snapshot=take_snapshot(), period="all")
    tables, _ = publications.protected_tables(run, "district")
    data, *_ = files.make(
        form="ees", title=code, tables=list(tables.values()), facts=[], year=2026, made_on=date(2026, 11, 2)
    )
    found = opened(data)
    names = [name.removesuffix(".meta.csv") for name in found if name.endswith(".meta.csv")]
    assert names
    for name in names:
        assert ees_checks.faults(ees.Pair(name, found[f"{name}.csv"], found[f"{name}.meta.csv"])) == []
