"""Sessions in PostgreSQL, as Django keeps them, read with a statement that is worked out once."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from district.web import reads


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        for session in _live(self.session_key, timezone.now()):
            return session
        self._session_key = None
        return None


@reads.kept
def _live(session_key: Any, now: Any) -> QuerySet[Session]:
    return Session.objects.filter(session_key=session_key, expire_date__gt=now)
