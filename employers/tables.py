"""Lists of vacancies as described columns."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse

from district.web.tables import Column, Table
from employers.models import Vacancy, VacancyReview


def own_table(vacancies: Sequence[Vacancy]) -> Table[Vacancy]:
    """An employer's vacancies with what each needs."""
    columns: list[Column[Vacancy]] = [
        Column(
            "title",
            "Vacancy",
            lambda row: row.title,
            href=lambda row: reverse("vacancy_show", args=[row.public_id]),
        ),
        Column("kind", "Kind", lambda row: row.get_kind_display()),
        Column("state", "State", lambda row: (row.state, row.get_state_display()), kind="state"),
        Column("closes", "Closes", lambda row: row.closes_on, kind="day"),
        Column(
            "to_answer",
            "To answer",
            lambda row: row.to_answer_count or None,
            kind="number",
            meaning="Job applications that nobody has answered.",
            href=lambda row: (
                reverse("vacancy_application_list", args=[row.public_id]) if row.to_answer_count else ""
            ),
        ),
        Column(
            "asked",
            "Skills",
            _skills,
            meaning="Skills that it asks for, and those found in its words that nobody has accepted or refused.",
            href=lambda row: reverse("vacancy_skills", args=[row.public_id]) if row.suggested_count else "",
        ),
    ]
    return Table("Your vacancies", columns, vacancies)


def _skills(row: Vacancy) -> str:
    return (
        f"{row.accepted_count}, {row.suggested_count} to look at"
        if row.suggested_count
        else f"{row.accepted_count}"
    )


def staff_table(vacancies: Sequence[Vacancy], request: HttpRequest, count: int) -> Table[Vacancy]:
    """All vacancies as WMCA staff see them."""

    def page(row: Vacancy) -> str:
        return reverse("authority_vacancy_show", args=[row.public_id])

    def employer(row: Vacancy) -> str:
        return ", ".join(filter(None, [row.organisation.name, row.council.name if row.council else ""]))

    def origin(row: Vacancy) -> str:
        words = f"Imported from {row.source}" if row.source else "Posted here"
        return f"{words}, repeat" if row.repeats_id else words

    columns = [
        Column("title", "Vacancy", lambda row: row.title, href=page),
        Column("employer", "Employer", employer),
        Column("state", "State", lambda row: row.get_state_display()),
        Column("origin", "Origin", origin),
        Column("waiting", "Skills waiting", lambda row: row.suggested_count, kind="number"),
        Column("posted", "Posted", lambda row: row.posted_on, kind="day"),
        Column("closes", "Closes", lambda row: row.closes_on, kind="day"),
    ]
    return Table(f"{count:,} {'vacancy' if count == 1 else 'vacancies'}", columns, vacancies, request)


def review_table(reviews: Sequence[VacancyReview], request: HttpRequest, count: int) -> Table[VacancyReview]:
    """Vacancies that WMCA staff look at before people see them."""
    columns: list[Column[VacancyReview]] = [
        Column(
            "title",
            "Vacancy",
            lambda row: row.vacancy.title,
            href=lambda row: reverse("vacancy_review_show", args=[row.public_id]),
        ),
        Column("employer", "Employer", lambda row: row.vacancy.organisation.name),
        Column("doubts", "Doubts", lambda row: len(row.findings), kind="number"),
        Column("turn", "Sent", lambda row: "Once" if row.turn == 1 else f"{row.turn} times"),
        Column("state", "State", lambda row: "Late" if row.is_late else row.get_state_display()),
        Column("due", "Answer promised by", lambda row: row.due_on, kind="day"),
    ]
    return Table(f"{count:,} {'check' if count == 1 else 'checks'}", columns, reviews, request)
