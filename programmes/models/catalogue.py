from district.web.shelf import ChangeMark
from district.web.spelling import SearchWord


class CatalogueChange(ChangeMark):
    """Courses, runs, venues or taught skills have changed (migration 0003)."""


class CourseWord(SearchWord):
    """A word of the course catalogue, for spelling help."""
