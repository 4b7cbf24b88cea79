"""Register numbers as people type them: company number, UKPRN, URN; and numbers of people, which belong
nowhere here.
"""

import re
import unicodedata

from district.web.errors import Refused

_NI_NUMBER = re.compile(r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]\b", re.IGNORECASE)
_TEN_DIGITS = re.compile(r"\b\d{10}\b")


def company_number(text: str) -> str:
    """Eight characters, filled up with zeros: "1234567" is "01234567", "SC1234" is "SC001234"."""
    written = _squeeze(text)
    if not written:
        return ""
    match = re.fullmatch(r"([A-Z]{2})?(\d+)", written)
    letters, digits = (match[1] or "", match[2]) if match else ("", "")
    if not match or len(letters + digits) > 8:
        raise Refused(
            "Enter the company number as it stands on the Companies House register: 8 digits, or 2 letters and "
            "6 digits, like 01234567 or SC123456." + _hint(written),
            field="company_number",
        )
    return letters + digits.zfill(8 - len(letters))


def ukprn(text: str) -> str:
    written = _squeeze(text)
    if written and not re.fullmatch(r"[1-9]\d{7}", written):
        raise Refused(
            "A UKPRN has 8 digits and starts with 1 to 9, like 10012345." + _hint(written), field="ukprn"
        )
    return written


def urn(text: str) -> str:
    written = _squeeze(text)
    if written and not re.fullmatch(r"\d{6}", written):
        raise Refused("A school's URN has 6 digits, like 123456." + _hint(written), field="urn")
    return written


def is_uln(text: str) -> bool:
    """Whether ten digits carry the check digit of a learner's number."""
    if not re.fullmatch(r"\d{10}", text, re.ASCII):
        return False
    digits = [int(digit) for digit in text]
    rest = sum(digit * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
    return rest != 0 and digits[9] == 10 - rest


def of_people(text: str) -> str:
    """What kind of personal number stands in a text that others will read; empty if none does."""
    if _NI_NUMBER.search(text):
        return "National Insurance number"
    if any(is_uln(found) for found in _TEN_DIGITS.findall(text)):
        return "learner number (ULN)"
    return ""


def _squeeze(text: str) -> str:
    """Full-width and other digits become plain ones."""
    folded = unicodedata.normalize("NFKC", text)
    plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in folded)
    return re.sub(r"[\s.\-]", "", plain).upper()


def _hint(written: str) -> str:
    """What the number looks like instead."""
    if re.fullmatch(r"\d{10}", written):
        return " A number with 10 digits is a learner's number (ULN): never enter that here."
    if _NI_NUMBER.fullmatch(written):
        return " This looks like a National Insurance number: never enter that here."
    if re.fullmatch(r"[1-9]\d{7}", written):
        return ""
    return f" You entered {len(written)} character{'' if len(written) == 1 else 's'}."
