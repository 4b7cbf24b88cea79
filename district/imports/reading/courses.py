"""Rows of the upload files (LARS and non-LARS courses), by the National Careers Service's rules and codes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from district.imports.reading import cells, choices, regions
from district.imports.reading.cells import Row, squash
from district.imports.reading.formats import LARS, Format
from district.imports.reading.rows import AT_A_VENUE, CourseRow, ProviderKey, course_key, run_key
from programmes.models import DeliveryMode

TEXTS = {  # column: (field, most characters)
    "WHO_THIS_COURSE_IS_FOR": ("who_for", 2000),
    "ENTRY_REQUIREMENTS": ("entry_requirements", 500),
    "WHAT_YOU_WILL_LEARN": ("what_you_learn", 1500),
    "HOW_YOU_WILL_LEARN": ("how_you_learn", 500),
    "WHAT_YOU_WILL_NEED_TO_BRING": ("what_to_bring", 500),
    "HOW_YOU_WILL_BE_ASSESSED": ("how_assessed", 500),
    "WHERE_NEXT": ("where_next", 500),
}


@dataclass(frozen=True)
class Aim:
    """A learning aim of the register: the last day on which people may start on it."""

    level: str
    last_start_on: date | None


class Context:
    """What the rules look up: today, the provider's venues, and the register of learning aims if one is loaded."""

    def __init__(
        self,
        today: date,
        venues: Iterable[tuple[int, str, str]] = (),
        aims: Mapping[str, Aim] | None = None,
    ) -> None:
        self.today = today
        self.aims = aims
        self.by_name: dict[str, int] = {}
        self.by_reference: dict[str, int] = {}
        for venue_id, name, reference in venues:
            self.by_name[squash(name)] = venue_id
            if reference:
                self.by_reference[reference.lower()] = venue_id


def read(row: Row, table: Format, context: Context) -> CourseRow | None:
    """The course and run of a row, or None with the row's refusals."""
    kind = _lars(row, context) if table is LARS else _non_lars(row)
    texts = {field: row.text(column, f"COURSE_{column}", most, needed=_who_for(column), plain=True)
             for column, (field, most) in TEXTS.items()}  # fmt: skip
    name = row.text("COURSE_NAME", "COURSERUN_COURSE_NAME", 255, needed="Enter the name of the course.")
    run = {
        "name": name,
        "reference": row.text("YOUR_REFERENCE", "COURSERUN_PROVIDER_COURSE_REF", 255),
        "mode": row.choice(
            "DELIVERY_MODE",
            "COURSERUN_DELIVERY_MODE",
            choices.MODES,
            "Write Classroom based, Online, Work based or Blended learning.",
        ),
        **_start(row, context.today),
        **_web_page(row),
        **_cost(row),
        **_duration(row),
    }
    mode = run["mode"]
    run |= _attendance(row, mode) | _area(row, mode)
    venue_id = _venue(row, mode, context)
    if row.refusals:
        return None
    return CourseRow(
        row=row.number,
        provider=ProviderKey(),
        course_key=course_key({**kind, **texts}),
        course={"title": name, **kind, **texts},
        programme=kind.get("course_type", ""),
        run_key=run_key(run | {"venue_id": venue_id}),
        run=run,
        venue_id=venue_id,
    )


def _who_for(column: str) -> str:
    return "Say who the course is for." if column == "WHO_THIS_COURSE_IS_FOR" else ""


def _lars(row: Row, context: Context) -> dict[str, str]:
    written = row["LARS_QAN"]
    aim = cells.learning_aim(written)
    known = context.aims.get(aim) if context.aims is not None else None
    if not written:
        row.refuse("LARS_QAN", "COURSE_LARS_QAN_REQUIRED", "Enter the LARS number of the learning aim.")
    elif not aim:
        row.refuse(
            "LARS_QAN", "COURSE_LARS_QAN_INVALID", "A LARS number has 8 letters or digits, like 60160572."
        )
    elif context.aims is not None and known is None:
        row.refuse("LARS_QAN", "COURSE_LARS_QAN_INVALID", f"{aim} is not in the register of learning aims.")
    elif known and known.last_start_on and known.last_start_on < context.today:
        row.refuse(
            "LARS_QAN",
            "COURSE_LARS_QAN_EXPIRED",
            f"Nobody may start on {aim} after {known.last_start_on:%d/%m/%Y}. Use the aim that replaced it.",
        )
    return {"learning_aim": aim} | ({"level": known.level} if known and known.level else {})


