"""Rows that the demo world lacks, so that every state of every page can be seen."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from district.accounts.models import User
from district.codesign.models import NeedAnswer, NeedReply, SkillsNeed
from district.community.models import Referral
from district.community.services import referrals
from district.funding.models import Contract, ContractChange, MilestoneClaim
from district.home.demo import load_gap_history, load_human_check, load_receipts
from district.home.services import fairness
from district.imports.models import Upload
from district.interviews.models import InterviewGuarantee, InterviewOffer, InterviewSlot
from district.matching import candidates
from district.matching.models import GapCell, MatchRun, NewsChoice, WrongMatch
from district.matching.services import exposure, gaps
from district.outbox.models import ImportRun, OutboxTask, Progress
from district.outbox.models.import_run import RefusedRow
from district.partners.models import (
    Membership,
    Organisation,
    OrganisationDraft,
    OrganisationRole,
    Rank,
    RoleQuestion,
)
from district.partners.services import merges
from district.reports.definitions import DEFINITIONS
from district.reports.models import Publication, ReportRun
from district.reports.scope import Scope
from district.reports.services import deliveries, runs
from district.returns.models import LearnerExtract, PartnerReport
from district.skills.models import Occupation, UnknownPhrase, VocabularyDecision
from district.workplace.models import OutcomeProposal, RatingRequest, Weekday
from district.workplace.weeks import monday_of
from employers.models import JobAlert, Vacancy
from learners.models import Learner
from learners.services import suggestions
from programmes.models import (
    Application,
    Course,
    CourseRun,
    CurriculumComment,
    CurriculumVersion,
    ListingCheck,
    OfferCondition,
    SupportNeed,
    TutorTask,
)
from programmes.services import applications, check_ins, places
from programmes.services import skills as taught_skills
from tests.factories.accounts import make_user
from tests.factories.community import make_referral
from tests.factories.contracts import make_contract
from tests.factories.employers import (
    make_alert,
    make_asked_skill,
    make_job_application,
    make_vacancy,
)
from tests.factories.imports import make_content, make_upload
from tests.factories.learners import make_learner
from tests.factories.matching import match_everybody
from tests.factories.partners import (
    actor_of,
    make_invitation,
    make_join_request,
    make_membership,
    make_organisation,
    make_role,
)
from tests.factories.programmes import (
    make_application,
    make_check_in,
    make_course,
    make_enrolment,
    make_intake,
    make_open_run,
    make_run,
    make_session,
)
from tests.factories.taskforce import make_challenge
from tests.imports.files import lars, non_lars
from tests.pages.inventory import COMMUNITY, EMPLOYER, FOUNDER, LEARNER, NEWCOMER, PROVIDER, STAFF

A_WEEK = timedelta(days=7)
SECRET = "a-secret-of-forty-three-letters-in-the-mail"
CV = "I write spreadsheets, mend computer networks, install operating systems and program in Python and SQL."


def set_up() -> dict[str, Any]:
    """Make them; returns the ids that addresses need, by the names that the inventory calls them."""
    employer, provider = _organisation_of(EMPLOYER), _organisation_of(PROVIDER)
    things = (
        _vacancies(employer) | _courses(provider) | _uploads(provider) | _people(employer, provider) | _work()
    )
    things |= _needs(employer, provider)
    match_everybody()
    gaps.count()
    run = MatchRun.objects.exclude(checksum="").latest("id")
    exposure.measure(run_id=run.id)
    fairness.measure(run_id=run.id)
    load_gap_history.load()
    load_human_check.load()
    load_receipts.load()
    learner = Learner.objects.get(user__email=LEARNER)
    WrongMatch.objects.create(
        learner=learner, vacancy=_own_vacancy(employer), what="skill", words="Not so.", receipt={}
    )
    NewsChoice.objects.create(learner=learner, often="weekly", key="the-key-in-the-letter")
    alert = _alerts(learner)
    suggestions.suggest(learner=learner, text=CV, by=actor_of(learner.user))
    held = learner.held_skills.select_related("skill").order_by("skill__label").first()
    occupation = Occupation.objects.get(label="data analyst")
    waiting = UnknownPhrase.objects.filter(state="waiting").order_by("-advert_count", "phrase").first()
    decision = VocabularyDecision.objects.select_related("phrase", "skill").get(kind="add")
    things |= _learning(learner, provider) | _teaching(provider) | _curricula(employer, provider)
    things |= _job_applications(learner, employer) | _workplace(employer, learner, provider)
    things |= _reports()
    return things | {
        **_challenges(),
        "alert": alert.public_id,
        "phrase": waiting.public_id,
        "decided phrase": decision.phrase.public_id,
        "decision": decision.public_id,
        "own skill": decision.skill.public_id,
        "employer": employer.public_id,
        "provider": provider.public_id,
        "held skill": held.skill.public_id,
        "skill": held.skill.public_id,
        "occupation": occupation.public_id,
    }


def _challenges() -> dict[str, Any]:
    """One in each state, of the skill that is asked most; and a month that was counted before this one."""
    cell = GapCell.objects.newest().order_by("-demand", "id").select_related("skill").first()
    owner = Membership.objects.select_related("user").get(user__email=STAFF).user
    made = {
        state: make_challenge(skill=cell.skill, owner=owner, state=state)
        for state in ("draft", "open", "answered", "closed")
    }
    found = {f"{state} challenge": challenge.public_id for state, challenge in made.items()}
    days = GapCell.objects.order_by("-day").values_list("day", flat=True).distinct()
    return found | {"challenge": made["open"].public_id, "earlier month": f"{days[1]:%Y-%m}"}


def _reports() -> dict[str, Any]:
    staff = User.objects.get(email=STAFF)
    finished = ReportRun.objects.filter(state="finished").select_related("definition").defer("result")
    newest = finished.filter(definition__code="R1").order_by("-id")[0]
    waiting, failed = (
        runs.begin(
            definition=DEFINITIONS["R8"],
            snapshot=newest.snapshot,
            scope=Scope(period=year),
            person_id=staff.pk,
        )
        for year in ("2011", "2012")
    )
    runs.give_up(run_id=failed.pk, fault="This scope holds nothing that can be counted.")
    deliveries.order(run=newest, by=actor_of(staff))
    revised = Publication.objects.get(number=2)
    return {
        "report": newest.public_id,
        "report of groups": finished.get(definition__code="R4").public_id,
        "waiting report": waiting.public_id,
        "failed report": failed.public_id,
        "definition": newest.definition.public_id,
        "figures": revised.series,
        "embargoed figures": Publication.objects.embargoed().get().series,
    }


def _alerts(learner: Learner) -> JobAlert:
    """One that is on, and one of somebody without an account that waits."""
    alert = make_alert(learner=learner, query="q=weaver", key="the-key-in-the-alert")
    make_alert(email="waits@example.com", state="waiting", key="the-key-that-waits")
    return alert


def _organisation_of(email: str) -> Organisation:
    return Membership.objects.select_related("organisation").get(user__email=email).organisation


def _own_vacancy(employer: Organisation) -> Vacancy:
    return employer.vacancies.filter(state="open").order_by("id").first()


def _vacancies(employer: Organisation) -> dict[str, Any]:
    usual = {"organisation": employer, "postcode": employer.postcode, "is_fictional": True}
    draft = make_vacancy(title="Junior data analyst", state=Vacancy.State.DRAFT, **usual)
    for skill in (asked.skill for asked in _own_vacancy(employer).asked_skills.order_by("id")[:2]):
        make_asked_skill(vacancy=draft, skill=skill, state="suggested", words="as the text says it")
    closed = make_vacancy(title="Web developer, now filled", state=Vacancy.State.CLOSED, **usual)
    paused = make_vacancy(
        title="Web tester, back soon",
        state=Vacancy.State.PAUSED,
        paused_until=timezone.localdate() + timedelta(days=5),
        **usual,
    )
    doubtful = make_vacancy(
        title="Apprentice handyman, under 25",
        kind="apprenticeship",
        state=Vacancy.State.DRAFT,
        skills=[asked.skill for asked in _own_vacancy(employer).asked_skills.order_by("id")[:3]],
        weekly_hours=30,
        duration_months=12,
        training="Web technician",
        training_level=3,
        **usual,
    )
    referred = employer.vacancies.get(state=Vacancy.State.REFERRED)
    submitted = employer.vacancies.get(state=Vacancy.State.SUBMITTED)
    return {
        "paused vacancy": paused.public_id,
        "doubtful vacancy": doubtful.public_id,
        "submitted vacancy": submitted.public_id,
        "waiting review": submitted.reviews.get(state="waiting").public_id,
        "referred vacancy": referred.public_id,
        "decided review": referred.reviews.get().public_id,
        "vacancy": _own_vacancy(employer).public_id,
        "draft vacancy": draft.public_id,
        "closed vacancy": closed.public_id,
    }


def _needs(employer: Organisation, provider: Organisation) -> dict[str, Any]:
    """What the demo world holds of each: needs, an answer to reply to, and one that met a need."""
    own = SkillsNeed.objects.filter(organisation=employer)
    shown = own.get(state="open")
    reply = NeedReply.objects.get(need=shown)
    return {
        "need": shown.public_id,
        "draft need": own.get(state="draft").public_id,
        "met need": own.get(state="met").public_id,
        "reply": reply.public_id,
        "needed skill": reply.answer.skill.public_id,
        "answer": reply.answer.public_id,
        "accepted answer": NeedAnswer.objects.get(organisation=provider, state="closed").public_id,
    }


def _job_applications(learner: Learner, employer: Organisation) -> dict[str, Any]:
    """What the demo world holds of each, a draft, and a card to invite."""
    own = {each.state: each for each in learner.job_applications.order_by("id")}
    vacancy = _own_vacancy(employer)
    found = candidates.of_vacancy(vacancy=vacancy, day=timezone.localdate())
    open_jobs = Vacancy.objects.open().filter(source="", apply_url="", job_applications=None)
    apply_for, drafted = open_jobs.exclude(organisation=employer).order_by("id")[:2]
    draft = make_job_application(learner=learner, vacancy=drafted, state="draft", why="I like it.")
    return {
        "job to apply for": apply_for.public_id,
        "drafted job": drafted.public_id,
        "job draft": draft.public_id,
        "job sent": own["submitted"].public_id,
        "job refused": own["unsuccessful"].public_id,
        "job invitation": learner.job_invitations.get().public_id,
        "blind": vacancy.job_applications.filter(state="submitted").order_by("id")[0].public_id,
        "known": vacancy.job_applications.get(state="interviewing").public_id,
        "message template": employer.message_templates.order_by("id")[0].public_id,
        "api token": employer.api_tokens.order_by("id")[0].public_id,
        "card": candidates.card_of(vacancy=vacancy, learner=found.ids[0]),
    }


def _courses(provider: Organisation) -> dict[str, Any]:
    usual = {"organisation": provider, "is_fictional": True}
    draft = make_course(
        title="Spreadsheets from scratch", state=Course.State.DRAFT, what_you_learn=CV, **usual
    )
    taught_skills.suggest(course_ids=[draft.id])
    archived = make_course(title="Web pages, as taught last year", state=Course.State.ARCHIVED, **usual)
    full = make_course(title="Networks on Saturdays", **usual)
    make_run(course=full, capacity=8, places_taken=8)
    live = provider.courses.filter(state="live", programme__isnull=False).order_by("id").first()
    run = CourseRun.objects.filter(course=live, venue__isnull=False).order_by("id").first()
    return {
        "course": live.public_id,
        "draft course": draft.public_id,
        "archived course": archived.public_id,
        "full course": full.public_id,
        "programme": live.programme.public_id,
        "run": run.public_id,
        "venue": run.venue.public_id,
    }


def _curricula(employer: Organisation, provider: Organisation) -> dict[str, Any]:
    """What the demo world holds of each: versions, and comments at every stage."""
    versions = CurriculumVersion.objects.filter(course__organisation=provider)
    draft = versions.get(state="draft")
    comments = CurriculumComment.objects.filter(course__organisation=provider).order_by("id")
    return {
        "draft curriculum": draft.public_id,
        "curriculum": versions.get(state="superseded", course__title__startswith="Everyday").public_id,
        "outcome": draft.outcomes.get(position=1).public_id,
        "comment": comments.get(state="waiting").public_id,
        "declined comment": comments.get(state="declined").public_id,
        "own comment": comments.get(state="waiting", organisation=employer).public_id,
        "own answered comment": comments.get(state="adopted", organisation=employer).public_id,
    }


def _uploads(provider: Organisation) -> dict[str, Any]:
    """One of each state: a provider has at most one unfinished upload of a kind."""
    by = actor_of(User.objects.get(email=PROVIDER))
    usual = {"organisation": provider, "by": by}
    good = lars(COURSE_NAME="Mending locks with Python")
    content = make_content(good, lars(COURSE_NAME="Databases for lock keepers", LARS_QAN="60160573"))
    abandoned = make_upload(**usual, content=content, name="courses-of-spring.csv")
    ready = make_upload(**usual, content=content)
    bad = [non_lars(), non_lars(START_DATE="31/02/2027", COST="dear"), non_lars(COURSE_NAME="")]
    with_errors = make_upload(**usual, kind="non-lars", content=make_content(*bad, kind="non-lars"))
    unreadable = make_upload(**usual, kind="open-data", content=b"name,age\nSam,3", name="people.csv")
    waiting = make_upload(**usual, kind="venues", content=b"not read yet", is_read=False, name="venues.csv")
    published = Upload.objects.create(
        organisation=provider,
        kind="lars",
        state=Upload.State.PUBLISHED,
        file_name="courses-of-winter.csv",
        digest="0" * 64,
        created_by=by.person,
        published_by=by.person,
        row_count=2,
        outcome=ready.outcome,
        ended_at=timezone.now(),
    )
    return {
        "upload": ready.public_id,
        "abandoned upload": abandoned.public_id,
        "upload with errors": with_errors.public_id,
        "unreadable upload": unreadable.public_id,
        "waiting upload": waiting.public_id,
        "published upload": published.public_id,
    }


def _learning(learner: Learner, provider: Organisation) -> dict[str, Any]:
    """What the demo world's learner applies for, and the states it has none of."""
    own = {each.state: each for each in learner.applications.select_related("run").order_by("-id")}
    going_on, finished = (
        learner.enrolments.get(state=state).public_id for state in ("in_learning", "achieved")
    )
    asked = Application.objects.get(learner__user__email=NEWCOMER)
    applications.answer(
        application=own["draft"],
        question="work",
        values={"employment_status": "11"},
        by=actor_of(learner.user),
    )
    usual = {"course": make_course(organisation=provider, title="Networks in practice", is_fictional=True)}
    busy = learner.enrolments.get(state="in_learning").application
    busy.busy = places.days(busy.run)
    busy.save(update_fields=["busy"])
    overlapping = make_application(
        learner=learner,
        run=make_open_run(**usual, starts_on=timezone.localdate() + timedelta(days=3)),
        state="offered",
    )
    ineligible = make_application(learner=learner, run=make_open_run(**usual), state="ineligible")
    settled = CourseRun.objects.get(intake__settled_at__isnull=False)
    drawn = make_application(learner=learner, run=settled, state="waitlisted", priority_class=1, lot=7**18)
    by_lot = CourseRun.objects.filter(intake__isnull=False, intake__settled_at=None).order_by("id")[0]
    not_begun = make_enrolment(learner=learner, run=make_open_run(**usual), state="enrolled")
    asked_in = make_check_in(enrolment=learner.enrolments.get(state="in_learning"), point=9)
    said = make_check_in(enrolment=not_begun, point=0)
    low = {"confidence": 1, "routine": 2, "support": 4, "calm": 2}
    check_ins.answer(check_in=said, answers=low, words="The bus.", by=actor_of(learner.user))
    return {
        "open run": overlapping.run.public_id,
        "closed run": make_open_run(**usual, state="closed").public_id,
        "begun run": own["draft"].run.public_id,
        "waiting run": own["waitlisted"].run.public_id,
        "offered": own["offered"].public_id,
        "waiting": own["waitlisted"].public_id,
        "refused": own["unsuccessful"].public_id,
        "enrolled": own["enrolled"].public_id,
        "draft": own["draft"].public_id,
        "asked": asked.public_id,
        "lot run": by_lot.public_id,
        "lot draft": make_application(
            learner=learner, run=make_open_run(**usual, admission="intake", intake=by_lot.intake)
        ).public_id,
        "drawn": drawn.public_id,
        "overlapping": overlapping.public_id,
        "ineligible": ineligible.public_id,
        "going on": going_on,
        "finished": finished,
        "not begun": not_begun.public_id,
        **_community(provider),
        **_interviews(learner),
        **_money(provider),
        "written run": learner.enrolments.get(state="in_learning").run.public_id,
        "left run": make_application(
            learner=learner, run=make_open_run(**usual), state="withdrawn", submitted_at=timezone.now()
        ).run.public_id,
        "writer": learner.public_id,
        "check-in": asked_in.public_id,
        "answered check-in": said.public_id,
        "certificate key": learner.certificate_links.order_by("id").first().key,
    }


