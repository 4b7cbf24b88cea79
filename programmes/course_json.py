"""A course as schema.org Course with its CourseInstances, for search engines."""

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from programmes import wording
from programmes.models import Course, CourseRun, DeliveryMode, ProgrammeKind

IN_HTML = {
    ord("<"): "\\u003C",
    ord(">"): "\\u003E",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}
MODES = {
    DeliveryMode.CLASSROOM: "Onsite",
    DeliveryMode.ONLINE: "Online",
    DeliveryMode.BLENDED: "Blended",
    DeliveryMode.WORK_BASED: "Onsite",
}
DURATIONS = {
    "minutes": "PT{}M",
    "hours": "PT{}H",
    "days": "P{}D",
    "weeks": "P{}W",
    "months": "P{}M",
    "years": "P{}Y",
}


def as_script(course: Course, address: str) -> SafeString:
    """JSON that can stand inside a script element: nothing in it can end that element."""
    text = json.dumps(describe(course, address), ensure_ascii=False).translate(IN_HTML)
    return mark_safe(text)  # noqa: S308 - escaped above


def describe(course: Course, address: str) -> dict[str, Any]:
    provider: dict[str, Any] = {"@type": "Organization", "name": course.organisation.name}
    if course.organisation.website:
        provider["sameAs"] = course.organisation.website
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Course",
        "@id": address,
        "url": address,
        "name": course.title,
        "description": course.what_you_learn or course.who_for or course.title,
        "provider": provider,
        "inLanguage": "en-GB",
    }
    if course.learning_aim:
        data["courseCode"] = course.learning_aim
    if course.level:
        data["educationalLevel"] = wording.level(course)
    if course.entry_requirements:
        data["coursePrerequisites"] = course.entry_requirements
    if skills := [taught.skill.label for taught in course.skills_shown]:
        data["teaches"] = skills
    if runs := [run for run in course.runs_ahead if run.state == CourseRun.State.OPEN]:
        data["hasCourseInstance"] = [_instance(course, run) for run in runs]
        data["offers"] = [_offer(course, run) for run in runs[:1]]
    return data


def _instance(course: Course, run: CourseRun) -> dict[str, Any]:
    data: dict[str, Any] = {"@type": "CourseInstance", "courseMode": MODES[DeliveryMode(run.mode)]}
    if run.starts_on:
        data["startDate"] = run.starts_on.isoformat()
    if run.ends_on:
        data["endDate"] = run.ends_on.isoformat()
    if run.duration:
        data["courseWorkload"] = DURATIONS[run.duration_unit].format(run.duration)
    if run.capacity is not None:
        data["maximumAttendeeCapacity"] = run.capacity
    if run.venue:
        address = {"@type": "PostalAddress", "postalCode": run.venue.postcode_id, "addressCountry": "GB"}
        address |= {"streetAddress": run.venue.address} if run.venue.address else {}
        address |= {"addressLocality": run.venue.town} if run.venue.town else {}
        data["location"] = {"@type": "Place", "name": run.venue.name, "address": address}
    data["offers"] = _offer(course, run)
    return data


def _offer(course: Course, run: CourseRun) -> dict[str, Any]:
    programme = course.programme
    is_funded = bool(programme and programme.is_free and programme.kind != ProgrammeKind.VENDOR)
    category = "Partially Free" if is_funded else "Free" if run.cost == 0 else "Paid"
    data: dict[str, Any] = {"@type": "Offer", "category": category}
    if run.cost is not None:
        data |= {"price": str(run.cost), "priceCurrency": "GBP"}
    return data
