"""Find a Chromium for the browser tests, and install one where that is possible."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# Without windows it takes a quarter less time than a whole browser that hides its own.
WITHOUT_WINDOWS = "chromium-headless-shell"
NAMES = WITHOUT_WINDOWS, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"
PLACES = (
    f"/usr/bin/{WITHOUT_WINDOWS}",
    "/usr/bin/chromium",
    "/usr/bin/google-chrome",
    "/snap/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


def environment() -> dict[str, str]:
    """DISTRICT_BROWSER for pytest: the program, or nothing where there is none and none can be installed."""
    if os.environ.get("DISTRICT_BROWSER"):
        return {}
    found = find() or install()
    return {"DISTRICT_BROWSER": found} if found else {}


def find() -> str | None:
    """A browser on PATH, of the system, or of playwright."""
    on_path = filter(None, map(shutil.which, NAMES))
    of_system = (path for path in PLACES if os.access(path, os.X_OK))
    return next(on_path, None) or next(of_system, None) or _of_playwright()


def _of_playwright() -> str | None:
    home = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    default = "Library/Caches/ms-playwright" if sys.platform == "darwin" else ".cache/ms-playwright"
    folder = Path(home) if home else Path.home() / default
    for pattern in ("chromium*/chrome-linux*/*chrome*", "chromium*/chrome-mac*/*.app/Contents/MacOS/*"):
        for path in sorted(folder.glob(pattern), reverse=True):
            if path.is_file() and os.access(path, os.X_OK) and path.suffix == "":
                return str(path)
    return None


def install() -> str | None:
    """With apt-get as root, else by playwright; says what it does, for it takes a while."""
    attempts: list[list[list[str]]] = []
    if os.geteuid() == 0 and shutil.which("apt-get"):
        words = ["apt-get", "install", "-qq", "-y", "--no-install-recommends", "fonts-dejavu-core"]
        attempts += [
            [["apt-get", "update", "-qq"], [*words, WITHOUT_WINDOWS]],
            [[*words, "chromium"]],
        ]
    attempts.append([[sys.executable, "-m", "playwright", "install", WITHOUT_WINDOWS]])
    for commands in attempts:
        print("manage.py: installing a browser for the tests ...", file=sys.stderr, flush=True)
        if all(_quietly(command) for command in commands) and (found := find()):
            return found
    print("manage.py: no browser could be installed.", file=sys.stderr)
    return None


def _quietly(command: list[str]) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        answer = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=600, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0
