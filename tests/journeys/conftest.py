from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser

from tests.journeys.travellers import Traveller, listen, sign_in

SECONDS = 10
type Arrives = Callable[..., Traveller]


@pytest.fixture
def arrives(browser: Browser, site: str) -> Iterator[Arrives]:
    """Lets somebody arrive with a browser of their own: signed in as `email`, with the context's other options.

    At the end no console may have said anything.
    """
    travellers: list[Traveller] = []
    cache.clear()
    with ExitStack() as stack:

        def arrive(email: str = "", **options: Any) -> Traveller:
            context = stack.enter_context(
                browser.new_context(locale="en-GB", timezone_id="Europe/London", **options)
            )
            context.set_default_timeout(SECONDS * 1000)
            if email:
                sign_in(context, email, site)
            traveller = Traveller(context.new_page(), site)
            listen(traveller.tab, traveller.said)
            travellers.append(traveller)
            return traveller

        yield arrive
    assert [said for traveller in travellers for said in traveller.said] == []


@pytest.fixture
def letters(worker: Path, settings: Any) -> None:
    """The local mail page shows what the worker delivers."""
    backend = "django.core.mail.backends.filebased.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": {"file_path": str(worker / "mail")}}}
