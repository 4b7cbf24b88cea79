"""When a completer comes onto the breach list, provider and WMCA staff are told, once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from district.interviews.models import InterviewGuarantee
from district.interviews.services import promises
from district.outbox.models import Message
from tests.factories.interviews import make_guarantee, make_interview_offer
from tests.factories.partners import make_membership, make_staff
from tests.factories.programmes import make_provider

pytestmark = pytest.mark.django_db
YESTERDAY = timedelta(days=-1)


def subjects(address: str) -> list[str]:
    return list(Message.objects.filter(to=address).order_by("id").values_list("subject", flat=True))


def overdue(**fields):
    return make_guarantee(due_on=timezone.localdate() + YESTERDAY, **fields)


def test_provider_and_staff_are_told_once_of_each_person_and_not_who_it_is():
    provider, other = make_provider(), make_provider()
    tutor, stranger = (make_membership(organisation=each).user for each in (provider, other))
    staff = make_staff()
    late = [overdue(provider=provider), overdue(provider=provider)]
    assert (promises.tell_overdue(), promises.tell_overdue()) == (2, 0)
    assert subjects(tutor.email) == ["2 people were not offered the interview they were promised"]
    assert subjects(staff.email) == subjects(tutor.email)
    assert subjects(stranger.email) == []
    text = "".join(Message.objects.values_list("text", flat=True))
    for row in late:
        assert row.enrolment.learner.user.email not in text
    overdue(provider=provider)
    assert promises.tell_overdue() == 1
    assert subjects(tutor.email)[1:] == ["1 person was not offered the interview they were promised"]


def test_nobody_is_told_of_who_was_offered_one_or_still_has_time():
    make_interview_offer(guarantee=overdue())
    make_guarantee(due_on=timezone.localdate())
    assert promises.tell_overdue() == 0
    assert not InterviewGuarantee.objects.exclude(told_on=None).exists()
