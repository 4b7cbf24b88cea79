"""What the portal writes to learners and providers at each step. Each act writes once.

A step only promises its letter, in its own transaction: it is worded and sent by a worker, so that nobody waits for
words while others wait for the lock of a course run.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone

from district.accounts.models import User
from district.outbox.services import mail, tasks
from district.partners.models import Membership
from programmes import addresses
from programmes.models import Application, Enrolment, PaperLetter, PlaceRule, RunSession
from programmes.services import curriculum


class Act(TextChoices):
    RECEIVED = "received"
    OFFERED = "offered"
    REMINDED = "reminded"
    WAITLISTED = "waitlisted"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    EXPIRED = "expired"
    OFFER_WITHDRAWN = "offer_withdrawn"
    WITHDRAWN = "withdrawn"
    APPEALED = "appealed"
    SUPPORT_ANSWERED = "support_answered"
    SUPPORT_ASKED = "support_asked"
    ENROL_ASKED = "enrol_asked"
    RELEASE_WARNED = "release_warned"
    RELEASED = "released"


class Step(TextChoices):
    ENROLLED = "enrolled"
    BROKEN_OFF = "on_break"
    RESUMED = "resumed"
    COMPLETED = "completed"
    ACHIEVED = "achieved"
    LEFT = "left"
    CANCELLED = "cancelled"


LETTERS = {
    Act.RECEIVED: ("programmes/mail/received", "We have your application: {course}"),
    Act.OFFERED: ("programmes/mail/offered", "You are offered a place: {course}"),
    Act.REMINDED: ("programmes/mail/reminded", "Your offer runs out soon: {course}"),
    Act.WAITLISTED: ("programmes/mail/waitlisted", "You are on the waiting list: {course}"),
    Act.ACCEPTED: ("programmes/mail/accepted", "Your place is yours: {course}"),
    Act.REFUSED: ("programmes/mail/refused", "About your application: {course}"),
    Act.EXPIRED: ("programmes/mail/expired", "Your offer has run out: {course}"),
    Act.OFFER_WITHDRAWN: ("programmes/mail/offer_withdrawn", "Your offer has been taken back: {course}"),
    Act.WITHDRAWN: ("programmes/mail/withdrawn", "You have withdrawn your application: {course}"),
    Act.APPEALED: ("programmes/mail/appealed", "Your application is looked at again: {course}"),
    Act.SUPPORT_ANSWERED: (
        "programmes/mail/support_answered",
        "An answer about the support you need: {course}",
    ),
    Act.SUPPORT_ASKED: ("programmes/mail/support_asked", "Somebody asks for support: {course}"),
    Act.ENROL_ASKED: ("programmes/mail/enrol_asked", "People to enrol: {course}"),
    Act.RELEASE_WARNED: ("programmes/mail/release_warned", "You are not enrolled yet: {course}"),
    Act.RELEASED: ("programmes/mail/released", "Your place is no longer kept: {course}"),
    Step.ENROLLED: ("programmes/mail/enrolled", "You are enrolled: {course}"),
    Step.BROKEN_OFF: ("programmes/mail/on_break", "Your break from the course: {course}"),
    Step.RESUMED: ("programmes/mail/resumed", "Welcome back: {course}"),
    Step.COMPLETED: ("programmes/mail/completed", "You have completed {course}"),
    Step.ACHIEVED: ("programmes/mail/achieved", "You have achieved {course}"),
    Step.LEFT: ("programmes/mail/left", "You have left {course}"),
    Step.CANCELLED: ("programmes/mail/cancelled", "Your enrolment is cancelled: {course}"),
}
TO_PROVIDER = {Act.SUPPORT_ASKED, Act.ENROL_ASKED}
MOST_READERS = 20
ANSWERS = {Act.RECEIVED, Act.OFFERED, Act.WAITLISTED}
LEFT_TO_THE_BEAT = timedelta(seconds=1)


def promise(application: Application, act: Act) -> None:
    """Answers to applications are handed to the workers by the beat, many at a time and a few seconds later: to do so
    here would double what an application costs just when everybody applies.
    """
    later = timezone.now() + LEFT_TO_THE_BEAT if act in ANSWERS else None
    tasks.enqueue(
        name="programmes.write_about_application",
        args={"application_id": application.pk, "act": act.value, "version": application.version},
        not_before=later,
    )


def promise_step(enrolment: Enrolment, step: Step) -> None:
    """Nothing to somebody whose profile is gone, or who never had one."""
    if enrolment.learner_id is not None:
        tasks.enqueue(
            name="programmes.write_about_enrolment",
            args={"enrolment_id": enrolment.pk, "step": step.value, "version": enrolment.version},
        )


def promise_session(session: RunSession) -> None:
    """To everybody on the run: it has moved, or will not take place."""
    tasks.enqueue(
        name="programmes.write_about_session",
        args={"session_id": session.pk, "version": session.version},
        key=f"session {session.pk}",
    )


def write_about_application(*, application_id: int, act: Act, version: int) -> None:
    application = (
        Application.objects.filter(pk=application_id)
        .select_related("learner__user", "run__course__organisation", "run__venue", "run__intake")
        .select_related("applied_by")
        .defer("run__course__search")
        .first()
    )
    if application is None:
        return
    course = application.run.course
    to_provider = act in TO_PROVIDER
    readers = staff_of(course.organisation_id) if to_provider else [application.learner.user]
    url = addresses.for_provider(application) if to_provider else addresses.of_application(application)
    facts = _facts(application) | {"url": url}
    template, subject = LETTERS[act]
    for reader in readers:
        _deliver(
            application,
            reader,
            subject=subject.format(course=course.title),
            template=template,
            context=facts | {"reader": reader},
            key=f"application {application.public_id} {act} {version}",
        )


def write_about_enrolment(*, enrolment_id: int, step: Step, version: int) -> None:
    enrolment = (
        Enrolment.objects.filter(pk=enrolment_id, learner__isnull=False)
        .select_related("learner__user", "run__course__organisation", "run__venue", "application__applied_by")
        .defer("run__course__search")
        .first()
    )
    if enrolment is None or enrolment.learner is None:
        return
    course = enrolment.run.course
    template, subject = LETTERS[step]
    _deliver(
        enrolment.application,
        enrolment.learner.user,
        subject=subject.format(course=course.title),
        template=template,
        context={
            "enrolment": enrolment,
            "run": enrolment.run,
            "course": course,
            "provider": course.organisation,
            "reader": enrolment.learner.user,
            "skills": [each.skill.label for each in curriculum.taught_to(enrolment)],
            "url": addresses.of_enrolment(enrolment),
        },
        key=f"enrolment {enrolment.public_id} {step} {version}",
    )


def _deliver(
    application: Application | None,
    reader: User,
    *,
    subject: str,
    template: str,
    context: dict[str, Any],
    key: str,
) -> None:
    """By e-mail; to somebody without an address on paper, through those who help them."""
    if reader.email is not None:
        mail.send(to=reader.email, subject=subject, template=template, context=context, key=key)
    elif application is not None and application.applied_for_id and application.help_ended_at is None:
        _put_on_paper(application, subject=subject, words=mail.render(template, context), key=key)


def _put_on_paper(application: Application, *, subject: str, words: str, key: str) -> None:
    letter, is_new = PaperLetter.objects.get_or_create(
        application=application, key=key, defaults={"subject": subject[:200], "words": words}
    )
    helper = application.applied_by
    if is_new and helper is not None:
        mail.send(
            to=helper.email,
            subject="There is a letter to print and hand over",
            template="programmes/mail/letter_to_print",
            context={"url": addresses.of_letter(letter)},
            key=f"paper {letter.public_id}",
        )


def write_about_session(*, session_id: int, version: int) -> None:
    session = (
        RunSession.objects.filter(pk=session_id)
        .select_related("run__course__organisation", "venue")
        .defer("run__course__search")
        .first()
    )
    if session is None:
        return
    course = session.run.course
    current = Enrolment.objects.current().filter(run=session.run_id, learner__isnull=False)
    verb = "cancelled" if session.cancelled_at else "changed"
    for enrolment in current.select_related("learner__user", "application__applied_by").order_by("id"):
        if enrolment.learner is None:
            continue
        _deliver(
            enrolment.application,
            enrolment.learner.user,
            subject=f"A session is {verb}: {course.title}",
            template="programmes/mail/session_changed",
            context={
                "session": session,
                "course": course,
                "provider": course.organisation,
                "reader": enrolment.learner.user,
                "url": addresses.of_enrolment(enrolment),
            },
            key=f"session {session.public_id} {version} {enrolment.public_id}",
        )


def _facts(application: Application) -> dict[str, Any]:
    missing = application.missing_skills.select_related("skill").order_by("skill__label")
    return {
        "application": application,
        "run": application.run,
        "course": application.run.course,
        "provider": application.run.course.organisation,
        "conditions": [row.words for row in application.conditions.order_by("id")],
        "missing": [row.skill.label for row in missing],
        "courses_url": addresses.of_courses(),
        "kept_until": _kept_until(application),
    }


def _kept_until(application: Application) -> date | None:
    """Until when an accepted place waits for an enrolment."""
    starts_on, warned_at = application.run.starts_on, application.release_warned_at
    if application.state != Application.State.ACCEPTED or starts_on is None:
        return None
    rule = PlaceRule.on(timezone.localdate())
    return rule.kept_until(starts_on, timezone.localdate(warned_at) if warned_at else None)


def staff_of(organisation_id: int) -> Iterable[User]:
    members = Membership.objects.live().filter(organisation=organisation_id).select_related("user")
    return [membership.user for membership in members.order_by("joined_at", "id")[:MOST_READERS]]
