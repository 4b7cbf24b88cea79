"""Only a CV is taken for a CV."""

import pytest

from district.web.errors import Refused
from employers import cv_files
from tests.employers.cvs import TYPES, docx, pdf, pdf_with_hidden

LINKED = (
    b'<Relationships><Relationship Id="1" Type="http://x/relationships/%s" '
    b'Target="http://evil" TargetMode="External"/></Relationships>'
)
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("cv.pdf", pdf(), "pdf"),
        ("CV.PDF", pdf(b"/JS /JavaScript in the words of a page"), "pdf"),
        ("con.pdf", pdf_with_hidden(b"<< /Type /Font >>"), "pdf"),
        ("../../x/🎓 My CV.docx", docx(), "docx"),
        ("cv.docx", docx({"word/_rels/document.xml.rels": LINKED % b"hyperlink"}), "docx"),
    ],
)
def test_a_cv_is_taken(name: str, content: bytes, kind: str) -> None:
    assert cv_files.check(name=name, content=content) == kind


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("cv.pdf", b"", "empty"),
        ("cv.pdf", pdf(b"x" * 5_000_001), "5 MB"),
        ("cv.pdf", EICAR, "harmful"),
        ("cv.pdf", pdf(more=EICAR), "harmful"),
        ("cv.pdf", b"\x89PNG\r\n\x1a\n" + b"0" * 99, "Choose a PDF"),
        ("cv.pdf", b"MZ\x90\x00", "Choose a PDF"),
        ("cv.pdf.exe", pdf(), "Choose a PDF"),
        ("cv.docx", pdf(), "Choose a PDF"),
        ("cv.pdf", docx(), "Choose a PDF"),
        ("cv\u202efdp.exe.pdf", pdf(), "hidden characters"),
        ("cv.pdf", pdf(more=b"9 0 obj\n<< /S /JavaScript /JS (x) >>\nendobj\n"), "scripts"),
        ("cv.pdf", pdf(more=b"9 0 obj\n<< /S /J#61vaScript >>\nendobj\n"), "scripts"),
        ("cv.pdf", pdf(more=b"9 0 obj\n<< /S /Launch >>\nendobj\n"), "scripts"),
        ("cv.pdf", pdf(more=b"9 0 obj\n<< /Type /EmbeddedFile >>\nendobj\n"), "scripts"),
        ("cv.pdf", pdf_with_hidden(b"<< /S /JavaScript >>"), "scripts"),
        ("cv.pdf", pdf_with_hidden(b"0" * 9_000_000), "unpacks"),
        ("cv.pdf", pdf(more=b"<< /Encrypt 9 0 R >>"), "password"),
        ("cv.pdf", pdf(more=b"<< /Type /Page >>\n" * 31), "more than 30 pages"),
        ("cv.pdf", pdf(more=b"1 0 obj " * 20_001), "more than 30 pages"),
        ("cv.pdf", pdf() + docx(), "more than a PDF"),
        ("cv.pdf", b"%PDF-1.4 <html><script>alert(1)</script>" + pdf(), "more than a PDF"),
        ("cv.pdf", pdf()[:90], "damaged"),
        ("cv.docx", docx() + b"<script>", "more than a Word"),
        ("cv.docx", docx()[:-40], "more than a Word"),
        ("cv.docx", b"\xd0\xcf\x11\xe0" + b"0" * 99, "password"),
        ("cv.docx", docx({"word/vbaProject.bin": b"x"}), "macros"),
        ("cv.docx", docx({"word/embeddings/a.xlsx": b"x"}), "macros"),
        ("cv.docx", docx({"../../etc/passwd": b"x"}), "macros"),
        ("cv.docx", docx(types=TYPES.replace(b"a.main", b"macroEnabled.main")), "macros"),
        ("cv.docx", docx({"word/_rels/settings.xml.rels": LINKED % b"attachedTemplate"}), "fetches"),
        ("cv.docx", docx({"word/bomb.xml": b"0" * 19_000_000}), "unpacks"),
        ("cv.docx", docx({"word/a.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]>"}), "no document needs"),
        ("cv.docx", docx({f"word/{n}.xml": b"" for n in range(501)}), "unpacks"),
    ],
)
def test_what_is_no_cv_is_refused(name: str, content: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        cv_files.check(name=name, content=content)
