"""How job applications are put into words for each side. An employer reads no name before it shortlists."""

from collections.abc import Sequence
from typing import Any

from district.web import scanning
from district.web.templatetags.district import day, moment
from employers import blind, message_words, profile_parts
from employers.models import CvFile, JobApplication, JobApplicationStep, JobReason

State = JobApplication.State

MEANINGS = {
    State.DRAFT: (
        "Not sent yet",
        "Nobody else sees it until you send it. A CV that you add to a draft is kept for a day.",
    ),
    State.SUBMITTED: ("Sent", "The employer reads it without your name, your contact details and your CV."),
    State.SHORTLISTED: ("You are shortlisted", "The employer knows who you are now, and may write to you."),
    State.INTERVIEWING: ("They want to talk with you", "Look for a message below or in your e-mail."),
    State.OFFERED: (
        "You are offered the job",
        "Talk to the employer about the start. If you do not want it, say no here.",
    ),
    State.HIRED: ("You are hired", "Congratulations."),
    State.UNSUCCESSFUL: ("Not this time", "The employer has said why."),
    State.DECLINED: ("You said no to the offer", "The employer is told."),
    State.WITHDRAWN: ("You withdrew it", "The employer is told, and no longer has your CV."),
    State.CLOSED: (
        "Closed unanswered",
        "The employer did nothing about it for 60 days, so it has closed. It says nothing about you, and it counts "
        "in the answer rate that people see.",
    ),
}
STEPS = {
    State.SUBMITTED: "Sent",
    State.SHORTLISTED: "Shortlisted",
    State.INTERVIEWING: "Moved to interviews",
    State.OFFERED: "Job offered",
    State.HIRED: "Hired",
    State.UNSUCCESSFUL: "Not taken further",
    State.DECLINED: "Offer declined",
    State.WITHDRAWN: "Withdrawn",
    State.CLOSED: "Closed unanswered",
}


def who(application: JobApplication) -> str:
    """What an employer may call them: a name once it is known, else a few letters that say nothing."""
    if application.is_blind:
        return f"Applicant {str(application.public_id)[:4].upper()}"
    user = application.learner.user
    return user.name or user.email or "Applicant"


def timeline(
    application: JobApplication, steps: Sequence[JobApplicationStep], *, is_own: bool
) -> list[dict[str, Any]]:
    """The last one stands at now while it goes on."""
    last = len(steps) - 1
    return [
        {
            "title": STEPS.get(State(step.state), step.get_state_display()),
            "when": moment(step.made_at),
            "text": message_words.filled(step.words, application, is_own=is_own),
            "state": "now" if number == last and application.is_live else "done",
        }
        for number, step in enumerate(steps)
    ]


def parts(application: JobApplication, *, is_blind: bool, kept: dict[str, Any] | None = None) -> list[Any]:
    shared = application.shared if kept is None else kept
    return profile_parts.shown(shared, application.parts, is_blind=is_blind)


def texts(application: JobApplication, *, is_blind: bool) -> list[dict[str, str]]:
    """Answers and reasons, with what tells who somebody is covered while it must be."""
    pairs = [*application.answers, *([["Why this job", application.why]] if application.why else [])]
    return [
        {
            "key": question,
            "value": blind.covered(words, application.learner) if is_blind else words,
        }
        for question, words in pairs
    ]


def person(application: JobApplication) -> list[dict[str, str]]:
    """For the employer, once they are known."""
    user = application.learner.user
    rows = [{"key": "Name", "value": user.name}, {"key": "E-mail", "value": user.email or ""}]
    return [*rows, {"key": "Phone", "value": application.phone}] if application.phone else rows


def cv(file: CvFile | None) -> str:
    if file is None:
        return ""
    return f"{file.get_kind_display()}, {max(1, round(file.size / 1000)):,} kB, added {day(file.added_at)}"


def cv_note(file: CvFile | None, *, is_own: bool) -> str:
    """Why nobody can open it now; nothing if it can be opened."""
    if file is None or file.is_readable:
        return ""
    if file.scan == CvFile.Scan.WAITING:
        return f"{scanning.CHECKING} Nobody can open it before."
    if is_own:
        return scanning.HARMFUL
    return "It could not be passed on. They have been told."


def row(application: JobApplication) -> dict[str, Any]:
    """Of an employer's list."""
    skills = application.shared.get("skills", [])
    return {
        "id": application.public_id,
        "who": who(application),
        "sent": day(application.submitted_at),
        "moved": day(application.moved_at),
        "state": application.state,
        "label": application.get_state_display(),
        "skills": len(skills),
        "reason": JobReason(application.reason).label if application.reason else "",
        "is_invited": application.is_invited,
    }
