import pytest
from django.test import Client

from learners.models import Learner
from tests.factories.learners import make_learner


@pytest.fixture
def learner(db) -> Learner:
    return make_learner()


@pytest.fixture
def visit(client: Client, learner: Learner) -> Client:
    """The browser of that learner, signed in."""
    client.force_login(learner.user)
    return client