def _interviews(learner: Learner) -> dict[str, Any]:
    """What the demo world holds: the learner's own, an employer's, and who is overdue."""
    own = InterviewOffer.objects.live().filter(learner=learner).latest("id")
    was = InterviewOffer.objects.filter(state="accepted", slot__starts_at__lt=timezone.now()).latest("id")
    overdue = InterviewGuarantee.objects.breached().order_by("id")[0]
    return {
        "interview": own.public_id,
        "owed to a learner": own.enrolment.public_id,
        "commitment": was.slot.commitment.public_id,
        "interview that was": was.public_id,
        "free slot": InterviewSlot.objects.free().order_by("id")[0].public_id,
        "overdue": overdue.enrolment.public_id,
    }


def _money(provider: Organisation) -> dict[str, Any]:
    """What the demo world holds: the provider's contract and its claims; and a draft."""
    contract = Contract.objects.filter(organisation=provider, state="live").order_by("id")[0]
    claims = contract.claims.order_by("id")
    waiting = MilestoneClaim.objects.filter(state="claimed").order_by("id")[0]
    asked = MilestoneClaim.objects.asked_back().select_related("enrolment").get()
    draft = make_contract(
        allocation=contract.allocation,
        state="draft",
        value=1000,
        reference="WM-SB-DRAFT",
        organisation=provider,
    )
    return {
        "contract": contract.public_id,
        "claimable": claims.claimable()[0].public_id,
        "missing milestone": claims.filter(state="not_due", number=2)[0].enrolment.public_id,
        "queried": claims.filter(state="queried")[0].enrolment.public_id,
        "claimed": waiting.public_id,
        "approved claim": MilestoneClaim.objects.filter(state="approved").order_by("id")[0].public_id,
        "asked back": asked.public_id,
        "to decide on": asked.enrolment.public_id,
        "fund": contract.allocation.fund.public_id,
        "allocation": contract.allocation.public_id,
        "submitted contract": Contract.objects.filter(state="submitted").order_by("id")[0].public_id,
        "draft contract": draft.public_id,
        "open report": contract.reports.filter(state="open").latest("id").public_id,
        "final report": contract.reports.filter(state="final").latest("id").public_id,
        "sent report": PartnerReport.objects.filter(state="sent").order_by("id")[0].public_id,
        **{f"{row.state} extract": row.public_id for row in LearnerExtract.objects.all()},
        "contract change": ContractChange.objects.get(state="proposed").public_id,
    }


