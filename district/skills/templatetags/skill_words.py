"""Marks the words of a text that named a skill."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def marked(text: str, found: re.Pattern[str] | None) -> SafeString:
    """{{ line|marked:words }}: `words` is a pattern of `district.skills.marking`, or None."""
    if found is None:
        return escape(text)
    pieces, end = [], 0
    for hit in found.finditer(text):
        pieces.append(f"{escape(text[end : hit.start()])}<mark>{escape(hit.group())}</mark>")
        end = hit.end()
    return mark_safe("".join(pieces) + escape(text[end:]))  # noqa: S308 - every piece is escaped
