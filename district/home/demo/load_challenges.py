"""Two gaps that somebody of the authority has taken up: one answered, one that waits for its answer."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from district.accounts.models import User
from district.gaps import queries
from district.matching.models import GapCell
from district.skills.models import Skill
from district.taskforce.models import Challenge
from programmes.models import Programme, ProgrammeKind

STAFF = "alex@authority.example"
AGO = timedelta(days=75)
PROBLEM = (
    "Employers tell us that posts stand open for months, and that those who apply know the words but have not done the "
    "work. What exists teaches it as one topic of many.\n\nAn answer would be places on a course with practice at an "
    "employer, and a way for people without a first qualification to get in."
)
ANSWER = (
    "A bootcamp with sixty places from spring, taught with cases that three employers bring. They interview "
    "everybody who completes."
)


def load() -> None:
    """After the gaps and their earlier months; once."""
    staff = User.objects.filter(email=STAFF).first()
    if staff is None or Challenge.objects.exists():
        return
    rows: Any = GapCell.objects.newest().by_skill()
    widest = [row["skill__public_id"] for row in rows.order_by("-gap", "lower")[:2]]
    skills = {skill.public_id: skill for skill in Skill.objects.filter(public_id__in=widest)}
    for number, public_id in enumerate(widest):
        _raise(number, skills[public_id], staff)


def _raise(number: int, skill: Skill, staff: User) -> None:
    """The first is answered; it was raised when its figures were those of two months before."""
    today, now = timezone.localdate(), timezone.now()
    is_answered = number == 0
    found = queries.counted(skill)
    figures = {name: value for name, value in found.figures.items() if name != "unlimited_runs"}
    counted_on = found.day or today
    if is_answered:
        counted_on = today - AGO
        figures |= {"supply": figures["supply"] * 8 // 10, "in_training": figures["in_training"] // 3}
    short = max(1, figures["demand"] - figures["supply"] - figures["in_training"])
    Challenge.objects.create(
        title=f"{short} people short: {skill.label}"[:120],
        problem=PROBLEM,
        skill=skill,
        owner=staff,
        raised_by=staff,
        counted_on=counted_on,
        **figures,
        state=Challenge.State.ANSWERED if is_answered else Challenge.State.OPEN,
        answer_by=today - timedelta(days=20) if is_answered else today + timedelta(days=33),
        raised_at=now - (AGO if is_answered else timedelta(days=9)),
        opened_at=now - (AGO if is_answered else timedelta(days=8)),
        answer=ANSWER if is_answered else "",
        programme=Programme.objects.filter(kind=ProgrammeKind.SKILLS_BOOTCAMP).order_by("id").first()
        if is_answered
        else None,
        answered_at=now - timedelta(days=30) if is_answered else None,
        review_on=today + timedelta(days=152) if is_answered else None,
        is_fictional=True,
    )
