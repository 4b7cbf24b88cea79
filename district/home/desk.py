"""What needs the attention of WMCA staff this week, each line with its number, its words and where it leads; and the
pictures beside it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, QuerySet, Value
from django.urls import reverse
from django.utils import timezone

from district.funding.models import ContractChange, MilestoneClaim
from district.interviews.models import InterviewGuarantee
from district.matching.models import WrongMatch
from district.outbox.models import ImportRun, OutboxTask
from district.partners.models import OrganisationRole
from district.reports import drawing
from district.reports.definitions import funnel
from district.returns.models import LearnerExtract, PartnerReport
from district.taskforce.models import Challenge
from district.web import charts
from district.web.charts import Chart
from employers.filters import CLOSES_SOON
from employers.models import Vacancy, VacancyReview
from programmes.filters import STARTS_SOON
from programmes.models import Course, CourseRun, ListingCheck

MOST_LINES = 7  # as many as a person takes in at a glance
PAY_WITHIN = timedelta(days=30)  # of a claim


@dataclass(frozen=True)
class Waiting:
    """Rows that wait for somebody. `late`: those of them that have waited longer than promised."""

    rows: QuerySet[Any]
    one: str
    many: str
    href: str
    late: QuerySet[Any] | None = None
    is_urgent: bool = False


@dataclass(frozen=True)
class Line:
    number: int
    words: str
    href: str
    late: int = 0
    is_urgent: bool = False


def attention(figures: dict[str, Any], *, opens_rows: bool = False) -> dict[str, list[Line]]:
    """`lines`, the urgent first, and what can wait in `more`; nothing with nothing in it. Counted in one query, but for
    what `desk_figures` has counted. `opens_rows`: for somebody who may see the enrolments behind a count.
    """
    waiting = list(_waiting())
    counts = _counts(waiting)
    lines = [_line(each, *counts[number]) for number, each in enumerate(waiting) if counts[number][0]]
    urgent = [line for line in lines if line.is_urgent]
    rest = [line for line in lines if not line.is_urgent]
    lines = [*urgent, *_counted(figures, opens_rows), *rest]
    return {"lines": lines[:MOST_LINES], "more": lines[MOST_LINES:]}


def _counted(figures: dict[str, Any], opens_rows: bool) -> Iterator[Line]:
    """Of what `desk_figures` has counted: what is below tolerance, not known, or perhaps out of date."""
    if red := figures.get("red", 0):
        words = (
            "contract delivers less than is tolerated"
            if red == 1
            else "contracts deliver less than is tolerated"
        )
        yield Line(red, words, reverse("funding_show") + "#contracts")
    if unknown := figures.get("unknown", 0):
        who = "person" if unknown == 1 else "people"
        rows = reverse("authority_quality_rows") + "?issue=destination"
        href = rows if opens_rows else reverse("authority_quality_list")
        yield Line(unknown, f"{who} left a course over two months ago, and nobody knows for what", href)
    if silent := figures.get("silent", 0):
        what = "contract runs whose provider has" if silent == 1 else "contracts run whose providers have"
        words = f"{what} changed nothing in their learner records for two months"
        yield Line(silent, words, reverse("contract_list") + "?state=live")
    if unfrozen := figures.get("unfrozen", 0):
        what = "month is over and not frozen yet" if unfrozen == 1 else "months are over and not frozen yet"
        yield Line(unfrozen, f"{what}, so reports tell of an older one", reverse("snapshot_list"))


def _line(waiting: Waiting, number: int, late: int) -> Line:
    words = waiting.one if number == 1 else waiting.many
    return Line(number, words, waiting.href, late, is_urgent=waiting.is_urgent or late > 0)


def _counts(waiting: list[Waiting]) -> list[tuple[int, int]]:
    """(how many, how many of them late) of each."""
    counted = []
    for number, each in enumerate(waiting):
        for is_late, rows in ((False, each.rows), (True, each.late)):
            if rows is not None:
                named = rows.order_by().annotate(line_at=Value(number), line_is_late=Value(is_late))
                counted.append(
                    named.values("line_at", "line_is_late")
                    .annotate(n=Count("pk"))
                    .values_list("line_at", "line_is_late", "n")
                )
    found = {(row[0], row[1]): row[2] for row in counted[0].union(*counted[1:], all=True).order_by("line_at")}
    return [(found.get((number, False), 0), found.get((number, True), 0)) for number in range(len(waiting))]


def _waiting() -> Iterator[Waiting]:
    """What staff answer for to others first."""
    yield from _of_partners()
    yield from _of_money()
    yield from _of_people()
    yield from _of_second_people()
    yield from _of_catalogues()
    yield from _of_the_engine()


def _of_partners() -> Iterator[Waiting]:
    asked = OrganisationRole.objects.filter(state=OrganisationRole.State.REQUESTED)
    yield Waiting(
        asked,
        "organisation waits for a check",
        "organisations wait for a check",
        reverse("authority_organisation_list") + "?state=requested",
        late=asked.filter(requested_at__lt=timezone.now() - timedelta(days=5)),
        is_urgent=True,
    )
    checks = VacancyReview.objects.waiting()
    yield Waiting(
        checks,
        "vacancy waits for a check",
        "vacancies wait for a check",
        reverse("vacancy_review_list"),
        late=checks.filter(due_on__lt=timezone.localdate()),
    )


def _of_money() -> Iterator[Waiting]:
    claims = MilestoneClaim.objects.filter(state=MilestoneClaim.State.CLAIMED)
    yield Waiting(
        claims,
        "claim waits for a decision",
        "claims wait for a decision",
        reverse("authority_claim_list"),
        late=claims.filter(claimed_at__lt=timezone.now() - PAY_WITHIN),
    )
    yield Waiting(
        MilestoneClaim.objects.to_recover(),
        "payment is to be recovered, for its evidence has gone",
        "payments are to be recovered, for their evidence has gone",
        reverse("authority_claim_list") + "?state=to_recover",
        is_urgent=True,
    )
    reports = PartnerReport.objects
    yield Waiting(
        reports.filter(state=PartnerReport.State.SENT),
        "provider's report waits to be looked at",
        "providers' reports wait to be looked at",
        reverse("authority_return_list") + "?state=sent",
    )
    yield Waiting(
        reports.overdue(),
        "provider's report is overdue",
        "providers' reports are overdue",
        reverse("authority_return_list") + "?state=overdue",
        is_urgent=True,
    )


def _of_second_people() -> Iterator[Waiting]:
    yield Waiting(
        MilestoneClaim.objects.asked_back(),
        "payment asked back waits for a second person",
        "payments asked back wait for a second person",
        reverse("authority_claim_list") + "?state=asked_back",
    )
    yield Waiting(
        MilestoneClaim.objects.stopped(),
        "claim is not paid, for its evidence has gone since",
        "claims are not paid, for their evidence has gone since",
        reverse("authority_claim_list") + "?state=stopped",
    )
    yield Waiting(
        ContractChange.objects.filter(state=ContractChange.State.PROPOSED),
        "change of a contract waits for a second person",
        "changes of contracts wait for a second person",
        reverse("contract_list") + "?change=proposed",
    )
    yield Waiting(
        LearnerExtract.objects.waiting(),
        "file of records is asked for, and waits for a second person",
        "files of records are asked for, and wait for a second person",
        reverse("authority_extract_list") + "?state=asked",
    )


def _of_people() -> Iterator[Waiting]:
    yield Waiting(
        InterviewGuarantee.objects.breached(),
        "person waits for a guaranteed interview that is overdue",
        "people wait for a guaranteed interview that is overdue",
        reverse("authority_interview_list"),
        is_urgent=True,
    )
    challenges = Challenge.objects.filter(state=Challenge.State.OPEN)
    yield Waiting(
        challenges,
        "challenge waits for an answer",
        "challenges wait for an answer",
        reverse("authority_challenge_list"),
        late=challenges.overdue(),
    )
    yield Waiting(
        WrongMatch.objects.filter(answered_at=None),
        "person says that a match is wrong",
        "people say that a match is wrong",
        reverse("authority_matching_show"),
    )


def _of_catalogues() -> Iterator[Waiting]:
    vacancies, adverts = Vacancy.objects.open(), reverse("authority_vacancy_list")
    courses = reverse("authority_course_list")
    yield Waiting(
        Vacancy.objects.closing_within(CLOSES_SOON),
        "vacancy closes within a week",
        "vacancies close within a week",
        f"{adverts}?closing=week",
    )
    yield Waiting(
        CourseRun.objects.starting_within(STARTS_SOON),
        "course run starts within three weeks",
        "course runs start within three weeks",
        f"{courses}?only=soon",
    )
    yield Waiting(
        ListingCheck.objects.asked(),
        "course listing may be out of date: its provider has not answered",
        "course listings may be out of date: their providers have not answered",
        f"{courses}?only=asked",
    )
    yield Waiting(
        Vacancy.objects.with_skills_waiting(),
        "advert has skills that wait for a person",
        "adverts have skills that wait for a person",
        f"{adverts}?skills=waiting",
    )
    yield Waiting(
        Course.objects.with_skills_waiting(),
        "imported course has skills that wait for a person",
        "imported courses have skills that wait for a person",
        f"{courses}?skills=waiting",
    )
    repeats = vacancies.filter(repeats__isnull=False)  # few are: without this PostgreSQL reads them all
    yield Waiting(
        repeats.filter(repeats__state=Vacancy.State.OPEN),
        "advert looks like a repeat",
        "adverts look like repeats",
        f"{adverts}?state=open&origin=repeats",
    )


def _of_the_engine() -> Iterator[Waiting]:
    jobs = reverse("job_board_show")
    yield Waiting(
        OutboxTask.objects.failed(),
        "background job has failed",
        "background jobs have failed",
        jobs,
        is_urgent=True,
    )
    yield Waiting(
        ImportRun.objects.filter(refused_count__gt=0, started_at__gte=timezone.now() - timedelta(days=7)),
        "import had rows it could not read",
        "imports had rows they could not read",
        jobs,
    )


# Pictures ---------------------------------------------------------------------------------------------


def pictures(figures: dict[str, Any]) -> list[Chart]:
    """Of what `desk_figures` counted; one that there is nothing to show in is left out."""
    drawn = [_money(figures.get("money", [])), _funnel(figures), _councils(figures)]
    return [chart for chart in drawn if chart is not None]


def _money(rows: list[list[Any]]) -> Chart | None:
    over = [row for row in rows if row[2] is not None]
    if not over:
        return None
    months, profile, delivered, least = zip(*over, strict=True)
    return charts.line(
        "What running contracts have delivered, against their profile",
        [f"{date.fromisoformat(month):%b %y}" for month in months],
        {"profile": profile, "delivered": delivered},
        unit="money",
        band=(least, profile),
        note="Since their beginning, to the end of last month. The band is what is tolerated below profile.",
    )


def _funnel(figures: dict[str, Any]) -> Chart | None:
    steps = figures.get("funnel", [])
    first = steps[0][1] if steps else 0
    if not first:
        return None
    title = f"How far the people reached by the portal in {figures['year']} got"
    return drawing.chart(funnel.picture(title, [(label, people) for label, people in steps]))


def _councils(figures: dict[str, Any]) -> Chart | None:
    starts = figures.get("starts", {})
    if not any(starts.values()):
        return None
    return charts.council_map(f"Where the people who started a course in {figures['year']} live", starts)
