"""Which vacancies are for people of a need, so that nobody counts these people twice."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q, QuerySet

from district.codesign.models import NeedVacancy, SkillsNeed
from district.codesign.services import need_locks
from district.partners.actor import Actor
from district.web.errors import Refused
from employers.models import Vacancy


def choosable(need: SkillsNeed) -> QuerySet[Vacancy]:
    """The employer's that are or may still be shown and stand for no other need; those named already come first."""
    over = Q(state__in=[Vacancy.State.CLOSED, Vacancy.State.WITHDRAWN, Vacancy.State.REFUSED])
    rows = Vacancy.objects.filter(Q(of_need=None) & ~over | Q(of_need__need=need))
    return rows.filter(organisation=need.organisation_id).order_by("of_need", "-posted_on", "-id")


@transaction.atomic
def name(*, need: SkillsNeed, vacancies: Collection[Vacancy], by: Actor) -> SkillsNeed:
    """These and no others are for people of the need. Said already is a success."""
    current = need_locks.changeable(need, by)
    wanted = {vacancy.pk for vacancy in vacancies}
    free = Vacancy.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    if set(free.filter(pk__in=choosable(current).values("pk")).values_list("pk", flat=True)) != wanted:
        raise Refused(
            "Choose among your own vacancies that stand for no other need.", field="vacancies", code="vacancy"
        )
    NeedVacancy.objects.filter(need=current).exclude(vacancy__in=wanted).delete()
    named = set(NeedVacancy.objects.filter(need=current).values_list("vacancy_id", flat=True))
    NeedVacancy.objects.bulk_create(NeedVacancy(need=current, vacancy_id=pk) for pk in sorted(wanted - named))
    return current
