import uuid
from datetime import date
from typing import ClassVar, Self

import pghistory
from django.db import models
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Lower, TruncDate
from django.utils import timezone

from district.accounts.models import User
from district.partners.actor import Actor
from district.partners.models import Organisation, Role
from learners.models import Learner
from programmes.models import Application, CourseRun, Enrolment


class MayFollow(models.TextChoices):
    """What a person lets those who referred them know; each also takes in what stands before it."""

    NOTHING = "nothing", "Nothing"
    APPLIED = "applied", "Whether I have applied"
    STARTED = "started", "Whether I have applied and started"
    COMPLETED = "completed", "Whether I have applied, started and completed"


APPLIED_AND_UP = (MayFollow.APPLIED, MayFollow.STARTED, MayFollow.COMPLETED)
STARTED_AND_UP = (MayFollow.STARTED, MayFollow.COMPLETED)


class ReferralQuerySet(models.QuerySet["Referral"]):
    def of(self, actor: Actor) -> Self:
        """Of the person themselves, once they have accepted."""
        return self.filter(learner__user_id=actor.user.pk) if actor.is_signed_in else self.none()

    def visible_to(self, actor: Actor) -> Self:
        """A community partner those it made; nobody else."""
        if actor.organisation and actor.acts_as(Role.COMMUNITY):
            return self.filter(organisation=actor.organisation)
        return self.none()

    def open(self) -> Self:
        return self.filter(state=Referral.State.SENT, expires_at__gt=timezone.now())

    def with_what_may_be_followed(self) -> Self:
        """The only way in which a partner is told: `follows`, and the days that it covers, else nothing.

        Nothing before the person has accepted, nothing once they have taken their consent back: the database does not
        hand out what the consent does not cover.
        """
        consents = Q(state=Referral.State.ACCEPTED, consent_ended_at=None, consented_at__isnull=False)
        return self.annotate(
            follows=Case(
                When(consents, then=F("may_follow")),
                default=Value(MayFollow.NOTHING),
                output_field=CharField(),
            ),
            applied_on=_if(consents & Q(may_follow__in=APPLIED_AND_UP), _applied()),
            started_on=_if(consents & Q(may_follow__in=STARTED_AND_UP), _started()),
            completed_on=_if(consents & Q(may_follow=MayFollow.COMPLETED), _completed()),
        )


def _if(condition: Q, day: Subquery) -> Case:
    return Case(When(condition, then=day), default=None, output_field=DateField())


def _first(rows: QuerySet, day: str) -> Subquery:
    return Subquery(rows.order_by(day).values(day)[:1])


def _wanted(rows: QuerySet) -> QuerySet:
    """What the person did: of a referral to a course run on any run of that course, of one to the portal on any."""
    course = ExpressionWrapper(OuterRef("run__course"), output_field=BigIntegerField())
    own = rows.filter(learner=OuterRef("learner")).alias(referred_to=course)
    return own.filter(Q(referred_to=None) | Q(run__course=F("referred_to")))


def _applied() -> Subquery:
    sent = _wanted(Application.objects.filter(submitted_at__gte=OuterRef("made_at")))
    return _first(sent.annotate(sent_on=TruncDate("submitted_at")), "sent_on")


def _started() -> Subquery:
    begun = Enrolment.objects.exclude(state__in=Enrolment.NEVER_BEGAN)
    return _first(_wanted(begun.filter(created_at__gte=OuterRef("made_at"))), "starts_on")


def _completed() -> Subquery:
    done = Enrolment.objects.filter(state__in=Enrolment.COMPLETERS, created_at__gte=OuterRef("made_at"))
    return _first(_wanted(done), "ended_on")


@pghistory.track(exclude=["name", "email", "token_digest", "agreed_how"])
class Referral(models.Model):
    """A community partner's suggestion to somebody: a course run, or the portal. With it goes what they agreed may be
    followed.

    Ended by the person's yes or no, or after thirty days; then their name and address are wiped unless they said yes.
    Their consent can be taken back at any time.
    """

    class State(models.TextChoices):
        SENT = "sent", "Waiting for their answer"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        EXPIRED = "expired", "Ran out"

    TRANSITIONS: ClassVar[dict[str, set[str]]] = {
        State.SENT: {State.ACCEPTED, State.DECLINED, State.EXPIRED},
        State.ACCEPTED: set(),
        State.DECLINED: set(),
        State.EXPIRED: set(),
    }

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="referrals")
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    run = models.ForeignKey(
        CourseRun, null=True, on_delete=models.PROTECT, related_name="+", help_text="None: to the portal."
    )
    name = models.CharField(max_length=100, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    state = models.CharField(max_length=8, choices=State, default=State.SENT)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="When they answered, or it ran out.")
    learner = models.ForeignKey(Learner, null=True, on_delete=models.CASCADE, related_name="referrals")

    may_follow = models.CharField(max_length=9, choices=MayFollow, default=MayFollow.NOTHING)
    agreed_how = models.CharField(max_length=200, help_text="How they agreed to be referred.")
    agreed_on = models.DateField(help_text="When they agreed to be referred.")
    consented_at = models.DateTimeField(
        null=True, help_text="When they said themselves what may be followed."
    )
    consent_ended_at = models.DateTimeField(null=True)

    # What with_what_may_be_followed adds:
    follows: str
    applied_on: date | None
    started_on: date | None
    completed_on: date | None

    objects = ReferralQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                "run",
                condition=Q(state="sent"),
                nulls_distinct=False,
                name="community_one_open_referral",
            ),
            models.CheckConstraint(
                condition=(Q(state="accepted") & Q(learner__isnull=False, consented_at__isnull=False))
                | (~Q(state="accepted") & Q(learner=None, consented_at=None)),
                name="community_referral_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", ended_at=None) | (~Q(state="sent") & Q(ended_at__isnull=False)),
                name="community_referral_end_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "expired"]) | Q(name="", email=""),
                name="community_referral_wiped",
            ),
            models.CheckConstraint(
                condition=Q(consent_ended_at=None) | Q(consented_at__isnull=False),
                name="community_consent_ends_after_it_began",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-made_at"], name="community_referrals_of")]

    def __str__(self) -> str:
        return f"referral by {self.organisation_id}"
