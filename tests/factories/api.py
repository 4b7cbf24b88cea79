"""Tokens of employers' own systems, and vacancies as they send them."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from district.api.models import ApiToken, PostedVacancy
from district.api.services import tokens
from district.partners.models import Organisation
from district.skills.models import Skill
from tests.factories.employers import make_employer, make_vacancy

_numbers = count(1)


def make_token(*, secret: str = "", organisation: Organisation | None = None, **fields: Any) -> ApiToken:
    """One in use, with a secret that tests know."""
    number = next(_numbers)
    secret = secret or f"dsd_secret-{number}"
    usual = {
        "name": f"Careers page {number}",
        "digest": tokens.digest(secret),
        "ending": secret[-4:],
        "expires_at": timezone.now() + timedelta(days=90),
    }
    return ApiToken.objects.create(organisation=organisation or make_employer(), **usual | fields)


def make_posted(*, organisation: Organisation | None = None, **fields: Any) -> PostedVacancy:
    organisation = organisation or make_employer()
    usual = {
        "reference": f"REF-{next(_numbers)}",
        "vacancy": fields.pop("vacancy", None) or make_vacancy(organisation=organisation),
        "digest": "0" * 64,
    }
    return PostedVacancy.objects.create(organisation=organisation, **usual | fields)


def a_vacancy(asked: Sequence[Skill], /, **fields: Any) -> dict[str, Any]:
    """What a system sends; it raises no doubt. The postcode B1 1AA must be known."""
    return {
        "title": "Junior web developer",
        "description": "You build and mend the pages of a canal museum, and keep them quick.",
        "mode": "on_site",
        "places": [{"postcode": "B1 1AA", "name": "Wharf House"}],
        "pattern": "full_time",
        "weekly_hours": 37.5,
        "pay": {"unit": "year", "least": 27000, "most": 30000},
        "closes_on": (timezone.localdate() + timedelta(days=28)).isoformat(),
        "skills": [{"skill": skill.label} for skill in asked],
    } | fields
