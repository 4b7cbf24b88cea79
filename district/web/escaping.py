"""Text into HTML, for what is drawn by the hundred."""

from html import escape
from typing import Any


def escaped(value: Any) -> str:
    """As Django's conditional_escape, at a third of its price; nothing for None."""
    if hasattr(value, "__html__"):
        return str(value.__html__())
    return "" if value is None else escape(str(value))
