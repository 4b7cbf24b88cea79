"""The one thing a learner wants to do next."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from district.matching import queries
from district.matching.models import LearnerMatch
from district.web.templatetags.district import moment
from learners.models import Learner
from programmes import queries_own
from programmes.models import Application

FEW_SKILLS = 3


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
