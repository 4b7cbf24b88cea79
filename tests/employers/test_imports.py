"""Adverts from files become vacancies: checked row by row, applied all or nothing, twice without change."""

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from district.outbox.models import ImportRun, RefusedRow
from district.partners.models import Organisation
from district.web.errors import Refused
from employers import signals
from employers.models import Vacancy, VacancyEntry, VacancySkill, VacancyWord
from employers.services import imports, vacancies
from tests.factories.employers import make_vacancy
from tests.factories.partners import actor_of, make_staff
from tests.factories.places import make_council, make_postcode
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db

SHARED = Path(os.environ.get("DISTRICT_SHARED", Path(__file__).resolve().parents[3] / "shared"))
REAL = SHARED / "data" / "vacancies"
needs_real_pages = pytest.mark.skipif(
    not REAL.is_dir(), reason="The real advert pages are not on this machine."
)


def advert(**fields: Any) -> dict[str, Any]:
    soon = timezone.localdate() + timedelta(days=30)
    return {
        "@type": "JobPosting",
        "title": "Web developer",
        "description": "You write Python and build pages.",
        "hiringOrganization": {"name": "Canal Works"},
        "identifier": "r1",
        "validThrough": soon.isoformat(),
        "baseSalary": "£30,000 to £35,000 a year",
        "jobLocation": {"address": {"postalCode": "b11aa"}},
    } | fields


def write(folder: Path, *adverts: dict[str, Any], name: str = "adverts.jsonl") -> Path:
    path = folder / name
    path.write_text("\n".join(json.dumps(each) for each in adverts))
    return path


def take(path: Path, **options: Any) -> imports.Report:
    return imports.import_files(paths=[path], **options)


def test_an_advert_becomes_an_open_vacancy(tmp_path: Path) -> None:
    make_postcode(postcode="B1 1AA")
    report = take(write(tmp_path, advert()))
    vacancy = Vacancy.objects.get()
    assert (report.read, report.added, report.refused, report.unread) == (1, 1, [], [])
    assert report.by_council["Birmingham"] == 1
    assert report.salary == {"with_number": 1, "parsed": 1}
    assert (vacancy.state, vacancy.source, vacancy.source_reference) == ("open", "adverts", "r1")
    assert (vacancy.postcode_id, vacancy.council_id) == ("B1 1AA", "E08000025")
    assert (vacancy.salary_least, vacancy.yearly_most, vacancy.salary_unit) == (30_000, 35_000, "year")
    assert vacancy.organisation.is_imported
    assert VacancyEntry.objects.get().vacancy == vacancy


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, advert(), advert(identifier="r2", title="Data analyst"))
    take(path)
    before = list(Vacancy.objects.order_by("id").values())
    events = _event_count()
    report = take(path)
    assert (report.added, report.changed, report.unchanged) == (0, 0, 2)
    assert list(Vacancy.objects.order_by("id").values()) == before
    assert _event_count() == events


def _event_count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM employers_vacancyevent")
        return int(cursor.fetchone()[0])


def test_a_changed_advert_is_updated(tmp_path: Path) -> None:
    take(write(tmp_path, advert()))
    report = take(write(tmp_path, advert(title="Senior web developer")))
    vacancy = Vacancy.objects.get()
    assert (report.added, report.changed, report.unchanged) == (0, 1, 0)
    assert (vacancy.title, vacancy.version) == ("Senior web developer", 2)


def test_an_advert_past_its_date_comes_in_closed_and_reopens_when_extended(tmp_path: Path) -> None:
    take(write(tmp_path, advert(validThrough="2023-07-02")))
    assert Vacancy.objects.get().state == "closed"
    take(write(tmp_path, advert()))
    assert Vacancy.objects.get().state == "open"


def test_a_known_employer_is_not_made_again(tmp_path: Path) -> None:
    known = make_vacancy().organisation
    known.name = "CANAL  works"
    known.save()
    take(write(tmp_path, advert()))
    assert set(Organisation.objects.values_list("id", flat=True)) == {known.id}