def _workplace(employer: Organisation, learner: Learner, provider: Organisation) -> dict[str, Any]:
    """What the demo world holds: an employer's hires and placements, the learner's own, and what a provider records."""
    hires, placements = employer.hires, employer.placements
    asked = RatingRequest.objects.open().get(hire__in=hires.all())
    outcomes = OutcomeProposal.objects.filter(enrolment__organisation=provider).order_by("id")
    own, begun = learner.placements.get(state="signed"), placements.get(state="signed")
    own.weekdays = Weekday.values  # so that there are hours to enter on any day that this runs
    own.save()
    return {
        "hire to describe": hires.get(state="to_describe").public_id,
        "disputed hire": hires.get(state="disputed").public_id,
        "agreed hire": asked.hire.public_id,
        "rating": asked.public_id,
        "own work": learner.hires.get().public_id,
        "proposed outcome": outcomes.filter(state="waiting")[0].public_id,
        "recorded outcome": outcomes.filter(state="recorded")[0].public_id,
        "placement to write": placements.get(state="draft").public_id,
        "signed placement": begun.public_id,
        "week": monday_of(begun.starts_on + A_WEEK).isoformat(),
        "own placement": learner.placements.get(state="open").public_id,
        "own signed placement": own.public_id,
        "own week": monday_of(own.starts_on + A_WEEK).isoformat(),
        "reported placement": placements.get(state="completed").public_id,
    }


