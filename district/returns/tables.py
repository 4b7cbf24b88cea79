"""Partner reports and what is wrong in enrolments, as described columns."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from district.accounts.models import User
from district.funding.tables import learner_name
from district.partners.models import Organisation
from district.returns import quality
from district.returns.models import ExtractOpening, LearnerExtract, ReportLine
from district.web.tables import Column, Table, write
from district.web.templatetags.district import day_short
from programmes.models import Enrolment


def report_table(rows: Sequence[Any], *, route: str, is_own: bool = False) -> Table[Any]:
    """`is_own`: for the provider itself."""
    columns: list[Column[Any]] = [
        Column(
            "point",
            "Review point",
            lambda row: str(row.point),
            href=lambda row: reverse(route, args=[row.public_id]),
        ),
        Column("contract", "Contract", lambda row: row.contract.reference, tone=lambda _: "dsd-unbroken"),
        Column("until", "Until", lambda row: row.point.covers_until, "day")
        if is_own
        else Column("provider", "Provider", lambda row: row.contract.organisation.name),
        Column("due", "Due", lambda row: row.point.due_on, "day"),
        Column("state", "State", lambda row: (row.state, row.get_state_display()), "state"),
        Column("sent", "Sent", _sent, tone=lambda row: "" if row.is_late else "dsd-unbroken"),
        Column("corrected", "Corrected lines", lambda row: row.corrected, "number"),
    ]
    return Table("Reports", columns, rows)


def _sent(row: Any) -> str:
    if row.first_sent_at is None:
        return "Late" if row.is_late else ""
    return f"{day_short(row.first_sent_at)}, late" if row.is_late else day_short(row.first_sent_at)


def point_table(rows: Sequence[Any]) -> Table[Any]:
    columns: list[Column[Any]] = [
        Column(
            "point",
            "Review point",
            str,
            href=lambda row: f"{reverse('authority_return_list')}?point={row.public_id}",
        ),
        Column("until", "Until", lambda row: row.covers_until, "day"),
        Column("opens", "Opens", lambda row: row.opens_on, "day"),
        Column("due", "Due", lambda row: row.due_on, "day"),
        Column("all", "Reports", lambda row: row.all_count, "number"),
        Column("late", "Late", lambda row: row.late_count, "number"),
        Column("sent", "To look at", lambda row: row.sent_count, "number"),
        Column("final", "Final", lambda row: row.final_count, "number"),
    ]
    return Table("Review points", columns, rows)


def line_table(rows: Sequence[ReportLine]) -> Table[ReportLine]:
    """Both values, and what stands."""
    columns: list[Column[ReportLine]] = [
        Column("what", "Figure", lambda row: row.get_measure_display()),
        Column("value", "Worked out", lambda row: figure(row, row.value)),
        Column("said", "Provider says", said),
        Column("look", "WMCA", look),
    ]
    return Table("Line by line", columns, rows)


def figure(row: ReportLine, value: Any) -> str:
    return write(value, "money") if row.is_money else write(int(value), "number")


def said(row: ReportLine) -> str:
    if row.corrected is None:
        return str(row.get_said_display())
    return f"{figure(row, row.corrected)}: {row.reason}"


def look(row: ReportLine) -> str:
    words = str(row.get_look_display())
    return f"{words}: {row.look_note}" if row.look_note else words


# Data quality -----------------------------------------------------------------------------------------


def issue_table(counts: dict[str, int], route: str, *args: Any) -> Table[quality.Issue]:
    columns: list[Column[quality.Issue]] = [
        Column(
            "what",
            "What is wrong",
            lambda row: row.label,
            href=lambda row: f"{reverse(route, args=args)}?issue={row.code}" if counts[row.code] else "",
        ),
        Column("count", "Enrolments", lambda row: counts[row.code], "number"),
        Column("share", "Of all", lambda row: share(counts[row.code], counts["all"])),
        Column("mend", "What to do", lambda row: row.mend),
    ]
    return Table("What can be mended", columns, quality.ISSUES)


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else ""


def mend_table(rows: Sequence[Enrolment], issue: quality.Issue) -> Table[Enrolment]:
    """Each row leads to where it is mended."""
    columns: list[Column[Enrolment]] = [
        Column(
            "who",
            "Learner",
            learner_name,
            href=lambda row: reverse("provider_enrolment_show", args=[row.public_id]),
        ),
        Column("course", "Course", lambda row: row.run.course.title),
        Column("starts", "Began", lambda row: row.starts_on, "day"),
        Column("planned", "Planned end", lambda row: row.planned_end_on, "day"),
        Column("state", "State", lambda row: row.get_state_display()),
        Column("uln", "ULN", lambda row: row.uln),
    ]
    return Table(issue.label, columns, rows)


def fault_table(rows: Sequence[Any], issue: quality.Issue) -> Table[Any]:
    """At the desk: by the provider's own reference, never by name; and who has to mend it."""
    today = timezone.localdate()
    columns: list[Column[Any]] = [
        Column("who", "Learner", lambda row: row.learner_reference or f"Without ({str(row.public_id)[:8]})"),
        Column("course", "Course", lambda row: row.run.course.title),
        Column("state", "State", lambda row: row.get_state_display()),
        Column("since", "Since", lambda row: row.since, "day"),
        Column("days", "Days", lambda row: (today - row.since).days, "number"),
        Column(
            "who_mends",
            "Who mends it",
            lambda row: row.organisation.name,
            href=lambda row: reverse("authority_organisation_show", args=[row.organisation.public_id]),
        ),
    ]
    return Table(issue.label, columns, rows)


