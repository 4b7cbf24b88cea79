"""What a file is, by its first bytes and not by its name."""

PDF, ZIP, OLD_OFFICE = b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
SAID = {
    PDF: "a PDF document",
    ZIP: "a spreadsheet or a zip file",
    OLD_OFFICE: "an old spreadsheet or is protected by a password",
    **dict.fromkeys(PICTURES, "a picture"),
}


def of(content: bytes) -> str:
    """In words, as after "it is"; empty where nothing says that it is not text."""
    if (content[:4] == b"RIFF" and content[8:12] == b"WEBP") or content[4:12] in {b"ftypheic", b"ftypmif1"}:
        return "a picture"
    return next((words for start, words in SAID.items() if content.startswith(start)), "")
