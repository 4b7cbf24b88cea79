"""The fictional learners say as much about themselves as a real one would."""

import pytest

from district.home.demo import world
from learners import queries
from learners.models import Learner

pytestmark = pytest.mark.usefixtures("demo_world")


def test_amara_has_answered_everything_and_says_what_work_she_hopes_for() -> None:
    amara = Learner.objects.get(user__email=world.SIGN_INS[0][1])
    page = queries.profile_page(amara)
    assert page["done_count"] == len(page["tasks"])
    assert amara.hopes.filter(label="ICT help desk agent").exists()


def test_wendy_has_only_just_come() -> None:
    wendy = Learner.objects.get(user__email="wendy@demo.example")
    assert (wendy.answered, wendy.hopes.count()) == ([], 0)


def test_everybody_who_is_matched_hopes_for_work_that_the_classification_knows() -> None:
    matched = Learner.objects.filter(matching_on=True)  # not those of earlier years or applied for on paper
    without = matched.exclude(user__email="wendy@demo.example").filter(hopes=None)
    assert matched.count() > 1
    assert list(without.values_list("user__email", flat=True)) == []
