"""A vacancy made from another one, with its words, its skills and what was refused among them."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from district.partners.actor import Actor
from district.web.errors import Refused
from employers import access
from employers.models import Vacancy, VacancySkill
from employers.services.vacancy_states import lock

PRESSED_TWICE = timedelta(seconds=20)
KEPT = (
    *("organisation_id", "kind", "title", "summary", "description", "occupation_id", "positions"),
    *("youngest_age", "duration_months", "training", "training_level", "placement_hours"),
    *("question_one", "question_two", "place_text", "postcode_id", "council_id", "easting", "northing"),
    "other_places",
    *("mode", "pattern", "weekly_hours", "salary_text", "salary_least", "salary_most", "salary_unit"),
    *("yearly_most", "closes_time", "apply_url", "is_fictional"),
)


@transaction.atomic
def copy(*, vacancy: Vacancy, by: Actor) -> Vacancy:
    """A draft like it, for another opening; without its dates. Pressed twice in a row makes one."""
    access.require_writing(by, vacancy)
    vacancy = lock(vacancy)
    just_made = Vacancy.objects.filter(
        organisation=vacancy.organisation_id,
        state=Vacancy.State.DRAFT,
        title=vacancy.title,
        version=1,
        relists=None,
        created_at__gt=timezone.now() - PRESSED_TWICE,
    ).exclude(id=vacancy.id)
    return just_made.order_by("id").first() or _copy(vacancy)


@transaction.atomic
def relist(*, vacancy: Vacancy, by: Actor) -> Vacancy:
    """A draft that offers the same opening again once it has closed, and knows which it follows. Once at a time."""
    access.require_writing(by, vacancy)
    vacancy = lock(vacancy)
    if vacancy.state != Vacancy.State.CLOSED:
        raise Refused("Only a closed vacancy can be listed again. Copy it instead.", code="state")
    draft = vacancy.listed_again.filter(state=Vacancy.State.DRAFT).order_by("id").first()
    return draft or _copy(vacancy, relists=vacancy)


def _copy(vacancy: Vacancy, *, relists: Vacancy | None = None) -> Vacancy:
    values = {name: getattr(vacancy, name) for name in KEPT}
    made = Vacancy.objects.create(**values, relists=relists)
    names = ("skill_id", "level", "need", "importance", "state", "words")
    VacancySkill.objects.bulk_create(
        VacancySkill(vacancy=made, **{name: getattr(asked, name) for name in names})
        for asked in vacancy.asked_skills.order_by("id")
    )
    return made
