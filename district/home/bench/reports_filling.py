"""A scratch database with everything that a frozen month is taken of, the same each time: people on courses, their
answers and matches, employers and what they do, skills that are asked, contracts and their claims.
"""

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.utils import timezone

from district.accounts.models import User
from district.codesign.models import SkillsNeed
from district.funding.models import Allocation, Contract, Fund, MilestoneClaim, MilestoneRule, ProfileMonth
from district.interviews.models import InterviewCommitment, InterviewOffer, InterviewSlot
from district.matching.models import EngineVersion, GapCell, LearnerMatch
from district.partners.models import EmployerFacts, Membership, Organisation, OrganisationRole, Rank, Role
from district.places.models import Council
from district.skills.models import Scheme, Skill
from employers.models import JobApplication, Vacancy
from learners.models import EqualityAnswers, Learner
from programmes.models import Application, Course, CourseRun, Destination, Enrolment, Programme

COUNCILS = ("E08000025", "E08000026", "E08000027", "E08000028", "E08000029", "E08000030", "E08000031")
PROVIDERS, PROGRAMMES, COURSES, RUNS, SKILLS, MONTHS = 40, 12, 400, 4_000, 2_000, 36
MIXED = "(hashint4(n) & 1048575)"  # evenly spread, and the same each time
LONG_AGO = f"(current_date - 40 - {MIXED} % 1000)"


