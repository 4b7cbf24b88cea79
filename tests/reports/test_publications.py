"""What is published is protected, comes out at its time and not before, and is revised in the open."""

import re
from csv import DictReader
from datetime import timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.figures.files import ees_checks
from district.figures.files.ees import Pair
from district.reports.files import FORMATS
from district.reports.models import Publication
from district.reports.services import publications
from district.web.errors import NotAllowed, Refused
from tests.factories.partners import actor_of, make_staff
from tests.factories.programmes import make_course, make_programme, make_provider
from tests.factories.reports import make_cohort, publish, run_report, take_snapshot

pytestmark = pytest.mark.django_db
LATER = timedelta(days=3)


@pytest.fixture
def staff():
    return make_staff()


def a_region(small: int = 3) -> None:
    """Two providers with many people and one with few."""
    for name, people in (("Large College", 31), ("Middle College", 24), ("Small College", small)):
        course = make_course(organisation=make_provider(name=name), programme=make_programme())
        make_cohort(people=people, completed=people * 2 // 3, hired=people // 3, course=course)


def addresses(publication: Publication) -> list[str]:
    where = [publication.series, publication.number]
    return [
        reverse("figure_show", args=where[:1]),
        reverse("figure_revision", args=where),
        reverse("figure_definition", args=where),
        *(reverse("figure_file", args=[*where, form]) for form in FORMATS),
    ]


def test_small_numbers_are_hidden_everywhere_and_rates_with_them(client):
    a_region()
    publication = publish(run_report("R1", period="all"))
    assert publication.hidden_count > 0
    page = client.get(reverse("figure_show", args=[publication.series]))
    text = page.content.decode()
    assert "Small College" in text
    cells = {row["cells"][0]: row["cells"][2:] for row in publication.result["tables"][0]["rows"]}
    assert cells["Small College"][0] == "c"
    assert set(cells["Small College"][3:]) == {"c"}
    assert all(count == "c" or int(count) % 10 == 0 for row in cells.values() for count in row[:3])


def test_columns_that_cannot_be_protected_together_are_left_out():
    a_region()
    publication = publish(run_report("R1", period="all"))
    assert [table["key"] for table in publication.result["tables"]] == ["delivery"]
    columns = [column["key"] for column in publication.result["tables"][0]["columns"]]
    assert "withdrawn" not in columns
    assert columns[2:5] == ["starts", "completed", "outcomes"]


def test_every_file_holds_the_same_figures_and_no_hidden_one(client):
    a_region()
    publication = publish(run_report("R1", period="all"))
    for form in FORMATS:
        answer = client.get(reverse("figure_file", args=[publication.series, 1, form]))
        assert answer.status_code == 200
        with ZipFile(BytesIO(answer.content)) as archive:
            files = {name: archive.read(name).decode("utf-8", "ignore") for name in archive.namelist()}
        text = "".join(files.values())
        assert "Small College" in text
        without_words = re.sub(r't="s"><v>\d+</v>', "", text)  # cells with words hold their place in a list
        assert "<v>31</v>" not in without_words
        assert 'office:value="31"' not in text
        if form in {"xlsx", "ods"}:
            assert "Counts are rounded" in text
        if form == "csv":
            counts = {row["provider"]: row["starts"] for row in DictReader(StringIO(files["delivery.csv"]))}
            assert counts["Small College"] == "c"
            assert set(counts.values()) <= {"c", "20", "30", "60"}


def test_the_pair_for_explore_education_statistics_passes_its_checks(client):
    a_region()
    publication = publish(run_report("R4", period="all"))
    answer = client.get(reverse("figure_file", args=[publication.series, 1, "ees"]))
    with ZipFile(BytesIO(answer.content)) as archive:
        names = [name.removesuffix(".meta.csv") for name in archive.namelist() if name.endswith(".meta.csv")]
        pairs = [Pair(name, archive.read(f"{name}.csv"), archive.read(f"{name}.meta.csv")) for name in names]
    assert names
    assert {pair.name: ees_checks.faults(pair) for pair in pairs} == {name: [] for name in names}


def test_nothing_is_reachable_before_its_time(client, staff):
    a_region()
    run = run_report("R1", period="all", by=actor_of(staff))
    publication = publish(run, publish_at=timezone.now() + LATER, title="The embargoed figures")
    for address in addresses(publication):
        assert client.get(address).status_code == 404
    assert "The embargoed figures" not in client.get(reverse("figure_list")).content.decode()
    client.force_login(staff)
    for address in addresses(publication):
        assert client.get(address).status_code == 404
    assert "The embargoed figures" in client.get(reverse("publication_list")).content.decode()
    with time_machine.travel(timezone.now() + LATER + timedelta(minutes=1), tick=True):
        reader = Client()
        for address in addresses(publication):
            assert reader.get(address).status_code == 200
        assert "The embargoed figures" in reader.get(reverse("figure_list")).content.decode()


def test_an_embargoed_revision_leaves_the_earlier_figures_alone(client):
    a_region()
    snapshot = take_snapshot()
    first = publish(run_report("R1", snapshot=snapshot, period="all"))
    second = publish(
        run_report("R1", snapshot=take_snapshot(), period="all"),
        revises=first,
        reason="A provider corrected its records.",
        publish_at=timezone.now() + LATER,
    )
    assert (second.series, second.number) == (first.series, 2)
    page = client.get(reverse("figure_show", args=[first.series])).content.decode()
    assert "corrected its records" not in page
    assert client.get(reverse("figure_revision", args=[first.series, 2])).status_code == 404
    assert _superseded() == [False, False]
    with time_machine.travel(timezone.now() + LATER + timedelta(minutes=1), tick=True):
        page = client.get(reverse("figure_show", args=[first.series])).content.decode()
        assert "A provider corrected its records." in page
        earlier = client.get(reverse("figure_revision", args=[first.series, 1])).content.decode()
        assert "These figures have been revised" in earlier
        assert _superseded() == [True, False]


def _superseded() -> list[bool]:
    listed = Publication.objects.with_successors().order_by("number")
    return [each.is_superseded for each in listed]


def test_one_more_person_cannot_be_made_out_by_a_revision():
    a_region(small=8)
    first = publish(run_report("R1", period="all"))
    make_cohort(people=1, course=make_course(organisation=make_provider(), programme=make_programme()))
    second = publish(run_report("R1", period="all"), revises=first, reason="One record came in late.")
    totals = [
        next(row["cells"][2] for row in each.result["tables"][0]["rows"] if set(row["codes"]) == {"Total"})
        for each in (first, second)
    ]
    assert totals[1] in {totals[0], "c"}


def test_a_revision_needs_a_reason_and_follows_the_newest():
    a_region()
    first = publish(run_report("R1", period="all"))
    run = run_report("R1", period="all")
    with pytest.raises(Refused, match="Say why"):
        publish(run, revises=first)
    publish(run, revises=first, reason="Late records.")
    with pytest.raises(Refused, match="Another revision"):
        publish(run_report("R1", period="all"), revises=first, reason="Late records.")
    with pytest.raises(Refused, match="same report"):
        publish(run_report("R5", period="all"), revises=Publication.objects.get(number=2), reason="Late.")


def test_a_report_is_published_once():
    a_region()
    run = run_report("R1", period="all")
    publish(run)
    with pytest.raises(Refused, match="published already"):
        publish(run)
    assert Publication.objects.count() == 1


def test_what_waits_can_be_cancelled_and_what_is_out_cannot(staff):
    a_region()
    by = actor_of(staff)
    waiting = publish(run_report("R1", period="all"), publish_at=timezone.now() + LATER)
    assert publications.cancel(publication=waiting, by=by).cancelled_at
    assert publications.cancel(publication=waiting, by=by).cancelled_at
    out = publish(run_report("R1", period="all"))
    with pytest.raises(Refused, match="It is out"):
        publications.cancel(publication=out, by=by)
    again = publish(waiting.run)
    assert again.is_out


def test_what_is_out_cannot_be_changed_by_anybody():
    a_region()
    publication = publish(run_report("R1", period="all"))
    for change in (
        {"title": "Another"},
        {"html": ""},
        {"result": {}},
        {"publish_at": timezone.now() + LATER},
        {"cancelled_at": timezone.now()},
    ):
        with pytest.raises(IntegrityError, match="is frozen"), transaction.atomic():
            Publication.objects.filter(pk=publication.pk).update(**change)
    with pytest.raises(IntegrityError, match="is frozen"), transaction.atomic():
        Publication.objects.filter(pk=publication.pk)._raw_delete("default")


def test_a_scope_of_a_few_people_is_not_published():
    a_region()
    small = make_course(organisation=make_provider(), programme=make_programme())
    make_cohort(people=9, course=small)
    with pytest.raises(Refused, match="fewer than 10 people"):
        publish(run_report("R1", period="all", provider=str(small.organisation_id)))
    assert not Publication.objects.exists()


def test_only_administrators_publish():
    a_region()
    run = run_report("R1", period="all")
    with pytest.raises(NotAllowed):
        publish(run, by=actor_of(make_staff(rank="member")))


@pytest.mark.parametrize("profile", ["district", "fes", "bootcamps"])
def test_each_profile_tells_small_numbers_in_its_own_way(profile):
    a_region()
    publication = publish(run_report("R1", period="all"), profile=profile)
    cells = {row["cells"][0]: row["cells"][2] for row in publication.result["tables"][0]["rows"]}
    assert cells["Small College"] == ("low" if profile == "fes" else "c")
    assert publication.profile == profile


def test_figures_of_nearly_the_same_people_are_not_published_twice():
    course = make_course(organisation=make_provider(name="Large College"), programme=make_programme())
    make_cohort(people=30, completed=20, hired=10, course=course)
    small = make_course(organisation=make_provider(name="Tiny College"), programme=make_programme())
    make_cohort(people=4, course=small)
    snapshot = take_snapshot()
    publish(run_report("R1", snapshot=snapshot, period="all"))
    narrowed = run_report("R5", snapshot=snapshot, period="all", provider=str(course.organisation_id))
    with pytest.raises(Refused, match="nearly the same people"):
        publish(narrowed)
    whole = publish(run_report("R5", snapshot=snapshot, period="all"))
    assert whole.is_out
    assert {table["rows"][0]["cells"][1] for table in whole.result["tables"]} == {
        "c"
    }  # as in R1, beside the small one


def test_money_is_for_the_desk_alone(client, staff):
    client.force_login(staff)
    for code, offers in (("R2", False), ("R1", True)):
        run = run_report(code, period="all", by=actor_of(staff))
        page = client.get(reverse("report_show", args=[run.public_id])).text
        assert (reverse("report_publish", args=[run.public_id]) in page) is offers
    with pytest.raises(Refused, match="for the desk alone"):
        publish(run_report("R2", period="all"))
