"""An employer asks somebody whose name it does not know; only their yes tells it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from district.accounts.models import User
from district.matching import candidates
from district.matching.models import FrozenReceipt
from district.outbox.models import Message
from district.web.errors import Refused
from employers.models import CandidateInvitation, HiddenEmployer, JobApplication, Vacancy
from employers.services import candidate_invitations as invitations
from employers.services import job_application_clock as clock
from learners.models import EmployerConsent, Learner
from tests.factories.employers import make_employer, make_vacancy
from tests.factories.matching import make_seeker, match_everybody
from tests.factories.partners import actor_of, make_membership
from tests.factories.skills import make_skill

pytestmark = pytest.mark.django_db
NAME = "Zebedee Kingfisher"
BORN = date(1990, 5, 17)


class World:
    def __init__(self) -> None:
        self.boss: User = make_membership(organisation=make_employer()).user
        self.employer = self.boss.memberships.get().organisation
        skill = make_skill(label="weave")
        self.vacancy: Vacancy = make_vacancy(organisation=self.employer, mode="remote", skills=[(skill, 2)])
        self.people: list[Learner] = [make_seeker(skills=[(skill, 2)]) for _ in range(6)]
        for person in self.people:
            person.user.name = NAME
            person.user.save()
        EmployerConsent.objects.bulk_create(EmployerConsent(learner=person) for person in self.people)
        match_everybody()

    def found(self) -> set[int]:
        return set(candidates.of_vacancy(vacancy=self.vacancy, day=timezone.localdate()).ids)

    def invited(self) -> CandidateInvitation:
        return invitations.invite(vacancy=self.vacancy, learner=self.people[0], by=actor_of(self.boss))


@pytest.fixture
def world() -> World:
    return World()


def test_an_anonymous_card_is_invited_and_known_only_after_a_yes(client: Client, world: World) -> None:
    person = world.people[0]
    card = candidates.card_of(vacancy=world.vacancy, learner=person.id)
    invite = reverse("candidate_invite", args=[world.vacancy.public_id])
    client.force_login(world.boss)
    assert card in client.get(reverse("vacancy_fits", args=[world.vacancy.public_id])).text
    shown = client.get(invite, {"card": card})
    assert "Invite this person to apply?" in shown.text
    done = client.post(invite, {"card": card}, follow=True)
    assert "You have invited this person." in done.text
    pages = [client.get(reverse("vacancy_application_list", args=[world.vacancy.public_id])), shown, done]
    assert [NAME in page.text or person.user.email in page.text for page in pages] == [False] * 3
    assert Message.objects.filter(to=person.user.email).count() == 1

    invitation = CandidateInvitation.objects.get()
    client.force_login(person.user)
    assert world.vacancy.title in client.get(reverse("job_application_list")).text
    one = reverse("job_invitation_show", args=[invitation.public_id])
    assert "Say yes and be known" in client.get(one).text
    client.post(one, {"do": "accept", "born_on_day": "17", "born_on_month": "5", "born_on_year": "1990"})

    application = JobApplication.objects.get()
    assert (application.state, application.is_invited) == ("shortlisted", True)
    assert FrozenReceipt.objects.filter(application=application.public_id).count() == 1
    client.force_login(world.boss)
    assert NAME in client.get(reverse("vacancy_application_show", args=[application.public_id])).text
    assert person.id not in world.found()


def test_both_sides_see_the_same_kept_lines(client: Client, world: World) -> None:
    application = invitations.accept(
        invitation=world.invited(), born_on=BORN, by=actor_of(world.people[0].user)
    )
    client.force_login(world.boss)
    theirs = client.get(reverse("vacancy_application_receipt", args=[application.public_id])).text
    client.force_login(world.people[0].user)
    own = client.get(reverse("job_application_receipt", args=[application.public_id])).text
    assert "They had 1 of the 1 skill it asked for." in theirs
    assert "You had 1 of the 1 skill it asked for." in own


def test_who_declines_is_never_shown_to_this_employer_again(client: Client, world: World) -> None:
    person = world.people[0]
    invitation = world.invited()
    with pytest.raises(Refused, match="Choose why not"):
        invitations.decline(invitation=invitation, reason="", by=actor_of(person.user))
    invitations.decline(invitation=invitation, reason="pay", by=actor_of(person.user))
    assert person.id not in world.found()
    told = Message.objects.get(to=world.boss.email)
    assert "the pay is too low" in told.text
    assert NAME not in told.text
    with pytest.raises(Refused, match="no longer be invited"):
        world.invited()
    with pytest.raises(Refused, match="answered this invitation already"):
        invitations.accept(invitation=invitation, born_on=BORN, by=actor_of(person.user))


def test_a_learner_hides_from_an_employer_and_is_seen_again(client: Client, world: World) -> None:
    person = world.people[0]
    client.force_login(person.user)
    page = reverse("hidden_employer_list")
    assert "There is no employer of this name" in client.post(page, {"employer": "Nobody Ltd"}).text
    client.post(page, {"employer": world.employer.name.upper()})
    client.post(page, {"employer": world.employer.name})
    assert HiddenEmployer.objects.get().organisation == world.employer
    assert person.id not in world.found()
    client.post(reverse("hidden_employer_remove", args=[world.employer.public_id]))
    assert person.id in world.found()


def test_an_invitation_runs_out_and_says_so(world: World) -> None:
    invitation = world.invited()
    assert world.invited() == invitation
    CandidateInvitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(Refused, match="run out"):
        invitations.accept(invitation=invitation, born_on=BORN, by=actor_of(world.people[0].user))
    assert clock.expire_invitations() == 1
    assert clock.expire_invitations() == 0
    assert Message.objects.filter(to=world.boss.email).count() == 1


@pytest.mark.parametrize("card", ["", "0" * 32, "\x00", "../", "9" * 5000])
def test_a_card_that_is_none_is_nobody(client: Client, world: World, card: str) -> None:
    client.force_login(world.boss)
    response = client.post(reverse("candidate_invite", args=[world.vacancy.public_id]), {"card": card})
    assert response.status_code == 302
    assert not CandidateInvitation.objects.exists()
