import uuid

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone

from district.accounts.models import User
from district.places.models import Postcode
from district.skills.models import Level, Occupation, Skill

METRES_A_MILE = 1609.344
DEFAULT_TRAVEL_MILES = 10


class TravelMode(models.TextChoices):
    WALK = "walk", "On foot"
    CYCLE = "cycle", "By bicycle"
    TRANSIT = "transit", "By bus, tram or train"
    CAR = "car", "By car"


class Looking(models.TextChoices):
    JOB = "job", "A job"
    APPRENTICESHIP = "apprenticeship", "An apprenticeship"
    WORK_EXPERIENCE = "work_experience", "Work experience"
    PLACEMENT = "placement", "A T Level or other placement"
    COURSE = "course", "A course"


class Free(models.TextChoices):
    DAYTIME = "daytime", "Weekdays in the daytime"
    EVENING = "evening", "Evenings"
    WEEKEND = "weekend", "Weekends"
    BLOCK = "block", "Full days for a few weeks"


@pghistory.track(exclude=["postcode"])
class Learner(models.Model):
    """A person who looks for training or work: where they live, how far they can travel, what they look for and when.

    Made when someone starts their profile, ended when they delete it. What they can do is in HeldSkill. Equality
    answers are never here.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="learner")
    postcode = models.ForeignKey(Postcode, null=True, on_delete=models.PROTECT, related_name="+")
    travel_miles = models.PositiveSmallIntegerField(null=True, help_text="Empty means the regional default.")
    travel_modes = models.JSONField(default=list)
    remote_ok = models.BooleanField(default=True)
    looking_for = models.JSONField(default=list)
    hopes = models.ManyToManyField(Occupation, blank=True, related_name="+")
    free_from = models.DateField(null=True)
    free_times = models.JSONField(default=list)
    least_salary = models.PositiveIntegerField(null=True, help_text="Pounds a year; empty means no limit.")
    answered = models.JSONField(default=list, help_text="Names of the questions answered.")
    matching_on = models.BooleanField(default=True, help_text="Off: no matches are computed or kept.")
    is_fictional = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1, help_text="Goes up by one with each saved change.")
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(travel_miles=None) | Q(travel_miles__range=(0, 200)),
                name="learners_travel_0_to_200_miles",
                violation_error_message="Enter a distance from 0 to 200 miles.",
            )
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def travel_limit_dam(self) -> int:
        """The furthest they travel, in whole decametres as the crow flies; the default if they have not said."""
        miles = DEFAULT_TRAVEL_MILES if self.travel_miles is None else self.travel_miles
        return round(miles * METRES_A_MILE / 10)


class Evidence(models.TextChoices):
    SAID = "said", "I just know it"
    WORK = "work", "From paid or unpaid work"
    COURSE = "course", "From a course or qualification"
    HOME = "home", "From home, a hobby or volunteering"
    COMPLETION = "completion", "Confirmed by a course completed here"
    EMPLOYER = "employer", "Confirmed by an employer at work"


CONFIRMED = (Evidence.COMPLETION, Evidence.EMPLOYER)  # what nobody can say of themselves; the stronger last


@pghistory.track()
class HeldSkill(models.Model):
    """Something a learner can do, at a level, on some evidence."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="held_skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+", db_index=False)
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.FOUNDATION)
    evidence = models.CharField(max_length=10, choices=Evidence, default=Evidence.SAID)
    evidence_note = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "skill"],
                name="learners_skill_held_once",
                violation_error_message="This skill is on your list already.",
            ),
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="learners_held_level_1_to_4"),
        ]
        indexes = [
            # Who holds a skill, and how well, without a look at each row.
            models.Index(fields=["skill"], include=["learner", "level"], name="learners_held_by_skill"),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} holds {self.skill_id} at {self.level}"
