"""Stricter than life: mistakes that production would let pass quietly fail the test that makes them."""

import gc
import random
import re
import socket
import sys
from datetime import datetime
from ipaddress import ip_address
from typing import Any

import pytest

from district.launch.paths import ROOT


def pytest_configure() -> None:
    from django.conf import settings
    from django.contrib.auth.hashers import Argon2PasswordHasher

    # The same algorithm with less of the labour that is to tire out thieves.
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = (
        1,
        64,
        1,
    )
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable()
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # else the web server warns, and a warning fails


def pytest_collection_finish() -> None:
    """All that was loaded so far stays to the end: it need not be looked through for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


class UndefinedVariable(str):
    """Stands in for a variable that a template names and nobody gave; only our own templates are held to it."""

    def __contains__(self, text: object) -> bool:
        return text == "%s"

    def __mod__(self, variable: object) -> str:
        template = _template_being_rendered()
        if template.startswith(str(ROOT)) and "/.venv/" not in template:
            pytest.fail(f"{template} uses the variable {variable}, which is not defined.")
        return ""


def _template_being_rendered() -> str:
    frame = sys._getframe(2)
    while frame:
        if frame.f_code.co_name == "render_annotated":
            return str(getattr(frame.f_locals["self"], "origin", ""))
        frame = frame.f_back
    return ""


@pytest.fixture(autouse=True)
def _no_outside_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only this machine may be spoken to."""

    def guarded(name: str) -> None:
        original = getattr(socket.socket, name)

        def connect(self: socket.socket, address: Any) -> Any:
            if self.family != socket.AF_UNIX and not _is_local(str(address[0])):
                pytest.fail(f"The test tried to reach {address[0]}, outside this machine.")
            return original(self, address)

        monkeypatch.setattr(socket.socket, name, connect)

    guarded("connect")
    guarded("connect_ex")


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(autouse=True)
def _shuffle_unordered_rows(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """PostgreSQL promises no order where none is asked for; the same test sees the same shuffle each time."""
    from django.db.models import QuerySet

    original = QuerySet._fetch_all
    shuffle = random.Random(request.node.nodeid).shuffle  # noqa: S311 - not a secret

    def fetch_all(self: Any) -> None:
        fetched_before = self._result_cache is not None
        original(self)
        if not fetched_before and len(self._result_cache) > 1 and not self.ordered:
            shuffle(self._result_cache)

    monkeypatch.setattr(QuerySet, "_fetch_all", fetch_all)


@pytest.fixture(autouse=True)
def _locks_name_their_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """select_for_update over a join locks the joined rows as well, unless `of` says which are meant."""
    from django.db.models.sql.compiler import SQLCompiler

    original = SQLCompiler.as_sql

    def as_sql(self: Any, *args: Any, **kwargs: Any) -> Any:
        query = self.query
        if query.select_for_update and query.select_related and not query.select_for_update_of:
            pytest.fail(
                "select_for_update with select_related needs of=(...), or it locks rows it did not mean to."
            )
        return original(self, *args, **kwargs)

    monkeypatch.setattr(SQLCompiler, "as_sql", as_sql)


@pytest.fixture(autouse=True)
def _dates_are_not_datetimes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django cuts the time off without a word, in whatever time zone it happens to be."""
    from django.db.models import DateField

    original = DateField.to_python

    def to_python(self: Any, value: Any) -> Any:
        if isinstance(value, datetime):
            pytest.fail(f"The date field {self.name} was given a date with a time: {value!r}.")
        return original(self, value)

    monkeypatch.setattr(DateField, "to_python", to_python)


@pytest.fixture(autouse=True)
def _partial_saves_keep_their_stamp(monkeypatch: pytest.MonkeyPatch) -> None:
    """save(update_fields=...) does not write a changed-at field unless it is named."""
    from django.db.models import Model

    original = Model.save

    def save(self: Any, *args: Any, **kwargs: Any) -> None:
        named = kwargs.get("update_fields")
        stamps = [field.name for field in self._meta.concrete_fields if getattr(field, "auto_now", False)]
        if named and (left_out := set(stamps) - set(named)):
            pytest.fail(f"save(update_fields=...) of {self._meta.label} leaves out {', '.join(left_out)}.")
        original(self, *args, **kwargs)

    monkeypatch.setattr(Model, "save", save)


_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL | re.IGNORECASE)


@pytest.fixture(autouse=True)
def _forms_carry_their_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every form that posts has its CSRF field, though the test client would not ask for it."""
    from django.test import Client

    original = Client.request

    def request(self: Any, **environ: Any) -> Any:
        response = original(self, **environ)
        if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
            for attributes, inside in _FORM.findall(response.text):
                if "post" in attributes.lower() and "csrfmiddlewaretoken" not in inside:
                    pytest.fail(f"A form on {environ.get('PATH_INFO')} posts without {{% csrf_token %}}.")
        return response

    monkeypatch.setattr(Client, "request", request)
