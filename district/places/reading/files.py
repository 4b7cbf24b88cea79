"""Tells which files hold places, and reads them all together. Nothing is written."""

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from pathlib import Path

from district.places.reading import outlines, tables
from district.places.reading.rows import Problem, Reading
from district.web.errors import Refused

MOST_BYTES = 500_000_000
_GZIP = b"\x1f\x8b"


def read(paths: list[Path]) -> Reading:
    """What all the files hold together. In a folder, files of other kinds are passed over."""
    reading = Reading()
    digest = hashlib.sha256()
    for path, was_named in _spread(paths):
        content = path.read_bytes()
        digest.update(hashlib.sha256(content).digest())
        _read_file(path.name, content, reading, was_named=was_named)
    if not reading.files and not reading.problems:
        raise Refused("There is no file of postcodes, deprivation or outlines here.")
    reading.digest = digest.hexdigest()
    return reading


def _spread(paths: list[Path]) -> Iterator[tuple[Path, bool]]:
    """Each file once, even if named twice, and whether it was named itself."""
    seen = set()
    for path in paths:
        if not path.exists():
            raise Refused(f"There is no file or folder {path}.")
        inside = sorted(child for child in path.iterdir() if child.is_file()) if path.is_dir() else [path]
        for each in inside:
            if each.resolve() not in seen:
                seen.add(each.resolve())
                yield each, not path.is_dir()


def _read_file(name: str, content: bytes, reading: Reading, *, was_named: bool) -> None:
    try:
        text = _text(content)
    except Refused as refusal:
        if was_named:
            reading.problems.append(Problem(name, 0, "", refusal.code, refusal.message))
        else:
            reading.ignored.append(name)
        return
    try:
        taken = (outlines if text.lstrip()[0] in "{[" else tables).read(name, text, reading)
    except Refused as refusal:
        reading.problems.append(Problem(name, 0, "", refusal.code, refusal.message))
        return
    (reading.files if taken else reading.ignored).append(name)
    if was_named and not taken:
        message = "This is not a file of postcodes, deprivation or outlines of councils."
        reading.problems.append(Problem(name, 0, "", "file_kind", message))


def _text(content: bytes) -> str:
    if content.startswith(_GZIP):
        content = _unzipped(content)
    if len(content) > MOST_BYTES:
        raise Refused("The file is larger than 500 MB.", code="file_size")
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise Refused("The file is not UTF-8 text. Save it as CSV UTF-8.", code="file_encoding") from None
    if not text.strip():
        raise Refused("The file is empty.", code="file_empty")
    return text


def _unzipped(content: bytes) -> bytes:
    try:
        with gzip.open(io.BytesIO(content)) as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise Refused("The compressed file is damaged. Fetch it again.", code="file_damaged") from None
