"""One row of a file as checked values. Whatever is wrong is noted with its code; reading goes on."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from district.imports.reading.faults import Refusal
from district.web.links import clean_address
from district.web.wording import UNREADABLE

DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
MONEY = re.compile(r"[0-9]{1,6}(\.[0-9]{1,2})?")
MARKUP = re.compile("[<>`]")
UKPRN = re.compile(r"[1-9][0-9]{7}")


class Row:
    """The cells of one row. Each method reads a column and answers its value, or None when it was refused."""

    def __init__(self, number: int, cells: Mapping[str, str]) -> None:
        self.number = number
        self.cells = cells
        self.refusals: list[Refusal] = []

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def refuse(self, column: str, code: str, message: str) -> None:
        self.refusals.append(Refusal(self.number, column, code, message))

    def text(self, column: str, code: str, most: int, *, needed: str = "", plain: bool = False) -> str:
        """At most so many characters; `needed` is the sentence when it is missing, `plain` forbids < > and `."""
        value = self[column]
        if not value:
            if needed:
                self.refuse(column, f"{code}_REQUIRED", needed)
        elif UNREADABLE.search(value):
            self.refuse(column, f"{code}_FORMAT", "Remove the hidden characters: type the text again.")
        elif len(value) > most:
            self.refuse(
                column,
                f"{code}_MAXLENGTH",
                f"Use {most:,} characters or fewer. There are {len(value):,}.",
            )
        elif plain and MARKUP.search(value):
            self.refuse(column, f"{code}_FORMAT", "Remove the signs <, > and `: write plain text.")
        return value

    def choice(self, column: str, code: str, choices: Mapping[str, str], sentence: str) -> str | None:
        value = choices.get(squash(self[column]))
        if value is None:
            self.refuse(column, f"{code}_REQUIRED", sentence)
        return value

    def yes_or_no(self, column: str, code: str) -> bool | None:
        """None when the cell is empty or refused."""
        value = {"yes": True, "true": True, "no": False, "false": False}.get(self[column].lower())
        if value is None and self[column]:
            self.refuse(column, f"{code}_REQUIRED", "Write yes or no.")
        return value

    def whole_number(self, column: str, code: str, most: int) -> int | None:
        text = self[column]
        if not text:
            self.refuse(column, f"{code}_REQUIRED", f"Enter a whole number from 1 to {most}.")
        elif not (text.isascii() and text.isdigit() and len(text) <= 9 and 1 <= int(text) <= most):
            self.refuse(column, f"{code}_RANGE", f"Enter a whole number from 1 to {most}.")
        else:
            return int(text)
        return None

    def money(self, column: str, code: str) -> Decimal | None:
        text = self[column]
        if MONEY.fullmatch(text):
            return Decimal(text)
        if text:
            self.refuse(column, f"{code}_INVALID", "Enter the cost in pounds as a number, like 250 or 99.50.")
        return None

    def web_address(self, column: str, code: str) -> str:
        text = self[column]
        address = clean_address(text)
        if text and not address:
            self.refuse(
                column, f"{code}_FORMAT", "Enter a web address, like https://www.example.org/courses."
            )
        return address


def squash(text: str) -> str:
    """Letters and digits alone, in lower case: how choices are compared."""
    return "".join(sign for sign in text.lower() if sign.isalnum())


def day(text: str) -> date | None:
    """A date written dd/mm/yyyy, or None."""
    found = DATE.fullmatch(text)
    if not found:
        return None
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


def learning_aim(text: str) -> str:
    """A LARS reference as it is written: upper case, with the zeros that spreadsheets drop; empty if it is none."""
    padded = text.upper().rjust(8, "0") if text else ""
    return padded if re.fullmatch(r"[0-9A-Z]{8}", padded) else ""
