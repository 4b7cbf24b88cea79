"""Fills the queue of words that the adverts use and no list has, and tells of a decision of a fortnight ago."""

from datetime import timedelta

from django.utils import timezone

from district.accounts.models import User
from district.matching.services import phrases
from district.matching.services import vocabulary as follow_up
from district.skills.models import Skill, UnknownPhrase, VocabularyDecision, VocabularyVersion
from district.skills.services import vocabulary
from employers.models import VacancySkill

CURATOR = "jo@authority.example"
AGO = timedelta(days=13)


def load() -> None:
    phrases.gather()
    decision = vocabulary.add(
        phrase=UnknownPhrase.objects.get(phrase="prompt design"),
        label="prompt design",
        description="Write and test what a language model is asked, so that its answers are right, safe and of use.",
        kind=Skill.Kind.SKILL,
        broader=None,
        reason="Employers ask for it in artificial intelligence and in office work, and no classification has it yet.",
        user=User.objects.get(email=CURATOR),
    )
    follow_up.follow(decision_id=decision.id)
    suggested = VacancySkill.objects.filter(skill=decision.skill).count()
    not_counted = {"lists": None, "matches": None}  # nobody had a list yet
    vocabulary.keep_effect(decision=decision, effect={"vacancies": suggested} | not_counted)
    decided_at = timezone.now() - AGO
    VocabularyDecision.objects.filter(pk=decision.pk).update(decided_at=decided_at)
    VocabularyVersion.objects.filter(decision=decision).update(published_at=decided_at)
    UnknownPhrase.objects.update(first_seen_at=decided_at - timedelta(days=1))
