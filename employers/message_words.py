"""The places that a message to applicants may leave open, and what stands there for whoever reads it."""

import re

from district.web.errors import Refused
from employers.models import JobApplication

PLACES = {"name": "the person's name", "job": "the title of the job", "employer": "your organisation's name"}
OPEN = re.compile(r"\{([^{}]*)\}")


def check(words: str) -> None:
    unknown = [found for found in OPEN.findall(words) if found not in PLACES]
    if unknown or "{" in OPEN.sub("", words) or "}" in OPEN.sub("", words):
        known = ", ".join(f"{{{name}}}" for name in PLACES)
        raise Refused(f"Use only these in curly brackets: {known}.", field="words", code="places")


def filled(words: str, application: JobApplication, *, is_own: bool) -> str:
    """For the person themselves, or for an employer, who reads no name before it knows it."""
    user = application.learner.user
    name = user.name or "there"
    known = {
        "name": name if is_own or not application.is_blind else "(their name)",
        "job": application.vacancy.title,
        "employer": application.vacancy.organisation.name,
    }
    return OPEN.sub(lambda found: known.get(found[1], found[0]), words)