def _non_lars(row: Row) -> dict[str, str]:
    kind = row.choice(
        "COURSE_TYPE", "COURSE_COURSE_TYPE", choices.COURSE_TYPES, "Write the type: Skills Bootcamp."
    )
    if kind and kind != "Skills Bootcamp":
        row.refuse(
            "COURSE_TYPE",
            "COURSE_COURSE_TYPE_REQUIRED",
            f"{kind} cannot be given here: only a Skills Bootcamp can be uploaded without a LARS number.",
        )
    sector = row.choice(
        "SECTOR",
        "COURSE_SECTOR",
        choices.SECTOR_CODES,
        f"Write one of the sector codes: {', '.join(choices.SECTORS)}.",
    )
    level = row.choice(
        "EDUCATION_LEVEL", "COURSE_EDUCATION_LEVEL", choices.LEVELS, "Write Entry Level, or a level 1 to 7."
    )
    body = row.text("AWARDING_BODY", "COURSE_AWARDING_BODY", 255)
    return {
        "learning_aim": "",
        "level": level or "",
        "course_type": kind or "",
        "sector": sector or "",
        "awarding_body": body,
    }


def _start(row: Row, today: date) -> dict[str, Any]:
    is_flexible = row.yes_or_no("FLEXIBLE_START_DATE", "COURSERUN_FLEXIBLE_START_DATE") or False
    written = row["START_DATE"]
    starts_on = cells.day(written)
    column, code = "START_DATE", "COURSERUN_START_DATE"
    if is_flexible and written:
        row.refuse(column, f"{code}_NOT_ALLOWED", "Leave the start date empty when people start at any time.")
    elif not is_flexible and not written:
        row.refuse(column, f"{code}_REQUIRED", "Enter the start date, or yes under FLEXIBLE_START_DATE.")
    elif not is_flexible and starts_on is None:
        row.refuse(column, f"{code}_INVALID", "Enter a real date as dd/mm/yyyy, like 04/05/2027.")
    elif not is_flexible and starts_on and starts_on < today:
        row.refuse(column, f"{code}_INVALID", f"{written} has passed. Enter today or a later date.")
    return {"is_flexible": is_flexible, "starts_on": None if is_flexible else starts_on}


def _web_page(row: Row) -> dict[str, str]:
    code = "COURSERUN_COURSE_WEB_PAGE"
    row.text("COURSE_WEBPAGE", code, 255, needed="Enter the web page of the course.")
    return {"webpage": row.web_address("COURSE_WEBPAGE", code)}


def _cost(row: Row) -> dict[str, Any]:
    note = row.text("COST_DESCRIPTION", "COURSERUN_COST_DESCRIPTION", 255)
    cost = row.money("COST", "COURSERUN_COST")
    if not row["COST"] and not note:
        row.refuse(
            "COST",
            "COURSERUN_COST_REQUIRED",
            "Enter the cost (0 if free), or describe it under COST_DESCRIPTION.",
        )
    return {"cost": cost, "cost_note": note}


def _duration(row: Row) -> dict[str, Any]:
    return {
        "duration": row.whole_number("DURATION", "COURSERUN_DURATION", 999),
        "duration_unit": row.choice(
            "DURATION_UNIT",
            "COURSERUN_DURATION_UNIT",
            choices.UNITS,
            "Write Minutes, Hours, Days, Weeks, Months or Years.",
        ),
    }


