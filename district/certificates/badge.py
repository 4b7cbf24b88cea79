"""A certificate as an Open Badges 3.0 credential, told from the enrolment as it stands today.

Signed, it is a JSON Web Token (`services.badge_keys`): that says that it came from here and is unchanged.
Whether it still holds is told by the address in its evidence, which ends when the learner takes it back.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import uuid5

from django.conf import settings
from django.urls import reverse

from district.web.templatetags.district import as_title, day
from programmes.models import Course, Enrolment, TaughtSkill

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"


def issued_on(enrolment: Enrolment) -> date:
    return enrolment.achieved_on or enrolment.ended_on or enrolment.planned_end_on


def credential(
    enrolment: Enrolment, taught: Sequence[TaughtSkill], *, evidence_url: str = ""
) -> dict[str, Any]:
    """`enrolment` with its learner's user, its organisation and its course; `evidence_url`: the shared page."""
    data: dict[str, Any] = {
        "@context": list(CONTEXTS),
        "id": f"urn:uuid:{enrolment.public_id}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": enrolment.run.course.title,
        "issuer": _issuer(enrolment),
        "validFrom": _moment(issued_on(enrolment)),
        "credentialSubject": _subject(enrolment, taught),
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    if evidence_url:
        data["evidence"] = [
            {
                "id": evidence_url,
                "type": ["Evidence"],
                "name": "The certificate as a page",
                "genre": "Certificate",
            }
        ]
    return data


def claims(data: dict[str, Any]) -> dict[str, Any]:
    """The same credential as the claims of a JSON Web Token, as Open Badges 3.0 maps them."""
    begins = datetime.fromisoformat(data["validFrom"])
    return data | {
        "iss": data["issuer"]["id"],
        "jti": data["id"],
        "nbf": int(begins.timestamp()),
        "sub": data["credentialSubject"]["id"],
    }


def _issuer(enrolment: Enrolment) -> dict[str, Any]:
    organisation = enrolment.organisation
    issuer = {
        "id": f"urn:uuid:{organisation.public_id}",
        "type": ["Profile"],
        "name": organisation.name,
    }
    return issuer | ({"url": organisation.website} if organisation.website else {})


def _subject(enrolment: Enrolment, taught: Sequence[TaughtSkill]) -> dict[str, Any]:
    if enrolment.learner is None:
        raise ValueError("A certificate belongs to somebody.")
    course = enrolment.run.course
    achievement: dict[str, Any] = {
        "id": _course_address(course),
        "type": ["Achievement"],
        "achievementType": "CertificateOfCompletion",
        "name": course.title,
        "description": course.what_you_learn or course.title,
        "criteria": {"narrative": narrative(enrolment)},
        "alignment": [_alignment(each) for each in taught],
    }
    subject: dict[str, Any] = {
        "id": f"urn:uuid:{uuid5(enrolment.public_id, 'learner')}",  # of this badge alone: it leads to no other
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityType": "name",
                "identityHash": enrolment.learner.user.get_full_name(),
            }
        ],
        "activityStartDate": _moment(enrolment.starts_on),
        "achievement": achievement,
        "result": [{"type": ["Result"], "status": "Completed", "value": result_words(enrolment)}],
    }
    if enrolment.ended_on:
        subject["activityEndDate"] = _moment(enrolment.ended_on)
    return subject


def _alignment(taught: TaughtSkill) -> dict[str, Any]:
    skill = taught.skill
    is_address = skill.uri.startswith(("http://", "https://"))
    return {
        "type": ["Alignment"],
        "targetName": as_title(skill.label),
        "targetUrl": skill.uri if is_address else _skill_address(taught),
        "targetCode": skill.uri.rpartition("/")[2],
        "targetFramework": skill.scheme.name,
        "targetDescription": f"Taught up to level {taught.level} of 4, {taught.get_level_display().lower()}.",
    }


def narrative(enrolment: Enrolment) -> str:
    words = f"Completed the course with {enrolment.organisation.name}"
    if enrolment.ended_on:
        words += f" on {day(enrolment.ended_on)}"
    return f"{words}. {result_words(enrolment)}."


def result_words(enrolment: Enrolment) -> str:
    if enrolment.state == Enrolment.State.ACHIEVED:
        return f"Achieved on {day(enrolment.achieved_on)}"
    return "Completed, the result is still to come"


def _moment(value: date) -> str:
    return datetime.combine(value, time.min, UTC).isoformat().replace("+00:00", "Z")


def _course_address(course: Course) -> str:
    return _site() + reverse("course_show", args=[course.public_id])


def _skill_address(taught: TaughtSkill) -> str:
    return _site() + reverse("skill_show", args=[taught.skill.public_id])


def _site() -> str:
    return settings.SITE_URL.rstrip("/")
