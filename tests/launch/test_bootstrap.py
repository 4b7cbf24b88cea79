"""The door, on a copy of itself with a stand-in for uv, so that nothing is fetched."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from district import bootstrap
from district.launch.paths import ROOT

FAKE_UV = """#!/bin/sh
echo "$@" >> "{log}"
case "$1" in
  --version) echo "uv 1.0" ;;
  venv) for last; do :; done; mkdir -p "$last/bin"; cp "{python}" "$last/bin/python" ;;
  pip) sleep 0.3; {outcome} ;;
  *) exit 1 ;;
esac
"""
FAKE_PYTHON = """#!/bin/sh
case "$1" in
  -c) echo 3.13 ;;
  */manage.py) shift; echo "in the portal: $@" ;;
  *) exit 1 ;;
esac
"""


class Copy:
    """A folder with the door alone."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "portal"
        self.tools = folder / "tools"
        self.log = folder / "uv.log"
        self.log.touch()
        for name in ("manage.py", "district/__init__.py", "district/bootstrap.py"):
            self._copy(name)
        for name in ("__init__.py", "progress.py"):
            self._copy(f"district/launch/{name}")
        for name in ("requirements.lock", "requirements-dev.lock"):
            (self.root / name).write_text("nothing==1.0 \\\n    --hash=sha256:00\n")
        self.tools.mkdir()
        python = self.tools / "portal-python"
        python.write_text(FAKE_PYTHON)
        python.chmod(0o755)
        self.let_uv("true")

    def let_uv(self, outcome: str) -> None:
        uv = self.tools / "uv"
        uv.write_text(FAKE_UV.format(log=self.log, python=self.tools / "portal-python", outcome=outcome))
        uv.chmod(0o755)

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-S", self.root / "manage.py", *arguments],
            env={"PATH": f"{self.tools}:/usr/bin:/bin", "HOME": str(self.tools), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, **environment: str) -> tuple[int, str, str]:
        process = self.start(*arguments, **environment)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    @property
    def installations(self) -> int:
        return self.log.read_text().count("pip sync")

    def _copy(self, name: str) -> None:
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, self.root / name)


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


def test_first_start_installs_and_goes_on_in_the_new_environment(copy: Copy) -> None:
    assert copy.run("where", "B1 1AA")[:2] == (0, "in the portal: where B1 1AA\n")
    assert copy.installations == 1
    assert "requirements-dev.lock" not in copy.log.read_text()


def test_later_start_installs_nothing_and_takes_no_time(copy: Copy) -> None:
    copy.run("where")
    began = time.perf_counter()
    assert copy.run("where") == (0, "in the portal: where\n", "")
    assert time.perf_counter() - began < 1.0  # two interpreters on a busy machine; alone it is under 0.1 s
    assert copy.installations == 1


def test_tests_need_the_tools_of_developers_as_well(copy: Copy) -> None:
    copy.run("where")
    copy.run("test")
    copy.run("test")
    assert copy.installations == 2
    assert (
        copy.log.read_text()
        .splitlines()[-1]
        .endswith("requirements.lock " + str(copy.root / "requirements-dev.lock"))
    )


def test_changed_lock_is_installed_and_keeps_the_tools(copy: Copy) -> None:
    copy.run("test")
    (copy.root / "requirements.lock").write_text("other==2.0 \\\n    --hash=sha256:00\n")
    copy.run("where")
    assert copy.installations == 2
    assert "requirements-dev.lock" in copy.log.read_text().splitlines()[-1]


def test_processes_at_once_install_once(copy: Copy) -> None:
    processes = [copy.start("where") for _ in range(4)]
    assert [process.communicate(timeout=60)[0] for process in processes] == ["in the portal: where\n"] * 4
    assert copy.installations == 1


def test_interrupted_installation_begins_anew(copy: Copy) -> None:
    (copy.root / ".venv/bin").mkdir(parents=True)
    (copy.root / ".venv/district-is-being-built").touch()
    (copy.root / ".venv/half-a-package").touch()
    assert copy.run("where")[0] == 0
    assert not (copy.root / ".venv/half-a-package").exists()


def test_missing_network_is_one_sentence(copy: Copy) -> None:
    copy.let_uv("echo 'error: dns error' >&2; exit 2")
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "0"}
    status, out, err = copy.run("up", "--check", **nowhere)
    assert status == 1
    assert "missing network connection" in json.loads(out)["reason"]
    assert "Traceback" not in err
    assert err.splitlines()[-1].startswith("manage.py: the packages could not be installed")


def test_machine_without_a_fit_python_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DISTRICT_DATA", str(tmp_path))
    monkeypatch.setattr(bootstrap, "candidates", lambda: iter(["/bin/false", "/does/not/exist"]))
    assert bootstrap.find_python() is None
    with pytest.raises(bootstrap.Refusal, match=r"needs Python 3.12, 3.13 or 3.14"):
        bootstrap.python_by_uv(None)


def test_python_that_only_pretends_to_run_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shim = tmp_path / "python3.13"
    shim.write_text("#!/bin/sh\necho 'python3.13: command not found' >&2; exit 127\n")
    shim.chmod(0o755)
    monkeypatch.setattr(bootstrap, "candidates", lambda: iter([str(shim), sys.executable]))
    assert bootstrap.find_python() == sys.executable


def test_stores_of_version_managers_are_searched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stored = tmp_path / "versions/3.13.9/bin/python3"
    stored.parent.mkdir(parents=True)
    stored.symlink_to(sys.executable)
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    assert str(stored) in list(bootstrap.candidates())


def test_folder_of_somebody_else_is_refused_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(bootstrap.Refusal, match="cannot be written to"):
        bootstrap.check_writable()


def test_uv_is_installed_as_the_lock_says() -> None:
    lines = bootstrap.locked("uv", (ROOT / "requirements-dev.lock").read_text()).splitlines()
    assert lines[0].startswith("uv==")
    assert all(line.startswith("    --hash=sha256:") for line in lines[1:])
    assert len(lines) > 10
    assert not lines[-1].endswith("\\")


def test_old_python_is_told_so() -> None:
    words = (ROOT / "manage.py").read_text()
    assert "version_info < (3, 8)" in words
    compile(words, "manage.py", "exec")