def _community(provider: Organisation) -> dict[str, Any]:
    """What the demo world's community partner has sent and printed."""
    partner = _organisation_of(COMMUNITY)
    helped = (
        Application.objects.filter(applied_for=partner, submitted_at__isnull=False).order_by("id").first()
    )
    referral = make_referral(organisation=partner, email="new@example.com", run=helped.run)
    Referral.objects.filter(pk=referral.pk).update(token_digest=referrals.digest(SECRET))
    return {
        "helped": helped.public_id,
        "paper letter": helped.paper_letters.get().public_id,
        "left behind": Application.objects.get(learner__paper_end__isnull=False).public_id,
        "referral token": SECRET,
    }


def _people(employer: Organisation, provider: Organisation) -> dict[str, Any]:
    founder = make_user(email=FOUNDER, name="Frankie Rowe")
    OrganisationDraft.objects.create(
        user=founder,
        name="Rowe and Daughters",
        roles=["employer"],
        company_number="01234567",
        website="https://rowe.example/",
        postcode=employer.postcode,
        description="We mend narrowboats.",
        answered=["name", "roles", "company-number", "website", "place", "description"],
    )
    make_join_request(organisation=provider, user=founder)
    make_join_request(organisation=employer, user=make_user(name="Sam Lock"))
    make_invitation(organisation=employer, email=FOUNDER, token="the-token-in-the-letter")
    colleague = make_membership(user=make_user(name="Ida Wharf"), organisation=employer, rank=Rank.MEMBER)
    second = (
        Organisation.objects.filter(roles__role="provider").exclude(pk=provider.pk).order_by("id").first()
    )
    make_membership(user=User.objects.get(email=EMPLOYER), organisation=second, joined_at=timezone.now())
    waiting = OrganisationRole.objects.filter(state="requested").order_by("id").first()
    staff = actor_of(User.objects.get(email=STAFF))
    merged = merges.merge(
        kept=make_organisation(name="Wharfside Motors"),
        gone=make_organisation(name="Wharfside Motors Ltd", website="https://wharfside.example/"),
        reason="They rang from the same number.",
        by=staff,
    )
    role = make_role(organisation=employer, role="community", approved=False)
    question = RoleQuestion.objects.create(
        organisation_role=role, question="Whom do you help, and where?", asked_by=staff.person
    )
    return {
        "colleague": colleague.public_id,
        "waiting organisation": waiting.organisation.public_id,
        "waiting role": waiting.public_id,
        "merge": merged.public_id,
        "twin": Organisation.objects.get(name="Furnace Analytics Ltd").public_id,
        "original": Organisation.objects.get(name="Furnace Analytics").public_id,
        "site": employer.sites.order_by("id").first().public_id,
        "role question": question.public_id,
    }


