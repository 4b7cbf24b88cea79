"""What the provider decides on applications: offers, waiting list, refusals with their reason, conditions and notes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from district.partners.actor import Actor
from district.skills.models import Level, Skill
from district.web.errors import Refused
from programmes.access import require_deciding
from programmes.models import (
    INELIGIBLE_REASONS,
    REASONS_WITH_A_NOTE,
    UNSUCCESSFUL_REASONS,
    Application,
    ApplicationNote,
    CourseRun,
    MissingSkill,
    OfferCondition,
    Reason,
    SupportNeed,
)
from programmes.services import applications, letters, places, states, waiting

State = Application.State

REFUSALS = {State.UNSUCCESSFUL: UNSUCCESSFUL_REASONS, State.INELIGIBLE: INELIGIBLE_REASONS}
MOST_AT_ONCE = 500


@dataclass(frozen=True)
class Done:
    """What became of each of many applications; `refused` with the sentence why not."""

    changed: Sequence[Application]
    refused: Sequence[tuple[Application, Refused]]


@transaction.atomic
def review(*, application: Application, by: Actor) -> Application:
    """Say that it is being looked at."""
    _, current = _lock(application, by)
    if states.move(current, State.UNDER_REVIEW):
        states.save(current, "state")
    return current


@transaction.atomic
def offer(*, application: Application, conditions: Iterable[str] = (), by: Actor) -> Application:
    """Offer one of the free places, while there are any."""
    run, current = _lock(application, by)
    if current.state == State.OFFERED:
        return current
    _check_offer(run, current)
    places.offer(run, current)
    current.decided_by = by.person
    states.save(current, *places.OFFER_FIELDS)
    places.save(run)
    for words in dict.fromkeys(each.strip() for each in conditions if each.strip()):
        OfferCondition.objects.get_or_create(application=current, words=words)
    return current


def _check_offer(run: CourseRun, application: Application) -> None:
    if not places.may_be_offered(run):
        raise Refused(
            "This course run has started or is cancelled. No more places can be offered.", code="closed"
        )
    if run.intake and run.intake.settled_at is None:
        raise Refused(
            "The places of this run are given by its intake, once applications have closed.", code="intake"
        )
    if application.has_open_questions:
        raise Refused("Answer first what this person told you about the support they need.", code="support")
    is_waiting = run.applications.waiting().filter(holds_place=False)
    if application.state != State.WAITLISTED and not application.holds_place and is_waiting.exists():
        raise Refused(
            "Others have waited for longer. The next free place goes to the first on the waiting list.",
            code="waiting",
        )
    if application.state == State.WAITLISTED and not application.holds_place:
        first = is_waiting.order_by("waiting_number").first()
        if first is not None and first.pk != application.pk:
            raise Refused("Offer the place to the first person on the waiting list.", code="waiting")


@transaction.atomic
def waitlist(*, application: Application, by: Actor) -> Application:
    """Put it at the end of the waiting list. With a place free, offer that instead."""
    run, current = _lock(application, by)
    if current.state == State.WAITLISTED:
        return current
    if places.are_left(run) and places.may_be_offered(run):
        raise Refused("There are places left. Offer one, or say why not.", code="free")
    places.give_back(run, current)
    waiting.join(run, current)
    current.decided_by = by.person
    states.save(current, "holds_place", *waiting.WAITING_FIELDS)
    places.save(run)
    return current


@transaction.atomic
def refuse(
    *,
    application: Application,
    to: str = State.UNSUCCESSFUL,
    reason: str,
    note: str = "",
    skills: Sequence[tuple[UUID, int]] = (),
    by: Actor,
) -> Application:
    """Say no, with a coded reason that the person reads. `skills`: those they lack, each with the level needed."""
    run, current = _lock(application, by)
    if current.state == to:
        return current
    wanted = _check_refusal(to, reason, note, skills)
    if not states.move(current, to):
        return current
    held = current.holds_place
    places.give_back(run, current)
    current.reason, current.reason_note = reason, note.strip()
    current.decided_at, current.decided_by = timezone.now(), by.person
    applications.end(current, "reason", "reason_note", "decided_at", "decided_by")
    MissingSkill.objects.bulk_create(
        MissingSkill(application=current, skill=skill, level=level) for skill, level in wanted
    )
    letters.promise(current, letters.Act.REFUSED)
    if held:
        places.save(run)
        waiting.move_on(run)
    return current


def _check_refusal(
    to: str, reason: str, note: str, skills: Sequence[tuple[UUID, int]]
) -> list[tuple[Skill, int]]:
    if reason not in REFUSALS[State(to)]:
        raise Refused("Choose the reason: the person will read it.", field="reason", code="reason")
    if reason in REASONS_WITH_A_NOTE and not note.strip():
        raise Refused("Explain it in a sentence: the person will read it.", field="note", code="note")
    levels = dict(skills)
    found = list(Skill.objects.filter(public_id__in=levels).order_by("id"))
    if reason == Reason.MISSING_SKILLS and not found:
        raise Refused("Name the skills that are missing, so that the person can learn them.", field="skills")
    if any(level not in Level.values for level in levels.values()):
        raise Refused("Choose a level from foundation to expert for each skill.", field="skills")
    return [(skill, levels[skill.public_id]) for skill in found]


@transaction.atomic
def withdraw_offer(*, application: Application, note: str, by: Actor) -> Application:
    """Take back an offer that is not accepted yet, and say why. The place goes to the next at once."""
    run, current = _lock(application, by)
    if current.state == State.OFFER_WITHDRAWN:
        return current
    if not note.strip():
        raise Refused("Say why you take the offer back: the person will read it.", field="note")
    states.move(current, State.OFFER_WITHDRAWN)
    places.give_back(run, current)
    current.reason_note = note.strip()
    applications.end(current, "reason_note")
    letters.promise(current, letters.Act.OFFER_WITHDRAWN)
    places.save(run)
    waiting.move_on(run)
    return current


@transaction.atomic
def answer_support(
    *, application: Application, answers: dict[str, tuple[str, str]], by: Actor
) -> Application:
    """Answer what the person shared: by kind of need, what is possible and what exactly. If a place was kept for them
    meanwhile it is offered now.
    """
    run, current = _lock(application, by)
    for need in current.support_needs.filter(is_shared=True):
        if need.kind not in answers:
            continue
        said, note = answers[need.kind]
        if said not in SupportNeed.Answer.values:
            raise Refused("Choose what you can do.", field=need.kind)
        if said != SupportNeed.Answer.YES and not note.strip():
            raise Refused("Say what you can do, or why you cannot: the person will read it.", field=need.kind)
        need.answer, need.answer_note = said, note.strip()
        need.answered_by, need.answered_at = by.person, timezone.now()
        need.save(update_fields=["answer", "answer_note", "answered_by", "answered_at"])
    letters.promise(current, letters.Act.SUPPORT_ANSWERED)
    is_answered = not current.support_needs.waiting().exists()
    is_kept = current.holds_place and current.state in {State.UNDER_REVIEW, State.WAITLISTED}
    if is_answered and is_kept and places.may_be_offered(run):
        places.offer(run, current)
        states.save(current, *places.OFFER_FIELDS)
    return current


@transaction.atomic
def meet_condition(*, condition: OfferCondition, by: Actor) -> OfferCondition:
    _, current = _lock(condition.application, by)
    if current.state not in {State.OFFERED, State.ACCEPTED}:
        raise Refused("There is no offer any more that this could be a condition of.", code="state")
    if condition.met_at is None:
        condition.met_at, condition.met_by = timezone.now(), by.person
        condition.save(update_fields=["met_at", "met_by"])
    return condition


@transaction.atomic
def add_note(*, application: Application, words: str, by: Actor) -> ApplicationNote:
    require_deciding(by, application.run.course.organisation_id)
    if not words.strip():
        raise Refused("Write the note first.", field="words")
    return ApplicationNote.objects.create(application=application, words=words.strip(), written_by=by.person)


# Many at once ----------------------------------------------------------------------------------------


def offer_many(*, applications: Iterable[Application], conditions: Sequence[str] = (), by: Actor) -> Done:
    """Offer places in the order given, as far as they reach; each that cannot be offered one says why."""
    return _many(applications, lambda each: offer(application=each, conditions=conditions, by=by))


def refuse_many(
    *,
    applications: Iterable[Application],
    reason: str,
    note: str = "",
    skills: Sequence[tuple[UUID, int]] = (),
    to: str = State.UNSUCCESSFUL,
    by: Actor,
) -> Done:
    return _many(
        applications,
        lambda each: refuse(application=each, to=to, reason=reason, note=note, skills=skills, by=by),
    )


def waitlist_many(*, applications: Iterable[Application], by: Actor) -> Done:
    return _many(applications, lambda each: waitlist(application=each, by=by))


@transaction.atomic
def _many(chosen: Iterable[Application], act: Callable[[Application], Application]) -> Done:
    wanted = list(chosen)
    if len(wanted) > MOST_AT_ONCE:
        raise Refused(f"Choose up to {MOST_AT_ONCE} at a time.", code="many")
    for run_id in sorted({application.run_id for application in wanted}):
        places.lock(run_id)
    changed: list[Application] = []
    refused: list[tuple[Application, Refused]] = []
    for application in wanted:
        try:
            with transaction.atomic():
                changed.append(act(application))
        except Refused as refusal:
            refused.append((application, refusal))
    return Done(changed, refused)


def _lock(application: Application, by: Actor) -> tuple[CourseRun, Application]:
    run = places.lock(application.run_id)
    require_deciding(by, run.course.organisation_id)
    current = applications.of_run(run, application)
    if current.state == State.DRAFT:
        raise Refused("This application has not been sent yet.", code="state")
    return run, current
