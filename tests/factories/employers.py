"""Vacancies and the skills they ask for."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from district.partners.models import Organisation, Role
from district.skills.models import Level, Skill, SkillState
from employers import wording
from employers.models import (
    AlertReader,
    CandidateInvitation,
    CvFile,
    JobAlert,
    JobApplication,
    JobApplicationStep,
    Vacancy,
    VacancyReview,
    VacancySkill,
)
from learners.models import Learner
from tests.factories.learners import make_learner
from tests.factories.partners import make_organisation

_numbers = count(1)


def make_employer(**fields: Any) -> Organisation:
    """An organisation that may post vacancies."""
    return make_organisation(role=Role.EMPLOYER, **fields)


def make_vacancy(
    *,
    organisation: Organisation | None = None,
    skills: Sequence[Skill | tuple[Skill, int]] = (),
    **fields: Any,
) -> Vacancy:
    """An open vacancy that closes in a month. `skills` are accepted and essential: a skill, or it and a level."""
    place = _place_of(fields)
    defaults: dict[str, Any] = {
        "title": f"Web developer {next(_numbers)}",
        "summary": "Build pages for a canal museum.",
        "description": "You build and mend the pages of a canal museum.",
        "state": Vacancy.State.OPEN,
        "closes_on": timezone.localdate() + timedelta(days=30),
    }
    fields = defaults | place | fields
    if fields["state"] in {Vacancy.State.OPEN, Vacancy.State.PAUSED, Vacancy.State.CLOSED}:
        fields.setdefault("opened_at", timezone.now())
    vacancy = Vacancy.objects.create(organisation=organisation or make_employer(), **fields)
    for each in skills:
        skill, level = each if isinstance(each, tuple) else (each, Level.INTERMEDIATE)
        make_asked_skill(vacancy=vacancy, skill=skill, level=level)
    return vacancy


def make_asked_skill(*, vacancy: Vacancy, skill: Skill, **fields: Any) -> VacancySkill:
    return VacancySkill.objects.create(
        vacancy=vacancy, skill=skill, **{"state": SkillState.ACCEPTED} | fields
    )


def make_alert(*, learner: Learner | None = None, email: str = "", **fields: Any) -> JobAlert:
    """On since now, of a learner or of an address."""
    reader, _ = AlertReader.objects.get_or_create(learner=learner, email=email)
    now = timezone.now()
    defaults: dict[str, Any] = {
        "name": "Weaving",
        "query": f"q=weaving+{next(_numbers)}",
        "often": "weekly",
        "state": "on",
        "since": now,
        "ends_on": timezone.localdate() + timedelta(days=365),
    }
    return JobAlert.objects.create(reader=reader, **defaults | fields)


def make_review(*, vacancy: Vacancy, **fields: Any) -> VacancyReview:
    """A check that waits for WMCA staff, of a vacancy that has been sent to them."""
    found = {"field": "title", "rule": "age", "words": "youthful", "message": "Leave out words about age."}
    defaults: dict[str, Any] = {
        "findings": [found],
        "snapshot": wording.snapshot(vacancy),
        "due_on": timezone.localdate() + timedelta(days=2),
    }
    if fields.get("state", VacancyReview.State.WAITING) != VacancyReview.State.WAITING:
        defaults["decided_at"] = timezone.now()
    return VacancyReview.objects.create(vacancy=vacancy, **defaults | fields)


def _place_of(fields: dict[str, Any]) -> dict[str, Any]:
    """A postcode says the council and the spot."""
    postcode = fields.get("postcode")
    if postcode is None:
        return {}
    return {
        "council": postcode.council,
        "easting": postcode.easting,
        "northing": postcode.northing,
        "place_text": postcode.postcode,
    }


def make_job_application(
    *, learner: Learner | None = None, vacancy: Vacancy | None = None, state: str = "submitted", **fields: Any
) -> JobApplication:
    """Sent just now; in a later state, with the times that go with it."""
    now = timezone.now()
    defaults: dict[str, Any] = {"state": state, "age_checked_at": now, "parts": ["skills", "times", "place"]}
    if state != "draft":
        defaults |= {"submitted_at": now, "shared": {"skills": [], "times": [], "place": []}}
    if state in {"shortlisted", "interviewing", "offered", "hired", "declined"}:
        defaults |= {"shortlisted_at": now, "answered_at": now}
    if state in {"hired", "unsuccessful", "declined", "withdrawn", "closed"}:
        defaults |= {"ended_at": now}
    if state in {"unsuccessful", "closed"}:
        defaults |= {"reason": "unanswered" if state == "closed" else "filled"}
    if state == "unsuccessful":
        defaults |= {"answered_at": now}
    application = JobApplication.objects.create(
        learner=learner or make_learner(), vacancy=vacancy or make_vacancy(), **defaults | fields
    )
    if state != "draft":
        JobApplicationStep.objects.create(application=application, state=state)
    return application


def make_cv(*, application: JobApplication, content: bytes = b"%PDF-1.4 %%EOF", **fields: Any) -> CvFile:
    return CvFile.objects.create(
        application=application, kind="pdf", content=content, size=len(content), **fields
    )


def make_candidate_invitation(
    *, learner: Learner | None = None, vacancy: Vacancy | None = None, **fields: Any
) -> CandidateInvitation:
    """Sent just now, to be answered within two weeks."""
    defaults = {"expires_at": timezone.now() + timedelta(days=14)}
    return CandidateInvitation.objects.create(
        learner=learner or make_learner(), vacancy=vacancy or make_vacancy(), **defaults | fields
    )