def _attendance(row: Row, mode: str | None) -> dict[str, str]:
    found = {}
    for name, column, allowed, sentence in (
        ("study_mode", "STUDY_MODE", choices.STUDY_MODES, "Write Full time, Part time or Flexible."),
        (
            "pattern",
            "ATTENDANCE_PATTERN",
            choices.PATTERNS,
            "Write Daytime, Evening, Weekend or Day/block release.",
        ),
    ):
        if mode in AT_A_VENUE:
            found[name] = row.choice(column, f"COURSERUN_{column}", allowed, sentence) or ""
        elif mode and row[column]:
            row.refuse(
                column,
                f"COURSERUN_{column}_NOT_ALLOWED",
                "Leave this empty for online and work based courses.",
            )
    return found


def _area(row: Row, mode: str | None) -> dict[str, Any]:
    nothing = {"is_national": False, "regions": ""}
    if mode is None:
        return nothing
    if mode != DeliveryMode.WORK_BASED:
        for column, code in (("NATIONAL_DELIVERY", "NATIONAL_DELIVERY"), ("SUB_REGION", "SUBREGIONS")):
            if row[column]:
                row.refuse(
                    column,
                    f"COURSERUN_{code}_NOT_ALLOWED",
                    "Leave this empty unless the course is work based.",
                )
        return nothing
    is_national = row.yes_or_no("NATIONAL_DELIVERY", "COURSERUN_NATIONAL_DELIVERY")
    named, unknown = regions.parse(row["SUB_REGION"])
    code = "COURSERUN_SUBREGIONS"
    if is_national is None and not row["SUB_REGION"] and not row["NATIONAL_DELIVERY"]:
        row.refuse(
            "NATIONAL_DELIVERY",
            "COURSERUN_NATIONAL_DELIVERY_REQUIRED",
            "Write yes if it is taught anywhere in England, else no.",
        )
    elif is_national and row["SUB_REGION"]:
        row.refuse("SUB_REGION", f"{code}_NOT_ALLOWED", "Leave this empty when NATIONAL_DELIVERY is yes.")
    elif unknown:
        row.refuse("SUB_REGION", f"{code}_INVALID", f"Not a sub-region: {'; '.join(unknown)[:150]}.")
    elif is_national is False and not named:
        row.refuse("SUB_REGION", f"{code}_REQUIRED", "Name the sub-regions, separated by semicolons.")
    return {"is_national": bool(is_national), "regions": "; ".join(named)}


def _venue(row: Row, mode: str | None, context: Context) -> int | None:
    name, reference = row["VENUE_NAME"], row["YOUR_VENUE_REFERENCE"]
    if mode is None:
        return None
    if mode not in AT_A_VENUE:
        for column, code in (("VENUE_NAME", "VENUE_NAME"), ("YOUR_VENUE_REFERENCE", "PROVIDER_VENUE_REF")):
            if row[column]:
                row.refuse(
                    column,
                    f"COURSERUN_{code}_NOT_ALLOWED",
                    "Leave this empty for online and work based courses.",
                )
        return None
    if not name and not reference:
        row.refuse("VENUE_NAME", "COURSERUN_VENUE_REQUIRED", "Name the venue, or give its reference.")
        return None
    by_name = context.by_name.get(squash(name)) if name else None
    by_reference = context.by_reference.get(reference.lower()) if reference else None
    if reference and by_reference is None:
        row.refuse(
            "YOUR_VENUE_REFERENCE",
            "COURSERUN_PROVIDER_VENUE_REF_INVALID",
            "There is no venue with this reference. Add it, or upload the venues file first.",
        )
    elif name and by_name is None:
        row.refuse(
            "VENUE_NAME",
            "COURSERUN_VENUE_NAME_INVALID",
            "There is no venue of this name. Add it, or upload the venues file first.",
        )
    elif name and reference and by_name != by_reference:
        row.refuse(
            "VENUE_NAME",
            "COURSERUN_VENUE_NAME_INVALID",
            "The name and the reference are of different venues. Mend one or leave one empty.",
        )
    return by_reference or by_name
