from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from district.accounts.models import User
from district.partners.models import Organisation
from learners.models.learner import Learner


class ProfileClaim(models.Model):
    """A code on paper with which somebody takes over the profile that was begun for them. We keep its digest.

    Made by those who helped them, at most one at a time; it ends when it is used, replaced, or after ninety days.
    """

    learner = models.OneToOneField(Learner, on_delete=models.CASCADE, related_name="claim")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    code_digest = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="learners_claim_ends_later")
        ]

    def __str__(self) -> str:
        return f"code for {self.learner_id}"