def provider_table(
    rows: Sequence[tuple[Organisation, dict[str, int]]], *, has_rows: bool
) -> Table[tuple[Organisation, dict[str, int]]]:
    """`has_rows`: each count leads to its rows."""

    def column(issue: quality.Issue) -> Column[Any]:
        def href(row: Any) -> str:
            there = has_rows and row[1][issue.code]
            return f"{rows_at}?issue={issue.code}&provider={row[0].public_id}" if there else ""

        return Column(issue.code, issue.label, lambda row: row[1][issue.code], "number", href=href)

    rows_at = reverse("authority_quality_rows")
    columns: list[Column[Any]] = [
        Column("provider", "Provider", lambda row: row[0].name),
        Column("all", "Enrolments", lambda row: row[1]["all"], "number"),
        *(column(issue) for issue in quality.ISSUES),
    ]
    return Table("Providers, those with most to mend first", columns, rows)


def extract_table(rows: Sequence[Any]) -> Table[Any]:
    """Of extracts with `opening_count`."""
    columns: list[Column[Any]] = [
        Column(
            "what",
            "What is wrong",
            issue_words,
            href=lambda row: reverse("authority_extract_show", args=[row.public_id]),
        ),
        Column("provider", "Provider", provider_words),
        Column("asked_by", "Asked by", lambda row: name_of(row.asked_by)),
        Column("asked_at", "Asked", lambda row: row.asked_at, "day"),
        Column("state", "Stands at", extract_state, "state"),
        Column("until", "Until", lambda row: row.ends_at if not_over(row) else None, "day"),
        Column("openings", "Downloads", lambda row: row.opening_count, "number"),
    ]
    return Table("Files asked for", columns, rows)


def issue_words(row: LearnerExtract) -> str:
    return quality.BY_CODE[row.issue].label if row.issue else "Anything"


def provider_words(row: LearnerExtract) -> str:
    return row.organisation.name if row.organisation else "All providers"


def extract_state(row: LearnerExtract) -> tuple[str, str]:
    return row.stands_at, str(LearnerExtract.State(row.stands_at).label)


def not_over(row: LearnerExtract) -> bool:
    return row.stands_at in LearnerExtract.OPEN


def name_of(person: User | None) -> str:
    return (person.name if person else "") or "Somebody"


def opening_table(rows: Sequence[ExtractOpening]) -> Table[ExtractOpening]:
    columns: list[Column[ExtractOpening]] = [
        Column("when", "When", lambda row: row.record.made_at, "moment"),
        Column("who", "Who", lambda row: name_of(row.record.made_by)),
        Column("rows", "Rows", lambda row: row.record.row_count, "number"),
        Column(
            "digest", "SHA-256 of the file", lambda row: row.digest or "Broken off: the file did not end."
        ),
    ]
    return Table("Downloads", columns, rows)
