from django.db import models
from django.utils import timezone

from learners.models.learner import Learner


class EmployerConsent(models.Model):
    """A learner lets employers see which of the skills they ask for fit, without name or place.

    Only people of 18 or over can. The date of birth by which that was checked is not kept. Ends when they say so, when
    they switch matching off, and with the profile.
    """

    learner = models.OneToOneField(
        Learner, on_delete=models.CASCADE, primary_key=True, related_name="employer_consent"
    )
    agreed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"agreed {self.agreed_at:%d %B %Y}"
