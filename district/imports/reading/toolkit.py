"""The free online courses of the Skills Toolkit, one JSON object a line."""

import json
import re
from collections.abc import Iterator
from typing import Any

from district.imports.reading.faults import Refusal, Unreadable
from district.imports.reading.formats import TOOLKIT
from district.imports.reading.rows import CourseRow, ProviderKey, digest
from district.imports.reading.tables import Table
from district.web.links import clean_address
from district.web.wording import UNREADABLE
from programmes.models import DeliveryMode, DurationUnit, StudyMode

LENGTH = re.compile(r"(?:Under )?([0-9]+(?:\.[0-9]+)?) (minute|hour|day|week)s?")
PROGRAMME = "Skills Toolkit"
NOT_DIGITAL = {"Practical maths", "Personal growth and wellbeing", "Professional development"}
BOUNDS = {"title": 255, "provider": 200, "description": 3000, "total_study_time": 100, "study_type": 200}


def read(text: str) -> tuple[Table, list[CourseRow]]:
    table, rows = Table(TOOLKIT), []
    for number, line in enumerate((line for line in text.splitlines() if line.strip()), 1):
        table.read_count += 1
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            table.refusals.append(Refusal(number, "", "ROW_JSON", "The line is not one JSON object."))
            continue
        refusals = list(_faults(number, record))
        table.refusals += refusals
        if not refusals:
            rows.append(_course(number, record))
    if not rows and not table.refusals:
        raise Unreadable("FILE_EMPTY", "The file is empty. Choose another.")
    return table, rows


def _faults(number: int, record: Any) -> Iterator[Refusal]:
    if not isinstance(record, dict):
        yield Refusal(number, "", "ROW_JSON", "The line is not one JSON object.")
        return
    for name in ("title", "provider", "url"):
        if not isinstance(record.get(name), str) or not record[name].strip():
            yield Refusal(number, name, f"{name.upper()}_REQUIRED", f"The {name} is missing.")
    for name, value in record.items():
        is_list = (
            name == "covers" and isinstance(value, list) and all(isinstance(item, str) for item in value)
        )
        if not (value is None or isinstance(value, str) or is_list):
            yield Refusal(number, name[:100], "VALUE_FORMAT", "The value must be text.")
        elif UNREADABLE.search(value if isinstance(value, str) else "".join(value or ())):
            yield Refusal(number, name[:100], "VALUE_FORMAT", "Remove the hidden characters.")
        elif isinstance(value, str) and len(value) > BOUNDS.get(name, 2000):
            yield Refusal(
                number, name[:100], "VALUE_MAXLENGTH", f"Use {BOUNDS.get(name, 2000):,} characters or fewer."
            )
    if isinstance(record.get("url"), str) and record["url"] and not clean_address(record["url"]):
        yield Refusal(number, "url", "URL_FORMAT", "The url must be a web address.")


def _course(number: int, record: dict[str, Any]) -> CourseRow:
    title, page = record["title"].strip(), clean_address(record["url"])
    certificate = (record.get("certificate_of_completion") or "").lower() == "yes"
    study = (record.get("study_type") or "").strip()
    return CourseRow(
        row=number,
        provider=ProviderKey(name=" ".join(record["provider"].split())),
        course_key=digest(page),
        course={
            "title": title,
            "what_you_learn": _contents(record),
            "how_you_learn": _study(study),
            "how_assessed": "You can get a certificate of completion." if certificate else "",
            "sector": "" if record.get("category") in NOT_DIGITAL else "DIGITAL",
            "course_type": "Skills Toolkit",
        },
        programme=PROGRAMME,
        run_key="any time",
        run={
            "name": title,
            "mode": DeliveryMode.ONLINE,
            "study_mode": StudyMode.FLEXIBLE if study == "Self-paced" else "",
            "is_flexible": True,
            "starts_on": None,
            "cost": 0 if (record.get("cost") or "").strip().lower() == "free" else None,
            "cost_note": ""
            if (record.get("cost") or "").strip().lower() == "free"
            else (record.get("cost") or "")[:255],
            "webpage": page[:500],
            **_length(record.get("total_study_time") or ""),
        },
    )


def _contents(record: dict[str, Any]) -> str:
    bullets = [f"- {item.strip()}" for item in record.get("covers") or () if item.strip()]
    return "\n".join([(record.get("description") or "").strip(), *bullets]).strip()[:4000]


def _study(study: str) -> str:
    if study == "Self-paced":
        return "Online, at your own pace."
    return f"Online. {study}: see the provider's page for the dates." if study else "Online."


def _cost(text: str) -> dict[str, Any]:
    return {"cost": 0, "cost_note": ""} if text.lower() == "free" else {"cost": None, "cost_note": text[:255]}


def _length(text: str) -> dict[str, Any]:
    found = LENGTH.fullmatch(text.strip())
    if not found:
        return {"duration": None, "duration_unit": ""}
    amount, unit = float(found[1]), DurationUnit(f"{found[2]}s")
    if not amount.is_integer() and unit == DurationUnit.HOURS:
        amount, unit = amount * 60, DurationUnit.MINUTES
    return {"duration": round(amount) or 1, "duration_unit": unit}
