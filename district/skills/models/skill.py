import uuid
from typing import Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import FETCH_RAISE, F, Q
from django.db.models.functions import Lower

from district.skills.spine import SPINE


class Scheme(models.Model):
    """A classification of skills: ESCO 1.2, DigComp 2.0, the Government Digital and Data framework …"""

    code = models.SlugField(primary_key=True, max_length=40)
    name = models.CharField(max_length=200)
    version = models.CharField(max_length=20)
    attribution = models.TextField(blank=True, help_text="The words its licence asks for.")
    url = models.URLField(blank=True)

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class SkillQuerySet(models.QuerySet["Skill"]):
    def live(self) -> Self:
        return self.filter(withdrawn_at=None)

    def choosable(self) -> Self:
        """What a person may say they can do: live skills, not the groups that hold them."""
        return self.live().exclude(kind=Skill.Kind.GROUP)

    def for_list(self) -> Self:
        """Digital skills first, then by name, with what a list shows and nothing else."""
        fields = ("public_id", "label", "description", "kind", "is_digital")
        return (
            self.only(*fields).order_by(F("is_digital").desc(), Lower("label"), "id").fetch_mode(FETCH_RAISE)
        )


class Skill(models.Model):
    """One concept of a scheme: a skill, a piece of knowledge, or a group of them."""

    class Kind(models.TextChoices):
        SKILL = "skill", "Skill"
        KNOWLEDGE = "knowledge", "Knowledge"
        GROUP = "group", "Group"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="skills")
    uri = models.CharField(max_length=200, unique=True)
    label = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    kind = models.CharField(max_length=10, choices=Kind)
    is_digital = models.BooleanField(default=False)
    is_transversal = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replaces")

    objects = SkillQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(replaced_by=None) | Q(withdrawn_at__isnull=False),
                name="skills_replaced_is_withdrawn",
            ),
            models.CheckConstraint(condition=~Q(replaced_by=F("id")), name="skills_not_replaced_by_itself"),
        ]
        indexes = [
            models.Index(
                F("is_digital").desc(),
                Lower("label"),
                F("id"),
                condition=Q(withdrawn_at=None, scheme__in=SPINE) & ~Q(kind="group"),
                name="skills_in_list_order",
            )
        ]

    def __str__(self) -> str:
        return self.label


class SkillLabel(models.Model):
    """A name people use for a skill; `text` as written, `phrase` folded to lower-case words for finding it in texts."""

    class Kind(models.TextChoices):
        PREFERRED = "preferred"
        ALTERNATIVE = "alternative"

    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="labels")
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.CharField(max_length=300)
    phrase = models.CharField(max_length=300)
    is_own = models.BooleanField(
        default=False, db_default=False, help_text="Given by the partnership: no import takes it away."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["skill", "phrase"], name="skills_label_once_per_skill"),
            models.UniqueConstraint(
                fields=["skill"], condition=Q(kind="preferred"), name="skills_one_preferred_label"
            ),
        ]
        indexes = [
            models.Index(OpClass("phrase", name="text_pattern_ops"), name="skills_label_prefix"),
            GinIndex(OpClass("phrase", name="gin_trgm_ops"), name="skills_label_trigram"),
        ]

    def __str__(self) -> str:
        return self.text


class SkillRelation(models.Model):
    """How two concepts of a scheme stand to one another, read from `skill` to `other`."""

    class Kind(models.TextChoices):
        BROADER = "broader", "is narrower than"
        ESSENTIAL = "essential", "needs"
        OPTIONAL = "optional", "goes with"

    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="relations")
    other = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="reverse_relations")
    kind = models.CharField(max_length=10, choices=Kind)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["skill", "other", "kind"], name="skills_relation_once"),
            models.CheckConstraint(condition=~Q(skill=F("other")), name="skills_not_related_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.skill_id} {self.kind} {self.other_id}"
