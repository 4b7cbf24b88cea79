from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """How allauth behaves here: anybody may sign up; where they land is decided by the home app."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True