def _work() -> dict[str, Any]:
    now = timezone.now()
    OutboxTask.objects.create(
        name="matching.match_learner",
        promised_in=1,
        state="failed",
        attempts=5,
        error="OperationalError",
        created_at=now - timedelta(hours=1),
        done_at=now,
    )
    progress = Progress.objects.create(title="Matching everybody", done_count=30, total_count=60)
    run = ImportRun.objects.create(
        kind="vacancies",
        source="adverts.jsonl",
        digest="0" * 64,
        read_count=3,
        added_count=2,
        refused_count=1,
    )
    RefusedRow.objects.create(
        run=run, row=2, field="title", code="missing", message="The advert has no title."
    )
    return {"progress": progress.public_id, "import": run.public_id}


def _teaching(provider: Organisation) -> dict[str, Any]:
    """People who ask for a place, people on a course, a register to take, and somebody to get in touch with."""
    today = timezone.localdate()
    usual = {"organisation": provider, "is_fictional": True}
    asked = make_open_run(
        course=make_course(title="Spreadsheets on Mondays", **usual), admission="decision", capacity=4
    )
    named = [
        make_learner(user=make_user(name=name)) for name in ("Pat Towpath", "Robin Lockgate", "Jo Winding")
    ]
    first, *others = [make_application(run=asked, learner=learner, state="submitted") for learner in named]
    SupportNeed.objects.create(application=first, kind="travel", details="The bus fare.", is_shared=True)
    offered = make_application(
        run=asked, learner=make_learner(user=make_user(name="Ash Quay")), state="offered"
    )
    OfferCondition.objects.create(application=offered, words="Show us a proof of your address")
    ListingCheck.objects.create(run=asked, run_version=asked.version, asked_at=timezone.now())
    taught = make_open_run(
        course=make_course(title="Networks on Tuesdays", **usual),
        starts_on=today - timedelta(days=14),
        ends_on=today + timedelta(days=30),
    )
    people = [make_enrolment(run=taught, learner=learner) for learner in named]
    task = TutorTask.objects.create(enrolment=people[0], cause="absences", due_on=today)
    ended = make_enrolment(run=taught, state="completed")
    return {
        "asked run": asked.public_id,
        "taught run": taught.public_id,
        "asks support": first.public_id,
        "offered to": offered.public_id,
        "on course": people[0].public_id,
        "completed": ended.public_id,
        "session": make_session(run=taught).public_id,
        "session to come": make_session(run=taught, starts_at=timezone.now() + timedelta(days=2)).public_id,
        "tutor task": task.public_id,
        "intake": make_intake(organisation=provider).public_id,
        "people": f"rows={people[1].public_id}",
        "rows": "&".join(f"rows={each.public_id}" for each in others),
    }
