"""One person for every part there is, and things of theirs that hold a word which nobody else may read."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from district.accounts.models import User
from district.certificates.services import badge_keys
from district.community.services import referrals
from district.interviews.models import InterviewOffer
from district.matching.models import NewsChoice
from district.outbox.models import ImportRun, OutboxTask, Progress
from district.partners.actor import Actor
from district.partners.models import Organisation, OrganisationMerge, Rank, Role, RoleQuestion
from district.reports.services import deliveries
from district.workplace.weeks import monday_of
from employers.models import MessageTemplate, Vacancy
from learners.models import Learner
from programmes.models import Course, CourseRun, PaperLetter, TutorTask
from tests.factories.accounts import make_user
from tests.factories.api import make_posted, make_token
from tests.factories.certificates import make_certificate_link
from tests.factories.community import make_referral
from tests.factories.contracts import make_claim, make_contract, make_contract_change
from tests.factories.curricula import make_comment, make_curriculum
from tests.factories.eligibility import make_rule
from tests.factories.employers import (
    make_alert,
    make_candidate_invitation,
    make_cv,
    make_job_application,
    make_review,
    make_vacancy,
)
from tests.factories.imports import make_content, make_upload
from tests.factories.interviews import (
    make_guarantee,
    make_interview_commitment,
    make_interview_offer,
    make_interview_slot,
)
from tests.factories.learners import make_held_skill, make_learner
from tests.factories.needs import make_need, make_need_answer
from tests.factories.partners import (
    actor_of,
    make_invitation,
    make_join_request,
    make_membership,
    make_organisation,
    make_role,
    make_site,
    make_staff,
)
from tests.factories.programmes import (
    make_application,
    make_calendar_feed,
    make_check_in,
    make_course,
    make_enrolment,
    make_intake,
    make_message,
    make_open_run,
    make_programme,
    make_run,
    make_session,
    make_venue,
)
from tests.factories.reports import publish, run_report
from tests.factories.returns import make_extract, make_report
from tests.factories.skills import make_occupation, make_skill
from tests.factories.taskforce import make_challenge
from tests.factories.vocabulary import make_own_skill, make_phrase
from tests.factories.workplace import (
    make_completer,
    make_hire,
    make_placement,
    make_proposal,
    make_request,
)

# Whose things hold which word, and who may read it.
OF_EMPLOYER, OF_PROVIDER, OF_LEARNER, OF_TUTORS = "kingfisher", "dragonfly", "moorhen", "damselfly"
READERS = {
    OF_EMPLOYER: {"employer_member", "employer_admin", "staff_member", "staff_admin"},
    OF_PROVIDER: {"provider_member", "provider_admin", "staff_member", "staff_admin"},
    OF_LEARNER: {"learner"},
    OF_TUTORS: {"provider_member", "provider_admin"},
}
TOKEN = "the-token-in-the-letter"
SECRET = "a-secret-of-forty-three-letters-in-the-mail"
KEY = "the-key-in-the-letter"


@dataclass
class Cast:
    """People by part, and the ids that addresses need, by the names that permissions.toml calls them."""

    people: dict[str, User]
    things: dict[str, Any]

    def client_of(self, part: str) -> Client:
        client = Client()
        if part != "visitor":
            client.force_login(self.people[part])
        return client


def set_up() -> Cast:
    skill = make_skill(label="mend lock gates")
    employer, provider = _employer(), make_organisation(name="Wharf College", role=Role.PROVIDER)
    people = _members(employer, "employer") | _members(provider, "provider") | _others(employer, provider)
    learner = _learner(people["learner"], skill)
    make_learner(user=people["other_learner"])
    things = (
        _of_learner(learner)
        | _of_employer(employer, people)
        | _of_provider(provider, actor_of(people["provider_member"]))
        | _of_need(employer, provider)
        | _of_interviews(employer, provider, learner)
        | _of_funding(provider)
        | _of_workplace(employer, provider, learner)
        | _of_everybody(skill)
    )
    things |= _of_reports(actor_of(people["staff_admin"]))
    return Cast(people=people, things=things | {"held": learner.held_skills.get().skill.public_id})


def _of_reports(staff: Actor) -> dict[str, Any]:
    run = run_report("R9", by=staff)
    out, later = run_report("R9", by=staff), run_report("R9", by=staff)
    embargoed = publish(later, by=staff, publish_at=timezone.now() + timedelta(days=2))
    return {
        "report": run.public_id,
        "definition": run.definition.public_id,
        "order": deliveries.order(run=run, by=staff).public_id,
        "series": publish(out, by=staff).series,
        "embargoed": embargoed.public_id,
    }


def _employer() -> Organisation:
    employer = make_organisation(name="Wharf Engineering", role=Role.EMPLOYER)
    make_role(organisation=employer, role=Role.COMMUNITY, approved=False, reason=f"Said by {OF_EMPLOYER}.")
    return employer


def _members(organisation: Organisation, kind: str) -> dict[str, User]:
    word = OF_EMPLOYER if kind == "employer" else OF_PROVIDER
    people = {}
    for rank in (Rank.ADMIN, Rank.MEMBER):
        user = make_user(email=f"{rank}.{word}@example.com", name=f"{rank} {word}".title())
        people[f"{kind}_{rank}"] = make_membership(user=user, organisation=organisation, rank=rank).user
    return people


def _others(employer: Organisation, provider: Organisation) -> dict[str, User]:
    other = make_organisation(name="Basin Works", role=Role.EMPLOYER)
    make_role(organisation=other, role=Role.PROVIDER)
    removed = make_user(name="Gone Away")
    for organisation in (employer, provider):
        make_membership(user=removed, organisation=organisation, ended_at=timezone.now())
    return {
        "learner": make_user(email=f"{OF_LEARNER}@example.com", name="Lee Learner"),
        "other_learner": make_user(name="Ola Learner"),
        "staff_member": make_staff(rank=Rank.MEMBER),
        "staff_admin": make_staff(),
        "stranger": make_membership(organisation=other).user,
        "removed": removed,
    }


def _learner(user: User, skill: Any) -> Learner:
    learner = make_learner(user=user)
    make_held_skill(learner=learner, skill=skill, evidence_note=f"Seen by {OF_LEARNER}.")
    NewsChoice.objects.create(learner=learner, key=KEY)
    return learner


def _of_learner(learner: Learner) -> dict[str, Any]:
    run = make_open_run()
    application = make_application(run=run, learner=learner, why=f"To look after a {OF_LEARNER}.")
    enrolment = make_enrolment(learner=learner, state="achieved")
    link = make_certificate_link(enrolment=enrolment, label=f"For the {OF_LEARNER}")
    job = make_job_application(learner=learner, why=f"To feed a {OF_LEARNER}.")
    make_cv(application=job)
    return {
        "open_job": make_vacancy().public_id,
        "own_job_application": job.public_id,
        "own_job_invitation": make_candidate_invitation(learner=learner).public_id,
        "open_run": run.public_id,
        "own_application": application.public_id,
        "own_alert": make_alert(learner=learner, name=f"Jobs of a {OF_LEARNER}").public_id,
        "alert_key": make_alert(email="reader@example.com", state="waiting").key,
        "own_choice": make_application(learner=learner, run=_run_by_lot()).public_id,
        "sent_application": make_application(learner=learner, state="submitted").public_id,
        "own_enrolment": enrolment.public_id,
        "own_link": link.public_id,
        "own_written_run": make_message(enrolment, f"A {OF_LEARNER} was seen.").run.public_id,
        **_referred(learner),
        "own_check_in": make_check_in(enrolment=enrolment).public_id,
        "certificate_key": link.key,
        "badge_key": badge_keys.current().thumbprint,
        "feed_key": make_calendar_feed(learner=learner).key,
    }


def _run_by_lot() -> CourseRun:
    intake = make_intake()
    course = make_course(organisation=intake.organisation)
    return make_open_run(course=course, admission="intake", intake=intake)


def _referred(learner: Learner) -> dict[str, Any]:
    partner = make_organisation(name="Towpath Club", role=Role.COMMUNITY)
    make_referral(organisation=partner, email="heron@example.com", token_digest=referrals.digest(SECRET))
    own = make_referral(organisation=partner, learner=learner, agreed_how=f"At the {OF_LEARNER} club.")
    return {"own_referral": own.public_id, "referral_token": SECRET}


def _of_interviews(employer: Organisation, provider: Organisation, learner: Learner) -> dict[str, Any]:
    """The employer's word, the learner's invitation, and somebody of the provider's who waits for one."""
    programme = make_programme()
    commitment = make_interview_commitment(
        organisation=employer, programme=programme, job_title="Watcher of boats"
    )
    owed = make_guarantee(programme=programme, learner=learner)
    offer = make_interview_offer(guarantee=owed, slot=make_interview_slot(commitment=commitment))
    was = make_interview_slot(commitment=commitment, starts_at=timezone.now() - timedelta(hours=2))
    held = make_interview_offer(
        guarantee=make_guarantee(programme=programme), slot=was, state=InterviewOffer.State.ACCEPTED
    )
    waits = make_guarantee(programme=make_programme(), provider=provider)
    return {
        "interview_commitment": commitment.public_id,
        "interview_slot": make_interview_slot(commitment=commitment).public_id,
        "held_interview": held.public_id,
        "own_interview": offer.public_id,
        "own_owed": owed.enrolment.public_id,
        "owed": waits.enrolment.public_id,
    }


