"""What a view finds on its request behind the rules of access.py; for type checkers and readers."""

from django.http import HttpRequest

from district.accounts.models import User
from district.partners.actor import Actor
from district.partners.models import Membership


class ActorRequest(HttpRequest):
    """Behind any of the rules: somebody is signed in."""

    user: User
    actor: Actor


class MemberRequest(ActorRequest):
    """Behind `organisation_member` and `organisation_admin`."""

    membership: Membership
