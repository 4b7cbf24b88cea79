from django.db import models


class Level(models.IntegerChoices):
    """How well a skill is held, asked or taught; how it stands to other scales is in services/crosswalks.py."""

    FOUNDATION = 1, "Foundation"
    INTERMEDIATE = 2, "Intermediate"
    ADVANCED = 3, "Advanced"
    EXPERT = 4, "Expert"


class SkillState(models.TextChoices):
    """Of a skill attached to an advert or a course text."""

    SUGGESTED = "suggested", "Suggested from the text"
    ACCEPTED = "accepted", "Accepted"
    REFUSED = "refused", "Refused"
