import uuid

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models

from district.skills.models.skill import Scheme, Skill


class Occupation(models.Model):
    """A kind of job in a scheme, with the skills it typically asks for."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="occupations")
    uri = models.CharField(max_length=200, unique=True)
    code = models.CharField(max_length=20, blank=True)
    isco_group = models.CharField(max_length=4, blank=True)
    label = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.label


class OccupationLabel(models.Model):
    occupation = models.ForeignKey(Occupation, on_delete=models.CASCADE, related_name="labels")
    text = models.CharField(max_length=300)
    phrase = models.CharField(max_length=300, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["occupation", "phrase"], name="skills_occupation_label_once")
        ]
        indexes = [GinIndex(OpClass("phrase", name="gin_trgm_ops"), name="skills_occupation_trigram")]

    def __str__(self) -> str:
        return self.text


class OccupationSkill(models.Model):
    occupation = models.ForeignKey(Occupation, on_delete=models.CASCADE, related_name="occupation_skills")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="occupation_skills")
    is_essential = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["occupation", "skill"], name="skills_occupation_asks_once")
        ]

    def __str__(self) -> str:
        return f"{self.occupation_id} asks {self.skill_id}"


class Crosswalk(models.Model):
    """A row that says how a code of one scheme corresponds to a code of another (SKOS mapping)."""

    class Relation(models.TextChoices):
        EXACT = "exact"
        CLOSE = "close"
        BROAD = "broad"
        NARROW = "narrow"

    from_scheme = models.CharField(max_length=40)
    from_code = models.CharField(max_length=200)
    to_scheme = models.CharField(max_length=40)
    to_code = models.CharField(max_length=200)
    relation = models.CharField(max_length=10, choices=Relation)
    source = models.CharField(max_length=200)
    version = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["from_scheme", "from_code", "to_scheme", "to_code", "version"],
                name="skills_crosswalk_row_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_scheme}:{self.from_code} {self.relation} {self.to_scheme}:{self.to_code}"
