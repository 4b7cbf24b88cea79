"""What wants doing next, for a learner and for WMCA staff. Each line has its number, its words and where it leads."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, QuerySet, Value
from django.urls import reverse
from django.utils import timezone

from district.interviews.models import InterviewGuarantee
from district.matching import queries
from district.matching.models import LearnerMatch, WrongMatch
from district.outbox.models import ImportRun, OutboxTask
from district.partners.models import OrganisationRole
from district.web.templatetags.district import moment
from employers.models import Vacancy, VacancyReview
from learners.models import Learner
from programmes import queries_own
from programmes.models import Application, Course, CourseRun

FEW_SKILLS = 3


@dataclass(frozen=True)
class Line:
    number: int
    words: str
    href: str
    is_urgent: bool = False


@dataclass(frozen=True)
class Step:
    """The one thing to do next."""

    title: str
    text: str
    button: str
    href: str


def of_learner(learner: Learner) -> dict[str, Any]:
    """Three queries: the skills said, the matches kept, and the application that waits for an answer."""
    skill_count = learner.held_skills.count()
    waiting = queries_own.what_waits(learner.user_id)
    match = LearnerMatch.objects.filter(learner=learner).first()
    return {
        "learner": learner,
        "skill_count": skill_count,
        "job_count": len(match.vacancies) if match else 0,
        "course_count": len(match.courses) if match else 0,
        "matched_at": match.matched_at if match else None,
        "jobs_behind": learner.matching_on and queries.is_behind(learner, match),
        "courses_behind": learner.matching_on and queries.are_courses_behind(learner, match),
        "step": _step_of_application(waiting) if waiting else _step_of(learner, skill_count, match),
    }


def _step_of_application(application: Application) -> Step:
    """An offer to answer, or a draft to finish."""
    course = application.run.course
    if application.state == Application.State.OFFERED:
        return Step(
            f"Answer the offer of a place: {course.title}",
            f"The place is kept for you until {moment(application.offer_ends_at)}, London time.",
            "Answer the offer",
            reverse("offer_accept", args=[application.public_id]),
        )
    return Step(
        f"Finish your application: {course.title}",
        "Everything you have typed is kept. Nobody else sees it until you send it.",
        "Go on with it",
        reverse("application_check", args=[application.public_id]),
    )


def _step_of(learner: Learner, skill_count: int, match: LearnerMatch | None) -> Step:
    if learner.postcode_id is None:
        return Step(
            "Tell us where you live",
            "It takes two minutes to see which courses and jobs you can reach. You can change everything later.",
            "Start my profile",
            reverse("profile_show"),
        )
    if skill_count < FEW_SKILLS:
        return Step(
            "Say what you can do",
            "Three skills are enough to begin. Things you learned at home, at school or in any job all count.",
            "Add my skills",
            reverse("skills_show"),
        )
    if match and match.vacancies:
        return Step(
            "See what fits you, and why",
            "Each match shows the skills you have, the ones you are missing, and a course that teaches them.",
            "See my matches",
            reverse("match_list"),
        )
    return Step(
        "Look further",
        "Nothing fits yet within the distance you chose. A longer journey or working from home may open more.",
        "Change how far I can travel",
        reverse("profile_show"),
    )


def of_staff() -> list[Line]:
    """What needs attention this week, counted in one query; a line with nothing in it is left out."""
    today, now = timezone.localdate(), timezone.now()
    waiting = OrganisationRole.objects.filter(state=OrganisationRole.State.REQUESTED)
    vacancies, runs = Vacancy.objects.open(), CourseRun.objects.open()
    counts = _counts(
        waiting=waiting,
        old=waiting.filter(requested_at__lt=now - timedelta(days=5)),
        closing=vacancies.filter(closes_on__lte=today + timedelta(days=7)),
        checks=VacancyReview.objects.waiting(),
        late_checks=VacancyReview.objects.waiting().filter(due_on__lt=today),
        undecided=Vacancy.objects.with_skills_waiting(),
        undecided_courses=Course.objects.with_skills_waiting(),
        repeats=vacancies.filter(repeats__state=Vacancy.State.OPEN),
        starting=runs.filter(starts_on__lte=today + timedelta(days=21), capacity__isnull=False),
        wrong=WrongMatch.objects.filter(answered_at=None),
        refused=ImportRun.objects.filter(refused_count__gt=0, started_at__gte=now - timedelta(days=7)),
        owed=InterviewGuarantee.objects.breached(),
        failed=OutboxTask.objects.failed(),
    )
    asking = reverse("authority_organisation_list") + "?state=requested"
    adverts, jobs = reverse("authority_vacancy_list"), reverse("job_board_show")
    lines = [
        _line(
            counts["waiting"],
            "organisation waits for a check",
            "organisations wait for a check",
            asking,
            is_urgent=True,
        ),
        _line(
            counts["old"],
            "of them for more than five days",
            "of them for more than five days",
            asking,
            is_urgent=True,
        ),
        _line(
            counts["checks"],
            "vacancy waits for a check",
            "vacancies wait for a check",
            reverse("vacancy_review_list"),
        ),
        _line(
            counts["late_checks"],
            "of them later than promised",
            "of them later than promised",
            reverse("vacancy_review_list"),
            is_urgent=True,
        ),
        _line(
            counts["owed"],
            "person waits for a guaranteed interview that is overdue",
            "people wait for a guaranteed interview that is overdue",
            reverse("authority_interview_list"),
            is_urgent=True,
        ),
        _line(counts["closing"], "vacancy closes within a week", "vacancies close within a week", adverts),
        _line(
            counts["undecided"],
            "advert has skills that wait for a person",
            "adverts have skills that wait for a person",
            f"{adverts}?skills=waiting",
        ),
        _line(
            counts["undecided_courses"],
            "imported course has skills that wait for a person",
            "imported courses have skills that wait for a person",
            reverse("authority_course_list") + "?skills=waiting",
        ),
        _line(counts["repeats"], "advert looks like a repeat", "adverts look like repeats", adverts),
        _line(
            counts["starting"],
            "course run starts within three weeks",
            "course runs start within three weeks",
            reverse("course_list"),
        ),
        _line(
            counts["wrong"],
            "person says that a match is wrong",
            "people say that a match is wrong",
            reverse("authority_matching_show"),
        ),
        _line(
            counts["refused"],
            "import had rows it could not read",
            "imports had rows they could not read",
            jobs,
        ),
        _line(
            counts["failed"], "background job has failed", "background jobs have failed", jobs, is_urgent=True
        ),
    ]
    return [line for line in lines if line.number]


def _counts(**querysets: QuerySet[Any]) -> dict[str, int]:
    """How many rows each has, in one query."""
    counted = [
        rows.order_by()
        .annotate(line=Value(name))
        .values("line")
        .annotate(n=Count("pk"))
        .values_list("line", "n")
        for name, rows in querysets.items()
    ]
    return dict.fromkeys(querysets, 0) | dict(counted[0].union(*counted[1:], all=True).order_by("line"))


def _line(number: int, one: str, many: str, href: str, *, is_urgent: bool = False) -> Line:
    return Line(number, one if number == 1 else many, href, is_urgent)
