"""Takes the region's figures from the rows as they are, so that the home page reads one row."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone

from district.home.models import RegionSnapshot
from district.partners.models import Organisation
from district.places.models import Council
from district.web import reads
from employers.models import Vacancy, VacancySkill
from programmes.models import Course, CourseRun, DeliveryMode, TaughtSkill

KEPT = timedelta(days=1)
NEWEST = 3
SKILLS_SHOWN = 8


@transaction.atomic
def take() -> RegionSnapshot:
    """Count, keep the counts as one row, and drop rows that are older than a day."""
    snapshot = RegionSnapshot.objects.create(figures=_figures())
    RegionSnapshot.objects.filter(taken_at__lt=timezone.now() - KEPT).delete()
    return snapshot


def latest() -> RegionSnapshot | None:
    return RegionSnapshot.objects.order_by("-taken_at").first()


def latest_moment() -> datetime | None:
    """When the latest was taken: tells whether what was drawn from it is still the latest."""
    return next((snapshot.taken_at for snapshot in _latest_moment()), None)


@reads.kept
def _latest_moment() -> QuerySet[RegionSnapshot]:
    return RegionSnapshot.objects.order_by("-taken_at").only("taken_at")[:1]


def _figures() -> dict[str, Any]:
    vacancies = Vacancy.objects.open()
    runs = CourseRun.objects.open()
    councils = list(Council.objects.inside().values_list("code", "name"))
    return {
        "vacancies": vacancies.count(),
        "openings": vacancies.aggregate(n=Sum("positions"))["n"] or 0,
        "employers": vacancies.values("organisation").distinct().count(),
        "courses": Course.objects.listed().filter(runs__in=runs).distinct().count(),
        "places": _places(runs),
        "providers": Organisation.objects.with_role("provider").count(),
        "councils": [{"code": code, "name": name} for code, name in councils],
        "openings_by_council": _openings_by_council(vacancies, [code for code, _ in councils]),
        "skills": _skills(vacancies, runs),
        "newest": {code: _newest(code) for code in ["", *[code for code, _ in councils]]},
    }


def _places(runs: Any) -> int:
    left = runs.filter(capacity__isnull=False).aggregate(n=Sum(F("capacity") - F("places_taken")))["n"]
    return left or 0


def _openings_by_council(vacancies: Any, codes: list[str]) -> dict[str, int]:
    counted = (
        vacancies.filter(council__in=codes).values("council").annotate(n=Sum("positions")).order_by("council")
    )
    return dict.fromkeys(codes, 0) | {row["council"]: row["n"] for row in counted}


def _skills(vacancies: Any, runs: Any) -> list[dict[str, Any]]:
    """The skills asked for most: openings that ask for each, and free places on courses that teach it."""
    asked = (
        VacancySkill.objects.filter(vacancy__in=vacancies, state="accepted")
        .values("skill", "skill__label", "skill__public_id")
        .annotate(openings=Sum("vacancy__positions"))
        .order_by("-openings", "skill__label")[:SKILLS_SHOWN]
    )
    taught = {
        row["skill"]: row["places"]
        for row in TaughtSkill.objects.filter(
            state="accepted", skill__in=[row["skill"] for row in asked], course__runs__in=runs
        )
        .values("skill")
        .annotate(places=Sum(F("course__runs__capacity") - F("course__runs__places_taken")))
        .order_by("skill")
    }
    return [
        {
            "label": row["skill__label"],
            "public_id": str(row["skill__public_id"]),
            "openings": row["openings"],
            "places": taught.get(row["skill"]) or 0,
        }
        for row in asked
    ]


def _newest(council: str) -> dict[str, list[dict[str, str]]]:
    """The latest vacancies, and the course runs that start next, in one council or (with "") in the region."""
    vacancies = Vacancy.objects.open().select_related("organisation")
    runs = CourseRun.objects.open().select_related("course__organisation", "venue")
    if council:
        vacancies = vacancies.filter(council=council)
        runs = runs.filter(Q(venue__postcode__council=council))
    has_room = Q(capacity=None) | Q(places_taken__lt=F("capacity"))
    return {
        "vacancies": [
            {
                "title": vacancy.title,
                "href": reverse("job_show", args=[vacancy.public_id]),
                "who": f"{vacancy.organisation.name}, {vacancy.place_text}".rstrip(", "),
                "when": f"{vacancy.get_kind_display()}, posted {vacancy.posted_on:%-d %B}",
            }
            for vacancy in vacancies.order_by("-posted_on", "-id")[:NEWEST]
        ],
        "runs": [
            {
                "title": run.course.title,
                "href": reverse("course_show", args=[run.course.public_id]),
                "who": f"{run.course.organisation.name}"
                + ("" if run.mode == DeliveryMode.ONLINE or run.venue is None else f", {run.venue.town}"),
                "when": f"Starts {run.starts_on:%-d %B}" + _room(run),
            }
            for run in runs.filter(has_room, starts_on__isnull=False).order_by("starts_on", "id")[:NEWEST]
        ],
    }


def _room(run: CourseRun) -> str:
    if run.places_left is None:
        return ""
    return f", {run.places_left} {'place' if run.places_left == 1 else 'places'} left"
