"""Reads JobPosting from a web page: JSON-LD in its scripts, or else microdata."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from employers.adverts import job_posting

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
VALUES = {"meta": "content", "link": "href", "a": "href", "time": "datetime", "data": "value", "img": "src"}


def postings(html: str) -> Iterator[dict[str, Any] | None]:
    """The postings of a page; None for a script that is not JSON."""
    scripts = _Scripts()
    scripts.feed(html)
    found = False
    for text in scripts.texts:
        try:
            data = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            yield None
            continue
        for posting in job_posting.postings(data):
            found = True
            yield posting
    if not found and "JobPosting" in html and "itemscope" in html:
        microdata = _Microdata()
        microdata.feed(html)
        yield from job_posting.postings(microdata.items)


class _Scripts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.is_open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = (dict(attrs).get("type") or "").split(";")[0].strip().lower()
        self.is_open = tag == "script" and kind == "application/ld+json"
        if self.is_open:
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        self.is_open = False

    def handle_data(self, data: str) -> None:
        if self.is_open:
            self.texts[-1] += data


class _Microdata(HTMLParser):
    """Builds the same objects that JSON-LD would hold. A property's text is all text inside its element."""

    def __init__(self) -> None:
        super().__init__()
        self.items: list[dict[str, Any]] = []
        self.stack: list[tuple[str, dict[str, Any] | None, str, list[str] | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        names, scope = values.get("itemprop") or "", None
        text: list[str] | None = None
        owner = next((each[1] for each in reversed(self.stack) if each[1] is not None), None)
        if "itemscope" in values:
            scope = {"@type": (values.get("itemtype") or "").rsplit("/", 1)[-1]}
            if owner is None:
                self.items.append(scope)
            else:
                self._set(owner, names, scope)
        elif names and owner is not None:
            given = values.get("content") or values.get(VALUES.get(tag, ""))
            if given is not None:
                self._set(owner, names, given)
            else:
                text = []
        if tag not in VOID:
            self.stack.append((tag, scope, names, text))

    def handle_endtag(self, tag: str) -> None:
        if not any(each[0] == tag for each in self.stack):
            return
        while self.stack:
            name, _, names, text = self.stack.pop()
            owner = next((each[1] for each in reversed(self.stack) if each[1] is not None), None)
            if text is not None and owner is not None:
                self._set(owner, names, "".join(text).strip())
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        for *_, text in self.stack:
            if text is not None:
                text.append(data)

    @staticmethod
    def _set(owner: dict[str, Any], names: str, value: Any) -> None:
        for name in names.split():
            if name in owner:
                known = owner[name]
                owner[name] = [*known, value] if isinstance(known, list) else [known, value]
            else:
                owner[name] = value
