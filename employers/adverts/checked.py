"""Checks a raw advert: what can be kept becomes values of a vacancy, what cannot becomes a problem."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from employers import salaries
from employers.adverts import fields
from employers.adverts.advert import Problem, RawAdvert
from employers.plain_text import one_line, plain_text

TITLE_MOST = 200
EMPLOYER_MOST = 200


@dataclass
class Advert:
    """One advert that can be taken: `values` are fields of Vacancy; place and employer are still in words."""

    row: int
    employer: str
    reference: str
    place: str
    postcode: str
    values: dict[str, Any]
    is_brief: bool
    is_unnamed: bool
    has_salary_number: bool
    source: str = ""
    problems: list[Problem] = field(default_factory=list)

    @property
    def repeat_key(self) -> tuple[str, ...]:
        """Adverts with the same key are the same opening told twice."""
        key = (fold(self.employer), fold(self.values["title"]))
        return (*key, digest(self.values["description"])) if self.is_unnamed else key


def fold(text: str) -> str:
    """Names that differ only in case, accents, punctuation or spaces are the same."""
    plain = unicodedata.normalize("NFKD", text.casefold()).replace("&", " and ")
    return (
        " ".join(re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c)))) or plain
    )


def digest(*texts: str) -> str:
    return hashlib.sha256("\x1f".join(texts).encode("utf-8", "replace")).hexdigest()


def check(raw: RawAdvert) -> Advert | Problem:
    title = one_line(raw.title, TITLE_MOST)
    employer = one_line(raw.employer, EMPLOYER_MOST)
    if not re.search(r"\w", title):
        return Problem(raw.row, "title", "title_missing", "The advert has no title.")
    if not re.search(r"\w", employer):
        return Problem(raw.row, "employer", "employer_missing", "The advert does not name its employer.")
    description = plain_text(raw.description)
    salary_text = one_line(raw.salary, TITLE_MOST)
    salary = salaries.from_values(*raw.salary_range) if raw.salary_range else salaries.parse(salary_text)
    has_number = raw.salary_range is not None or salaries.has_number(salary_text)
    if has_number and salary is None:
        raw.note("salary", "salary_not_read", f"No pay in pounds could be read from “{salary_text[:80]}”.")
    hours = fields.hours_of(raw.hours)
    place = one_line(raw.place, 300)
    values: dict[str, Any] = {
        "title": title,
        "description": description,
        "kind": fields.kind_of(f"{title} {raw.kind}"),
        "mode": fields.mode_of(f"{raw.mode} {place} {title}", description),
        "pattern": fields.pattern_of(f"{raw.pattern} {title}"),
        "positions": _count(raw.positions),
        "weekly_hours": hours,
        "place_text": place,
        "salary_text": salary_text,
        "salary_least": salary.least if salary else None,
        "salary_most": salary.most if salary else None,
        "salary_unit": salary.unit if salary else "",
        "yearly_most": salary.yearly_most(hours) if salary else None,
        "posted_on": _date(raw, "posted"),
        "closes_on": _date(raw, "closes"),
        "starts_on": _date(raw, "starts"),
        "apply_url": _address(raw),
    }
    return Advert(
        row=raw.row,
        employer=employer,
        reference=_reference(raw, values, employer),
        place=place,
        postcode=raw.postcode.strip()[:40],
        values=values,
        is_brief=raw.is_brief,
        is_unnamed=raw.is_unnamed,
        has_salary_number=has_number,
        problems=raw.problems,
    )


def _date(raw: RawAdvert, name: str) -> Any:
    text = getattr(raw, name)
    found = fields.read_date(text) if text else None
    if text.strip() and found is None:
        raw.note(
            name, "date_not_read", f"“{text[:40]}” is no date that we can read. Write it like 2027-06-02."
        )
    return found


def _address(raw: RawAdvert) -> str:
    if not raw.url.strip():
        return ""
    found = fields.web_address(raw.url)
    if found is None:
        raw.note("url", "address_refused", "The web address is not one that a link may lead to.")
    return found or ""


def _count(text: str) -> int:
    found = re.search(r"\d{1,4}", text)
    return max(1, min(int(found[0]), 9999)) if found else 1


def _reference(raw: RawAdvert, values: dict[str, Any], employer: str) -> str:
    """The advert's own reference; else one made from what will not change when its text is mended."""
    given = one_line(raw.reference, 200)
    if given:
        return given
    if values["apply_url"]:
        return f"url-{digest(values['apply_url'])[:40]}"
    about = digest(values["description"]) if raw.is_unnamed else ""
    return f"text-{digest(fold(employer), fold(values['title']), fold(values['place_text']), about)[:40]}"
