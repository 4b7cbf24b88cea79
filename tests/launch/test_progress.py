"""Nobody waits for longer than a second without a word."""

import io
import re
import time

import pytest

from district.launch import progress


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def test_finished_step_says_how_long_it_took() -> None:
    said = io.StringIO()
    steps = progress.Progress(said)
    with steps.step("places", "Loading places") as step:
        step.done = "Loaded places"
    assert re.fullmatch(r"  ok Loaded places  \d\.\d s\n", said.getvalue())
    assert list(steps.seconds) == ["places"]


def test_failed_step_is_marked() -> None:
    said = io.StringIO()
    with pytest.raises(ValueError, match="no"), progress.Progress(said).step("places", "Loading places"):
        raise ValueError("no")
    assert re.fullmatch(r"  !! Loading places  \d\.\d s\n", said.getvalue())


def test_slow_step_shows_itself_before_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.05)
    said = io.StringIO()
    with progress.Progress(said).step("places", "Loading places"):
        time.sleep(0.5)
        assert said.getvalue() == "  ... Loading places\n"


def test_terminal_shows_all_that_goes_on_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0.05)
    said = Terminal()
    steps = progress.Progress(said)
    with steps.step("places", "Loading places"), steps.step("sheet", "Building the style sheet"):
        time.sleep(0.5)
    assert "\r\033[K  … Loading places 0 s · Building the style sheet 0 s" in said.getvalue()
