"""What a provider was sent: the applications to its own course runs, and how its list of them is narrowed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import django_filters
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.http import QueryDict
from django.utils import timezone

from district.partners.actor import Actor
from district.partners.models import Organisation
from district.web import reads
from district.web.filters import FilterSet, Narrowed, once, remembered
from district.web.forms import FilterForm
from district.web.templatetags.district import day_short
from programmes import wording
from programmes.models import Application, CourseRun, SupportNeed
from programmes.models.application import ApplicationQuerySet

State = Application.State
TO_DECIDE = (State.SUBMITTED, State.UNDER_REVIEW)
WAITING = {
    "us": "For you to decide",
    "person": "For the person to answer an offer",
    "place": "For a place to come free",
    "enrolment": "To be enrolled",
}
ORDERS = {
    "oldest": "What waits for you, then what goes on",
    "newest": "Sent last",
    "deadline": "Offers that end first",
}
WHOSE_TURN = Case(
    When(state__in=[*TO_DECIDE, State.ACCEPTED], then=0), When(state__in=Application.LIVE, then=1), default=2
)
ORDERED_BY = {
    "oldest": (WHOSE_TURN, F("submitted_at").asc(nulls_last=True), "id"),
    "newest": (F("submitted_at").desc(nulls_last=True), "-id"),
    "deadline": (F("offer_ends_at").asc(nulls_last=True), "id"),
}
WAITING_MEANS = {
    "us": Q(state__in=TO_DECIDE),
    "person": Q(state=State.OFFERED),
    "place": Q(state=State.WAITLISTED),
    "enrolment": Q(state=State.ACCEPTED),
}
ASKS_SUPPORT = Exists(SupportNeed.objects.waiting().filter(application=OuterRef("pk")))
# What no list shows, and courses with their texts are long:
NOT_LISTED = (
    *("why", "answered", "agreed_how", "earnings"),
    *(f"run__course__{name}" for name in ("search", "who_for", "entry_requirements", "what_you_learn")),
    *(f"run__course__{name}" for name in ("how_you_learn", "what_to_bring", "how_assessed", "where_next")),
)


def received(actor: Actor) -> ApplicationQuerySet:
    """Sent to the actor's own course runs. What they sent elsewhere for somebody is none of it."""
    own = actor.own_organisation
    return (
        Application.objects.visible_to(actor).filter(run__course__organisation=own).exclude(state=State.DRAFT)
    )


def inbox(actor: Actor) -> QuerySet[Application]:
    """The same with what the list shows of each."""
    return (
        received(actor)
        .select_related("learner__user", "run__course", "run__venue")
        .defer(*NOT_LISTED)
        .annotate(asks_support=ASKS_SUPPORT)
        .order_by(*ORDERED_BY["oldest"])
    )


def sent_to(organisation_id: Any) -> QuerySet[Application]:
    """Those for one organisation in order, without what the list shows of each: `listed` reads that for a page."""
    own = Application.objects.filter(run__course__organisation_id=organisation_id).exclude(state=State.DRAFT)
    return own.order_by(*ORDERED_BY["oldest"])


numbered = reads.numbered(sent_to)


@lru_cache(maxsize=128)
def narrowed(organisation_id: int, choices: "Choices", query: str) -> Narrowed:
    """By what an address asks for, after its "?"."""
    return remembered(_filter(organisation_id, choices, query))


def narrowed_once(organisation_id: int, choices: "Choices", query: str) -> Narrowed:
    """The same where it asks for somebody, of whom nothing is remembered, or for days."""
    return once(_filter(organisation_id, choices, query))


def _filter(organisation_id: int, choices: "Choices", query: str) -> "InboxFilter":
    data = QueryDict(query) if query else None
    return InboxFilter(data, queryset=sent_to(organisation_id), choices=choices)


class Listed(NamedTuple):
    """One line of the inbox."""

    id: int
    public_id: UUID
    state: str
    submitted_at: datetime | None
    offer_ends_at: datetime | None
    waiting_number: int | None
    named: str
    email: str
    starts_on: date | None
    is_flexible: bool
    course: str
    asks_support: bool

    @property
    def name(self) -> str:
        return self.named or self.email

    @property
    def start(self) -> str:
        return wording.day_of_start(None if self.is_flexible else self.starts_on)

    @property
    def is_live(self) -> bool:
        return self.state in Application.LIVE


def listed(ids: Sequence[int]) -> list[Listed]:
    known = {row[0]: Listed(*row) for row in _listed(list(ids))}
    return [known[each] for each in ids if each in known]


