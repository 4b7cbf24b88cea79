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
    also: tuple[str, ...] = ()  # what else lies under it, at addresses of its own

    def reach(self, path: str) -> int:
        """How much of the path is the entry's; 0 if the path does not lie under it."""
        if self.href == "/":
            return int(path == "/")
        return max((len(each) for each in (self.href, *self.also) if path.startswith(each)), default=0)


DEFAULT_NAVIGATION = (
    NavItem("Courses", "/courses/"),
    NavItem("Jobs", "/jobs/"),
    NavItem("Skills", "/skills/"),
)


def draw(items: Sequence[NavItem], path: str) -> SafeString:
    """The entries as links, with the longest one that the path lies under marked as where we are."""
    under = [item for item in items if item.reach(path)]
    here = max(under, key=lambda item: item.reach(path), default=None)
    return _drawn(tuple(items), here, here is not None and here.href == path)


@lru_cache(maxsize=256)
def _drawn(items: tuple[NavItem, ...], here: NavItem | None, is_page: bool) -> SafeString:
    """Every page has it, and few differ: it is drawn once for all that have the same."""
    context = {"items": items, "here": here, "current": "page" if is_page else "true"}
    return render_to_string("components/navigation.html", context)
