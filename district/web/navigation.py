"""Entries of the main navigation. Apps above give each actor its own list in a later context processor."""

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class NavItem:
    label: str
    href: str
    is_current: bool = False


DEFAULT_NAVIGATION = (
    NavItem("Courses", "/courses/"),
    NavItem("Jobs", "/jobs/"),
    NavItem("Skills", "/skills/"),
)


def with_current(items: Sequence[NavItem], path: str) -> list[NavItem]:
    """The same entries, with the longest one that the path lies under marked as where we are."""
    under = [item for item in items if path.startswith(item.href) and (item.href != "/" or path == "/")]
    here = max(under, key=lambda item: len(item.href), default=None)
    return [replace(item, is_current=True) if item is here else item for item in items]
