"""Rows of the national register of learning aims (LARS)."""

from datetime import date, datetime

from district.imports.reading import cells, choices
from district.imports.reading.cells import Row, squash
from programmes.models import LearningAim


def read(row: Row) -> LearningAim | None:
    reference = cells.learning_aim(row["LEARNAIMREF"])
    if not reference:
        row.refuse("LEARNAIMREF", "COURSE_LARS_QAN_INVALID", "A LARS number has 8 letters or digits.")
    title = row.text("LEARNAIMREFTITLE", "COURSE_LARS_TITLE", 300, needed="The title is missing.")
    last = _day(row["LASTNEWSTARTDATE"])
    if row["LASTNEWSTARTDATE"] and last is None:
        row.refuse("LASTNEWSTARTDATE", "COURSE_LARS_DATE_INVALID", "The last start date is no real date.")
    if row.refusals:
        return None
    level = choices.OPEN_LEVELS.get(squash(row["NOTIONALNVQLEVELV2"]), "")
    return LearningAim(reference=reference, title=title, level=level, last_start_on=last)


def _day(text: str) -> date | None:
    try:
        return cells.day(text) or datetime.fromisoformat(text).date()
    except ValueError:
        return None
