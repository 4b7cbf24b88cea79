"""`manage.py test [PYTEST ARGUMENTS]`: every test on real servers of its own, a real worker and a real browser."""

import os
import sys

from district.launch import browser, frontend, services

_WORKERS = "2"
_SINGLE = ("::", ".py")  # one file or one test: a second process would not pay


def main(arguments: list[str]) -> int:
    frontend.build()
    words = [sys.executable, "-m", "pytest", *_parallel(arguments), *arguments]
    return services.run(words, {"DISTRICT_ENV": "test"} | browser.environment())


def _parallel(arguments: list[str]) -> list[str]:
    """Two processes for whole folders, unless the caller says otherwise or has one Redis for all."""
    chosen = any(word.startswith(("-n", "--numprocesses", "--pdb", "-s", "--co", "-p")) for word in arguments)
    small = any(word.partition("::")[0].endswith(".py") for word in arguments)
    if chosen or small or os.environ.get("REDIS_URL") or (os.cpu_count() or 1) < 2:
        return []
    return ["-n", _WORKERS, "--dist", "loadfile"]
