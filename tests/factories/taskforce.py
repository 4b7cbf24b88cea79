"""Challenges that staff raised from gaps."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from district.taskforce.models import Challenge
from tests.factories.partners import make_staff
from tests.factories.skills import make_skill

_numbers = count(1)


def make_challenge(**fields: Any) -> Challenge:
    """Open, of a member of staff, to be answered in eight weeks: 40 asked, 10 held, 5 in training."""
    usual: dict[str, Any] = {
        "title": f"Too few keepers of locks {next(_numbers)}",
        "problem": "Employers wait half a year for each of them.",
        "state": Challenge.State.OPEN,
        "answer_by": timezone.localdate() + timedelta(weeks=8),
        "counted_on": timezone.localdate(),
        "demand": 40,
        "posted": 30,
        "needed": 4,
        "supply": 10,
        "in_training": 5,
        "seats": 2,
    }
    if "skill" not in fields:
        fields["skill"] = make_skill()
    if "owner" not in fields:
        fields["owner"] = make_staff()
    fields = usual | fields
    if fields["state"] != Challenge.State.DRAFT:
        fields.setdefault("opened_at", timezone.now())
    if fields["state"] == Challenge.State.ANSWERED:
        usual_answer = {"answer": "A course begins in spring.", "answered_at": timezone.now()}
        fields = usual_answer | {"review_on": timezone.localdate() + timedelta(weeks=26)} | fields
    if fields["state"] in {Challenge.State.CLOSED, Challenge.State.WITHDRAWN}:
        fields = {"ended_at": timezone.now(), "end_words": "The course has filled it."} | fields
    return Challenge.objects.create(**fields)
