"""What is sent and answered, as the OpenAPI document tells it. Forms and services decide what is right."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema

from employers.models import (
    EndReason,
    Filled,
    Pattern,
    SalaryUnit,
    Vacancy,
    VacancyKind,
    VacancySkill,
    WorkMode,
)

REFERENCE = r"^[A-Za-z0-9][A-Za-z0-9._~-]{0,99}$"
DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
MOST_SKILLS = 30
MOST_PLACES = 10


class ClosingTime(StrEnum):
    """The hour on the closing day, on London's clocks."""

    H08, H09, H10, H11 = "08:00", "09:00", "10:00", "11:00"
    H12, H13, H14, H15 = "12:00", "13:00", "14:00", "15:00"
    H16, H17, H18, H19 = "16:00", "17:00", "18:00", "19:00"
    H20 = "20:00"
    END = "end_of_day"


class WhyEnded(StrEnum):
    FILLED = EndReason.FILLED.value
    ENOUGH = EndReason.ENOUGH.value
    GONE = EndReason.GONE.value
    CHANGED = EndReason.CHANGED.value
    OTHER = EndReason.OTHER.value


class Strict(Schema, extra="forbid"):
    """What is not named here is refused, so that a slip of the pen is seen."""


Text = Annotated[str, Field(strict=True)]
Day = Annotated[str, Field(strict=True, pattern=DAY, json_schema_extra={"format": "date"})]
Whole = Annotated[int, Field(strict=True)]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]


class SkillIn(Strict):
    skill: Text = Field(
        min_length=1,
        max_length=200,
        description="Its id from “Find skills by name”, or one of its names just as listed there.",
    )
    level: Whole = Field(2, ge=1, le=4, description="1 foundation, 2 intermediate, 3 advanced, 4 expert.")
    need: VacancySkill.Need = Field(VacancySkill.Need.ESSENTIAL, description="Must have, or good to have.")


class PlaceIn(Strict):
    postcode: Text = Field(min_length=1, max_length=10, description="Of the workplace, like B1 1AA.")
    name: Text = Field(
        "", max_length=200, description="The address or the name of the place. People see this."
    )


class PayIn(Strict):
    unit: SalaryUnit = Field(description="Pounds a year or an hour.")
    least: Number = Field(gt=0, le=9_999_999)
    most: Number | None = Field(None, gt=0, le=9_999_999, description="Leave it out if there is one figure.")


class VacancyIn(Strict):
    """A whole vacancy as it should be. What is left out is empty."""

    kind: VacancyKind = Field(VacancyKind.JOB)
    title: Text = Field(min_length=1, max_length=100)
    positions: Whole = Field(1, ge=1, le=500, description="How many people you want.")
    description: Text = Field(
        min_length=1, max_length=10_000, description="Plain text. Name tools and tasks plainly."
    )
    summary: Text = Field("", max_length=350, description="One or two sentences for lists.")
    mode: WorkMode = Field(description="Where the work is done.")
    places: list[PlaceIn] = Field(
        default_factory=list,
        max_length=MOST_PLACES,
        description="Where people work, the main place first. May be empty for work from home only.",
    )
    pattern: Pattern = Field(description="The working hours.")
    weekly_hours: Number | None = Field(None, ge=1, le=60, description="To one decimal.")
    pay: PayIn | None = Field(None, description="Left out: not given. It must reach the minimum wage.")
    youngest_age: Whole = Field(
        21,
        json_schema_extra={"enum": [16, 18, 21]},
        description="Of the people you can take on, for the minimum wage.",
    )
    closes_on: Day = Field(description="The last day to apply, at least seven days ahead.")
    closes_time: ClosingTime = Field(ClosingTime.END)
    starts_on: Day | None = Field(None, description="The first day of work.")
    apply_url: Text = Field(
        "",
        max_length=1000,
        description="Where people apply; left out, they apply on the portal. Starts with https://",
    )
    questions: list[Annotated[str, Field(strict=True, min_length=1, max_length=200)]] = Field(
        default_factory=list, max_length=2, description="To people who apply. Each ends with a question mark."
    )
    training: Text = Field("", max_length=200, description="Apprenticeship: the standard and the provider.")
    training_level: Whole | None = Field(None, ge=2, le=7, description="Apprenticeship.")
    duration_months: Whole | None = Field(None, ge=1, le=72, description="Apprenticeship.")
    placement_hours: Whole | None = Field(None, ge=1, le=2000, description="T Level placement: at least 315.")
    skills: list[SkillIn] = Field(
        min_length=3, max_length=MOST_SKILLS, description="What you ask for. People are matched by it."
    )


class CloseIn(Strict):
    reason: WhyEnded = Field(WhyEnded.OTHER)
    filled: Filled = Field(Filled.NOT, description="Was somebody taken on, and how?")


class PauseIn(Strict):
    until: Day = Field(description="The day it opens again by itself, within 28 days.")


class SkillOut(Schema):
    id: UUID
    name: str
    level: int
    need: str


class SuggestedSkillOut(Schema):
    """Found in your text; it asks for nothing until you ask for it."""

    id: UUID
    name: str
    words: str


class PlaceOut(Schema):
    postcode: str | None
    name: str
    council: str | None


class PayOut(Schema):
    unit: str
    least: float
    most: float


class RequestOut(Schema):
    field: str
    message: str


class CheckOut(Schema):
    """What WMCA staff make of it: by which day they answer, or what they ask for."""

    state: str
    answer_due_on: date
    requests: list[RequestOut]
    reason: str
    note: str


class VacancyOut(Schema):
    reference: str
    id: UUID
    url: str = Field(description="Its page on the portal; there for everybody while it is open.")
    state: Vacancy.State
    state_label: str
    version: int
    kind: str
    title: str
    places: list[PlaceOut]
    pay: PayOut | None
    closes_at: datetime | None
    paused_until: date | None
    skills: list[SkillOut]
    suggested_skills: list[SuggestedSkillOut]
    check: CheckOut | None
    posted_at: datetime
    changed_at: datetime


class VacancyLine(Schema):
    reference: str
    id: UUID
    url: str
    state: Vacancy.State
    version: int
    title: str
    closes_at: datetime | None
    changed_at: datetime


class VacancyPage(Schema):
    count: int
    page: int
    pages: int
    items: list[VacancyLine]


class NamedSkill(Schema):
    id: UUID
    name: str
    also: str = Field(description="The other name that was found, if it was not the first.")


class Fault(Schema):
    field: str = Field(description="Like “pay.least” or “skills.2.skill”; empty where it is about the whole.")
    message: str


class Problem(Schema):
    """RFC 9457: what went wrong, and what to do."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Fault]
