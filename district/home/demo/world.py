"""Puts the demo world into an empty database: fictional partners and people that tell one story in real places.

The story: the district's employers look for people in seventeen job families; eight providers teach most of what they ask for;
sixty learners stand at every distance from a job, some of them one course away.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from district.codesign.models import SkillsNeed
from district.home.demo import courses as taught
from district.home.demo import learners as people
from district.home.demo import (
    load_alerts,
    load_api,
    load_applications,
    load_chains,
    load_checks,
    load_cohorts,
    load_consents,
    load_contact,
    load_courses,
    load_curricula,
    load_fairness,
    load_funding,
    load_homes,
    load_interviews,
    load_job_applications,
    load_learners,
    load_needs,
    load_partners,
    load_reports,
    load_returns,
    load_vacancies,
    load_vacancy_checks,
    load_vocabulary,
    load_workplace,
    load_years,
    users,
)
from district.home.demo import vacancies as wanted
from district.home.services import desk_figures, snapshots
from district.partners.models import Organisation
from district.skills.models import Skill
from employers.models import EndReason, Vacancy
from learners.models import Learner
from programmes.models import Application, Course, CourseRun, Enrolment

PASSWORD = users.PASSWORD

SIGN_INS = (
    ("Learner", "amara@demo.example"),
    ("Learner who has just started", "wendy@demo.example"),
    ("Employer", "morgan@canalside.example"),
    ("Training provider", "sam@aston-lock.example"),
    ("Community partner", "kit@foundry.example"),
    ("WMCA staff", "alex@authority.example"),
)


def is_loaded() -> bool:
    return Organisation.objects.filter(is_fictional=True).exists()


@transaction.atomic
def load() -> dict[str, int]:
    """Load the demo world once; later calls only keep its dates in the future. Returns what there is, by kind."""
    if is_loaded():
        keep_fresh()
        return counts()
    organisations = load_partners.load_organisations()
    load_partners.load_members(organisations)
    skills = _skills()
    load_vacancies.load(organisations, skills)
    load_vacancy_checks.load()
    load_api.load()
    load_courses.load(organisations, skills)
    load_homes.load()
    load_learners.load(skills)
    load_consents.load()
    load_checks.load()
    load_applications.load()
    load_cohorts.load()
    load_curricula.load(skills)
    load_contact.load()
    load_needs.load(organisations, skills)
    load_alerts.load()
    load_job_applications.load()
    load_interviews.load()
    load_workplace.load()
    load_fairness.load()
    load_vocabulary.load()
    load_years.load()
    load_chains.load()
    load_funding.load()
    load_returns.load()
    load_reports.load()
    snapshots.take()
    desk_figures.take()
    return counts()


def counts() -> dict[str, int]:
    return {
        "organisations": Organisation.objects.count(),
        "courses": Course.objects.count(),
        "runs": CourseRun.objects.count(),
        "vacancies": Vacancy.objects.count(),
        "learners": Learner.objects.count(),
    }


def keep_fresh() -> None:
    """Move every date of the demo world forward by whole weeks once its last vacancy is about to close."""
    fictional = Vacancy.objects.filter(is_fictional=True)
    last = fictional.order_by("-closes_on").values_list("closes_on", flat=True).first()
    today = timezone.localdate()
    if last is None or last > today + timedelta(days=21):
        return
    weeks = timedelta(weeks=(today - last).days // 7 + 10)
    fictional.update(
        posted_on=F("posted_on") + weeks, closes_on=F("closes_on") + weeks, starts_on=F("starts_on") + weeks
    )
    fictional.filter(state=Vacancy.State.CLOSED).exclude(end_reason=EndReason.FILLED).update(
        state=Vacancy.State.OPEN, ended_at=None, end_reason="", filled=""
    )
    needs = SkillsNeed.objects.filter(is_fictional=True, state__in=["open", "expired"])
    needs.update(state="open", ended_at=None, reminded_at=None, expires_on=F("expires_on") + weeks)
    has_applicants = Exists(Application.objects.filter(run=OuterRef("pk")))
    has_learners = Exists(Enrolment.objects.filter(run=OuterRef("pk")))
    runs = CourseRun.objects.filter(~has_applicants, ~has_learners, course__is_fictional=True)
    runs.update(starts_on=F("starts_on") + weeks, ends_on=F("ends_on") + weeks)
    runs.filter(state=CourseRun.State.CLOSED).update(state=CourseRun.State.OPEN)


def _skills() -> dict[str, Skill]:
    """The skills that the demo world names, by label."""
    names = {label for outline in taught.OUTLINES.values() for label, _ in outline.teaches}
    names |= {label for family in wanted.FAMILIES.values() for label, _ in family.essential + family.desired}
    names |= {label for person in people.PEOPLE for label, _ in person.extra}
    found = {skill.label: skill for skill in Skill.objects.live().filter(label__in=names)}
    missing = names - set(found)
    if missing:
        raise LookupError(f"Load the skill classification first: it lacks {', '.join(sorted(missing)[:3])}.")
    return found
