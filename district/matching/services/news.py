"""New for you: e-mails about jobs that came into a learner's list since they were last told. Each job is told once."""

from itertools import batched
from typing import Any

from django.db import transaction
from django.utils import timezone

from district.matching import queries, receipts
from district.matching.models import LearnerMatch, NewsChoice, Told
from district.outbox.services import mail, tasks
from district.partners.actor import Actor
from district.web.errors import NotAllowed
from district.web.templatetags.district import plural
from employers import letters
from employers.models import Vacancy
from employers.services import alerts
from learners.models import Learner

TOP = 10  # of a list; what is further down is no news
AT_ONCE = 100  # learners a piece of work


def choice_of(learner: Learner) -> NewsChoice:
    """Not saved for those who never chose."""
    return NewsChoice.objects.filter(learner=learner).first() or NewsChoice(learner=learner)


@transaction.atomic
def choose(*, learner: Learner, often: str, by: Actor) -> NewsChoice:
    """Who begins to be told knows what is on their list now."""
    if learner.user_id != by.user.pk:
        raise NotAllowed("Only the person themselves can choose this.")
    NewsChoice.objects.get_or_create(learner=learner)
    choice = NewsChoice.objects.select_for_update().get(learner=learner)
    if choice.often == often:
        return choice
    if choice.often == NewsChoice.Often.NEVER:
        match = LearnerMatch.objects.filter(learner=learner).first()
        _first_told(learner, match.vacancies if match else [])
    choice.often, choice.chosen_at = often, timezone.now()
    choice.save(update_fields=["often", "chosen_at"])
    return choice


def stop(*, key: str) -> bool:
    """From an e-mail, by whoever holds its address. True if there is such a key, whether or not it was stopped
    before.
    """
    choices = NewsChoice.objects.filter(key=key)
    choices.exclude(often=NewsChoice.Often.NEVER).update(
        often=NewsChoice.Often.NEVER, chosen_at=timezone.now()
    )
    return choices.exists()


@transaction.atomic
def promise() -> int:
    """Work for all who may be told today; says for how many."""
    ids = list(_due().order_by("learner_id").values_list("learner_id", flat=True))
    for part in batched(ids, AT_ONCE):
        tasks.enqueue(
            name="matching.tell_news", args={"learner_ids": list(part)}, key=f"from {part[0]} to {part[-1]}"
        )
    return len(ids)


def _due() -> Any:
    return NewsChoice.objects.filter(letters.due(), learner__matching_on=True, learner__user__is_active=True)


def tell_all(*, learner_ids: list[int]) -> int:
    """Says how many e-mails were written."""
    return sum(tell(learner_id=learner_id) for learner_id in learner_ids)


@transaction.atomic
def tell(*, learner_id: int) -> bool:
    """One e-mail, if there is anything new. Whoever comes second waits here, and finds that it was told."""
    due = _due().filter(learner_id=learner_id).select_for_update(of=("self",))
    choice = due.select_related("learner__user", "learner__postcode").first()
    match = LearnerMatch.objects.filter(learner_id=learner_id).first()
    if choice is None or match is None or queries.is_behind(choice.learner, match):
        return False
    learner = choice.learner
    shown = {each.id: each for each in queries.vacancies(match.vacancies[:TOP])}
    new = _first_told(learner, [each for each in match.vacancies[:TOP] if each in shown])
    if not new:
        return False
    choice.told_on = timezone.localdate()
    choice.save(update_fields=["told_on"])
    _write(choice, match, [shown[each] for each in new])
    return True


def _first_told(learner: Learner, vacancy_ids: list[int]) -> list[int]:
    """Those that the learner did not know of, neither from here nor from an alert; now they do."""
    told = Told.objects.filter(learner=learner, vacancy_id__in=vacancy_ids)
    known = set(told.values_list("vacancy_id", flat=True))
    known |= alerts.told_already(learner=learner, vacancy_ids=vacancy_ids)
    live = set(Vacancy.objects.filter(id__in=vacancy_ids).values_list("id", flat=True))
    new = [each for each in vacancy_ids if each in live - known]
    Told.objects.bulk_create(Told(learner=learner, vacancy_id=each) for each in new)
    alerts.note_told(learner=learner, vacancy_ids=new)
    return new


def _write(choice: NewsChoice, match: LearnerMatch, vacancies: list[Vacancy]) -> None:
    learner = choice.learner
    why = receipts.of_vacancies(
        learner=learner,
        vacancy_ids=[each.id for each in vacancies],
        engine=match.engine_id,
        day=timezone.localdate(),
    )
    stop_url = letters.full("match_news_stop", choice.key)
    what = plural(len(vacancies), "new job")
    mail.send(
        to=learner.user.email,
        subject=f"{what} for you",
        template="matching/mail/new_for_you",
        context={
            "what": what,
            "jobs": [_job(each, why[each.id].summary) for each in vacancies],
            "often": choice.get_often_display().lower(),
            "list_url": letters.full("match_list"),
            "stop_url": stop_url,
        },
        key=f"new for you {learner.public_id} {timezone.localdate():%Y-%m-%d}",
        stop_url=stop_url,
    )


def _job(vacancy: Vacancy, summary: str) -> dict[str, str]:
    url = letters.full("match_job_show", vacancy.public_id)
    return letters.job(vacancy, url) | {"skills": f"You have {summary}"}
