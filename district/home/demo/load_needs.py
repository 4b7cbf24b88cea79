"""What the fictional employers lack, and what a college answers.

The story: data people are wanted in Birmingham by more employers than can be told apart; the employer that is shown
round has met one need through the college's answer, weighs another, and has a draft.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from district.codesign.models import NeedAnswer, NeededSkill, NeedPlace, NeedReply, SkillsNeed
from district.home.demo.vacancies import FAMILIES
from district.partners.models import Membership, Organisation
from district.skills.models import Skill
from programmes.models import Course

EMPLOYER, PROVIDER = "morgan@canalside.example", "sam@aston-lock.example"
BIRMINGHAM, COVENTRY, SANDWELL = "E08000025", "E08000026", "E08000028"
MOST_SKILLS = 3
PAGES = ["people", "text", "where", "why", "offers"]

type Row = tuple[str, str, str, int, str, str | None, str, tuple[str, ...]]

# employer, job family, whom, heads, by when, council (none: anywhere), reason, why they are hard to find
OPEN: tuple[Row, ...] = (
    ("canalside", "data", "People who turn our meter data into plans", 6, "soon", BIRMINGHAM, "technology", ("skills",)),
    ("furnace", "data", "Analysts for our new reporting team", 12, "soon", BIRMINGHAM, "vacancy", ("few_applicants", "pay")),
    ("lockkeeper", "data", "Somebody who can read our sensor logs", 2, "soon", BIRMINGHAM, "vacancy", ()),
    ("health-informatics", "data", "Data people for community clinics", 25, "soon", BIRMINGHAM, "vacancy", ("experience",)),
    ("godiva", "data", "Planners who can work with data", 4, "year", COVENTRY, "upskill", ()),
    ("parcels", "support", "First-line support for the night shift", 8, "soon", SANDWELL, "replacement", ("location",)),
    ("sandwell-metals", "support", "People who keep the shop floor's computers running", 3, "year", SANDWELL, "technology", ("skills",)),
    ("beacon-hill", "support", "Support for schools, anywhere we serve", 5, "year", None, "vacancy", ()),
    ("tame-water", "support", "Support people for three depots", 6, "soon", None, "replacement", ("few_applicants",)),
)  # fmt: skip


def load(organisations: Mapping[str, Organisation], skills: Mapping[str, Skill]) -> None:
    needs = [_need(row, organisations, skills) for row in OPEN]
    shown = needs[0]
    draft = _need(
        ("canalside", "support", "Apprentices for our service desk", 2, "year", None, "replacement", ()),
        organisations, skills, state=SkillsNeed.State.DRAFT, answered=["people", "text"],
    )  # fmt: skip
    draft.skills.all().delete()
    now = timezone.now()
    met = _need(
        ("canalside", "support", "Two people for our help desk", 2, "soon", BIRMINGHAM, "vacancy", ("few_applicants",)),
        organisations, skills, state=SkillsNeed.State.MET, met_how="answer", ended_at=now - timedelta(days=9),
        opened_at=now - timedelta(days=80), end_words="Both came from the evening course and stayed.",
    )  # fmt: skip
    _answers(shown, needs[1:4], met, skills)


def _need(
    row: Row, organisations: Mapping[str, Organisation], skills: Mapping[str, Skill], **fields: Any
) -> SkillsNeed:
    employer, family, title, heads, by_when, council, reason, causes = row
    usual = {
        "state": SkillsNeed.State.OPEN,
        "opened_at": timezone.now() - timedelta(days=20),
        "answered": PAGES,
    }
    fields = usual | fields
    if fields["state"] != SkillsNeed.State.DRAFT:
        fields["expires_on"] = timezone.localdate() + timedelta(days=70)
    need = SkillsNeed.objects.create(
        organisation=organisations[employer],
        title=title,
        heads=heads,
        by_when=by_when,
        place=NeedPlace.COUNCIL if council else NeedPlace.ANY,
        council_id=council,
        routes=["hire", "upskill"] if reason == "upskill" else ["hire", "bootcamp"],
        reason=reason,
        is_hard=bool(causes),
        hard_causes=list(causes),
        offers=["interviews", "speakers"] if causes else ["interviews"],
        is_fictional=True,
        **fields,
    )
    NeededSkill.objects.bulk_create(
        NeededSkill(need=need, skill=skills[label], level=level)
        for label, level in FAMILIES[family].essential[:MOST_SKILLS]
    )
    return need


def _answers(
    shown: SkillsNeed, others: list[SkillsNeed], met: SkillsNeed, skills: Mapping[str, Skill]
) -> None:
    provider = Membership.objects.select_related("organisation", "user").get(user__email=PROVIDER)
    employer = Membership.objects.select_related("user").get(user__email=EMPLOYER)
    usual = {
        "organisation": provider.organisation,
        "contact_name": provider.user.name,
        "contact_email": provider.user.email,
        "sent_by": provider.user,
    }
    today, now = timezone.localdate(), timezone.now()
    data, support = (skills[FAMILIES[family].essential[0][0]] for family in ("data", "support"))
    course = _course(provider.organisation, data)
    answer = NeedAnswer.objects.create(
        skill=data,
        kind=NeedAnswer.Kind.COURSE if course else NeedAnswer.Kind.PLANNED,
        course=course,
        words="Evenings from January. Send us your own tables and the group works on them.",
        sent_at=now - timedelta(days=5),
        closes_on=today + timedelta(days=25),
        area="council",
        council_id=BIRMINGHAM,
        **usual,
    )
    NeedReply.objects.bulk_create(NeedReply(answer=answer, need=need) for need in [shown, *others])
    earlier = NeedAnswer.objects.create(
        skill=support,
        kind=NeedAnswer.Kind.OFFER,
        words="Four people finish our evening course in a month. Come and meet them.",
        state=NeedAnswer.State.CLOSED,
        sent_at=now - timedelta(days=70),
        closes_on=today - timedelta(days=40),
        ended_at=now - timedelta(days=39),
        **usual,
    )
    NeedReply.objects.create(
        answer=earlier,
        need=met,
        state=NeedReply.State.ACCEPTED,
        contact_name=employer.user.name,
        contact_email=employer.user.email or "",
        decided_by=employer.user,
        decided_at=now - timedelta(days=66),
        has_met=True,
    )


def _course(provider: Organisation, skill: Skill) -> Course | None:
    taught = provider.courses.filter(
        state=Course.State.LIVE, taught_skills__skill=skill, taught_skills__state="accepted"
    )
    return taught.defer("search").order_by("id").first()
