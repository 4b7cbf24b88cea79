"""CVs as people send them, and as they should not."""

import io
import zipfile
import zlib

TYPES = (
    b'<?xml version="1.0"?><Types><Override PartName="/word/document.xml" ContentType="a.main+xml"/></Types>'
)


def pdf(words: bytes = b"I weave.", *, more: bytes = b"") -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R >>\nendobj\n"
        + more
        + b"4 0 obj\n<< /Length 9 >>\nstream\n"
        + words
        + b"\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
    )


def pdf_with_hidden(text: bytes) -> bytes:
    packed = zlib.compress(text)
    return pdf(
        more=b"5 0 obj\n<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n"
        + packed
        + b"\nendstream\nendobj\n"
    )


def docx(extra: dict[str, bytes] | None = None, *, types: bytes = TYPES) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", types)
        file.writestr("word/document.xml", b"<document>I weave.</document>")
        for name, content in (extra or {}).items():
            file.writestr(name, content)
    return packed.getvalue()
