"""Production refuses to start insecure, and each refusal is a sentence."""

import os
import subprocess
import sys

import pytest

from tests.architecture.house import ROOT

GOOD = {
    "DISTRICT_ENV": "production",
    "SECRET_KEY": "a-long-random-key-for-this-test-0123456789-abcdefghijklmnop",
    "ALLOWED_HOSTS": "skills.example.org",
    "DATABASE_URL": "postgres://district@db.example.org/district",
    "REDIS_URL": "rediss://cache.example.org:6379",
    "CLAMAV_SOCKET": "unix:///run/clamav/clamd.ctl",
}


def start(**changes: str | None) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    env = kept | {name: value for name, value in (GOOD | changes).items() if value is not None}
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    command += ["--settings", "district.settings"]
    return subprocess.run(command, check=False, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)


def test_production_settings_pass_the_deployment_check() -> None:
    done = start()
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SECRET_KEY": None}, "Set the environment variable SECRET_KEY."),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is short or a default"),
        ({"DEBUG": "1"}, "DEBUG is on in production"),
        ({"ALLOWED_HOSTS": "*"}, "without *"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS must name"),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL must look like"),
        ({"DEBUG": "perhaps"}, "use 1 or 0"),
        ({"CLAMAV_SOCKET": None}, "Nothing scans what people upload"),
    ],
)
def test_production_refuses_what_is_insecure(change: dict[str, str | None], sentence: str) -> None:
    done = start(**change)
    assert done.returncode != 0
    assert sentence in done.stderr
