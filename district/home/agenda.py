"""The one thing to do next, and what it is for a learner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from district.interviews.models import InterviewOffer
from district.matching import queries
from district.matching.models import LearnerMatch
from district.web.templatetags.district import day, moment
from district.workplace import agenda as workplace
from employers.models import CandidateInvitation
from learners.models import Learner
from programmes import queries_own
from programmes.applying import status as application_status
from programmes.models import Application

State = Application.State
FEW_SKILLS = 3
FEW_ASKED = 10
AFTER_HIRING = ("work", "sign", "hours")


@dataclass(frozen=True)
class Step:
    """The one thing to do next."""

    title: str
    text: str
    button: str
    href: str


def of_learner(learner: Learner) -> dict[str, Any]:
    """Four queries: the skills said, the matches kept, the applications under way, and what employers ask."""
    skill_count = learner.held_skills.count()
    under_way = queries_own.under_way(learner.user_id)
    match = LearnerMatch.objects.filter(learner=learner).first()
    return {
        "learner": learner,
        "skill_count": skill_count,
        "job_count": len(match.vacancies) if match else 0,
        "course_count": len(match.courses) if match else 0,
        "matched_at": match.matched_at if match else None,
        "jobs_behind": learner.matching_on and queries.is_behind(learner, match),
        "courses_behind": learner.matching_on and queries.are_courses_behind(learner, match),
        "under_way": [(each, application_status.listed(each)) for each in under_way],
        "step": _step_waiting(learner, _to_do(under_way)) or _step_of(learner, skill_count, match),
    }


def _to_do(under_way: Sequence[Application]) -> Application | None:
    """The offer that ends first, else the draft touched last."""
    now = timezone.now()
    waiting = (
        each
        for each in under_way
        if each.state == State.DRAFT
        or (each.state == State.OFFERED and each.offer_ends_at and each.offer_ends_at > now)
    )
    return next(waiting, None)


def _step_waiting(learner: Learner, application: Application | None) -> Step | None:
    """What must be answered soonest; what has no such day comes after all that has."""
    found = _asked_by_employers(learner)
    if application and application.state == State.OFFERED and application.offer_ends_at:
        found.append((application.offer_ends_at, _step_of_application(application)))
    if found:
        return min(found, key=itemgetter(0))[1]
    return _step_of_application(application) if application else None


def _asked_by_employers(learner: Learner) -> list[tuple[datetime, Step]]:
    """Interviews that are offered or agreed, invitations to apply, and what waits after hiring, each with its day; in
    one query.
    """
    now = timezone.now()
    interviews = InterviewOffer.objects.live().filter(learner=learner, slot__starts_at__gt=now)
    invitations = CandidateInvitation.objects.waiting().filter(learner=learner, expires_at__gt=now)
    of_interview = (
        "state",
        "public_id",
        "slot__commitment__organisation__name",
        "slot__commitment__job_title",
    )
    of_invitation = ("state", "public_id", "vacancy__organisation__name", "vacancy__title")
    rows = (
        interviews.order_by()
        .values_list(*of_interview, "answer_by", "slot__starts_at")
        .union(
            invitations.order_by().values_list(*of_invitation, "expires_at", "sent_at"),
            *workplace.of_learner(learner),
            all=True,
        )
        .order_by("answer_by")[:FEW_ASKED]
    )
    return [_asked(row) for row in rows]


def _asked(row: tuple[str, UUID, str, str, datetime, datetime]) -> tuple[datetime, Step]:
    state, public_id, who, job, answer_by, at = row
    if state in AFTER_HIRING:
        return answer_by, _step_after_hiring(state, public_id, who, job, answer_by)
    if state == InterviewOffer.State.OFFERED:
        return answer_by, Step(
            f"Answer the offer of an interview: {who}",
            f"It is on {moment(at)}, kept for you until {moment(answer_by)}, London time.",
            "Answer the offer",
            reverse("own_interview_show", args=[public_id]),
        )
    if state == InterviewOffer.State.ACCEPTED:
        return at, Step(
            f"Get ready for your interview: {who}",
            f"It is on {moment(at)}, London time.",
            "See where it is",
            reverse("own_interview_show", args=[public_id]),
        )
    return answer_by, Step(
        f"{who} invites you to apply: {job}",
        f"They have seen what you can do, and not who you are. You have until {moment(answer_by)} to answer.",
        "Read the invitation",
        reverse("job_invitation_show", args=[public_id]),
    )


def _step_after_hiring(kind: str, public_id: UUID, who: str, title: str, due: datetime) -> Step:
    if kind == "work":
        return Step(
            f"Is this right? Your work at {who}",
            f"They say when you begin as {title}, and for how many hours a week. Agree, or say what is wrong.",
            "Look at it",
            reverse("own_hire_show", args=[public_id]),
        )
    if kind == "sign":
        return Step(
            f"Read and sign your placement agreement: {who}",
            f"{title}, from {day(due)}. It begins once all three have signed.",
            "Read the agreement",
            reverse("placement_show", args=[public_id]),
        )
    return Step(
        f"Enter your hours: {who}",
        f"Nothing is entered of the last seven days of {title}. Only confirmed hours count.",
        "Enter hours",
        reverse("placement_hours", args=[public_id]),
    )


def _step_of_application(application: Application) -> Step:
    """An offer to answer, or a draft to finish."""
    course = application.run.course
    if application.state == State.OFFERED:
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
