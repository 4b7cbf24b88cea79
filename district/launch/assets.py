"""Style sheets, scripts and pictures, built and collected where the web server serves them from."""

import hashlib
from pathlib import Path

from district.launch import frontend, locks
from district.launch.paths import ROOT, data_folder
from district.launch.progress import Progress

_SOURCES = "static/public", "static/built", "district/web/static"


def build(progress: Progress) -> None:
    """Of several processes at once the first builds and the others wait."""
    with locks.exclusive(ROOT / "static"), progress.step("frontend", "Building the style sheet") as step:
        if not frontend.build():
            step.done = ""


def collect(progress: Progress) -> None:
    """Copy and compress what has changed since the last time; needs Django."""
    stamp = data_folder() / "static.stamp"
    wanted = _fingerprint()
    if _read(stamp) == wanted:
        return
    from django.core.management import call_command

    with progress.step("static", "Collecting the static files"):
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(wanted)


def _fingerprint() -> str:
    paths = sorted(path for folder in _SOURCES for path in (ROOT / folder).rglob("*") if path.is_file())
    parts = [f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in paths]
    parts.append((ROOT / "requirements.lock").read_text())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""
