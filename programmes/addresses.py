"""Full addresses of the pages that letters lead to."""

from django.conf import settings

from programmes.models import (
    Application,
    CheckIn,
    Conversation,
    CourseRun,
    CurriculumComment,
    Enrolment,
    PaperLetter,
)


def of_application(application: Application) -> str:
    return _full(f"/me/applications/{application.public_id}/")


def of_enrolment(enrolment: Enrolment) -> str:
    return _full(f"/me/learning/{enrolment.public_id}/")


def of_check_in(check_in: CheckIn) -> str:
    return _full(f"/me/check-ins/{check_in.public_id}/")


def of_conversation(run: CourseRun) -> str:
    return _full(f"/me/messages/{run.public_id}/")


def for_tutors(conversation: Conversation) -> str:
    run, learner = conversation.run, conversation.learner
    return _full(f"/provider/messages/{run.public_id}/{learner.public_id}/")


def of_letter(letter: PaperLetter) -> str:
    return _full(f"/helping/letters/{letter.public_id}/")


def for_provider(application: Application) -> str:
    return _full(f"/provider/applications/{application.public_id}/")


def of_listings() -> str:
    return _full("/provider/listings/")


def of_courses() -> str:
    return _full("/courses/")


def of_curriculum_comments() -> str:
    return _full("/provider/comments/")


def of_comment(comment: CurriculumComment) -> str:
    return _full(f"/employer/comments/{comment.public_id}/")


def _full(path: str) -> str:
    return settings.SITE_URL.rstrip("/") + path
