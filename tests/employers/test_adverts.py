"""Reading adverts from files, without a database."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from employers.adverts import checked, fields, files, texts
from employers.adverts.advert import Problem, RawAdvert, Unreadable

POSTING = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Web developer",
    "description": "<p>Build <b>pages</b></p>",
    "identifier": {"@type": "PropertyValue", "name": "Canal Works", "value": "cw-1"},
    "datePosted": "2026-11-01",
    "validThrough": "2026-12-31T23:59:59+00:00",
    "employmentType": ["FULL_TIME"],
    "hiringOrganization": {"@type": "Organization", "name": "Canal Works"},
    "jobLocation": {
        "@type": "Place",
        "address": {"@type": "PostalAddress", "addressLocality": "Birmingham", "postalCode": "B1 1AA"},
    },
    "baseSalary": {
        "@type": "MonetaryAmount",
        "currency": "GBP",
        "value": {"@type": "QuantitativeValue", "minValue": 30000, "maxValue": 35000, "unitText": "YEAR"},
    },
}


def rows_of(folder: Path, name: str, text: str | bytes) -> list[RawAdvert | Problem]:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return files.read(path)[1]


def assert_is_posting(row: RawAdvert | Problem) -> None:
    assert isinstance(row, RawAdvert)
    assert (row.title, row.employer, row.reference) == ("Web developer", "Canal Works", "cw-1")
    assert (row.place, row.postcode) == ("Birmingham, B1 1AA", "B1 1AA")
    assert row.salary_range == (Decimal(30000), Decimal(35000), "YEAR")
    assert row.salary == "£30,000 to £35,000 a year"


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(POSTING),
        json.dumps([POSTING]),
        json.dumps({"@graph": [{"@type": "WebPage"}, POSTING]}),
        json.dumps({"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": POSTING}]}),
        json.dumps(POSTING) + "\n" + json.dumps(POSTING),
        f'<html><script type="application/ld+json">{json.dumps({"@type": "WebSite"})}</script>'
        f'<script type="application/ld+json">{json.dumps([POSTING])}</script></html>',
    ],
)
def test_job_postings_are_found_wherever_they_lie(text: str, tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "a.txt", text)
    for row in rows:
        assert_is_posting(row)
    assert len(rows) in {1, 2}


def test_microdata_is_read_like_json() -> None:
    html = """
    <div itemscope itemtype="https://schema.org/JobPosting">
      <h1 itemprop="title">Web developer</h1>
      <div itemprop="hiringOrganization" itemscope itemtype="https://schema.org/Organization">
        <span itemprop="name">Canal Works</span></div>
      <div itemprop="description">Build <b>pages</b></div>
      <time itemprop="datePosted" datetime="2026-11-01">1 Nov</time>
      <span itemprop="jobLocation" itemscope itemtype="https://schema.org/Place"><span itemprop="address" itemscope
        itemtype="https://schema.org/PostalAddress"><span itemprop="addressLocality">Walsall</span></span></span>
    </div>"""
    (row,) = files._page(html, "page.html")
    assert isinstance(row, RawAdvert)
    assert (row.title, row.employer, row.place, row.posted) == (
        "Web developer",
        "Canal Works",
        "Walsall",
        "2026-11-01",
    )
    assert row.description == "Build pages"


@pytest.mark.parametrize(
    "text",
    [
        "Job Title,Company,Location,Salary,Closing Date,Ref\nWeb developer,Canal Works,Walsall,£30k,2026-12-31,r1\n",
        "title;employer;town;pay;deadline;id\nWeb developer;Canal Works;Walsall;£30k;2026-12-31;r1\n",
        "\ufefftitle\torganisation\tplace\twage\tcloses\treference\n"
        "Web developer\tCanal Works\tWalsall\t£30k\t2026-12-31\tr1",
    ],
)
def test_csv_headers_may_have_many_names(text: str, tmp_path: Path) -> None:
    (row,) = rows_of(tmp_path, "jobs.csv", text)
    assert isinstance(row, RawAdvert)
    assert (row.title, row.employer, row.place, row.salary) == (
        "Web developer",
        "Canal Works",
        "Walsall",
        "£30k",
    )
    assert (row.closes, row.reference) == ("2026-12-31", "r1")


def test_csv_of_windows_and_utf16_is_read(tmp_path: Path) -> None:
    text = "title,employer\nCafé manager \u2013 digital,O\u2019Brien\n"
    for encoding in ("cp1252", "utf-16", "utf-8-sig"):
        (row,) = rows_of(tmp_path, "jobs.csv", text.encode(encoding))
        assert isinstance(row, RawAdvert)
        assert (row.title, row.employer) == ("Café manager \u2013 digital", "O\u2019Brien")


def test_csv_keeps_pay_of_two_columns_and_quoted_lines(tmp_path: Path) -> None:
    text = 'title,employer,description,min salary,max salary,salary period\nDev,Works,"one\ntwo",30000,35000,Year\n'
    (row,) = rows_of(tmp_path, "jobs.csv", text)
    assert isinstance(row, RawAdvert)
    assert (row.description, row.salary) == ("one\ntwo", "£30000 to £35000 per year")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("header.csv", b"colour,shape\nred,round\n"),
        ("no-employer.csv", b"title,shape\nDev,round\n"),
        ("page.html", b"<html><p>Nothing here</p></html>"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00"),
        ("numbers.json", b"[1, 2, 3]"),
        ("deep.json", b"[" * 100_000 + b"]" * 100_000),
    ],
)
def test_files_that_are_none_of_ours_are_refused_with_a_sentence(
    name: str, content: bytes, tmp_path: Path
) -> None:
    with pytest.raises(Unreadable, match=r"\."):
        rows_of(tmp_path, name, content)


def test_bad_lines_are_listed_and_the_others_read(tmp_path: Path) -> None:
    lines = [json.dumps(POSTING), "{not json", "[]", json.dumps({"title": "Dev", "employer": "Works"})]
    rows = rows_of(tmp_path, "a.jsonl", "\n".join(lines))
    assert [row.code if isinstance(row, Problem) else row.title for row in rows] == [
        "Web developer",
        "not_json",
        "not_an_advert",
        "Dev",
    ]


def test_a_cell_that_is_too_long_is_one_bad_row(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, "a.csv", f"title,employer\n{'x' * 140_000},Works\nDev,Works\n")
    assert [row.code if isinstance(row, Problem) else row.title for row in rows] == ["cell_too_long", "Dev"]


def test_an_advert_without_title_or_employer_is_refused() -> None:
    assert checked.check(RawAdvert(row=3, employer="Works")) == Problem(
        3, "title", "title_missing", "The advert has no title."
    )
    refused = checked.check(RawAdvert(row=4, title="Dev", employer=" \u202e "))
    assert isinstance(refused, Problem)
    assert (refused.field, refused.code) == ("employer", "employer_missing")


def test_fields_that_cannot_be_read_are_told_and_left_empty() -> None:
    raw = RawAdvert(
        row=1, title="Dev", employer="Works", salary="€50,000", closes="soon", url="javascript:alert(1)"
    )
    advert = checked.check(raw)
    assert isinstance(advert, checked.Advert)
    assert [problem.code for problem in advert.problems] == [
        "salary_not_read",
        "date_not_read",
        "address_refused",
    ]
    assert (advert.values["salary_least"], advert.values["closes_on"], advert.values["apply_url"]) == (
        None,
        None,
        "",
    )
    assert advert.values["salary_text"] == "€50,000"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2027-06-02", date(2027, 6, 2)),
        ("2027-06-02T23:30:00Z", date(2027, 6, 3)),
        ("2027-01-02T23:30:00Z", date(2027, 1, 2)),
        ("02/06/2027", date(2027, 6, 2)),
        ("2 June 2027", date(2027, 6, 2)),
        ("Apply before 10:00 pm on Sunday 2nd July 2023", date(2023, 7, 2)),
        ("31/02/2027", None),
        ("01/02/03", None),
        ("44713", None),
        ("0000-01-01", None),
        ("9999-12-31", None),
        ("", None),
    ],
)
def test_dates(text: str, found: date | None) -> None:
    assert fields.read_date(text) == found


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://user:pw@example.org/",
        "http://169.254.169.254/",
        "http://localhost/",
        "https://example.org/\nx",
        "ftp://example.org",
        "//example.org",
    ],
)
def test_addresses_that_no_link_may_lead_to(address: str) -> None:
    assert fields.web_address(address) is None


def test_a_plain_address_is_kept() -> None:
    assert fields.web_address(" https://example.org/jobs?id=1 ") == "https://example.org/jobs?id=1"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Senior QA Engineer ( m/f/d ) <ORGANIZATION>\n<ADDRESS>", "Senior QA Engineer"),
        (
            "Full Stack Engineer at <ORGANIZATION> <LOCATION> - <LOCATION> Date posted: 2021-01-08 Likes: 0",
            "Full Stack Engineer",
        ),
        (
            "<ORGANIZATION> <ORGANIZATION>\nDescription\nDeveloper for canal boats",
            "Developer for canal boats",
        ),
        ("<ORGANIZATION>", ""),
    ],
)
def test_the_title_of_a_bare_text(text: str, title: str) -> None:
    assert texts.title_of(text) == title
