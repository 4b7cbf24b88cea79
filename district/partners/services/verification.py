"""The check of a role while it waits: how long it may take, and what WMCA staff still want to know."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from district.partners.actor import Actor
from district.partners.models import OrganisationRole, RoleQuestion
from district.partners.services import letters, members, roles
from district.web.errors import Refused
from district.web.working_days import after_working_days

PROMISED_DAYS = 5
ANSWER_WITHIN = timedelta(days=28)

State = RoleQuestion.State


def due_on(role: OrganisationRole, questions: list[RoleQuestion]) -> date | None:
    """The working day by which the organisation hears from us; none while it is its turn.

    The clock begins anew when a question has been answered.
    """
    if any(question.state == State.OPEN for question in questions):
        return None
    ended = (question.ended_at for question in questions if question.ended_at)
    since = max([role.requested_at, *ended])
    return after_working_days(timezone.localdate(since), PROMISED_DAYS)


@transaction.atomic
def ask(*, role: OrganisationRole, question: str, by: Actor) -> RoleQuestion:
    """Ask the organisation for something more; its administrators are told."""
    current = roles.for_decision(role, by)
    if current.state != OrganisationRole.State.REQUESTED:
        raise Refused(
            f"This role is decided: {current.get_state_display().lower()}. There is nothing to ask."
        )
    if RoleQuestion.objects.open().filter(organisation_role=current).exists():
        raise Refused("There is a question without an answer already. Wait for it, or take it back first.")
    asked = RoleQuestion.objects.create(organisation_role=current, question=question, asked_by=by.person)
    letters.role_question_asked(question=asked, answer_by=timezone.localdate(asked.asked_at + ANSWER_WITHIN))
    return asked


@transaction.atomic
def answer(*, question: RoleQuestion, text: str, by: Actor) -> RoleQuestion:
    """By the organisation's administrators, once; whoever asked is told."""
    current = _locked(question)
    members.require_admin(organisation=current.organisation_role.organisation, by=by)
    if current.state != State.OPEN:
        raise Refused(f"This question has ended: {current.get_state_display().lower()}.")
    current.answer, current.answered_by = text, by.person
    _end(current, State.ANSWERED)
    letters.role_question_answered(question=current)
    return current


@transaction.atomic
def withdraw(*, question: RoleQuestion, by: Actor) -> RoleQuestion:
    current = _locked(question)
    roles.for_decision(current.organisation_role, by)
    if current.state == State.OPEN:
        _end(current, State.WITHDRAWN)
    return current


@transaction.atomic
def expire_old() -> int:
    """Refuse what hung on a question that nobody answered for twenty-eight days, and say so."""
    old = RoleQuestion.objects.open().filter(asked_at__lt=timezone.now() - ANSWER_WITHIN)
    ended = list(
        old.select_related("organisation_role__organisation")
        .select_for_update(of=("self",), skip_locked=True, no_key=True)
        .order_by("id")
    )
    for question in ended:
        _end(question, State.EXPIRED)
        roles.refuse_by_clock(
            role=question.organisation_role,
            reason=f"We asked you on {timezone.localdate(question.asked_at):%-d %B %Y} and had no answer within "
            f"{ANSWER_WITHIN.days} days. The question was: {question.question[:300]} "
            "Ask for the role again when you can answer it.",
        )
    return len(ended)


def tell_of_late_ones() -> int:
    """One letter a day to the administrators among WMCA staff while checks take longer than promised."""
    waiting = OrganisationRole.objects.waiting().filter(organisation__is_active=True)
    today = timezone.localdate()
    late = []
    for role in waiting.select_related("organisation").prefetch_related("questions").order_by("requested_at"):
        due = due_on(role, list(role.questions.all()))
        if due is not None and due < today:
            late.append(role)
    if late:
        letters.checks_late(late=late, today=today)
    return len(late)


def _locked(question: RoleQuestion) -> RoleQuestion:
    members.lock(question.organisation_role.organisation_id)
    return (
        RoleQuestion.objects.select_related("organisation_role__organisation", "asked_by")
        .select_for_update(of=("self",), no_key=True)
        .get(id=question.id)
    )


def _end(question: RoleQuestion, state: State) -> None:
    question.state, question.ended_at = state, timezone.now()
    question.save(update_fields=["state", "ended_at", "answer", "answered_by"])
