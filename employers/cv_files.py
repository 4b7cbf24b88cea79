"""What a CV may be: a PDF or a Word document, by what it holds and not by its name; nothing in it that runs, hides or
unpacks to more than a CV can be.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from district.web import scanning
from district.web.errors import Refused
from district.web.file_kinds import OLD_OFFICE, PDF, ZIP
from district.web.wording import UNREADABLE
from employers.models import CvFile

MOST_BYTES = 5_000_000
MOST_UNPACKED = 20_000_000
MOST_RATIO = 100
MOST_PARTS = 500
MOST_PAGES = 30
MOST_OBJECTS = 20_000

END = b"PK\x05\x06"
END_LENGTH = 22
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
ENDS = rb"(?![A-Za-z0-9])"
RUNS = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE)" + ENDS)
LOCKED = re.compile(rb"/Encrypt" + ENDS)
OBJECTS = re.compile(rb"/Type\s*/ObjStm" + ENDS)
PAGE = re.compile(rb"/Type\s*/Page" + ENDS)
FILTERED = re.compile(
    rb"/(ASCIIHexDecode|ASCII85Decode|LZWDecode|RunLengthDecode|Crypt|AHx|A85|LZW|RL)" + ENDS
)
WEB_PAGE = re.compile(rb"<(!doctype\s+html|html|script|svg|\?php)", re.IGNORECASE)
FOREIGN = re.compile(r"(vbaproject|vbadata|/embeddings/|/activex/|oleobject|\.bin$|\.exe$|\.js$)")
OUTSIDE = re.compile(
    rb"<Relationship\b(?=[^>]*TargetMode\s*=\s*[\"']External)(?![^>]*/relationships/hyperlink[\"'])[^>]*>"
)
AGAIN = "Save it again as PDF from your word processor."


def check(*, name: str, content: bytes) -> str:
    """Which kind it is (`CvFile.Kind`); Refused, with what to do, for anything else."""
    if not content:
        raise _refused("The file is empty. Choose another.")
    if len(content) > MOST_BYTES:
        raise _refused("The file is larger than 5 MB. Leave out pictures, or save it as a smaller PDF.")
    if UNREADABLE.search(name):
        raise _refused("The name of the file has hidden characters. Rename it and choose it again.")
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if scanning.TEST_FILE in content:
        raise _refused("This file holds what harmful software holds. Choose another.")
    if content.startswith(OLD_OFFICE):
        raise _refused(
            "This is an old kind of Word file or has a password. Save it as PDF without a password."
        )
    if content.startswith(PDF) and ending == CvFile.Kind.PDF:
        _check_pdf(content)
        return CvFile.Kind.PDF
    if content.startswith(ZIP) and ending == CvFile.Kind.DOCX:
        _check_docx(content)
        return CvFile.Kind.DOCX
    raise _refused("Choose a PDF or a Word document (.pdf or .docx).")


def _refused(words: str) -> Refused:
    return Refused(words, field="cv", code="cv")


def _check_pdf(content: bytes) -> None:
    if END in content or WEB_PAGE.search(content[:2048]):
        raise _refused(f"This file is more than a PDF. {AGAIN}")
    if b"%%EOF" not in content[-2048:]:
        raise _refused(f"This PDF is damaged. {AGAIN}")
    outside = STREAM.sub(b"stream\nendstream", content)
    texts = [_plain(outside), *_packed_objects(content)]
    if any(LOCKED.search(text) for text in texts):
        raise _refused("This PDF has a password or is locked. Save it without.")
    if any(RUNS.search(text) for text in texts):
        raise _refused(f"This PDF runs scripts, fills forms or holds other files. {AGAIN}")
    pages, objects = (
        sum(len(sign.findall(text)) for text in texts) for sign in (PAGE, re.compile(rb"\bobj\b"))
    )
    if pages > MOST_PAGES or objects > MOST_OBJECTS:
        raise _refused(
            f"This PDF has more than {MOST_PAGES} pages or parts than a CV needs. Send the CV alone."
        )


def _packed_objects(content: bytes) -> Iterator[bytes]:
    """What streams of objects hold, unpacked: what is hidden there is looked at too."""
    room = MOST_UNPACKED
    for found in STREAM.finditer(content):
        head = _plain(content[max(0, content.rfind(b"obj", 0, found.start())) : found.start()])
        if not OBJECTS.search(head):
            continue
        if FILTERED.search(head):
            raise _refused(f"This PDF is packed in an unusual way. {AGAIN}")
        text = found[1]
        if b"/FlateDecode" in head or b"/Fl" in head:
            unpacked = zlib.decompressobj()
            try:
                text = unpacked.decompress(text, room + 1)
            except zlib.error:
                raise _refused(f"This PDF is damaged. {AGAIN}") from None
        room -= len(text)
        if room < 0 or len(text) > MOST_RATIO * max(len(found[1]), 1000):
            raise _refused(f"This PDF unpacks to more than a CV can be. {AGAIN}")
        yield _plain(text)


def _plain(text: bytes) -> bytes:
    """Names may be written with numbers for letters: /J#61vaScript."""
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), text)


def _check_docx(content: bytes) -> None:
    end = content.rfind(END)
    if PDF in content[:1024] or end < 0 or content[end:] != content[end : end + END_LENGTH]:
        raise _refused("This file is more than a Word document. Save it again, or as PDF.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            _check_parts(parts, len(content))
            texts = {
                part.filename.lower(): packed.read(part)
                for part in parts
                if part.filename.lower().endswith((".xml", ".rels"))
            }
            packed.testzip()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error):
        raise _refused("This Word document is damaged or has a password. Save it again, or as PDF.") from None
    if any(b"<!DOCTYPE" in text or b"<!ENTITY" in text for text in texts.values()):
        raise _refused("This Word document has parts that no document needs. Save it as PDF.")
    if b"macroEnabled" in texts["[content_types].xml"]:
        raise _refused("This Word document has macros. Save it as .docx without macros, or as PDF.")
    if any(OUTSIDE.search(text) for name, text in texts.items() if name.endswith(".rels")):
        raise _refused("This Word document fetches parts from elsewhere. Save it as PDF.")


def _check_parts(parts: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * size:
        raise _refused("This Word document unpacks to more than a CV can be. Save it as PDF.")
    names = [part.filename.lower() for part in parts]
    if not {"[content_types].xml", "word/document.xml"} <= set(names) or len(names) != len(set(names)):
        raise _refused("This is no Word document. Choose a PDF or a .docx file.")
    if any(part.flag_bits & 1 for part in parts):
        raise _refused("This Word document has a password. Save it without.")
    if any(FOREIGN.search(f"/{name}") or ".." in name or name.startswith(("/", "\\")) for name in names):
        raise _refused("This Word document has macros or other files in it. Save it as PDF.")
