"""Who is on a course run, and who came to its sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, partial
from typing import Any, NamedTuple
from uuid import UUID

import django_filters
from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Count,
    Exists,
    FilteredRelation,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce, Lower
from django.http import QueryDict
from django.utils import timezone
from django.utils.safestring import SafeString

from district.figures import measures
from district.partners.actor import Actor
from district.web import reads
from district.web.filters import FilterSet, Narrowed, once
from district.web.forms import FilterForm
from programmes import codes
from programmes.models import (
    Attendance,
    AttendanceMark,
    CourseRun,
    Enrolment,
    RunSession,
    TutorTask,
)
from programmes.services import attendance

State = Enrolment.State
MOST_AHEAD = 8  # sessions
HEAVY = tuple(
    f"run__course__{name}"
    for name in (
        *("search", "who_for", "entry_requirements", "what_you_learn", "how_you_learn"),
        *("what_to_bring", "how_assessed", "where_next"),
    )
)
THERE = (Attendance.PRESENT, Attendance.LATE)
BY_NAME = (Lower("learner__user__name").asc(nulls_last=True), "id")
HAS_TASK = Exists(TutorTask.objects.open().filter(enrolment=OuterRef("pk")))


# The roster ------------------------------------------------------------------------------------------


def own(actor: Actor) -> QuerySet[Enrolment]:
    """The actor's own learners."""
    rows = Enrolment.objects.visible_to(actor).select_related("learner__user", "run__course")
    return _with_counts(rows.defer(*HEAVY))


def of_run(actor: Actor, run: CourseRun) -> QuerySet[Enrolment]:
    return own(actor).filter(run=run).order_by(*BY_NAME)


def people(organisation_id: Any, run_id: Any) -> QuerySet[Enrolment]:
    """Everybody on a course run of one's own, without what the list shows of each: `listed` reads that for one page."""
    return Enrolment.objects.filter(organisation_id=organisation_id, run_id=run_id).order_by(*BY_NAME)


numbered = reads.numbered(people)


@reads.numbered
def _called(organisation_id: Any, run_id: Any, name: Any) -> QuerySet[Enrolment]:
    return people(organisation_id, run_id).filter(learner__user__name__icontains=name)


def narrowed(organisation_id: int, run_id: int, query: QueryDict) -> Narrowed:
    """Nobody's name is remembered; to look for one alone is the most usual."""
    chosen = RosterFilter(query, queryset=people(organisation_id, run_id))
    if chosen.active_count == 1 and (name := chosen.form.cleaned_data["q"]):
        return Narrowed(chosen.draw(), 1, partial(_called, organisation_id, run_id, name))
    return once(chosen)


@cache
def plain_panel() -> SafeString:
    """The filters with nothing chosen: the same for everybody, so they are drawn once."""
    return RosterFilter(None, queryset=Enrolment.objects.none()).draw()


class Listed(NamedTuple):
    """One line of the roster."""

    id: int
    public_id: UUID
    state: str
    starts_on: date
    planned_end_on: date
    ended_on: date | None
    learner_reference: str
    learner_id: int | None
    named: str | None
    email: str | None
    sessions: list[int]  # held, and come to
    has_task: bool

    @property
    def name(self) -> str:
        return self.named or _without_name(self.learner_id, self.email, self.learner_reference)


def listed(ids: Sequence[int]) -> list[Listed]:
    known = {row[0]: Listed(*row) for row in _listed(list(ids))}
    return [known[each] for each in ids if each in known]


@reads.kept
def _listed(ids: Any) -> QuerySet[Enrolment, Any]:
    marks = AttendanceMark.objects.filter(enrolment=OuterRef("pk"), session__cancelled_at=None).order_by()
    both = Func(
        Count("id"),
        Count("id", filter=Q(mark__in=THERE)),
        template="ARRAY[%(expressions)s]",
        output_field=ArrayField(IntegerField()),
    )
    counted = marks.values("enrolment").annotate(both=both).values("both")
    rows = Enrolment.objects.filter(id__in=reads.among(ids)).order_by()
    return rows.annotate(sessions=Subquery(counted), has_task=HAS_TASK).values_list(
        *("id", "public_id", "state", "starts_on", "planned_end_on", "ended_on", "learner_reference"),
        *("learner_id", "learner__user__name", "learner__user__email", "sessions", "has_task"),
    )


