from django.db import models

from learners.models.learner import Learner


class EqualityAnswers(models.Model):
    """Answers to the optional equality questions, read only for aggregates.

    No selecting or matching code may reach this table: the database role that matches has no grant on it, and it is in
    no audit trail. An empty answer is one that nobody gave.
    """

    class Sex(models.TextChoices):
        FEMALE = "F", "Female"
        MALE = "M", "Male"

    class Ethnicity(models.TextChoices):
        ASIAN = "A", "Asian or Asian British"
        BLACK = "B", "Black, Black British, Caribbean or African"
        MIXED = "M", "Mixed or multiple ethnic groups"
        WHITE = "W", "White"
        OTHER = "O", "Other ethnic group"

    class Answer(models.TextChoices):
        YES = "Y", "Yes"
        NO = "N", "No"

    learner = models.OneToOneField(Learner, on_delete=models.CASCADE, related_name="+", primary_key=True)
    sex = models.CharField(max_length=1, blank=True)
    ethnicity = models.CharField(max_length=2, blank=True)
    has_disability = models.CharField(max_length=1, blank=True)
    is_care_leaver = models.CharField(max_length=1, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True)
    may_count = models.BooleanField(
        default=False,
        db_default=False,
        help_text="They agreed that their answers are counted, in groups that nobody can be made out in.",
    )
    answered_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return "equality answers"