@reads.kept
def _listed(ids: Any) -> QuerySet[Application, Any]:
    rows = Application.objects.filter(id__in=reads.among(ids)).annotate(asks_support=ASKS_SUPPORT)
    return rows.order_by().values_list(
        *("id", "public_id", "state", "submitted_at", "offer_ends_at", "waiting_number"),
        *("learner__user__name", "learner__user__email"),
        *("run__starts_on", "run__is_flexible", "run__course__title", "asks_support"),
    )


def chosen(actor: Actor, public_ids: Sequence[str]) -> list[Application]:
    """Those of a bulk form that are the actor's, in the order in which places are given; the rest are not there."""
    known = inbox(actor).filter(public_id__in=public_ids)
    return list(known.order_by("run_id", F("waiting_number").asc(nulls_last=True), "submitted_at", "id"))


def detail(actor: Actor, public_id: UUID) -> Application | None:
    ahead = Application.objects.waiting().filter(
        run=OuterRef("run"), waiting_number__lt=OuterRef("waiting_number")
    )
    counted = ahead.order_by().values("run").annotate(number=Count("id")).values("number")
    return (
        received(actor)
        .filter(public_id=public_id)
        .select_related("learner__user", "run__course__organisation", "run__venue", "run__intake")
        .select_related("applied_by", "applied_for", "decided_by")
        .defer("earnings", *(name for name in NOT_LISTED if name.startswith("run__")))
        .annotate(ahead=Subquery(counted), asks_support=ASKS_SUPPORT)
        .first()
    )


def to_decide_count(organisation: Organisation) -> int:
    own = Application.objects.filter(run__course__organisation=organisation, state__in=TO_DECIDE)
    return own.count()


# How the list is narrowed ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Choices:
    """What an organisation may choose from: its courses and course runs for which anybody has applied."""

    courses: tuple[tuple[str, str], ...] = ()
    runs: tuple[tuple[str, str], ...] = ()


def choices(organisation_id: int) -> Choices:
    rows = _asked_for(organisation_id)
    courses = {str(course): title for course, title, _, _ in rows}
    return Choices(
        tuple(courses.items()),
        tuple((str(run), f"{title}, {day_short(starts) or 'any time'}") for _, title, run, starts in rows),
    )


@reads.kept
def _asked_for(organisation_id: Any) -> QuerySet[CourseRun, Any]:
    own = CourseRun.objects.filter(course__organisation_id=organisation_id)
    asked = own.filter(Exists(Application.objects.filter(run=OuterRef("pk"))))
    return asked.order_by("course__title", "course_id", "starts_on", "id").values_list(
        "course__public_id", "course__title", "public_id", "starts_on"
    )


class InboxFilter(FilterSet):
    q = django_filters.CharFilter(label="Name or e-mail", method="narrow_by_name", max_length=100)
    course = django_filters.ChoiceFilter(
        label="Course", field_name="run__course__public_id", empty_label="All courses"
    )
    run = django_filters.ChoiceFilter(
        label="Course run", field_name="run__public_id", empty_label="All course runs"
    )
    waiting = django_filters.ChoiceFilter(
        label="What they wait for",
        choices=[*WAITING.items()],
        method="narrow_by_waiting",
        empty_label="Anything",
    )
    state = django_filters.ChoiceFilter(
        label="State",
        choices=[(value, label) for value, label in State.choices if value != State.DRAFT],
        empty_label="Any state",
    )
    support = django_filters.ChoiceFilter(
        label="Support",
        choices=[("unanswered", "Your answer is missing")],
        method="narrow_by_support",
        empty_label="Any",
    )
    days = django_filters.NumberFilter(
        label="Sent at least so many days ago", method="narrow_by_days", min_value=0, max_value=3650
    )
    order = django_filters.ChoiceFilter(
        label="In the order",
        choices=[*ORDERS.items()],
        method="put_in_order",
        empty_label=None,
        null_label=None,
    )

    class Meta:
        model = Application
        fields: list[str] = []
        form = FilterForm

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.fields["course"].choices = choices.courses
        self.form.fields["run"].choices = choices.runs

    def narrow_by_name(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(
            Q(learner__user__name__icontains=value) | Q(learner__user__email__icontains=value)
        )

    def narrow_by_waiting(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(WAITING_MEANS[value])

    def narrow_by_support(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.filter(ASKS_SUPPORT)

    def narrow_by_days(self, queryset: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return queryset.filter(submitted_at__lte=timezone.now() - timedelta(days=int(value)))

    def put_in_order(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return queryset.order_by(*ORDERED_BY[value])
