from django.db import models

from learners.models.learner import Learner


class EqualityAnswers(models.Model):
    """Answers to the optional equality questions, read only for aggregates.

    No selecting or matching code may reach this table: the database role that matches has no grant on it, and it is in
    no audit trail.
    """

    learner = models.OneToOneField(Learner, on_delete=models.CASCADE, related_name="+", primary_key=True)
    sex = models.CharField(max_length=1, blank=True)
    ethnicity = models.CharField(max_length=2, blank=True)
    has_disability = models.CharField(max_length=1, blank=True)
    is_care_leaver = models.CharField(max_length=1, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True)
    answered_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return "equality answers"
