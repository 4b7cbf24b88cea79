"""Money that makes courses free, and its rules."""

from datetime import date
from typing import Any

from district.eligibility.models import FundingRule, FundingStream
from programmes.models import ProgrammeKind


def make_stream(*, code: str = "lock-fund", **fields: Any) -> FundingStream:
    """The stream with this code, made once."""
    defaults = {
        "kind": ProgrammeKind.ADULT_SKILLS,
        "levels": "2,3",
        "name": "The lock fund",
        "summary": "Courses about locks.",
        "position": 1,
    }
    return FundingStream.objects.get_or_create(code=code, defaults=defaults | fields)[0]


def make_rule(*, stream: FundingStream | None = None, **fields: Any) -> FundingRule:
    """Aged 19 or over, since 2019 and going on."""
    defaults = {
        "code": "lock-age",
        "name": "Aged 19 or over",
        "least_age": 19,
        "source_title": "The book of locks",
        "source_url": "https://www.example.org/locks",
        "valid_from": date(2019, 8, 1),
    }
    return FundingRule.objects.create(stream=stream or make_stream(), **defaults | fields)