def test_the_same_employer_and_title_is_a_repeat_of_the_first(tmp_path: Path) -> None:
    report = take(
        write(
            tmp_path,
            advert(),
            advert(identifier="r2", title="WEB  Developer"),
            advert(identifier="r3", title="Tester"),
        )
    )
    first, second, third = Vacancy.objects.order_by("id")
    assert (report.added, report.repeats) == (3, 1)
    assert (first.repeats, second.repeats, third.repeats) == (None, first, None)


def test_what_a_person_told_apart_is_no_repeat_in_the_next_file(tmp_path: Path) -> None:
    path = write(tmp_path, advert(), advert(identifier="r2"))
    take(path)
    first, second = Vacancy.objects.order_by("id")
    assert (second.repeats, VacancyEntry.objects.filter(vacancy=second).exists()) == (first, False)
    vacancies.tell_apart(vacancy=second, by=actor_of(make_staff()))
    report = take(path)
    second.refresh_from_db()
    assert (second.repeats, report.repeats, report.unchanged) == (None, 0, 2)


def test_rows_that_cannot_be_taken_are_kept_with_their_sentence(tmp_path: Path) -> None:
    report = take(
        write(
            tmp_path,
            advert(title=""),
            advert(datePosted="yesterday"),
            advert(identifier="r3", hiringOrganization={}),
        )
    )
    assert [(each.row, each.field, each.code) for each in report.refused] == [
        (1, "title", "title_missing"),
        (3, "employer", "employer_missing"),
    ]
    assert [(each.row, each.field, each.code) for each in report.unread if each.field == "posted"] == [
        (2, "posted", "date_not_read")
    ]
    run = ImportRun.objects.get()
    assert (run.read_count, run.added_count, run.refused_count) == (3, 1, 2)
    assert set(RefusedRow.objects.values_list("code", flat=True)) >= {
        "title_missing",
        "employer_missing",
        "date_not_read",
    }


def test_a_postcode_nobody_knows_is_told_and_the_town_used(tmp_path: Path) -> None:
    make_council(code="E08000026")
    place = {"address": {"addressLocality": "Coventry", "postalCode": "ZZ99 9ZZ"}}
    report = take(write(tmp_path, advert(jobLocation=place)))
    assert [each.code for each in report.unread] == ["postcode_unknown"]
    assert Vacancy.objects.get().council_id == "E08000026"


def test_a_place_outside_is_counted_as_outside(tmp_path: Path) -> None:
    make_postcode(postcode="B98 8AA")
    report = take(
        write(
            tmp_path,
            advert(jobLocation={"address": {"postalCode": "B98 8AA"}}),
            advert(identifier="r2", jobLocation=""),
        )
    )
    assert (report.by_council["outside"], report.by_council["unknown"]) == (1, 1)


def test_a_dry_run_keeps_nothing(tmp_path: Path) -> None:
    report = take(write(tmp_path, advert()), dry_run=True)
    assert report.added == 1
    assert (Vacancy.objects.count(), Organisation.objects.count(), ImportRun.objects.count()) == (0, 0, 0)


def test_nothing_is_applied_when_anything_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(imports, "_flag_repeats", fail)
    with pytest.raises(RuntimeError):
        take(write(tmp_path, advert()))
    assert (Vacancy.objects.count(), Organisation.objects.count()) == (0, 0)


def test_a_complete_file_withdraws_what_it_lacks(tmp_path: Path) -> None:
    take(write(tmp_path, advert(), advert(identifier="r2", title="Tester")))
    report = take(write(tmp_path, advert()), is_complete=True)
    assert report.withdrawn == 1
    assert Vacancy.objects.get(source_reference="r2").state == "withdrawn"
    assert VacancyEntry.objects.count() == 1


