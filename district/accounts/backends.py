from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from district.accounts.models import User
from district.web import reads


class Backend(AuthenticationBackend):
    """Signs people in as allauth does; who is signed in is read with a statement that is worked out once."""

    def get_user(self, user_id: int) -> User | None:
        for user in _of_id(user_id):
            return user if self.user_can_authenticate(user) else None
        return None


@reads.kept
def _of_id(user_id: Any) -> QuerySet[User]:
    return User.objects.filter(pk=user_id)
