from django.db import models
from django.utils import timezone

from district.skills.models import Skill
from learners.models.learner import Learner


class ProfileSuggestion(models.Model):
    """A skill found in words the learner pasted, waiting for an answer. The pasted text itself is not kept."""

    class State(models.TextChoices):
        SUGGESTED = "suggested"
        ACCEPTED = "accepted"
        REFUSED = "refused"

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="suggestions")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=300, help_text="The words that gave it.")
    source = models.CharField(
        max_length=300, help_text="For people: 'your text', or the occupation it is typical of."
    )
    text_digest = models.CharField(
        max_length=64, blank=True, default="", db_default="", help_text="Tells the same text of theirs again."
    )
    state = models.CharField(max_length=10, choices=State, default=State.SUGGESTED)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "skill"], name="learners_suggested_once")]

    def __str__(self) -> str:
        return f"{self.skill_id} for {self.learner_id} from {self.words}"
