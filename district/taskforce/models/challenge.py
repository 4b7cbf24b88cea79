import uuid
from typing import ClassVar, Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from district.accounts.models import User
from district.matching.models import Place
from district.partners.actor import Actor
from district.places.models import Council
from district.skills.models import Level, Skill
from programmes.models import Programme

FROZEN = ("counted_on", "demand", "posted", "needed", "supply", "in_training", "seats")


class ChallengeQuerySet(models.QuerySet["Challenge"]):
    def visible_to(self, actor: Actor) -> Self:
        """WMCA staff."""
        return self.all() if actor.is_staff else self.none()

    def live(self) -> Self:
        """Those that somebody still works on."""
        return self.filter(state__in=Challenge.LIVE)

    def overdue(self) -> Self:
        """Open past the day by which an answer was wanted."""
        return self.filter(state=Challenge.State.OPEN, answer_by__lt=timezone.localdate())

    def for_list(self) -> Self:
        return self.select_related("skill", "council", "owner").fetch_mode(models.FETCH_RAISE)


@pghistory.track()
class Challenge(models.Model):
    """A gap that somebody of the authority has taken up: what the trouble is, who answers for it, and by when.

    Raised from the gap board by WMCA staff, with the figures of that day, which stay as they were. Ended when its
    answer has had half a year to work, when nobody answered in time, or taken back with the reason.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        OPEN = "open", "Open"
        ANSWERED = "answered", "Answered"
        CLOSED = "closed", "Closed"
        WITHDRAWN = "withdrawn", "Withdrawn"

    LIVE = (State.DRAFT, State.OPEN, State.ANSWERED)
    TRANSITIONS: ClassVar[dict[str, set[str]]] = {
        State.DRAFT: {State.OPEN, State.WITHDRAWN},
        State.OPEN: {State.ANSWERED, State.CLOSED, State.WITHDRAWN},
        State.ANSWERED: {State.OPEN, State.CLOSED},
        State.CLOSED: set(),
        State.WITHDRAWN: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    title = models.CharField(max_length=120)
    problem = models.TextField(max_length=2000)
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level, null=True, help_text="Empty: all levels.")
    place = models.CharField(max_length=7, choices=Place, blank=True, help_text="Empty: everywhere.")
    council = models.ForeignKey(Council, null=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        User, null=True, on_delete=models.SET_NULL, related_name="+", help_text="Who answers for it."
    )
    answer_by = models.DateField(help_text="Closed after this day if nobody has answered.")

    counted_on = models.DateField(help_text="The day of the figures below, which stay as they were.")
    demand = models.PositiveIntegerField()
    posted = models.PositiveIntegerField()
    needed = models.PositiveIntegerField()
    supply = models.PositiveIntegerField()
    in_training = models.PositiveIntegerField()
    seats = models.PositiveIntegerField()
    gap_at_end = models.IntegerField(null=True, help_text="As it was counted last when the challenge ended.")

    raised_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    raised_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    answer = models.TextField(max_length=2000, blank=True, help_text="What is done about it.")
    programme = models.ForeignKey(
        Programme, null=True, on_delete=models.PROTECT, related_name="+", help_text="That answers it."
    )
    answered_at = models.DateTimeField(null=True)
    review_on = models.DateField(null=True, help_text="Closed on this day, when its answer has had time.")
    ended_at = models.DateTimeField(null=True)
    end_words = models.CharField(max_length=500, blank=True)
    is_fictional = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(place="council", council__isnull=False) | ~Q(place="council") & Q(council=None),
                name="taskforce_challenge_council_named",
            ),
            models.CheckConstraint(
                condition=Q(level=None) | Q(level__range=(1, 4)), name="taskforce_challenge_level_1_to_4"
            ),
            models.CheckConstraint(
                condition=Q(posted__lte=F("demand")), name="taskforce_challenge_posted_is_part"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(opened_at__isnull=False),
                name="taskforce_open_challenge_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered")
                | Q(answered_at__isnull=False, review_on__isnull=False) & ~Q(answer=""),
                name="taskforce_answered_challenge_says_how",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "open", "answered"], ended_at=None)
                | Q(state__in=["closed", "withdrawn"], ended_at__isnull=False) & ~Q(end_words=""),
                name="taskforce_ended_challenge_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "answer_by"], name="taskforce_challenge_clock"),
            models.Index(fields=["skill"], name="taskforce_challenge_of_skill"),
        ]
        triggers = [pgtrigger.ReadOnly(name="figures_stay", fields=list(FROZEN))]

    def __str__(self) -> str:
        return self.title

    @property
    def figures(self) -> dict[str, int]:
        """Of the day it was raised."""
        return {name: getattr(self, name) for name in FROZEN[1:]}

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE

    @property
    def where(self) -> str:
        if self.council is not None:
            return self.council.name
        return Place(self.place).label if self.place else "Everywhere"

    def may_become(self, state: str) -> bool:
        return state in self.TRANSITIONS[self.State(self.state)]
