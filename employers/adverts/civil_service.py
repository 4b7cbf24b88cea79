"""Reads the page family of Civil Service Jobs, which carries no JSON-LD: pages of results, and the page of one job."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from employers.adverts.advert import RawAdvert
from employers.plain_text import plain_text

SOURCE = "civil-service-jobs"
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
BOX = "search-results-job-box"
DESCRIPTION = (
    "Job summary",
    "Job description",
    "Person specification",
    "Behaviours",
    "Technical skills",
    "Qualifications",
)


@dataclass
class _Part:
    """An element that we watch: its class, what it holds as HTML, and the first link in it."""

    name: str
    depth: int
    html: list[str] = field(default_factory=list)
    link: str = ""


class _Watcher(HTMLParser):
    """Collects the inner HTML of elements whose class or tag is watched, in the order in which they close."""

    def __init__(self, classes: set[str], tags: set[str]) -> None:
        super().__init__(convert_charrefs=False)
        self.classes, self.tags = classes, tags
        self.depth = 0
        self.open: list[_Part] = []
        self.closed: list[_Part] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(self.get_starttag_text() or "")
        values = dict(attrs)
        if tag == "a" and values.get("href"):
            for part in self.open:
                part.link = part.link or values["href"] or ""
        if tag in VOID:
            return
        self.depth += 1
        watched = self.classes.intersection((values.get("class") or "").split()) or self.tags.intersection(
            [tag]
        )
        if watched:
            self.open.append(_Part(min(watched), self.depth))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        while self.open and self.open[-1].depth >= self.depth:
            self.closed.append(self.open.pop())
        self.depth -= 1
        self._add(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._add(data)

    def handle_entityref(self, name: str) -> None:
        self._add(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._add(f"&#{name};")

    def _add(self, text: str) -> None:
        for part in self.open:
            part.html.append(text)


def is_page(html: str) -> bool:
    return BOX in html or "vac_display_title_block" in html


def read(html: str) -> Iterator[RawAdvert]:
    if "vac_display_title_block" in html:
        yield _job(html)
    else:
        yield from _results(html)


def _results(html: str) -> Iterator[RawAdvert]:
    fields = {"title": "title", "department": "employer", "location": "place", "salary": "salary"}
    fields |= {"closingdate": "closes", "refcode": "reference"}
    row = 0
    found: dict[str, Any] = {}
    for part in _parts(html, {BOX, *(f"{BOX}-{name}" for name in fields)}, set()):
        if part.name == BOX:
            row += 1
            yield RawAdvert(row=row, is_brief=True, **found)
            found = {}
        else:
            name = fields[part.name.removeprefix(f"{BOX}-")]
            found[name] = re.sub(r"^(?:Salary|Closes|Reference) : ", "", _words(part))
            if name == "title":
                found["url"] = part.link


def _job(html: str) -> RawAdvert:
    heading = ""
    fields: dict[str, str] = {}
    title = employer = closes = url = ""
    for part in _parts(
        html,
        {
            "csr-page-subtitle",
            "vac_display_closing_date",
            "vac_display_field_value",
            "vac_display_apply_external",
        },
        {"h1", "h2", "h3"},
    ):
        words = _words(part)
        if part.name == "h1":
            title = title or words
        elif part.name in {"h2", "h3"}:
            heading = words
        elif part.name == "csr-page-subtitle":
            employer = words
        elif part.name == "vac_display_closing_date":
            closes = words
        elif part.name == "vac_display_apply_external":
            url = url or part.link
        else:
            fields[heading] = "\n\n".join(
                filter(None, [fields.get(heading, ""), plain_text("".join(part.html))])
            )
    sections = [f"{name}\n\n{fields[name]}" for name in DESCRIPTION if fields.get(name)]
    return RawAdvert(
        row=1,
        title=title,
        employer=employer,
        description="\n\n".join(sections),
        place=fields.get("Location", ""),
        salary=fields.get("Salary", ""),
        closes=closes,
        url=url,
        reference=fields.get("Reference number", ""),
        pattern=fields.get("Working pattern", ""),
        kind=f"{title} {fields.get('Contract type', '')}",
        positions=fields.get("Number of jobs available", ""),
    )


def _parts(html: str, classes: set[str], tags: set[str]) -> list[_Part]:
    watcher = _Watcher(classes, tags)
    watcher.feed(html)
    watcher.close()
    return watcher.closed


def _words(part: _Part) -> str:
    return " ".join(plain_text("".join(part.html)).split())
