"""The measures of finding skills in sentences."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from district.home.bench import extract


def test_precision_is_by_the_lesser_of_k_and_all_relevant() -> None:
    assert extract._precision([4, 2, 7, 1], {2, 9}, 2) == 0.5
    assert extract._precision([4, 2, 7, 1], {1, 2, 4, 7}, 2) == 1
    assert extract._precision([4, 2, 7, 1], {4}, 3) == 1


def test_missing_sentences_are_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DISTRICT_SHARED", str(tmp_path))
    with pytest.raises(CommandError, match="set DISTRICT_SHARED to the folder"):
        call_command("bench", "extract")