def fill(count: int) -> User:
    """Spread over three years, seven councils, and every way in which an enrolment can stand; the same each time."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET session_replication_role = 'replica'")
    staff = User.objects.create(email="staff@bench.example", name="Staff")
    authority = Organisation.objects.create(name="Combined authority")
    OrganisationRole.objects.create(
        organisation=authority,
        role=Role.AUTHORITY,
        state="approved",
        decided_at=timezone.now(),
        decided_by=staff,
    )
    Membership.objects.create(user=staff, organisation=authority, rank=Rank.ADMIN)
    Council.objects.bulk_create(
        Council(code=code, name=code, slug=code.lower(), is_inside=True) for code in COUNCILS
    )
    _series(Organisation, PROVIDERS, id="1000 + n", name="'Provider ' || n")
    _series(Programme, PROGRAMMES, id="n", name="'Programme ' || n", kind="'skills_bootcamp'")
    _series(
        Course, COURSES, id="n", title="'Course ' || n", organisation_id=f"1001 + n % {PROVIDERS}",
        programme_id=f"1 + n % {PROGRAMMES}", state="'live'", level="'3'", sector="'DIGITAL'",
    )  # fmt: skip
    _series(
        CourseRun,
        RUNS,
        id="n",
        course_id=f"1 + n % {COURSES}",
        mode="'online'",
        state="'closed'",
        starts_on="current_date",
    )
    people = max(count * 4 // 5, 1)
    _series(User, people, id="1000000 + n", email="'p' || n || '@bench.example'", is_active="true")
    _series(Learner, people, id="n", user_id="1000000 + n")
    _series(
        EqualityAnswers, people // 2, learner_id="n * 2", sex="(ARRAY['F', 'M'])[1 + n % 2]",
        ethnicity="(ARRAY['A', 'B', 'M', 'W', 'W', 'W', 'O'])[1 + n % 7]",
        has_disability="(ARRAY['Y', 'N', 'N', 'N', ''])[1 + n % 5]",
        is_care_leaver="CASE WHEN n % 40 = 0 THEN 'Y' ELSE 'N' END", may_count="n % 10 < 8",
    )  # fmt: skip
    _enrolments(count, people)
    _employers(count, people)
    _matches(people)
    _money(count)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = 'origin'")
        cursor.execute("ANALYZE")
    return staff


def _enrolments(count: int, people: int) -> None:
    state = (
        "(ARRAY['achieved', 'achieved', 'achieved', 'achieved', 'achieved', 'achieved', 'not_achieved', 'completed', "
        f"'withdrawn', 'withdrawn', 'in_learning', 'on_break', 'no_show'])[1 + {MIXED} % 13]"
    )
    begun = LONG_AGO
    common = {"learner_id": f"1 + n % {people}", "run_id": f"1 + (n * 7 + n / {people}) % {RUNS}"}
    created = f"({begun} - 30)::timestamptz"
    _series(
        Application, count, id="n", **common, state="'enrolled'", submitted_at=f"({begun} - 28)::timestamptz",
        offered_at=f"({begun} - 20)::timestamptz", ended_at=f"({begun} - 5)::timestamptz", created_at=created,
        changed_at=created,
    )  # fmt: skip
    _series(
        Enrolment, count, id="n", **common, application_id="n", organisation_id=f"1001 + n % {PROVIDERS}",
        state=state, starts_on=begun, planned_end_on=f"{begun} + 90", created_at=created, changed_at=created,
        ended_on=f"CASE WHEN {state} IN ('in_learning', 'no_show') THEN NULL ELSE {begun} + {MIXED} % 40 END",
        withdrawal_reason=f"CASE WHEN {state} = 'withdrawn' THEN '44' ELSE '' END", holds_place="false",
        age_at_start=f"17 + {MIXED} % 50", imd_decile=f"1 + {MIXED} % 10", prior_level="'4'", employment_status="'11'",
        council_code=f"(ARRAY{list(COUNCILS)})[1 + {MIXED} % 7]", ward_code="'E05011151'", programme_type="'32'",
    )  # fmt: skip
    _series(
        Destination, count // 3, id="n", enrolment_id="n * 3", kind="'EMP'", code="'1'", collected_on="current_date",
        starts_on=f"current_date - 40 - (hashint4(n * 3) & 1048575) % 1000 + 60 + {MIXED} % 200",
    )  # fmt: skip


def _employers(count: int, people: int) -> None:
    """A vacancy for twenty enrolments, an application for a job for five, an interview for ten."""
    employers, vacancies, interviews = max(count // 500, 5), max(count // 20, 20), count // 10
    mine = f"5001 + n % {employers}"
    _series(Organisation, employers, id="5000 + n", name="'Employer ' || n")
    _series(
        OrganisationRole, employers, organisation_id="5000 + n", role="'employer'", state="'approved'",
        decided_at="now()",
    )  # fmt: skip
    _series(
        EmployerFacts, employers, organisation_id="5000 + n", updated_at="now()",
        size_band="(ARRAY['micro', 'small', 'medium', 'large'])[1 + n % 4]",
    )  # fmt: skip
    _series(
        Vacancy, vacancies, title="'Vacancy ' || n", organisation_id=mine, state="'open'", opened_at="now()",
        posted_on=LONG_AGO, positions="1 + n % 5",
    )  # fmt: skip
    _series(
        JobApplication, count // 5, learner_id=f"1 + n % {people}", vacancy_id=f"1 + n % {vacancies}",
        state="(ARRAY['hired', 'declined'])[1 + n % 2]", moved_at=f"{LONG_AGO}::timestamptz", shared="'{}'",
        **dict.fromkeys(("submitted_at", "age_checked_at", "shortlisted_at", "answered_at", "ended_at"), "now()"),
    )  # fmt: skip
    _series(
        SkillsNeed, max(count // 200, 5), organisation_id=mine, title="'Need ' || n", state="'open'",
        heads="1 + n % 20", opened_at=f"{LONG_AGO}::timestamptz", expires_on="current_date + 90", by_when="'soon'",
        place="'any'", routes="'{course}'", series="gen_random_uuid()",
    )  # fmt: skip
    _series(
        InterviewCommitment, employers, organisation_id="5000 + n", programme_id=f"1 + n % {PROGRAMMES}",
        promised="100", ends_on="current_date + 90", made_at=f"{LONG_AGO}::timestamptz",
    )  # fmt: skip
    _series(
        InterviewSlot, interviews, commitment_id=f"1 + n % {employers}", starts_at=f"{LONG_AGO}::timestamptz"
    )
    _series(
        InterviewOffer, interviews, enrolment_id="n * 10", slot_id="n", state="'attended'", answer_by="now()",
        during="tstzrange(now(), now() + interval '1 hour')", offered_at=f"{LONG_AGO}::timestamptz",
    )  # fmt: skip


def _matches(people: int) -> None:
    """One in four is matched; every skill is asked, held and taught in every council."""
    engine = EngineVersion.objects.create(
        code="bench", number=1, rules=1, mean_raw=1, default_weight=1, vacancy_count=0, skill_count=0, credit_count=0
    )  # fmt: skip
    _series(
        LearnerMatch, people // 4, learner_id="n * 4", engine_id=f"'{engine.pk}'", learner_version="1",
        vacancies="ARRAY[n % 20, (n + 7) % 20]",
        courses=f"(SELECT array_agg(1 + n * step % {COURSES}) FROM generate_series(1, 10) step)",  # noqa: S608
    )  # fmt: skip
    scheme = Scheme.objects.create(code="bench", name="Bench")
    _series(Skill, SKILLS, id="n", scheme_id=f"'{scheme.pk}'", uri="'bench:' || n", label="'skill ' || n")
    _series(
        GapCell, SKILLS * len(COUNCILS), day="current_date", skill_id=f"1 + n % {SKILLS}", level="2",
        place="'council'", council_id=f"(ARRAY{list(COUNCILS)})[1 + n / {SKILLS} % 7]", demand="n % 50",
        supply="n % 30", seats="n % 20", method="2",
    )  # fmt: skip


def _money(count: int) -> None:
    """A contract a provider over three years, and two milestones for each enrolment."""
    fund = Fund.objects.create(
        name="Bench", amount=10**9, starts_on="2020-08-01", ends_on="2030-07-31", source="Bench"
    )  # fmt: skip
    _series(Allocation, PROGRAMMES, id="n", fund_id=str(fund.pk), programme_id="n", amount="10000000")
    _series(
        MilestoneRule, PROGRAMMES, programme_id="n", applies_from="'2020-08-01'", start_share="0.45",
        completion_share="0.35", outcome_share="0.20", qualifying_days="14", qualifying_hours="0",
    )  # fmt: skip
    _series(
        Contract, PROVIDERS, id="n", allocation_id=f"1 + n % {PROGRAMMES}", organisation_id="1000 + n",
        programme_id=f"1 + n % {PROGRAMMES}", reference="'C-' || n", value="10000000", rate="3000", state="'live'",
        starts_on="current_date - 1100", ends_on="current_date + 90",
    )  # fmt: skip
    _series(
        ProfileMonth, PROVIDERS * MONTHS, contract_id=f"1 + (n - 1) / {MONTHS}", amount="200000", starts="20",
        month=f"date_trunc('month', current_date - 1000)::date + (n - 1) % {MONTHS} * interval '1 month'",
    )  # fmt: skip
    waits = "n % 10 = 0"
    _series(
        MilestoneClaim, count * 2, contract_id=f"1 + n / 2 % {PROVIDERS}", enrolment_id="(n + 1) / 2",
        number="1 + n % 2", state=f"CASE WHEN {waits} THEN 'claimed' ELSE 'paid' END", due_on=LONG_AGO,
        is_shown="true", rate="3000", amount="1350", payable=f"CASE WHEN {waits} THEN 0 ELSE 1350 END",
        claimed_at=f"{LONG_AGO}::timestamptz", paid_on=f"CASE WHEN {waits} THEN NULL ELSE current_date END",
        claim_count="1",
    )  # fmt: skip


def _series(model: type[models.Model], count: int, **columns: str) -> None:
    """`count` rows by one statement: SQL of n for each column, and the field's own default for all others."""
    given: dict[str, str] = {
        **{str(each.column): _default(each) for each in model._meta.concrete_fields},
        **columns,
    }
    if "id" in given and "id" not in columns:
        del given["id"]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join(given)}) "  # noqa: S608 (own names)
            f"SELECT {', '.join(given.values())} FROM generate_series(1, {count}) n"
        )


def _default(each: "models.Field[Any, Any]") -> str:
    if each.default is uuid.uuid4:
        return "gen_random_uuid()"
    if each.default in {timezone.now, timezone.localdate} or getattr(each, "auto_now", False):
        return "now()"
    if each.null:
        return "NULL"
    if isinstance(each, models.JSONField | ArrayField):
        return "'[]'" if isinstance(each, models.JSONField) else "'{}'"
    if each.has_default() and not callable(each.default):
        value = each.default
        return str(value).lower() if isinstance(value, bool) else f"'{value}'"
    return "'bench'" if each.unique else "''"