def _with_counts(rows: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    return rows.annotate(
        held_count=_marks(),
        there_count=_marks(mark__in=THERE),
        has_task=HAS_TASK,
    )


def _marks(**which: Any) -> Coalesce:
    marks = AttendanceMark.objects.filter(
        enrolment=OuterRef("pk"), session__cancelled_at=None, **which
    ).order_by()
    counted = marks.values("enrolment").annotate(number=Count("id")).values("number")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def chosen(actor: Actor, public_ids: Sequence[str]) -> list[Enrolment]:
    return list(own(actor).filter(public_id__in=public_ids).order_by("run_id", "id"))


def detail(actor: Actor, public_id: UUID) -> Enrolment | None:
    return (
        own(actor)
        .filter(public_id=public_id)
        .select_related("run__venue", "organisation", "restart_of")
        .first()
    )


class RosterFilter(FilterSet):
    q = django_filters.CharFilter(label="Name", method="narrow_by_name", max_length=100)
    state = django_filters.ChoiceFilter(label="State", choices=State.choices, empty_label="Any state")
    task = django_filters.ChoiceFilter(
        label="Follow-up",
        choices=[("open", "Somebody should get in touch")],
        method="narrow_by_task",
        empty_label="Any",
    )

    class Meta:
        model = Enrolment
        fields: list[str] = []
        form = FilterForm

    def narrow_by_name(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(learner__user__name__icontains=value)

    def narrow_by_task(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(HAS_TASK)


@dataclass(frozen=True)
class Derived:
    """What follows from the dates of an enrolment; nobody types it."""

    planned_length: int
    qualifies_on: date
    is_start: bool
    hybrid_end_year: str


def derive(enrolment: Enrolment) -> Derived:
    until = enrolment.ended_on or timezone.localdate()
    has_begun = enrolment.state not in {State.ENROLLED, State.NO_SHOW, State.CANCELLED}
    first, last = enrolment.starts_on, enrolment.planned_end_on
    rule = (
        measures.BOOTCAMP_LOCAL
        if enrolment.programme_type == codes.ProgrammeType.BOOTCAMP
        else measures.GENERAL
    )
    rule = measures.Qualifying(rule.steps)  # hours are told from registers, which may be incomplete
    year = measures.hybrid_end_year(enrolment.planned_end_on, enrolment.ended_on, enrolment.achieved_on)
    return Derived(
        planned_length=measures.planned_length(first, last),
        qualifies_on=measures.qualifies_on(first, last, rule),
        is_start=has_begun
        and measures.is_start(
            starts_on=first,
            planned_end_on=last,
            until=until,
            is_achieved=enrolment.state == State.ACHIEVED,
            rule=rule,
        ),
        hybrid_end_year=measures.year_name(year),
    )


# Sessions and registers ------------------------------------------------------------------------------


def session(actor: Actor, public_id: UUID) -> RunSession | None:
    """One of the actor's own organisation."""
    for found in _session(public_id, actor.own_organisation.pk):
        return found
    return None


@reads.kept
def _session(public_id: Any, organisation_id: Any) -> QuerySet[RunSession]:
    own = RunSession.objects.filter(public_id=public_id, run__course__organisation_id=organisation_id)
    return own.select_related("run__course__organisation", "run__venue", "venue", "register_taken_by").defer(
        *HEAVY
    )


@dataclass
class RegisterRow:
    """One person in a register: what stands, and what was just sent where that differs."""

    id: UUID
    name: str
    mark: str
    note: str
    stands: str = ""


def register(current: RunSession) -> list[RegisterRow]:
    """One query, which makes no objects: hundreds of people stand on one page."""
    here = FilteredRelation("marks", condition=Q(marks__session=current))
    people = attendance.on_register(current).annotate(here=here).order_by(*BY_NAME)
    read = ("public_id", "learner_id", "learner__user__name", "learner__user__email", "learner_reference")
    return [
        RegisterRow(public_id, named or _without_name(learner, email, reference), mark or "", note or "")
        for public_id, learner, named, email, reference, mark, note in people.values_list(
            *read, "here__mark", "here__note"
        )
    ]


def _without_name(learner_id: int | None, email: str | None, reference: str) -> str:
    if learner_id is None:
        return f"Learner {reference or 'whose profile is gone'}"
    return email or "Somebody"


def person(enrolment: Enrolment) -> str:
    """Their name; the provider's own number where the profile is gone."""
    if enrolment.learner is None:
        return _without_name(None, None, enrolment.learner_reference)
    return str(enrolment.learner.user)


def sessions_of(run: CourseRun) -> QuerySet[RunSession]:
    return run.sessions.select_related("venue").order_by("starts_at", "id")


# Follow-up -------------------------------------------------------------------------------------------


def tasks(actor: Actor) -> QuerySet[TutorTask]:
    return (
        TutorTask.objects.visible_to(actor)
        .select_related("enrolment__learner__user", "enrolment__run__course")
        .defer(*(f"enrolment__{name}" for name in HEAVY))
        .order_by("due_on", "id")
    )


def registers_due(actor: Actor) -> QuerySet[RunSession]:
    """Sessions of the last two weeks without a register."""
    now = timezone.now()
    due = _own_sessions(actor).filter(
        starts_at__range=(now - timedelta(days=14), now), register_taken_at=None
    )
    return due.order_by("-starts_at", "id")


def sessions_ahead(actor: Actor) -> list[RunSession]:
    """The next few within a week."""
    now = timezone.now()
    ahead = _own_sessions(actor).filter(starts_at__gt=now, starts_at__lte=now + timedelta(days=7))
    return list(ahead.order_by("starts_at", "id")[:MOST_AHEAD])


def _own_sessions(actor: Actor) -> QuerySet[RunSession]:
    own = RunSession.objects.visible_to(actor).filter(run__course__organisation=actor.own_organisation)
    return own.filter(cancelled_at=None).select_related("run__course").defer(*HEAVY)
