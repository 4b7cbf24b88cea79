"""What the portal writes about vacancies: to WMCA staff who check them, and to the employers who post them.

A step only promises its letter, in its own transaction; a worker words and sends it.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import TextChoices

from district.accounts.models import User
from district.outbox.services import mail, tasks
from district.partners.models import Membership, Organisation, Role
from employers import wording
from employers.models import Vacancy, VacancyReview

MOST_READERS = 20


class Act(TextChoices):
    ASKED = "asked"
    LATE = "late"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


TO_STAFF = {Act.ASKED, Act.LATE}
SUBJECTS = {
    Act.ASKED: "A vacancy waits for a check: {title}",
    Act.LATE: "The check of a vacancy is late: {title}",
    Act.WITHDRAWN: "Your vacancy is withdrawn: {title}",
}
TEMPLATES = {
    Act.ASKED: "employers/mail/review_asked",
    Act.LATE: "employers/mail/review_late",
    Act.DECIDED: "employers/mail/review_decided",
    Act.WITHDRAWN: "employers/mail/review_withdrawn",
}
DECIDED = {
    VacancyReview.State.APPROVED: "Your vacancy is open: {title}",
    VacancyReview.State.CHANGES: "Please change your vacancy: {title}",
    VacancyReview.State.REFUSED: "Your vacancy was refused: {title}",
}


def promise(review: VacancyReview, act: Act) -> None:
    tasks.enqueue(
        name="employers.write_about_review",
        args={"review_id": review.pk, "act": act.value},
        key=f"review {review.pk} {act.value}",
    )


def promise_closed(vacancy_ids: Iterable[int]) -> None:
    """Of vacancies that closed by themselves: was the opening filled?"""
    for vacancy_id in vacancy_ids:
        tasks.enqueue(
            name="employers.write_about_end",
            args={"vacancy_id": vacancy_id},
            key=f"vacancy {vacancy_id} ended",
        )


def write_about_review(*, review_id: int, act: Act) -> None:
    review = VacancyReview.objects.select_related("vacancy__organisation").filter(pk=review_id).first()
    if review is None:
        return
    vacancy = review.vacancy
    to_staff = act in TO_STAFF
    path = (
        f"/authority/vacancy-checks/{review.public_id}/"
        if to_staff
        else f"/employer/vacancies/{vacancy.public_id}/"
    )
    if to_staff and review.state != VacancyReview.State.WAITING:
        return
    subject = DECIDED[VacancyReview.State(review.state)] if act == Act.DECIDED else SUBJECTS[act]
    context = {
        "review": review,
        "vacancy": vacancy,
        "organisation": vacancy.organisation,
        "requests": [(wording.REVIEWED[name], words) for name, words in review.requests.items()],
        "url": _full(path),
    }
    for reader in _staff() if to_staff else _admins(vacancy.organisation):
        mail.send(
            to=reader.email,
            subject=subject.format(title=vacancy.title),
            template=TEMPLATES[act],
            context=context,
            key=f"vacancy review {review.pk} {act.value}",
        )


def write_about_end(*, vacancy_id: int) -> None:
    vacancy = Vacancy.objects.select_related("organisation").filter(pk=vacancy_id, state="closed").first()
    if vacancy is None or vacancy.ended_at is None or vacancy.filled:
        return
    for reader in _admins(vacancy.organisation):
        mail.send(
            to=reader.email,
            subject=f"Your vacancy has closed: {vacancy.title}",
            template="employers/mail/vacancy_ended",
            context={"vacancy": vacancy, "url": _full(f"/employer/vacancies/{vacancy.public_id}/")},
            key=f"vacancy {vacancy.pk} ended {vacancy.ended_at:%Y-%m-%d}",
        )


def _admins(organisation: Organisation) -> list[User]:
    members = Membership.objects.admins().filter(organisation=organisation).select_related("user")
    return [membership.user for membership in members.order_by("id")[:MOST_READERS]]


def _staff() -> list[User]:
    members = Membership.objects.admins().filter(
        organisation__in=Organisation.objects.with_role(Role.AUTHORITY)
    )
    return [membership.user for membership in members.select_related("user").order_by("id")[:MOST_READERS]]


def _full(path: str) -> str:
    return settings.SITE_URL.rstrip("/") + path
