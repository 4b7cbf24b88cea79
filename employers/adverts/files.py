"""Finds out what a file of adverts is, and hands over its adverts one by one."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from employers.adverts import civil_service, job_posting, pages, tables, texts
from employers.adverts.advert import Problem, RawAdvert, Unreadable

MOST_BYTES = 300_000_000
HELP = "Give schema.org JobPosting as JSON, JSON lines or a web page, or a CSV file with a header."


def read(path: Path) -> tuple[str, list[RawAdvert | Problem]]:
    """The name of the source as the file suggests it, and its adverts and unreadable rows in order."""
    text = decode(_bytes_of(path), path.name)
    start = text.lstrip()[:1]
    if not start:
        raise Unreadable(f"{path.name} is empty. {HELP}")
    if start == "<":
        rows = list(_page(text, path.name))
        return (civil_service.SOURCE if _is_civil_service(rows, text) else path.stem), rows
    if start in "{[":
        rows = list(_json(text))
        return ("skillspan" if path.stem.startswith("skillspan") else path.stem), rows
    return path.stem, list(tables.read(text))


def decode(data: bytes, name: str) -> str:
    """UTF-8, UTF-16 with its mark, or else Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in data[:10_000]:
        raise Unreadable(f"{name} is not a text file. {HELP}")
    else:
        encodings = ["utf-8-sig", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(f"{name} is not a text file. {HELP}")


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Unreadable(f"{path.name} is larger than {MOST_BYTES // 1_000_000} MB: split it.")
        return path.read_bytes()
    except OSError as fault:
        raise Unreadable(f"{path} cannot be read: {fault.strerror}.") from None


def _page(html: str, name: str) -> Iterator[RawAdvert | Problem]:
    row = 0
    for posting in pages.postings(html):
        row += 1
        if posting is None:
            yield Problem(row, "", "not_json", "A JSON-LD script of this page is not valid JSON.")
        else:
            yield job_posting.read(posting, row)
    if row == 0:
        if not civil_service.is_page(html):
            raise Unreadable(f"{name} holds no JobPosting. {HELP}")
        yield from civil_service.read(html)


def _is_civil_service(rows: list[RawAdvert | Problem], html: str) -> bool:
    return civil_service.is_page(html) and "ld+json" not in html


def _json(text: str) -> Iterator[RawAdvert | Problem]:
    """One JSON document, or one object a line."""
    try:
        data = json.loads(text, strict=False)
    except RecursionError:
        raise Unreadable("The JSON is nested too deeply to be adverts.") from None
    except ValueError:
        yield from _json_lines(text)
        return
    found = list(job_posting.postings(data))
    if found:
        for row, posting in enumerate(found, 1):
            yield job_posting.read(posting, row)
        return
    rows = data if isinstance(data, list) else [data]
    if not any(isinstance(each, dict) for each in rows):
        raise Unreadable(f"The JSON holds no adverts. {HELP}")
    for row, each in enumerate(rows, 1):
        yield from _object(each, row)


def _json_lines(text: str) -> Iterator[RawAdvert | Problem]:
    row = 0
    for line in text.splitlines():
        if not line.strip():
            continue
        row += 1
        try:
            yield from _object(json.loads(line, strict=False), row)
        except (ValueError, RecursionError):
            yield Problem(row, "", "not_json", "This line is not valid JSON.")


def _object(data: Any, row: int) -> Iterator[RawAdvert | Problem]:
    found = list(job_posting.postings(data)) if isinstance(data, dict | list) else []
    if found:
        for posting in found:
            yield job_posting.read(posting, row)
    elif texts.is_text_advert(data):
        yield texts.read(data, row)
    elif isinstance(data, dict):
        yield tables.from_object(row, data)
    else:
        yield Problem(row, "", "not_an_advert", "This is not a JSON object that describes an advert.")
