import uuid
from typing import ClassVar, Self

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils import timezone

from district.interviews.models.commitment import HOLDING, InterviewSlot
from district.partners.actor import Actor
from district.partners.models import Role
from learners.models import Learner
from programmes.models import Enrolment

HELD = ("attended", "no_show", "job_offer", "not_selected", "unrecorded")
OUTCOMES = ("attended", "no_show", "job_offer", "not_selected")


class DeclineReason(models.TextChoices):
    TIME = "time", "The day or time does not suit me"
    PLACE = "place", "I cannot get there"
    JOB = "job", "The job is not for me"
    HAVE_WORK = "have_work", "I have found work already"
    STUDY = "study", "I go on learning first"
    HEALTH = "health", "Health or family"
    OTHER = "other", "Another reason"


class InterviewOfferQuerySet(models.QuerySet["InterviewOffer"]):
    def of(self, actor: Actor) -> Self:
        """The person's own."""
        return self.filter(learner__user_id=actor.user.pk) if actor.is_signed_in else self.none()

    def visible_to(self, actor: Actor) -> Self:
        """Administrators among WMCA staff all, an employer those at its own slots, a provider those of its learners."""
        if actor.is_staff_admin:
            return self.all()
        mine = Q(pk__in=[])
        if actor.organisation and actor.acts_as(Role.EMPLOYER):
            mine |= Q(slot__commitment__organisation=actor.organisation)
        if actor.organisation and actor.acts_as(Role.PROVIDER):
            mine |= Q(enrolment__organisation=actor.organisation)
        return self.filter(mine)

    def live(self) -> Self:
        """Waiting for an answer, or accepted and still to come."""
        return self.filter(state__in=InterviewOffer.LIVE)

    def counting(self) -> Self:
        """What keeps the promise: a real interview that was offered and not called off by the employer."""
        return self.filter(is_mock=False).exclude(state=InterviewOffer.State.CANCELLED)

    def for_list(self) -> Self:
        return self.select_related(
            "slot__commitment__organisation", "learner__user", "enrolment__run__course"
        ).fetch_mode(models.FETCH_RAISE)


@pghistory.track(exclude=["decline_reason", "decline_note"])
class InterviewOffer(models.Model):
    """A slot offered to somebody who has completed a programme's course.

    Ended by the person's no, by time, by the employer's calling it off, or by what came of the interview.
    """

    class State(models.TextChoices):
        OFFERED = "offered", "Waiting for an answer"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        EXPIRED = "expired", "Ran out"
        CANCELLED = "cancelled", "Called off"
        ATTENDED = "attended", "Attended, result to come"
        NO_SHOW = "no_show", "Did not come"
        JOB_OFFER = "job_offer", "Offered the job"
        NOT_SELECTED = "not_selected", "Not selected"
        UNRECORDED = "unrecorded", "Nobody has said how it went"

    LIVE = (State.OFFERED, State.ACCEPTED)
    TRANSITIONS: ClassVar[dict[str, set[str]]] = {
        State.OFFERED: {State.ACCEPTED, State.DECLINED, State.EXPIRED, State.CANCELLED},
        State.ACCEPTED: {
            State.ATTENDED,
            State.NO_SHOW,
            State.JOB_OFFER,
            State.NOT_SELECTED,
            State.DECLINED,
            State.CANCELLED,
            State.UNRECORDED,
        },
        State.UNRECORDED: {State.ATTENDED, State.NO_SHOW, State.JOB_OFFER, State.NOT_SELECTED},
        State.ATTENDED: {State.JOB_OFFER, State.NOT_SELECTED},
        State.DECLINED: set(),
        State.EXPIRED: set(),
        State.CANCELLED: set(),
        State.NO_SHOW: set(),
        State.JOB_OFFER: set(),
        State.NOT_SELECTED: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="interview_offers")
    learner = models.ForeignKey(
        Learner, null=True, on_delete=models.SET_NULL, related_name="interview_offers"
    )
    slot = models.ForeignKey(InterviewSlot, on_delete=models.PROTECT, related_name="offers")
    during = DateTimeRangeField(
        help_text="The time of the slot, so that nobody is asked to be in two places."
    )
    is_mock = models.BooleanField(default=False, help_text="As the commitment: practice never counts.")
    state = models.CharField(max_length=12, choices=State, default=State.OFFERED)
    fit = models.PositiveSmallIntegerField(
        default=0, help_text="Per cent of the job's essential skills that the person has."
    )
    choice = models.PositiveSmallIntegerField(null=True, help_text="Which of their choices it was.")
    offered_at = models.DateTimeField(default=timezone.now)
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    decline_reason = models.CharField(max_length=9, choices=DeclineReason, blank=True)
    decline_note = models.CharField(max_length=300, blank=True)
    moved_from = models.ForeignKey(
        InterviewSlot, null=True, on_delete=models.PROTECT, related_name="+", help_text="Moved once at most."
    )
    reminded_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(null=True)

    objects = InterviewOfferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["slot"],
                condition=Q(state__in=HOLDING),
                name="interviews_slot_held_once",
                violation_error_message="Somebody else has this time already.",
            ),
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(state__in=["offered", "accepted"], is_mock=False),
                name="interviews_one_live_offer",
                violation_error_message="This person has an interview ahead already.",
            ),
            ExclusionConstraint(
                name="interviews_no_two_at_once",
                expressions=[("learner", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(state__in=["offered", "accepted"], learner__isnull=False),
                violation_error_message="This person has another interview at that time.",
            ),
            models.CheckConstraint(
                condition=Q(state="declined") | Q(decline_reason="", decline_note=""),
                name="interviews_reason_of_declined",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decline_reason=""),
                name="interviews_declined_has_reason",
                violation_error_message="Say why.",
            ),
            models.CheckConstraint(condition=Q(fit__lte=100), name="interviews_fit_in_per_cent"),
        ]
        indexes = [models.Index(fields=["state", "answer_by"], name="interviews_offers_open")]

    def __str__(self) -> str:
        return f"{self.enrolment_id} at {self.slot_id}: {self.state}"

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE

    @property
    def may_move(self) -> bool:
        return self.is_live and self.moved_from_id is None
