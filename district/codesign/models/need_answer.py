import uuid
from typing import Self

import pghistory
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from district.accounts.models import User
from district.codesign.models import SkillsNeed
from district.partners.actor import Actor
from district.partners.models import Organisation, OrganisationRole, Role
from district.places.models import Council
from district.skills.models import Skill
from programmes.models.course import Course


class NeedArea(models.TextChoices):
    EVERYWHERE = "everywhere", "All needs, wherever they are"
    COUNCIL = "council", "Needs in one council"
    ANY = "any", "Needs that fit anywhere in the region"


class NeedAnswerQuerySet(models.QuerySet["NeedAnswer"]):
    def visible_to(self, actor: Actor) -> Self:
        """All to WMCA staff, their own to a provider."""
        if actor.is_staff:
            return self
        if actor.organisation is None or not actor.acts_as(Role.PROVIDER):
            return self.none()
        return self.filter(organisation=actor.organisation)

    def for_list(self) -> Self:
        return self.select_related("organisation", "skill", "council").fetch_mode(models.FETCH_RAISE)


@pghistory.track(exclude=["contact_name", "contact_email"])
class NeedAnswer(models.Model):
    """What a provider says to employers who need a skill: a course, one it plans, or an offer in words.

    A member of the provider sends it; each need of the group gets a reply to give. It ends when it is withdrawn, or
    when the days to reply are over.
    """

    class State(models.TextChoices):
        SENT = "sent", "Sent"
        CLOSED = "closed", "Closed"
        WITHDRAWN = "withdrawn", "Withdrawn"

    TRANSITIONS = {
        State.SENT: {State.CLOSED, State.WITHDRAWN},
        State.CLOSED: set(),
        State.WITHDRAWN: set(),
    }

    class Kind(models.TextChoices):
        COURSE = "course", "A course we teach"
        PLANNED = "planned", "A course we plan"
        OFFER = "offer", "Another offer"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="need_answers")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    area = models.CharField(max_length=10, choices=NeedArea, default=NeedArea.EVERYWHERE)
    council = models.ForeignKey(Council, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=7, choices=Kind)
    course = models.ForeignKey(Course, null=True, on_delete=models.PROTECT, related_name="need_answers")
    words = models.TextField(max_length=2000, blank=True)
    contact_name = models.CharField(max_length=150, help_text="Shared with an employer who accepts.")
    contact_email = models.EmailField(help_text="Shared with an employer who accepts.")
    state = models.CharField(max_length=9, choices=State, default=State.SENT)
    sent_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    closes_on = models.DateField()
    ended_at = models.DateTimeField(null=True)

    objects = NeedAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="course", course__isnull=False)
                | (Q(kind__in=["planned", "offer"], course=None) & ~Q(words="")),
                name="codesign_need_answer_says_what",
            ),
            models.CheckConstraint(
                condition=Q(area="council", council__isnull=False) | (~Q(area="council") & Q(council=None)),
                name="codesign_need_answer_council",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", ended_at=None) | (~Q(state="sent") & Q(ended_at__isnull=False)),
                name="codesign_ended_answer_has_time",
            ),
            models.UniqueConstraint(
                fields=["organisation", "skill", "area", "council"],
                condition=Q(state="sent"),
                nulls_distinct=False,
                name="codesign_one_live_answer",
                violation_error_message="You have answered this group already. Withdraw that answer first.",
            ),
        ]
        indexes = [
            models.Index(fields=["closes_on"], condition=Q(state="sent"), name="codesign_answer_clock")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} for {self.skill_id}"


class NeedReplyQuerySet(models.QuerySet["NeedReply"]):
    def visible_to(self, actor: Actor) -> Self:
        """All to WMCA staff; those to its own needs to an employer, from providers in good standing."""
        if actor.is_staff:
            return self
        if actor.organisation is None or not actor.acts_as(Role.EMPLOYER):
            return self.none()
        withheld = OrganisationRole.objects.withheld(Role.PROVIDER)
        return self.filter(
            ~Exists(withheld.filter(organisation=OuterRef("answer__organisation"))),
            need__organisation=actor.organisation,
            answer__organisation__is_active=True,
        )


@pghistory.track(exclude=["contact_name", "contact_email"])
class NeedReply(models.Model):
    """What one employer says to one answer, for one need: accepted, declined with a reason, or nothing in time.

    The provider learns who it is, and the employer whom to write to, only once it is accepted.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for your reply"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        LAPSED = "lapsed", "Not replied to in time"

    TRANSITIONS = {
        State.WAITING: {State.ACCEPTED, State.DECLINED, State.LAPSED},
        State.ACCEPTED: set(),
        State.DECLINED: {State.ACCEPTED},
        State.LAPSED: set(),
    }

    class Reason(models.TextChoices):
        SKILLS = "skills", "It does not teach what we need"
        LEVEL = "level", "The level does not fit"
        TIME = "time", "The time does not fit"
        PLACE = "place", "It is too far away"
        COST = "cost", "It costs too much"
        SETTLED = "settled", "We have found another way"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    answer = models.ForeignKey(NeedAnswer, on_delete=models.CASCADE, related_name="replies")
    need = models.ForeignKey(SkillsNeed, on_delete=models.PROTECT, related_name="replies")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=7, choices=Reason, blank=True)
    words = models.CharField(max_length=500, blank=True, help_text="Read by WMCA staff alone.")
    contact_name = models.CharField(max_length=150, blank=True)
    contact_email = models.EmailField(blank=True)
    has_met = models.BooleanField(default=False, help_text="The need was met by it.")
    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = NeedReplyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "need"], name="codesign_need_replies_once"),
            models.CheckConstraint(
                condition=(Q(state="declined") & ~Q(reason="")) | (~Q(state="declined") & Q(reason="")),
                name="codesign_declined_says_why",
                violation_error_message="Say why you decline.",
            ),
            models.CheckConstraint(
                condition=(Q(state="accepted") & ~Q(contact_email=""))
                | (~Q(state="accepted") & Q(contact_email="", contact_name="")),
                name="codesign_contact_once_accepted",
            ),
            models.CheckConstraint(
                condition=Q(has_met=False) | Q(state="accepted"), name="codesign_only_accepted_meets"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="codesign_need_reply_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} to {self.answer_id}: {self.state}"