def _of_funding(provider: Organisation) -> dict[str, Any]:
    """The provider's contract with a claim, what shows it, and a change that waits."""
    contract = make_contract(organisation=provider, reference=f"WM {OF_PROVIDER}")
    claim = make_claim(contract, state="claimed")
    evidence = claim.enrolment.evidence.create(
        kind="new_role", happened_on=timezone.localdate(), note=f"Keeps the {OF_PROVIDER}"
    )
    return {
        "fund": contract.allocation.fund.public_id,
        "allocation": contract.allocation.public_id,
        "contract": contract.public_id,
        "partner_report": make_report(contract=contract).public_id,
        "extract": make_extract().public_id,
        "contract_change": make_contract_change(contract=contract).public_id,
        "counted": claim.enrolment.public_id,
        "evidence": evidence.public_id,
    }


def _of_workplace(employer: Organisation, provider: Organisation, learner: Learner) -> dict[str, Any]:
    """Whom the employer took on, the learner's own work, what the provider records, and a placement of all three."""
    begins = make_hire(organisation=employer, state="to_describe", job_title=f"Singer to a {OF_EMPLOYER}")
    asked = make_proposal(hire=make_hire(organisation=employer)).hire
    own = make_hire(learner=learner, state="proposed", job_title=f"Friend of a {OF_LEARNER}")
    completed = make_completer(provider=provider)
    placement = make_placement(
        state="signed",
        organisation=employer,
        learner=learner,
        enrolment=make_enrolment(
            learner=learner, run=make_open_run(course=make_course(organisation=provider))
        ),
    )
    return {
        "hire": begins.public_id,
        "rating": make_request(hire=asked).public_id,
        "own_hire": own.public_id,
        "proposed": make_proposal(enrolment=completed).public_id,
        "placement": placement.public_id,
        "week": monday_of(placement.starts_on).isoformat(),
    }


