"""Keeps the weights of what open vacancies ask in step with the vacancies."""

from django.utils import timezone

from district.matching import statements
from district.matching.models import EngineVersion
from district.matching.protection import as_matcher


def weigh(*, engine: EngineVersion, vacancy_ids: list[int] | None = None) -> int:
    """Weigh these vacancies (all of them by default) under a version; says how many weights changed."""
    wanted = {"engine": engine.code, "day": timezone.localdate(), "vacancies": vacancy_ids}
    with as_matcher():
        removed = statements.change("remove_weights", **wanted)
        return removed + statements.change("store_weights", **wanted)
