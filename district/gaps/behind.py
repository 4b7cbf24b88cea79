"""Reads by name what stands behind the numbers of the gap board."""

from collections.abc import Iterable

from district.codesign.models import SkillsNeed
from employers.models import Vacancy
from programmes.models import CourseRun


def vacancies(ids: Iterable[int]) -> dict[int, Vacancy]:
    rows = Vacancy.objects.filter(id__in=list(ids)).select_related("organisation")
    return {row.id: row for row in rows.only("public_id", "title", "organisation__name")}


def needs(ids: Iterable[int]) -> dict[int, SkillsNeed]:
    rows = SkillsNeed.objects.filter(id__in=list(ids)).select_related("organisation")
    return {row.id: row for row in rows.only("public_id", "title", "organisation__name")}


def course_runs(ids: Iterable[int]) -> dict[int, CourseRun]:
    rows = CourseRun.objects.filter(id__in=list(ids)).select_related("course__organisation")
    fields = ("starts_on", "course__public_id", "course__title", "course__organisation__name")
    return {row.id: row for row in rows.only(*fields)}