def _of_employer(employer: Organisation, people: dict[str, User]) -> dict[str, Any]:
    draft = make_vacancy(organisation=employer, state="draft", title=f"Keeper of the {OF_EMPLOYER}")
    asked = make_join_request(organisation=employer, message=f"I know {OF_EMPLOYER}.")
    invitation = make_invitation(organisation=employer, email=f"new.{OF_EMPLOYER}@example.com", token=TOKEN)
    waiting = make_vacancy(organisation=employer, state="submitted", title=f"Friend of the {OF_EMPLOYER}")
    return {
        "review": make_review(vacancy=waiting).public_id,
        "organisation": employer.public_id,
        "vacancy": draft.public_id,
        "member": people["employer_member"].memberships.get().public_id,
        "request": asked.public_id,
        "claim": make_join_request(organisation=make_organisation(name="Left Alone")).public_id,
        "invitation": invitation.public_id,
        "token": TOKEN,
        "key": KEY,
        "role": employer.roles.get(role=Role.COMMUNITY).public_id,
        **_applied(draft, employer),
        "api_token": make_token(organisation=employer, name=f"Site of the {OF_EMPLOYER}").public_id,
        "posted": make_posted(organisation=employer, vacancy=draft).reference,
        "site": make_site(organisation=employer, name=f"{OF_EMPLOYER.title()} yard").public_id,
        "question": RoleQuestion.objects.create(
            organisation_role=employer.roles.get(role=Role.COMMUNITY),
            question=f"Where is the {OF_EMPLOYER}?",
            asked_by=people["staff_admin"],
        ).public_id,
        "own_comment": make_comment(organisation=employer, words=f"Teach the {OF_EMPLOYER}.").public_id,
    }


def _of_need(employer: Organisation, provider: Organisation) -> dict[str, Any]:
    """What the employer lacks, and what the provider answers to somebody else and another provider to it."""
    skill = make_skill()
    need = make_need(organisation=employer, title=f"People who feed a {OF_EMPLOYER}", skills=[skill])
    to_own = make_need_answer(needs=[need], skill=skill)
    answer = make_need_answer(
        organisation=provider, skill=skill, needs=[need], words=f"We draw a {OF_PROVIDER}.", area="any"
    )
    return {
        "need": need.public_id,
        "needed_skill": skill.public_id,
        "own_reply": to_own.replies.get().public_id,
        "need_answer": answer.public_id,
    }


