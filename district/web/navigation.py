"""Entries of the main navigation. Apps above give each actor its own list in a later context processor."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class NavItem:
    label: str
    href: str


DEFAULT_NAVIGATION = (
    NavItem("Courses", "/courses/"),
    NavItem("Jobs", "/jobs/"),
    NavItem("Skills", "/skills/"),
)


def draw(items: Sequence[NavItem], path: str) -> SafeString:
    """The entries as links, with the longest one that the path lies under marked as where we are."""
    under = [item for item in items if path.startswith(item.href) and (item.href != "/" or path == "/")]
    here = max(under, key=lambda item: len(item.href), default=None)
    return _drawn(tuple(items), here, here is not None and here.href == path)


@lru_cache(maxsize=256)
def _drawn(items: tuple[NavItem, ...], here: NavItem | None, is_page: bool) -> SafeString:
    """Every page has it, and few differ: it is drawn once for all that have the same."""
    context = {"items": items, "here": here, "current": "page" if is_page else "true"}
    return render_to_string("components/navigation.html", context)
