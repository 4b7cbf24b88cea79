"""What fitted when somebody applied stays as it was, for the learner and for who was applied to."""

from uuid import uuid4

import pytest
from django.db import InternalError, transaction
from django.test import Client
from django.urls import reverse

from district.matching import receipts as shown
from district.matching.models import EngineVersion, FrozenReceipt, SkillCredit
from district.matching.services import engines, receipts
from district.partners.models import Role
from district.skills.models import Skill, SkillRelation
from district.web.errors import Refused
from employers.models import Vacancy
from learners.models import HeldSkill, Learner
from learners.services import profiles
from programmes.models import Application, CourseRun
from programmes.services import applications
from tests.factories.employers import make_vacancy
from tests.factories.learners import make_held_skill
from tests.factories.matching import make_seeker, match_everybody
from tests.factories.partners import actor_of, make_membership, make_organisation
from tests.factories.programmes import make_application, make_course, make_open_run, make_provider
from tests.factories.skills import make_relation, make_skill

pytestmark = pytest.mark.django_db


class World:
    """Somebody who holds a little of what a course teaches and of what a job asks for."""

    def __init__(self) -> None:
        self.spin, self.weave, self.dye, self.knit = (
            make_skill(label=label) for label in ("spin", "weave", "dye", "knit")
        )
        self.loom = make_skill(label="set up looms")
        make_relation(skill=self.loom, other=self.weave, kind=SkillRelation.Kind.BROADER)
        self.learner = make_seeker(skills=[(self.spin, 2), (self.loom, 2), (self.knit, 1)])
        asked = [(self.spin, 2), (self.weave, 2), (self.dye, 2), (self.knit, 2)]
        self.job = make_vacancy(title="Weaver", mode="remote", skills=asked)
        provider = make_provider(name="Wharf College")
        self.teacher = make_membership(organisation=provider).user
        course = make_course(
            organisation=provider, title="Dyeing", skills=[(self.dye, 2), (self.weave, 3), (self.spin, 1)]
        )
        self.run: CourseRun = make_open_run(course=course)

    def apply(self) -> Application:
        application = make_application(run=self.run, learner=self.learner)
        return applications.submit(application=application, by=actor_of(self.learner.user))


@pytest.fixture
def world() -> World:
    built = World()
    match_everybody()
    return built


def kept(application: Application) -> FrozenReceipt:
    return FrozenReceipt.objects.select_related("engine").get(application=application.public_id)


def told(frozen: FrozenReceipt) -> dict[str, str]:
    return {line["label"]: line["words"] for line in frozen.lines}


def test_an_application_keeps_what_the_course_teaches_beside_what_is_held_and_what_it_opens(
    world: World,
) -> None:
    frozen = kept(world.apply())
    assert told(frozen) == {
        "dye": "Not on your list.",
        "spin": "You have it at intermediate level (as you told us).",
        "weave": "You have “set up looms” (as you told us), a special kind of it: it counts for 52 per cent.",
    }
    assert (frozen.sums["opened"], frozen.sums["jobs"]) == (1, [["Weaver", world.job.organisation.name]])
    assert frozen.engine == EngineVersion.objects.current().get()
    assert (frozen.learner_version, frozen.run) == (world.learner.version, world.run)
    assert receipts.is_the_same(frozen)


def test_later_changes_of_profile_engine_and_course_leave_it_as_it_was(world: World) -> None:
    application = world.apply()
    before = FrozenReceipt.objects.values().get()
    HeldSkill.objects.filter(learner=world.learner).delete()
    make_held_skill(learner=world.learner, skill=world.dye, level=4)
    Skill.objects.filter(id=world.dye.id).update(label="colour cloth")
    SkillRelation.objects.all().delete()
    world.run.course.taught_skills.all().delete()
    match_everybody()
    engines.freeze()
    assert FrozenReceipt.objects.values().get() == before
    assert receipts.is_the_same(kept(application))


def test_working_it_out_again_goes_by_the_credits_of_its_own_version(world: World) -> None:
    frozen = kept(world.apply())
    SkillCredit.objects.filter(engine=frozen.engine).update(percent=7)
    assert not receipts.is_the_same(frozen)


def test_an_application_that_is_refused_keeps_nothing(world: World) -> None:
    CourseRun.objects.update(state=CourseRun.State.CLOSED)
    with pytest.raises(Refused, match="takes no more applications"):
        world.apply()
    assert not FrozenReceipt.objects.exists()