def _applied(vacancy: Vacancy, employer: Organisation) -> dict[str, Any]:
    """Somebody who is shortlisted, with a CV, and words for such people."""
    why = f"To see the {OF_EMPLOYER}."
    application = make_job_application(vacancy=vacancy, state="shortlisted", why=why)
    make_cv(application=application)
    template = MessageTemplate.objects.create(
        organisation=employer, name=f"To a {OF_EMPLOYER}", words="Thanks."
    )
    return {"job_application": application.public_id, "message_template": template.public_id}


def _of_provider(provider: Organisation, by: Actor) -> dict[str, Any]:
    course = make_course(organisation=provider, state="draft", title=f"Drawing a {OF_PROVIDER}")
    run = make_run(course=course, state="draft", name=f"The {OF_PROVIDER} run")
    venue = make_venue(organisation=provider, name=f"House of the {OF_PROVIDER}")
    content = make_content(COURSE_NAME=f"Feeding the {OF_PROVIDER}", COST="dear")
    upload = make_upload(organisation=provider, content=content, by=by, name=f"{OF_PROVIDER}.csv")
    things = {"course": course, "run": run, "venue": venue, "upload": upload} | _of_roster(course)
    things |= _of_curriculum(course)
    return {name: thing.public_id for name, thing in things.items()} | {"row": 1}


def _of_curriculum(course: Course) -> dict[str, Any]:
    """A version in force that somebody has commented on, and the draft that follows it."""
    version = make_curriculum(course=course, outcomes=[(f"Draw the {OF_PROVIDER}", {make_skill(): 1})])
    draft = make_curriculum(
        course=course, state="draft", outcomes=[(f"Tell a {OF_PROVIDER}", {make_skill(): 1})]
    )
    return {
        "curriculum": draft,
        "outcome": draft.outcomes.get(),
        "comment": make_comment(curriculum=version),
    }


def _of_roster(course: Course) -> dict[str, Any]:
    """People who applied to the provider, and who are on its course."""
    run = make_open_run(course=course, name=f"The {OF_PROVIDER} evenings")
    enrolment = make_enrolment(run=run)
    task = TutorTask.objects.create(enrolment=enrolment, cause="absences", due_on=timezone.localdate())
    written = make_message(enrolment, f"A {OF_TUTORS} was seen.")
    helped = make_application(
        learner=make_learner(user=User.objects.create(email=None, name=f"Hattie {OF_TUTORS}")),
        applied_for=course.organisation,
        agreed_how="At the desk.",
        state="submitted",
    )
    letter = PaperLetter.objects.create(application=helped, key="one", subject="A letter", words="Good news.")
    return {
        "helped": helped,
        "paper_letter": letter,
        "written_run": written.run,
        "writer": written.learner,
        "application": make_application(run=run, state="submitted"),
        "session": make_session(run=run),
        "enrolment": enrolment,
        "tutor_task": task,
        "intake": make_intake(organisation=course.organisation),
    }


def _of_everybody(skill: Any) -> dict[str, Any]:
    now = timezone.now()
    task = OutboxTask.objects.create(
        name="matching.match_learner", promised_in=1, state="failed", created_at=now, done_at=now
    )
    decision = make_own_skill()
    return {
        "phrase": make_phrase().public_id,
        "decision": decision.public_id,
        "own_skill": decision.skill.public_id,
        "open_vacancy": make_vacancy().public_id,
        "live_course": make_course(runs=1).public_id,
        "commented_course": make_curriculum().course.public_id,
        "programme": make_programme().public_id,
        "funding_rule": make_rule().code,
        "partner": make_organisation(role=Role.CIVIC).public_id,
        "skill": skill.public_id,
        "challenge": make_challenge(skill=skill, owner=None).public_id,
        "occupation": make_occupation(essential=(skill,)).public_id,
        "twin": make_organisation(name="Wharf Engineering Ltd").public_id,
        "merge": _merge().public_id,
        "task": task.id,
        "progress": Progress.objects.create(title="Matching everybody").public_id,
        "import": ImportRun.objects.create(kind="skills", source="skills.csv", digest="0" * 64).public_id,
    }


def _merge() -> OrganisationMerge:
    gone = make_organisation(name="Once Elsewhere", is_active=False)
    return OrganisationMerge.objects.create(
        kept=make_organisation(name="Still Here"), gone=gone, reason="The same.", merged_by=make_staff()
    )
