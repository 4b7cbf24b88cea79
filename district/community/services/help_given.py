"""Applying for somebody who has no computer; and how that person takes it over, or takes it back."""

from datetime import timedelta
from typing import Any

import pgtrigger
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from district.community.services import paper
from district.partners.actor import Actor
from district.web.errors import NotAllowed, Refused
from learners.models import Learner
from learners.services import claims, profiles
from learners.signals import learner_changed
from programmes import access
from programmes.models import Application, Conversation, CourseRun, Enrolment, PaperLetter
from programmes.services import applications, states

MOST_A_DAY = 50


def known_people(actor: Actor) -> QuerySet[Learner]:
    """People without an e-mail address for whom the actor's organisation acts."""
    own = Application.objects.helped_by(actor)
    people = Learner.objects.filter(user__email=None, pk__in=own.values("learner"))
    return people.select_related("user").order_by("user__name", "pk")


@transaction.atomic
def start(
    *, run: CourseRun, person: Learner | None = None, name: str = "", agreed_how: str, by: Actor
) -> Application:
    """A draft for somebody known to those who help, or for somebody new of whom no more than a name is asked."""
    if not access.may_apply_for_others(by):
        raise NotAllowed("Only providers, community partners and WMCA staff apply for others.")
    if not agreed_how.strip():
        raise Refused("Say how the person agreed that you apply for them.", field="agreed_how")
    if person is None:
        day = timezone.now() - timedelta(days=1)
        if Application.objects.filter(applied_by=by.person, created_at__gt=day).count() >= MOST_A_DAY:
            raise Refused(
                f"You have begun {MOST_A_DAY} applications in a day, which is the most. Go on tomorrow."
            )
        person = claims.make_person(name=name, by=by)
    elif not known_people(by).filter(pk=person.pk).exists():
        raise NotAllowed("You can only apply for people whom your organisation helps.")
    return applications.start(run=run, learner=person, agreed_how=agreed_how.strip()[:200], by=by)


@transaction.atomic
def new_code(*, application: Application, by: Actor) -> str:
    """To print on the confirmation, so that the person can take over what was begun for them."""
    if not access.acts_for_applicant(by, application):
        raise NotAllowed("Only those who help this person can print a code.")
    paper.spare(application.learner)
    return claims.new_code(learner=application.learner, by=by)


@transaction.atomic
def hand_over(*, letter: PaperLetter, by: Actor) -> PaperLetter:
    """It was printed and given to the person; said twice it stays as it was."""
    current = (
        PaperLetter.objects.select_for_update(of=("self",)).select_related("application").get(pk=letter.pk)
    )
    if not access.acts_for_applicant(by, current.application):
        raise NotAllowed("Only those who help this person hand over their letters.")
    if current.given_at is None:
        current.given_at = timezone.now()
        current.save(update_fields=["given_at"])
    return current


@transaction.atomic
def stop(*, application: Application, by: Actor) -> Application:
    """The person takes it back: from now on only they act. Those who helped see nothing more."""
    current = (
        Application.objects.select_for_update(of=("self",)).select_related("learner").get(pk=application.pk)
    )
    if not access.is_applicant(by, current):
        raise NotAllowed("Only the person themselves can do this.")
    if current.applied_for_id is not None and current.help_ended_at is None:
        _end_help(current)
    return current


def _end_help(application: Application) -> None:
    application.help_ended_at = timezone.now()
    states.save(application, "help_ended_at")


# Taking over -----------------------------------------------------------------------------------------


@transaction.atomic
def claim(*, code: str, by: Actor) -> Learner:
    """What was begun on paper becomes the person's own: as their profile, or as a part of the one they have."""
    begun = claims.locked(code)
    paper.spare(begun)
    own = Learner.objects.select_for_update(of=("self",)).filter(user=by.person).first()
    if own is None:
        own = _adopt(begun, by)
    else:
        _move(begun, own)
    helped = Application.objects.filter(learner=own, help_ended_at=None).exclude(applied_for=None)
    for application in helped.select_for_update(of=("self",)).order_by("pk"):
        _end_help(application)
    return own


def _adopt(begun: Learner, by: Actor) -> Learner:
    """Somebody who had no profile: this one is theirs."""
    stand_in, person = begun.user, by.person
    begun.user, begun.matching_on = person, True
    begun.version += 1
    begun.save(update_fields=["user", "matching_on", "version"])
    if not person.name:
        person.name = stand_in.name
        person.save(update_fields=["name"])
    begun.claim.delete()
    stand_in.delete()
    learner_changed.send(Learner, learner_ids=[begun.pk])
    return begun


def _move(begun: Learner, own: Learner) -> None:
    """What would be there twice stays behind, and goes with the profile that was begun on paper."""
    stand_in = begun.user
    moved: list[Any] = []
    for model in (Application, Enrolment, Conversation):
        for row in model.objects.filter(learner=begun).order_by("pk"):
            try:
                with transaction.atomic():
                    row.learner = own
                    row.save(update_fields=["learner"])
                    moved.append(row)
            except IntegrityError:
                continue
    for model in (Application, Enrolment):
        keys = [row.pk for row in moved if isinstance(row, model)]
        with pgtrigger.ignore(f"programmes.{model.__name__}Event:append_only"):
            history = model.pgh_event_model.objects.filter(pgh_obj_id__in=keys)  # type: ignore[union-attr]
            history.update(learner_id=own.pk)
    profiles.delete(learner=begun, by=Actor(user=stand_in))
    stand_in.delete()
