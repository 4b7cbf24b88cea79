import re
import subprocess
from pathlib import Path

import pytest

from district.launch import frontend
from district.launch.trouble import Trouble


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """A build in a folder of its own, with nothing run; the commands that would have been."""
    made: list[str] = []
    (tmp_path / "scss").mkdir()
    (tmp_path / "scss" / "district.scss").write_text("a { b: c }")
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "package-lock.json").write_text("{}")
    for name, path in (
        ("STATIC", tmp_path),
        ("BUILT", tmp_path / "built"),
        ("SHEET", tmp_path / "built" / "district.css"),
        ("STAMP", tmp_path / "built" / ".stamp"),
        ("PACKAGES", tmp_path / "node_modules"),
        ("PACKAGES_STAMP", tmp_path / "node_modules" / ".stamp"),
        ("_LOCKED", [tmp_path / "package.json", tmp_path / "package-lock.json"]),
    ):
        monkeypatch.setattr(frontend, name, path)

    def run(words: list[str], seconds: int, doing: str) -> subprocess.CompletedProcess[str]:
        made.append("install" if "ci" in words else "compile")
        (tmp_path / "node_modules").mkdir(exist_ok=True)
        if made[-1] == "compile":
            Path(words[-1]).write_text("a{b:c}")
        return subprocess.CompletedProcess(words, 0, "", "")

    monkeypatch.setattr(frontend, "_run", run)
    return made


def test_it_builds_once(calls: list[str]) -> None:
    said: list[str] = []

    assert frontend.build(said.append) is True
    assert frontend.build(said.append) is False
    assert calls == ["install", "compile"]
    assert said == ["Installing the front-end packages", "Building the style sheet"]


def test_a_changed_style_is_compiled_without_installing_again(calls: list[str]) -> None:
    frontend.build()
    (frontend.STATIC / "scss" / "district.scss").write_text("a { b: d }")

    assert frontend.build() is True
    assert calls == ["install", "compile", "compile"]


def test_changed_packages_are_installed(calls: list[str]) -> None:
    frontend.build()
    (frontend.STATIC / "package-lock.json").write_text('{"changed": true}')
    frontend.build()

    assert calls == ["install", "compile", "install", "compile"]


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("npm error code ENOTFOUND", "there is no network"),
        ("npm error code UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "certificate is not trusted"),
        ("npm error code ENOSPC", "the disk is full"),
        ("npm error code EACCES", "cannot be written to"),
        ("", "no reason was given"),
    ],
)
def test_a_failure_is_one_sentence(output: str, sentence: str) -> None:
    said = frontend._reason("The front-end packages could not be installed", output)

    assert sentence in said
    assert "\n" not in said


def test_it_does_not_wait_for_ever() -> None:
    with pytest.raises(Trouble, match="Stopped sleeping after 0 seconds"):
        frontend._run(["sleep", "5"], 0, "sleeping")


def test_nothing_of_others_is_in_the_style_sheet() -> None:
    sheet = (frontend.ROOT / "static" / "built" / "district.css").read_text()

    assert "GDS Transport" not in sheet
    assert "crest" not in sheet
    assert "url(" not in sheet.replace("url(data:", "")


def test_override_classes_of_our_templates_are_in_the_style_sheet() -> None:
    sheet = (frontend.ROOT / "static" / "built" / "district.css").read_text()
    words = "".join(path.read_text() for path in (frontend.ROOT / "templates").rglob("*.html"))
    used = set(re.findall(r"govuk-!-[a-z0-9-]+", words))
    assert used
    assert {name for name in used if name.replace("!", "\\!") not in sheet} == set()
