"""Skills needs of employers, and what providers answer."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from district.codesign.models import (
    ByWhen,
    NeedAnswer,
    NeededSkill,
    NeedPlace,
    NeedReason,
    NeedReply,
    Route,
    SkillsNeed,
)
from district.partners.models import Organisation
from district.skills.models import Level, Skill
from tests.factories.employers import make_employer
from tests.factories.partners import make_organisation
from tests.factories.skills import make_skill

_numbers = count(1)


def make_need(
    *,
    organisation: Organisation | None = None,
    skills: Sequence[Skill | tuple[Skill, int]] = (),
    **fields: Any,
) -> SkillsNeed:
    """An open need for four people within three months, anywhere in the region."""
    usual: dict[str, Any] = {
        "title": f"People who keep locks {next(_numbers)}",
        "state": SkillsNeed.State.OPEN,
        "heads": 4,
        "by_when": ByWhen.SOON,
        "place": NeedPlace.COUNCIL if fields.get("council") else NeedPlace.ANY,
        "routes": [Route.HIRE],
        "reason": NeedReason.VACANCY,
        "answered": ["people", "text", "where", "why", "offers"],
    }
    fields = usual | fields
    if fields["state"] != SkillsNeed.State.DRAFT:
        fields.setdefault("opened_at", timezone.now())
        fields.setdefault("expires_on", timezone.localdate() + timedelta(days=91))
    if fields["state"] not in {SkillsNeed.State.DRAFT, SkillsNeed.State.OPEN}:
        fields.setdefault("ended_at", timezone.now())
    need = SkillsNeed.objects.create(organisation=organisation or make_employer(), **fields)
    for each in skills:
        skill, level = each if isinstance(each, tuple) else (each, Level.INTERMEDIATE)
        NeededSkill.objects.create(need=need, skill=skill, level=level)
    return need


def make_need_answer(*, needs: Sequence[SkillsNeed] = (), **fields: Any) -> NeedAnswer:
    """An offer in words, with a reply to give for each of the needs."""
    usual: dict[str, Any] = {
        "kind": NeedAnswer.Kind.OFFER,
        "words": "We come to you and teach it in a week.",
        "contact_name": "Priya Nair",
        "contact_email": "priya@example.com",
        "closes_on": timezone.localdate() + timedelta(days=30),
    }
    fields.setdefault("organisation", None)
    fields["organisation"] = fields["organisation"] or make_organisation(role="provider")
    if "skill" not in fields:
        fields["skill"] = make_skill()
    answer = NeedAnswer.objects.create(**usual | fields)
    NeedReply.objects.bulk_create(NeedReply(answer=answer, need=need) for need in needs)
    return answer
