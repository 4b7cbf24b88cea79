"""A vacancy as schema.org JobPosting, for search engines and other portals."""

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from employers.models import Vacancy, VacancyKind, WorkMode
from employers.plain_text import Block, blocks

IN_HTML = {
    ord("<"): "\\u003C",
    ord(">"): "\\u003E",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}
KINDS = {VacancyKind.WORK_EXPERIENCE: "INTERN", VacancyKind.PLACEMENT: "INTERN"}
PATTERNS = {"full_time": "FULL_TIME", "part_time": "PART_TIME"}


def as_script(vacancy: Vacancy, address: str) -> SafeString:
    """JSON that can stand inside a script element: nothing in it can end that element."""
    text = json.dumps(posting(vacancy, address), ensure_ascii=False).translate(IN_HTML)
    return mark_safe(text)  # noqa: S308 - escaped above


def posting(vacancy: Vacancy, address: str) -> dict[str, Any]:
    """The JobPosting of a vacancy that people can apply for; one that has closed has none."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": vacancy.title,
        "description": "".join(_as_html(block) for block in blocks(vacancy.description))
        or f"<p>{vacancy.title}</p>",
        "url": address,
        "identifier": {
            "@type": "PropertyValue",
            "name": vacancy.source or "Digital Skills District",
            "value": vacancy.source_reference or str(vacancy.public_id),
        },
        "datePosted": vacancy.posted_on.isoformat(),
        "hiringOrganization": {"@type": "Organization", "name": vacancy.organisation.name},
        "employmentType": KINDS.get(VacancyKind(vacancy.kind)) or PATTERNS.get(vacancy.pattern, "OTHER"),
        "totalJobOpenings": vacancy.positions,
        "directApply": False,
    }
    data |= _validity(vacancy) | _location(vacancy) | _pay(vacancy)
    skills = [asked.skill.label for asked in vacancy.skills_shown]
    if skills:
        data["skills"] = skills
    if vacancy.starts_on:
        data["jobStartDate"] = vacancy.starts_on.isoformat()
    return data


def _as_html(block: Block) -> str:
    lines = [line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for line in block.lines]
    if block.kind == "list":
        return f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>"
    return "".join(f"<p>{line}</p>" for line in lines)


def _validity(vacancy: Vacancy) -> dict[str, str]:
    """Its closing time, with London's offset of that day."""
    return {"validThrough": vacancy.closes_at.isoformat()} if vacancy.closes_at else {}


def _location(vacancy: Vacancy) -> dict[str, Any]:
    country = {"@type": "Country", "name": "United Kingdom"}
    if vacancy.mode == WorkMode.REMOTE:
        return {"jobLocationType": "TELECOMMUTE", "applicantLocationRequirements": country}
    council = vacancy.council.name if vacancy.council else ""
    main = _place(vacancy.place_text, council, vacancy.postcode_id)
    others = [_place(each["name"], each["council_name"], each["postcode"]) for each in vacancy.other_places]
    return {"jobLocation": [main, *others] if others else main}


def _place(name: str, council: str, postcode: str | None) -> dict[str, Any]:
    parts = {"addressLocality": name, "addressRegion": council, "postalCode": postcode}
    address = {"@type": "PostalAddress", "addressCountry": "GB"}
    return {"@type": "Place", "address": address | {key: words for key, words in parts.items() if words}}


def _pay(vacancy: Vacancy) -> dict[str, Any]:
    if vacancy.salary_least is None or vacancy.salary_most is None:
        return {}
    value = {
        "@type": "QuantitativeValue",
        "minValue": float(vacancy.salary_least),
        "maxValue": float(vacancy.salary_most),
        "unitText": vacancy.salary_unit.upper(),
    }
    return {"baseSalary": {"@type": "MonetaryAmount", "currency": "GBP", "value": value}}
