"""Who has applied for jobs in the demo world: at an employer that answers within days, and at one that is slow."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from django.db.models import F
from django.utils import timezone

from district.partners.models import Membership, Organisation
from employers import profile_parts
from employers.models import (
    CandidateInvitation,
    HiddenEmployer,
    JobApplication,
    JobApplicationNote,
    JobApplicationStep,
    JobMissingSkill,
    MessageTemplate,
    Vacancy,
)
from learners.models import EmployerConsent, Learner

SHOWN, SUPPORT = "amara@demo.example", "IT support technician"
TESTER = "Agnieszka Nowak"
QUICK, SLOW = "morgan@canalside.example", "Furnace Analytics"
State = JobApplication.State
POSTED_BEFORE = timedelta(days=80)
INVITED_FOR = timedelta(days=12)
WHY = "I mend computers for my family and neighbours, and I would like to do it among people who know more."


@dataclass(frozen=True)
class Story:
    """One application: days since it was sent, days until the first answer, where it stands, and why it ended."""

    sent: int
    answered: int | None
    state: State
    reason: str = ""


ANSWERED_FAST = (
    *(Story(2, None, State.SUBMITTED), Story(4, None, State.SUBMITTED), Story(1, None, State.SUBMITTED)),
    *(Story(9, 3, State.SHORTLISTED), Story(11, 4, State.SHORTLISTED), Story(15, 2, State.INTERVIEWING)),
    *(Story(20, 5, State.OFFERED), Story(41, 3, State.HIRED)),
    *(Story(30, 4, State.UNSUCCESSFUL, "experience"), Story(33, 6, State.UNSUCCESSFUL, "filled")),
)
ANSWERED_SLOWLY = (
    *(Story(75, None, State.CLOSED, "unanswered"), Story(52, None, State.SUBMITTED)),
    *(Story(44, 31, State.SHORTLISTED), Story(38, None, State.SUBMITTED), Story(27, None, State.SUBMITTED)),
    *(Story(21, None, State.SUBMITTED), Story(6, None, State.SUBMITTED)),
)
TEMPLATES = {
    "Shortlisted": "Dear {name}, thank you for your application for {job}. We would like to know more about you and "
    "will write to you this week.\n\nMorgan, {employer}",
    "Come and talk": "Dear {name}, please come and see us: half an hour with the two people you would work with. "
    "Tell us which day suits you.\n\nMorgan, {employer}",
    "Not this time": "Dear {name}, we do not go on with your application for {job} this time. Thank you for the work "
    "that you put into it.\n\nMorgan, {employer}",
}


def load() -> None:
    """After vacancies and learners."""
    people = Learner.objects.filter(is_fictional=True).exclude(answered=[])
    shown, *others = people.select_related("user", "postcode__council").order_by("id")[:18]
    boss = Membership.objects.select_related("user", "organisation").get(user__email=QUICK)
    quick = boss.organisation
    slow = Organisation.objects.filter(is_fictional=True, name=SLOW).get()
    (wanted, refusing, inviting), (waiting, *_) = _open(quick), _open(slow)
    rest = iter(others)
    _pipeline(wanted, ANSWERED_FAST, rest)
    _pipeline(waiting, ANSWERED_SLOWLY, rest)
    _notes(wanted, boss)
    MessageTemplate.objects.bulk_create(
        MessageTemplate(organisation=quick, name=name, words=words) for name, words in TEMPLATES.items()
    )
    _of_shown(shown, refusing, waiting)
    tester = next(each for each in others if each.user.name == TESTER)
    CandidateInvitation.objects.create(
        vacancy=inviting, learner=tester, sent_by=boss.user, expires_at=timezone.now() + INVITED_FOR
    )


def _open(employer: Organisation) -> list[Vacancy]:
    """Its first three, advertised for as long as people have applied."""
    rows = list(Vacancy.objects.filter(organisation=employer, kind="job", state="open").order_by("id")[:3])
    first = Vacancy.objects.filter(id=rows[0].id)
    first.update(posted_on=F("posted_on") - POSTED_BEFORE, opened_at=F("opened_at") - POSTED_BEFORE)
    return rows


def _pipeline(vacancy: Vacancy, stories: Iterable[Story], people: Iterator[Learner]) -> None:
    made = [_application(vacancy, learner, story) for story, learner in zip(stories, people, strict=False)]
    JobApplication.objects.bulk_create([application for application, _ in made])
    JobApplicationStep.objects.bulk_create([step for _, steps in made for step in steps])


_hours = count(1)


def _application(
    vacancy: Vacancy, learner: Learner, story: Story
) -> tuple[JobApplication, list[JobApplicationStep]]:
    sent = timezone.now() - timedelta(days=story.sent, hours=next(_hours) % 9)
    answered = sent + timedelta(days=story.answered) if story.answered is not None else None
    ended = {State.CLOSED: sent + timedelta(days=60), State.UNSUCCESSFUL: answered, State.HIRED: answered}
    application = JobApplication(
        learner=learner,
        vacancy=vacancy,
        state=story.state,
        parts=list(profile_parts.LABELS),
        shared=profile_parts.of_profile(learner),
        why=WHY,
        age_checked_at=sent,
        created_at=sent,
        submitted_at=sent,
        answered_at=answered,
        shortlisted_at=None if story.state == State.UNSUCCESSFUL else answered,
        moved_at=ended.get(story.state) or answered or sent,
        ended_at=ended.get(story.state),
        reason=story.reason,
    )
    return application, list(_steps(application, story, sent, answered or ended.get(story.state)))


def _steps(
    application: JobApplication, story: Story, sent: datetime, moved: datetime | None
) -> Iterator[JobApplicationStep]:
    yield JobApplicationStep(application=application, state=State.SUBMITTED, made_at=sent)
    if moved is not None:
        yield JobApplicationStep(application=application, state=story.state, made_at=moved)


def _notes(vacancy: Vacancy, boss: Membership) -> None:
    first = vacancy.job_applications.get(state=State.INTERVIEWING)
    JobApplicationNote.objects.create(
        application=first, words="Ask about the ticketing system they used.", written_by=boss.user
    )


def _of_shown(learner: Learner, refusing: Vacancy, waiting: Vacancy) -> None:
    """The learner of the demo world is told no for a missing skill, waits elsewhere, and is asked to apply for work
    that fits.
    """
    refused = Story(16, 5, State.UNSUCCESSFUL, "missing_skills")
    _pipeline(refusing, [refused], iter([learner]))
    _pipeline(waiting, [Story(12, None, State.SUBMITTED)], iter([learner]))
    lacking = refusing.asked_skills.order_by("id").first()
    if lacking is not None:
        JobMissingSkill.objects.create(
            application=refusing.job_applications.get(learner=learner),
            skill_id=lacking.skill_id,
            level=lacking.level,
        )
    EmployerConsent.objects.get_or_create(learner=learner)
    fitting = Vacancy.objects.open().filter(is_fictional=True, kind="job", title=SUPPORT)
    for vacancy in fitting.exclude(organisation=refusing.organisation).order_by("id")[:1]:
        CandidateInvitation.objects.create(
            vacancy=vacancy, learner=learner, expires_at=timezone.now() + INVITED_FOR
        )
    another = Organisation.objects.filter(is_fictional=True, roles__role="employer").order_by("-id").first()
    if another is not None:
        HiddenEmployer.objects.create(learner=learner, organisation=another)
