"""Where the words that suggested a skill stand in a text, for a person to see."""

import re
from collections.abc import Iterable


def pattern(given: Iterable[str]) -> re.Pattern[str] | None:
    """Finds any of the words as whole words, the longest first; each may be several, parted by commas."""
    parts = {part.strip() for words in given for part in (words, *words.split(",")) if part.strip()}
    if not parts:
        return None
    choices = "|".join(r"\s+".join(map(re.escape, part.split())) for part in sorted(parts, key=_longest))
    return re.compile(rf"(?<!\w)(?:{choices})(?!\w)", re.IGNORECASE)


def _longest(part: str) -> tuple[int, str]:
    return -len(part), part
