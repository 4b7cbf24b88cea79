"""What is wrong with a file, or with one of its cells."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """What is wrong with one cell, or with the file (row 0). `row` counts the rows of data from 1."""

    row: int
    field: str
    code: str
    message: str


class Unreadable(Exception):
    """Nothing of this file can be used; `refusal` says why and what to do."""

    def __init__(self, code: str, message: str, column: str = "") -> None:
        super().__init__(message)
        self.refusal = Refusal(0, column, code, message)
