"""What learners and those who teach or help them have to say to each other in the demo world."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from district.accounts.models import User
from district.community.models import MayFollow, PaperEnd, Referral
from district.community.services import paper, referrals
from district.home.demo.load_cohorts import PROVIDER
from district.outbox.services import mail
from district.partners.models import Membership
from district.web.working_days import next_working_day
from learners.models import Learner
from programmes.models import (
    Admission,
    Application,
    CheckIn,
    Conversation,
    ConversationMessage,
    CourseRun,
    Enrolment,
    PaperLetter,
    TutorTask,
)

AMARA = "amara@demo.example"
PARTNER = "kit@foundry.example"
Stage = Enrolment.State

# How each of the first people on the course says they are doing, in its fourth week: the four answers, whether they
# ask to be called, and their words.
SAID: Sequence[tuple[tuple[int, int, int, int], bool, str]] = (
    ((4, 4, 5, 4), False, ""),
    ((2, 1, 3, 2), False, "My shifts have changed and I cannot come on Wednesdays."),
    ((5, 4, 4, 5), False, "The morning group is very kind."),
    ((3, 4, 2, 3), False, ""),
    ((2, 3, 4, 3), True, "I do not follow since the databases began. May I ask somebody?"),
)


# What Amara and her college have written: hours ago, whether it is the college, the words. The last waits for her.
WRITTEN: Sequence[tuple[int, bool, str]] = (
    (50, False, "My daughter has a hospital appointment on Thursday morning. May I come an hour late?"),
    (47, True, "Of course. We begin with joins; I will leave the notes at the front desk for you."),
    (46, False, "Thank you, that helps a lot."),
    (3, True, "The next session on Tuesday is in room 2.14 instead, up the stairs by the lock gates."),
)


def load() -> None:
    """After the cohorts."""
    tutor = Membership.objects.select_related("user").get(user__email=PROVIDER).user
    _check_ins(tutor)
    _messages(tutor)
    partner = Membership.objects.select_related("user", "organisation").get(user__email=PARTNER)
    _referred(partner)
    _helped(partner)


def _check_ins(tutor: Any) -> None:
    """On the course in its middle: one low answer has been followed up, another waits. Amara's own is open."""
    today, now = timezone.localdate(), timezone.now()
    cohort = Enrolment.objects.filter(organisation__memberships__user=tutor, state=Stage.IN_LEARNING)
    rows = list(cohort.exclude(learner__user__email=AMARA).order_by("id")[: len(SAID)])
    CheckIn.objects.bulk_create(
        CheckIn(
            enrolment=row,
            point=1,
            asked_on=today - timedelta(days=2),
            closes_on=today + timedelta(days=12),
            **dict(zip(("confidence", "routine", "support", "calm"), answers, strict=True)),
            wants_contact=wants_contact,
            words=words,
            answered_at=now - timedelta(days=1),
        )
        for row, (answers, wants_contact, words) in zip(rows, SAID, strict=False)
    )
    for row in (rows[1], rows[4]):
        TutorTask.objects.create(
            enrolment=row, cause=TutorTask.Cause.LOW_CHECK_IN, due_on=next_working_day(today)
        )
    TutorTask.objects.filter(enrolment=rows[1], cause=TutorTask.Cause.LOW_CHECK_IN).update(
        outcome=TutorTask.Outcome.SUPPORT,
        note="Moved to the group on Thursdays.",
        done_at=now,
        done_by=tutor,
    )
    learner = Learner.objects.get(user__email=AMARA)
    own = learner.enrolments.get(state=Stage.IN_LEARNING)
    CheckIn.objects.create(enrolment=own, point=1, asked_on=today, closes_on=today + timedelta(days=14))


def _messages(tutor: Any) -> None:
    """Amara's with her college, and a question from the course in its middle that nobody has read yet."""
    own = Enrolment.objects.get(learner__user__email=AMARA, state=Stage.IN_LEARNING)
    _write(own, tutor, WRITTEN, unread=1)
    cohort = Enrolment.objects.filter(organisation__memberships__user=tutor, state=Stage.IN_LEARNING)
    asks = cohort.exclude(learner__user__email=AMARA).order_by("-id").first()
    if asks is not None:
        _write(asks, tutor, [(5, False, "Is there parking near the college on Mondays?")], unread=1)


def _write(enrolment: Enrolment, tutor: Any, lines: Sequence[tuple[int, bool, str]], *, unread: int) -> None:
    now = timezone.now()
    if enrolment.learner is None:
        raise ValueError("Somebody with a profile is wanted.")
    conversation = Conversation.objects.create(
        learner=enrolment.learner,
        run_id=enrolment.run_id,
        begun_at=now - timedelta(hours=lines[0][0]),
        latest_at=now - timedelta(hours=lines[-1][0]),
    )
    ConversationMessage.objects.bulk_create(
        ConversationMessage(
            conversation=conversation,
            by_provider=by_provider,
            written_by=tutor if by_provider else enrolment.learner.user,
            words=words,
            sent_at=now - timedelta(hours=hours),
            read_at=now - timedelta(hours=hours - 1) if number < len(lines) - unread else None,
        )
        for number, (hours, by_provider, words) in enumerate(lines)
    )


