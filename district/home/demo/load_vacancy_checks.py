"""Vacancies of one employer that people do not find: one waits for a check, one is to be changed, one is filled."""

from datetime import timedelta

from django.utils import timezone

from district.partners.actor import Actor
from district.partners.models import Membership, Role
from employers.models import EndReason, Filled, Vacancy
from employers.services import vacancies, vacancy_copies, vacancy_reviews

EMPLOYER, STAFF = "morgan@canalside.example", "alex@authority.example"
DAYS = 30
DOUBTFUL = (
    "Web developer, second team",
    "We are a young and energetic team of six that builds booking pages for boat hirers.",
)
TO_CHANGE = (
    "Software tester",
    "You try our booking pages before boat hirers do. Questions? Ring 0121 496 0198.",
)
REQUEST = "Leave out the phone number: people apply through the portal, and everybody can read this page."


def load() -> None:
    """Made as people make them, by the services."""
    by, staff = _actor(EMPLOYER, Role.EMPLOYER), _actor(STAFF, Role.AUTHORITY)
    jobs = list(
        Vacancy.objects.filter(organisation=by.organisation, kind="job")
        .select_related("organisation")
        .order_by("id")[:3]
    )
    _send(jobs[0], *DOUBTFUL, by)
    waiting = _send(jobs[1], *TO_CHANGE, by)
    vacancy_reviews.ask_changes(review=waiting.reviews.get(), requests={"description": REQUEST}, by=staff)
    filled = vacancy_copies.copy(vacancy=jobs[2], by=by)
    _set(filled, "Web tester for the summer season", jobs[2].description)
    vacancies.publish(vacancy=filled, by=by)
    vacancies.close(vacancy=filled, reason=EndReason.FILLED, filled=Filled.PORTAL, by=by)


def _send(like: Vacancy, title: str, text: str, by: Actor) -> Vacancy:
    made = vacancy_copies.copy(vacancy=like, by=by)
    _set(made, title, f"{text}\n\n{like.description}")
    return vacancies.publish(vacancy=made, by=by)


def _set(vacancy: Vacancy, title: str, text: str) -> None:
    vacancy.title, vacancy.description = title, text
    vacancy.closes_on = timezone.localdate() + timedelta(days=DAYS)
    vacancy.save(update_fields=["title", "description", "closes_on"])


def _actor(email: str, role: Role) -> Actor:
    membership = Membership.objects.select_related("user", "organisation").get(user__email=email)
    return Actor(
        user=membership.user,
        organisation=membership.organisation,
        roles=frozenset({role}),
        rank=membership.rank,
    )
