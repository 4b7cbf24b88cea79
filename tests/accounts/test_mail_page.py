"""The mail page of a developer's machine; nobody else has it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.filebased import EmailBackend
from django.test import Client
from django.urls import NoReverseMatch, reverse

from district.accounts import sink
from district.accounts.views import mail
from district.launch.paths import ROOT


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.MAILERS = {"default": {"BACKEND": "…", "OPTIONS": {"file_path": str(tmp_path)}}}
    return tmp_path


def write(folder: Path, subject: str, text: str = "Hello,\n\nhttps://district.example/x?a=1\n") -> None:
    message = EmailMultiAlternatives(subject, text, "from@example.com", ["amina@example.com"])
    message.attach_alternative(f"<p>{subject}</p>", "text/html")
    EmailBackend(file_path=str(folder)).send_messages([message])


def test_messages_are_listed_and_shown(folder: Path) -> None:
    write(folder, "Grüße & <b>news</b>")
    letter = sink.newest()[0]
    assert (letter.message["subject"], letter.message["to"]) == ("Grüße & <b>news</b>", "amina@example.com")
    assert letter.paragraphs == ["Hello,", "https://district.example/x?a=1"]
    assert letter.html.strip() == "<p>Grüße & <b>news</b></p>"
    found = sink.find(letter.name)
    assert found
    assert found.text == letter.text
    assert sink.find("../../etc/passwd") is None


def test_the_html_form_may_run_nothing(folder: Path, rf: Any) -> None:
    write(folder, "News")
    response = mail.mail_show_html(rf.get("/"), sink.newest()[0].name)
    assert response.status_code == 200
    assert response._csp_config["default-src"] == ["'none'"]


def test_an_empty_folder_is_an_empty_list(folder: Path) -> None:
    assert sink.newest() == []


def test_the_page_is_not_there_outside_development() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("mail_list")
    assert Client().get("/mail/").status_code == 404


SHOW = """
import django
django.setup()
from django.test import Client
page = Client().get("/mail/")
print(page.status_code, "Seven cells" in page.content.decode())
first = page.content.decode().split('href="/mail/')[1].split('"')[0]
shown = Client().get("/mail/" + first)
print(shown.status_code, 'href="https://district.example/x?a=1"' in shown.content.decode())
html = Client().get("/mail/" + first + "html/")
print(html.status_code, "'none'" in html["Content-Security-Policy"])
"""


@pytest.mark.django_db
def test_on_a_developers_machine_the_page_shows_what_was_written(tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    write(tmp_path / "mail", "Seven cells")
    environ = {
        "DISTRICT_ENV": "development",
        "DISTRICT_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "district.settings",
        "PATH": "/usr/bin:/bin",
    }
    (tmp_path / "static").mkdir()
    done = subprocess.run(  # noqa: PLW1510 - what it printed is looked at
        [sys.executable, "-W", "ignore", "-c", SHOW.replace("django.setup()", AS_THEY_LIE)],
        cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.splitlines() == ["200 True", "200 True", "200 True"], done.stderr


# Without collected files; the pages themselves need no database.
AS_THEY_LIE = """
from django.conf import settings
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
django.setup()
"""
