"""The course files we know, by the columns of their headers (National Careers Service)."""

from dataclasses import dataclass

TEXTS = (
    "WHO_THIS_COURSE_IS_FOR",
    "ENTRY_REQUIREMENTS",
    "WHAT_YOU_WILL_LEARN",
    "HOW_YOU_WILL_LEARN",
    "WHAT_YOU_WILL_NEED_TO_BRING",
    "HOW_YOU_WILL_BE_ASSESSED",
    "WHERE_NEXT",
)
RUN_COLUMNS = (
    "COURSE_NAME",
    "YOUR_REFERENCE",
    "DELIVERY_MODE",
    "START_DATE",
    "FLEXIBLE_START_DATE",
    "VENUE_NAME",
    "YOUR_VENUE_REFERENCE",
    "NATIONAL_DELIVERY",
    "SUB_REGION",
    "COURSE_WEBPAGE",
    "COST",
    "COST_DESCRIPTION",
    "DURATION",
    "DURATION_UNIT",
    "STUDY_MODE",
    "ATTENDANCE_PATTERN",
)


@dataclass(frozen=True)
class Format:
    """`most_rows` and `most_bytes` of 0 set no limit; a strict file is taken whole or not at all."""

    name: str
    title: str
    columns: tuple[str, ...]
    most_rows: int = 5_000
    most_bytes: int = 5_000_000
    is_strict: bool = True


LARS = Format("lars", "LARS courses", ("LARS_QAN", *TEXTS, *RUN_COLUMNS))
NON_LARS = Format(
    "non-lars",
    "non-LARS courses",
    ("COURSE_TYPE", "SECTOR", "EDUCATION_LEVEL", "AWARDING_BODY", *TEXTS, *RUN_COLUMNS),
)
VENUES = Format(
    "venues",
    "venues",
    (
        "YOUR_VENUE_REFERENCE",
        "VENUE_NAME",
        "ADDRESS_LINE_1",
        "ADDRESS_LINE_2",
        "TOWN_OR_CITY",
        "COUNTY",
        "POSTCODE",
        "EMAIL",
        "PHONE",
        "WEBSITE",
    ),
    most_bytes=1_000_000,
)
OPEN_DATA = Format(
    "open-data",
    "live courses (open data)",
    (
        "PROVIDER_UKPRN",
        "COURSE_ID",
        "COURSE_RUN_ID",
        "LEARN_AIM_REF",
        "COURSE_NAME",
        "WHO_THIS_COURSE_IS_FOR",
        "DELIVER_MODE",
        "STUDY_MODE",
        "ATTENDANCE_PATTERN",
        "FLEXIBLE_STARTDATE",
        "STARTDATE",
        "DURATION_UNIT",
        "DURATION_VALUE",
        "COST",
        "COST_DESCRIPTION",
        "NATIONAL",
        "REGIONS",
        "LOCATION_NAME",
        "LOCATION_ADDRESS1",
        "LOCATION_ADDRESS2",
        "LOCATION_COUNTY",
        "LOCATION_EMAIL",
        "LOCATION_LATITUDE",
        "LOCATION_LONGITUDE",
        "LOCATION_POSTCODE",
        "LOCATION_TELEPHONE",
        "LOCATION_TOWN",
        "LOCATION_WEBSITE",
        "COURSE_URL",
        "UPDATED_DATE",
        "ENTRY_REQUIREMENTS",
        "HOW_YOU_WILL_BE_ASSESSED",
        "COURSE_TYPE",
        "SECTOR",
        "EDUCATION_LEVEL",
        "AWARDING_BODY",
    ),
    most_rows=0,
    most_bytes=0,
    is_strict=False,
)
REGISTER = Format(
    "register",
    "learning aims (LARS register)",
    ("LEARNAIMREF", "LEARNAIMREFTITLE", "NOTIONALNVQLEVELV2", "LASTNEWSTARTDATE"),
    most_rows=0,
    most_bytes=0,
    is_strict=False,
)
PROGRESS = Format(
    "progress",
    "learners' progress",
    (
        "UKPRN",
        "LEARNREFNUMBER",
        "ULN",
        "LEARNAIMREF",
        "LEARNSTARTDATE",
        "LEARNPLANENDDATE",
        "LEARNACTENDDATE",
        "COMPSTATUS",
        "OUTCOME",
        "WITHDRAWREASON",
        "ACHDATE",
        "FUNDMODEL",
        "PROGTYPE",
        "SOF",
        "FFI",
        "PRIORLEVEL",
        "EMPSTAT",
        "LOU",
        "EII",
        "OUTTYPE",
        "OUTCODE",
        "OUTSTARTDATE",
        "OUTCOLLDATE",
    ),
)
TOOLKIT = Format(
    "skills-toolkit",
    "Skills Toolkit (JSON lines)",
    ("title", "provider", "url"),
    is_strict=False,
)
TABLES = (LARS, NON_LARS, VENUES, OPEN_DATA, REGISTER, PROGRESS)


def recognise(header: list[str]) -> Format | None:
    """The format that most of whose columns stand in the header; at least half of them must."""
    found = set(header)
    best = max(TABLES, key=lambda table: len(found.intersection(table.columns)) / len(table.columns))
    return best if 2 * len(found.intersection(best.columns)) >= len(best.columns) else None