def test_sending_twice_keeps_one(world: World) -> None:
    application = world.apply()
    first = kept(application)
    HeldSkill.objects.filter(learner=world.learner).delete()
    stale = Application.objects.get(id=application.id)
    stale.state = Application.State.DRAFT  # the page that was opened before
    applications.submit(application=stale, by=actor_of(world.learner.user))
    assert kept(application) == first
    assert told(kept(application)) == told(first)


def test_nothing_is_kept_of_people_who_switched_matching_off(world: World) -> None:
    Learner.objects.update(matching_on=False)
    world.learner.refresh_from_db()
    world.apply()
    assert not FrozenReceipt.objects.exists()


def test_of_a_job_it_is_what_their_page_shows_and_comes_out_the_same_again(world: World) -> None:
    number = uuid4()
    vacancy = Vacancy.objects.get(id=world.job.id)
    frozen = receipts.freeze(learner=world.learner, application=number, vacancy=vacancy)
    assert frozen is not None
    why = shown.of_vacancies(
        learner=world.learner, vacancy_ids=[vacancy.id], engine=frozen.engine_id, day=frozen.taken_at.date()
    )[vacancy.id]
    assert receipts.kept_lines(frozen) == [line.sums for line in why.lines]
    assert told(frozen) == {line.label: line.words for line in why.lines}
    assert frozen.sums["fit"] == why.fit
    assert receipts.replay(frozen) == ([line.sums for line in why.lines], why.fit)
    assert receipts.is_the_same(frozen)
    again = receipts.freeze(learner=world.learner, application=number, vacancy=vacancy)
    assert again is None


def test_it_cannot_be_changed_or_taken_away(world: World) -> None:
    frozen = kept(world.apply())
    with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
        FrozenReceipt.objects.update(total=1)
    with pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
        frozen.delete()


def test_it_goes_with_the_profile(world: World) -> None:
    world.apply()
    profiles.delete(learner=world.learner, by=actor_of(world.learner.user))
    assert not FrozenReceipt.objects.exists()


def test_what_is_kept_says_nothing_of_who_they_are(world: World) -> None:
    world.learner.user.name = "Zebedee Kingfisher"
    world.learner.user.save()
    frozen = kept(world.apply())
    said = f"{frozen.held} {frozen.lines} {frozen.sums}".lower()
    assert "dye" in said
    assert not any(word in said for word in ("zebedee", "kingfisher", world.learner.user.email))


# Pages ------------------------------------------------------------------------------------------------


def page(client: Client, application: Application, name: str = "application_receipt") -> str:
    return client.get(reverse(name, args=[application.public_id])).text


def test_learner_and_provider_see_the_same_lines(client: Client, world: World) -> None:
    application = world.apply()
    client.force_login(world.learner.user)
    own = page(client, application)
    client.force_login(world.teacher)
    theirs = page(client, application, "provider_application_receipt")
    assert "You had 1 of the 3 skills it teaches, and 1 in part. 1 was new to you." in own
    assert "They had 1 of the 3 skills it teaches, and 1 in part. 1 was new to them." in theirs
    for line in kept(application).lines:
        assert line["words"] in own
        assert line["told"] in theirs
    assert "every line comes out the same" in own
    assert "Weaver" in own
    assert "Weaver" not in theirs
    assert "It opened 1 job in their reach." in theirs


def test_the_pages_of_the_application_lead_to_it(client: Client, world: World) -> None:
    application = world.apply()
    client.force_login(world.learner.user)
    assert reverse("application_receipt", args=[application.public_id]) in page(
        client, application, "application_show"
    )
    part = client.get(
        reverse("application_receipt", args=[application.public_id]), headers={"HX-Request": "true"}
    ).text
    assert "You had 1 of the 3 skills it teaches" in part
    assert "<html" not in part


def test_others_do_not_find_it(client: Client, world: World) -> None:
    application = world.apply()
    other = make_membership(organisation=make_organisation(role=Role.PROVIDER)).user
    for user, name in (
        (make_seeker().user, "application_receipt"),
        (world.teacher, "application_receipt"),
        (other, "provider_application_receipt"),
    ):
        client.force_login(user)
        assert client.get(reverse(name, args=[application.public_id])).status_code == 404


def test_where_nothing_is_kept_the_page_says_why_and_the_fragment_nothing(
    client: Client, world: World
) -> None:
    Learner.objects.update(matching_on=False)
    world.learner.refresh_from_db()
    application = world.apply()
    client.force_login(world.learner.user)
    assert "Nothing was kept for this application." in page(client, application)
    part = client.get(
        reverse("application_receipt", args=[application.public_id]), headers={"HX-Request": "true"}
    )
    assert (part.status_code, part.text.strip()) == (200, "")
