"""Skills for search engines: schema.org DefinedTerm as JSON-LD."""

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from district.skills.models import Skill

UNSAFE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def defined_term(skill: Skill, names: list[str], address: str) -> dict[str, Any]:
    """`skill` comes with its scheme."""
    term = {
        "@context": "https://schema.org",
        "@type": "DefinedTerm",
        "@id": skill.uri,
        "name": skill.label,
        "url": address,
        "inDefinedTermSet": {"@type": "DefinedTermSet", "name": str(skill.scheme), "url": skill.scheme.url},
    }
    if skill.description:
        term["description"] = skill.description
    return term | ({"alternateName": names} if names else {})


def as_script(data: dict[str, Any]) -> SafeString:
    """JSON that cannot end the script element it stands in."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(UNSAFE))  # noqa: S308 - escaped above