def _referred(partner: Membership) -> None:
    """By the care leavers' network: Amara, who lets them follow everything; others who let them follow less, one who
    has ended it, and one who has not answered.
    """
    now = timezone.now()
    amara = Learner.objects.select_related("user").get(user__email=AMARA)
    on_course = Enrolment.objects.filter(state=Stage.IN_LEARNING).exclude(learner=amara)
    others = list(on_course.select_related("learner__user").order_by("-id")[:3])
    told = [(amara, MayFollow.COMPLETED, False)]
    levels = ((MayFollow.STARTED, False), (MayFollow.NOTHING, False), (MayFollow.COMPLETED, True))
    told += [
        (row.learner, level, is_over)
        for row, (level, is_over) in zip(others, levels, strict=False)
        if row.learner
    ]
    months = timedelta(days=200)
    for number, (learner, level, is_over) in enumerate(told):
        Referral.objects.create(
            organisation=partner.organisation,
            made_by=partner.user,
            made_at=now - months,
            name=learner.user.name,
            email=learner.user.email or "",
            token_digest=referrals.digest(f"demo {number}"),
            state=Referral.State.ACCEPTED,
            expires_at=now - months + referrals.VALID_FOR,
            ended_at=now - months + timedelta(days=2),
            learner=learner,
            may_follow=level,
            agreed_how="We spoke about it at the Tuesday supper.",
            agreed_on=timezone.localdate(now - months),
            consented_at=now - months + timedelta(days=2),
            consent_ended_at=now - timedelta(days=9) if is_over else None,
        )
    Referral.objects.create(
        organisation=partner.organisation,
        made_by=partner.user,
        made_at=now - timedelta(days=3),
        name="Devon Marsh",
        email="devon@demo.example",
        token_digest=referrals.digest("demo waits"),
        expires_at=now + timedelta(days=27),
        may_follow=MayFollow.STARTED,
        agreed_how="He asked us for a course near Handsworth.",
        agreed_on=timezone.localdate(now - timedelta(days=3)),
    )


def _helped(partner: Membership) -> None:
    """Hattie has no computer: the network applied with her, and has a letter to hand over."""
    now = timezone.now()
    run = (
        CourseRun.objects.filter(state=CourseRun.State.OPEN, admission=Admission.DECISION)
        .filter(applications__isnull=False, course__organisation__memberships__user__email=PROVIDER)
        .select_related("course__organisation")
        .order_by("starts_on", "id")
        .first()
    )
    if run is None:
        return
    application = Application.objects.create(
        learner=_on_paper("Hattie Quarrell"),
        run=run,
        state=Application.State.SUBMITTED,
        answered=["born", "contact", "prior", "support", "why", "work"],
        born_on=timezone.localdate().replace(year=1961, day=14),
        employment_status="12",
        unemployed_for="5",
        prior_level="99",
        why="I want to write to my grandchildren and do my bank myself.",
        contact_by="help",
        applied_by=partner.user,
        applied_for=partner.organisation,
        agreed_how="Sat with Kit at the kitchen table and answered herself.",
        created_at=now - timedelta(days=2, minutes=25),
        submitted_at=now - timedelta(days=2),
    )
    PaperLetter.objects.create(
        application=application,
        key=f"application {application.public_id} received 1",
        subject=f"We have your application: {run.course.title}",
        words=f"Hello Hattie Quarrell,\n\n{run.course.organisation.name} has your application for "
        f"{run.course.title}. Nobody has decided yet. You do not have to do anything now.",
        made_at=now - timedelta(days=2),
    )
    _left_behind(partner, run)


def _left_behind(partner: Membership, run: CourseRun) -> None:
    """Ellis withdrew half a year ago and never took it over: it goes soon. Of somebody before him only that it went."""
    now, today = timezone.now(), timezone.localdate()
    long_ago = now - timedelta(days=188)
    begun = long_ago - timedelta(days=2)
    application = Application.objects.create(
        learner=_on_paper("Ellis Narrowboat", begun_at=begun),
        run=run,
        state=Application.State.WITHDRAWN,
        answered=["born", "contact", "prior", "support", "why", "work"],
        born_on=timezone.localdate().replace(year=1958, day=3),
        employment_status="12",
        unemployed_for="5",
        prior_level="99",
        why="I want to see my sister in Cork on a screen.",
        contact_by="help",
        applied_by=partner.user,
        applied_for=partner.organisation,
        agreed_how="Asked Kit to do it after the Tuesday supper.",
        created_at=begun,
        changed_at=long_ago,
        submitted_at=begun + timedelta(minutes=25),
        ended_at=long_ago,
    )
    end = PaperEnd.objects.create(
        organisation=partner.organisation,
        learner=application.learner,
        warned_at=now - timedelta(days=8),
        ends_on=today + timedelta(days=22),
    )
    words = {"reader": application.learner.user, "helper": partner.organisation, "ends_on": end.ends_on}
    PaperLetter.objects.create(
        application=application,
        key=f"end {end.pk}",
        subject=paper.SUBJECT,
        words=mail.render("community/mail/paper_ends", words),
        made_at=end.warned_at,
    )
    PaperEnd.objects.create(
        organisation=partner.organisation,
        warned_at=now - timedelta(days=51),
        ends_on=today - timedelta(days=21),
        deleted_at=now - timedelta(days=21),
    )


def _on_paper(name: str, *, begun_at: datetime | None = None) -> Learner:
    begun_at = begun_at or timezone.now()
    user = User.objects.create(email=None, name=name, password="!")  # noqa: S106 (nobody signs in)
    return Learner.objects.create(
        user=user, matching_on=False, is_fictional=True, created_at=begun_at, changed_at=begun_at
    )
