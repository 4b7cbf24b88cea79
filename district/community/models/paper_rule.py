from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from district.partners.actor import Actor
from district.partners.models import Organisation
from learners.models import Learner
from programmes.models.application import HELPING

OWN_WARN_AFTER, OWN_DELETE_AFTER = 180, 210  # days, where nothing else is laid down


class PaperRule(models.Model):
    """How long what was begun on paper is kept for somebody who never takes it over. The newest that has begun holds,
    and without any the portal's own.
    """

    valid_from = models.DateField(unique=True)
    warn_after_days = models.PositiveSmallIntegerField(help_text="Since anything last happened.")
    delete_after_days = models.PositiveSmallIntegerField(help_text="Since the same day.")
    source = models.CharField(max_length=200, blank=True, help_text="Who decided it.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(warn_after_days__gte=1, delete_after_days__gt=F("warn_after_days")),
                name="community_paper_rule_warns_first",
            )
        ]

    def __str__(self) -> str:
        return f"warn after {self.warn_after_days} days, delete after {self.delete_after_days}"

    def ends_on(self, last: date, warned_on: date) -> date:
        """The day on which it goes: never sooner after the warning than the rule says."""
        notice = timedelta(days=self.delete_after_days - self.warn_after_days)
        return max(last + timedelta(days=self.delete_after_days), warned_on + notice)

    @classmethod
    def on(cls, day: date) -> Self:
        begun = cls.objects.filter(valid_from__lte=day).order_by("-valid_from").first()
        return begun or cls(
            valid_from=day, warn_after_days=OWN_WARN_AFTER, delete_after_days=OWN_DELETE_AFTER
        )


class PaperEndQuerySet(models.QuerySet["PaperEnd"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those who help."""
        if actor.organisation is None or not actor.roles.intersection(HELPING):
            return self.none()
        return self.filter(organisation=actor.organisation)

    def to_come(self) -> Self:
        return self.filter(deleted_at=None)


class PaperEnd(models.Model):
    """The end of what was begun on paper for somebody who has not taken it over: those who help know the day, until the
    person takes it over or something happens again. What stays afterwards says that it went, and not who it was.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    learner = models.OneToOneField(Learner, null=True, on_delete=models.CASCADE, related_name="paper_end")
    warned_at = models.DateTimeField(default=timezone.now)
    ends_on = models.DateField()
    deleted_at = models.DateTimeField(null=True)

    objects = PaperEndQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(learner=None, deleted_at__isnull=False)
                | Q(learner__isnull=False, deleted_at=None),
                name="community_paper_end_forgets_who",
            )
        ]
        indexes = [
            models.Index(
                fields=["ends_on"], condition=Q(deleted_at=None), name="community_paper_ends_to_come"
            )
        ]

    def __str__(self) -> str:
        return f"begun on paper, ends on {self.ends_on}"