def test_skills_are_suggested_with_their_words_and_what_people_decided_stays(tmp_path: Path) -> None:
    python, sql = make_skill(label="Python"), make_skill(label="SQL")
    take(write(tmp_path, advert(description="You write Python and SQL.")))
    suggested = VacancySkill.objects.get(skill=python)
    assert (suggested.state, suggested.words) == ("suggested", "Python")
    VacancySkill.objects.filter(skill=sql).update(state="accepted")
    take(write(tmp_path, advert(description="Now you write nothing.")))
    assert list(VacancySkill.objects.values_list("skill_id", "state")) == [(sql.id, "accepted")]


def test_matching_is_told_once_of_what_opened_and_closed(tmp_path: Path) -> None:
    told: list[tuple[str, list[int]]] = []

    def opened(vacancy_ids: list[int], **_: Any) -> None:
        told.append(("opened", vacancy_ids))

    def closed(vacancy_ids: list[int], **_: Any) -> None:
        told.append(("closed", vacancy_ids))

    signals.vacancy_opened.connect(opened)
    signals.vacancy_closed.connect(closed)
    try:
        take(write(tmp_path, advert(), advert(identifier="r2", title="Tester")))
        ids = list(Vacancy.objects.order_by("id").values_list("id", flat=True))
        take(write(tmp_path, advert(validThrough="2023-07-02"), advert(identifier="r2", title="Tester")))
    finally:
        signals.vacancy_opened.disconnect(opened)
        signals.vacancy_closed.disconnect(closed)
    assert told == [("opened", ids), ("closed", ids[:1])]


def test_markup_in_adverts_is_shown_as_text(tmp_path: Path) -> None:
    take(
        write(
            tmp_path,
            advert(
                title="<b>Web</b> developer", description="<script>alert(1)</script><p>Build &lt;b&gt;</p>"
            ),
        )
    )
    vacancy = Vacancy.objects.get()
    assert (vacancy.title, vacancy.description) == ("Web developer", "Build <b>")


def test_words_of_adverts_help_with_spelling(tmp_path: Path) -> None:
    take(write(tmp_path, advert()))
    assert VacancyWord.objects.filter(word="developer").exists()


def test_a_second_import_at_once_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Busy:
        def __enter__(self) -> "Busy":
            return self

        def __exit__(self, *args: object) -> None: ...

        def execute(self, *args: object) -> None: ...

        def fetchone(self) -> tuple[bool]:
            return (False,)

    monkeypatch.setattr(imports.connection, "cursor", Busy)
    with pytest.raises(Refused, match="Another import"):
        imports._begin()


def test_the_command_prints_one_json_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("import_vacancies", str(write(tmp_path, advert())), "--source", "board")
    printed = json.loads(capsys.readouterr().out)
    assert set(printed) == {
        *("read", "added", "changed", "unchanged", "withdrawn", "repeats", "refused", "unread", "seconds"),
        *("by_council", "salary"),
    }
    assert (printed["read"], printed["added"], printed["salary"]) == (1, 1, {"with_number": 1, "parsed": 1})
    assert Vacancy.objects.get().source == "board"


def test_the_command_says_what_is_wrong_with_a_file(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    with pytest.raises(CommandError, match="empty"):
        call_command("import_vacancies", str(tmp_path / "empty.csv"))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_vacancies", str(tmp_path / "missing.csv"))


@needs_real_pages
def test_real_advert_pages_and_texts_load_twice_without_change() -> None:
    paths = sorted(REAL.glob("*.html")) + sorted(REAL.glob("*.jsonl"))
    report = imports.import_files(paths=paths)
    assert (report.read, report.added, report.repeats, report.refused) == (249, 248, 1, [])
    assert report.salary == {"with_number": 51, "parsed": 51}
    head = Vacancy.objects.get(source="civil-service-jobs", source_reference="296730")
    assert (head.title, head.organisation.name) == ("Head of Policy Research", "House of Lords")
    assert head.description.startswith("Job summary")
    again = imports.import_files(paths=paths)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 248)
    brief = imports.import_files(paths=[REAL / "civil_service_result_page1.html"])
    assert (brief.changed, brief.unchanged) == (0, 25)
