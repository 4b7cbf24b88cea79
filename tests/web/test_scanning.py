"""The scanner of uploads is asked as ClamAV is, and whatever is no clear answer is no answer."""

from pathlib import Path
from typing import Any

import pytest

from district import environment
from district.web import checks, scanning
from tests.web.scanner import HARM, scanner


@pytest.fixture(autouse=True)
def _a_socket(settings: Any, tmp_path: Path) -> None:
    settings.CLAMAV_SOCKET = str(tmp_path / "clamd.ctl")


def test_what_is_clean_is_told_from_what_is_harmful(tmp_path: Path) -> None:
    with scanner(tmp_path) as server:
        assert scanning.scan(b"x" * 200_000).is_clean
        verdict = scanning.scan(b"x" * 70_000 + HARM)
        assert (verdict.is_clean, verdict.found) == (False, "Eicar-Test-Signature")
        assert scanning.scan(b"").is_clean
        assert server.seen == [200_000, 70_000 + len(HARM), 0]


@pytest.mark.parametrize(
    "answer", ["INSTREAM size limit exceeded. ERROR", "stream: OK FOUND maybe", "x" * 9000, "\0"]
)
def test_no_clear_answer_is_no_answer(tmp_path: Path, answer: str) -> None:
    with scanner(tmp_path, answer), pytest.raises(scanning.ScannerAway, match="neither yes nor no"):
        scanning.scan(b"x")


def test_a_scanner_that_is_not_there_is_away() -> None:
    with pytest.raises(scanning.ScannerAway, match="does not answer"):
        scanning.scan(b"x")


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("", None),
        ("unix:///run/clamav/clamd.ctl", "/run/clamav/clamd.ctl"),
        ("tcp://scanner:3310", ("scanner", 3310)),
    ],
)
def test_the_setting_says_where_it_listens(monkeypatch: Any, value: str, address: object) -> None:
    monkeypatch.setenv("CLAMAV_SOCKET", value)
    assert environment.socket_address("CLAMAV_SOCKET") == address


@pytest.mark.parametrize("value", ["scanner:3310", "tcp://scanner", "tcp://scanner:x", "unix://", "/run/x"])
def test_a_wrong_setting_is_refused_with_what_to_write(monkeypatch: Any, value: str) -> None:
    monkeypatch.setenv("CLAMAV_SOCKET", value)
    with pytest.raises(environment.EnvironmentFault, match="must look like unix:///run"):
        environment.socket_address("CLAMAV_SOCKET")


def test_the_deployment_check_warns_of_a_portal_without_a_scanner(settings: Any) -> None:
    assert checks.check_scanner() == []
    settings.CLAMAV_SOCKET = None
    assert checks.check_scanner() == [checks.UNSCANNED]
