import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from district.skills.models.skill import Skill

FEWEST_LEARNERS = 3


class UnknownPhraseQuerySet(models.QuerySet["UnknownPhrase"]):
    def shown(self) -> "UnknownPhraseQuerySet":
        """What few learners wrote, and no advert or course, is shown to nobody."""
        in_public = Q(advert_count__gt=0) | Q(course_count__gt=0)
        return self.filter(in_public | Q(learner_count__gte=FEWEST_LEARNERS))


class UnknownPhrase(models.Model):
    """A phrase that looks like a skill and is no name of one, waiting for a curator of the vocabulary.

    Counted anew from all open adverts and courses each night; gone when no text holds it, unless it was decided.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        NAMED = "named", "Now a name of a skill"
        REFUSED = "refused", "Refused"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    phrase = models.CharField(max_length=100, unique=True, help_text="Folded as SkillLabel.phrase is.")
    text = models.CharField(max_length=100, help_text="As it is written most often.")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    advert_count = models.PositiveIntegerField(default=0)
    course_count = models.PositiveIntegerField(default=0)
    learner_count = models.PositiveIntegerField(default=0, help_text="Of texts that learners pasted.")
    first_seen_at = models.DateTimeField(default=timezone.now)

    objects = UnknownPhraseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                "state",
                (F("advert_count") + F("course_count") + F("learner_count")).desc(),
                "phrase",
                name="skills_phrase_queue",
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text_count(self) -> int:
        return self.advert_count + self.course_count + self.learner_count


class PhraseSighting(models.Model):
    """Where a phrase stands: one of a few examples, from public texts only."""

    class Source(models.TextChoices):
        ADVERT = "advert", "Advert"
        COURSE = "course", "Course"

    phrase = models.ForeignKey(UnknownPhrase, on_delete=models.CASCADE, related_name="sightings")
    source = models.CharField(max_length=10, choices=Source)
    title = models.CharField(max_length=300)
    address = models.CharField(max_length=200, help_text="Of its page.")
    sentence = models.CharField(max_length=300, blank=True, help_text="Empty if it may name a person.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["phrase", "address"], name="skills_phrase_seen_once_a_text")
        ]

    def __str__(self) -> str:
        return f"{self.phrase_id} in {self.title}"


class VocabularyDecision(models.Model):
    """What a curator did to the list of skills, with what has to be known to undo it. Never deleted."""

    class Kind(models.TextChoices):
        ADD = "add", "Added"
        ALIAS = "alias", "Another name"
        MERGE = "merge", "Merged"
        REFUSE = "refuse", "Refused"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    phrase = models.ForeignKey(UnknownPhrase, null=True, on_delete=models.PROTECT, related_name="decisions")
    skill = models.ForeignKey(
        Skill, null=True, on_delete=models.PROTECT, related_name="+", help_text="Added, named or merged away."
    )
    other = models.ForeignKey(
        Skill,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The broader one, or the one merged into.",
    )
    words = models.CharField(
        max_length=300, help_text="The name that was added, given, merged away or refused."
    )
    reason = models.TextField(max_length=1000)
    labels = models.JSONField(default=list, help_text="Ids of the names it added.")
    effect = models.JSONField(default=dict, help_text="The counts of its preview.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(default=timezone.now)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)
    undone_reason = models.TextField(max_length=1000, blank=True)

    class Meta:
        ordering = ["-decided_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="refuse", skill=None) | (~Q(kind="refuse") & Q(skill__isnull=False)),
                name="skills_decision_about_a_skill",
            ),
            models.CheckConstraint(
                condition=~Q(kind="merge") | Q(other__isnull=False), name="skills_merged_into_another"
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_reason="")
                | (Q(undone_at__isnull=False) & ~Q(undone_reason="")),
                name="skills_undone_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.words}"


class VocabularyVersion(models.Model):
    """A published change of the list of skills: versions are counted, and each is one decision or its undoing."""

    number = models.PositiveIntegerField(primary_key=True)
    decision = models.ForeignKey(VocabularyDecision, on_delete=models.PROTECT, related_name="versions")
    is_undoing = models.BooleanField(default=False)
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "is_undoing"], name="skills_version_once_a_change")
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"
