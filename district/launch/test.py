"""`manage.py test [PYTEST ARGUMENTS]`: every test on real servers of its own, a real worker and a real browser."""

import os
import sys

from district.launch import assets, browser, services
from district.launch.progress import Progress

_WORKERS = "3"  # one may wait for a drill while two compute


def main(arguments: list[str]) -> int:
    assets.build(Progress())
    words = [sys.executable, "-m", "pytest", *_parallel(arguments), *arguments]
    return services.run(words, {"DISTRICT_ENV": "test"} | browser.environment())


def _parallel(arguments: list[str]) -> list[str]:
    """Three processes, unless the caller says otherwise, asks for one file, or has one Redis for all."""
    chosen = any(
        word.startswith(("-n", "--numprocesses", "--pdb", "--co", "-s", "--version")) for word in arguments
    )
    one_file = any(word.partition("::")[0].endswith(".py") for word in arguments)
    if chosen or one_file or os.environ.get("REDIS_URL") or (os.cpu_count() or 1) < 2:
        return []
    return ["-n", _WORKERS, "--dist", "loadfile", "--no-loadscope-reorder"]
