"""Opens the door: finds a Python that can run the portal, installs what is locked, and starts manage.py again there.

Standard library only, and Python 3.8 is enough: this runs under whatever `python3` the machine has.
"""

import glob
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Dict, Tuple

from district.launch.progress import Progress

try:
    import fcntl
except ImportError:
    sys.exit("manage.py: the portal runs on Linux and macOS (on Windows: inside WSL).")

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
STAMP = VENV / "district-stamp.json"
BUILDING = VENV / "district-is-being-built"
RUNTIME_LOCK, DEV_LOCK = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"

WANTED = ((3, 13), (3, 14), (3, 12))  # best first
STORES = (
    "{pyenv}/versions/{version}*/bin/python3",
    "{mise}/installs/python/{version}*/bin/python3",
    "{asdf}/installs/python/{version}*/bin/python3",
    "{home}/.local/share/uv/python/*-{version}*/bin/python3",
    "/opt/homebrew/opt/python@{version}/bin/python{version}",
    "/usr/local/opt/python@{version}/bin/python{version}",
    "/Library/Frameworks/Python.framework/Versions/{version}/bin/python3",
    "/usr/local/bin/python{version}",
    "/opt/python/{version}*/bin/python3",
)
PROBE = "import sys, ssl, ctypes, zlib; print('%d.%d' % sys.version_info[:2])"


class Refusal(Exception):
    """One sentence for the person at the keyboard."""


def enter(arguments):
    """Return if this is the right Python with the packages of the locks; else make it so and start again there."""
    in_venv = Path(sys.prefix).resolve() == VENV.resolve()
    test = arguments[:1] == ["test"]
    try:
        if not is_ready(test):
            install(test)
            in_venv = False
        if not in_venv:
            hand_over(arguments)
    except Refusal as refusal:
        if arguments[:1] == ["up"] and "--check" in arguments:
            print(json.dumps({"ok": False, "reason": str(refusal)}))
        sys.exit("manage.py: %s" % refusal)
    except KeyboardInterrupt:
        sys.exit(130)


def hand_over(arguments):
    environment = dict(os.environ)
    environment.pop(
        "PYTHONDONTWRITEBYTECODE", None
    )  # without compiled modules every start takes seconds longer
    environment.pop("__PYVENV_LAUNCHER__", None)
    os.execve(str(VENV_PYTHON), [str(VENV_PYTHON), str(ROOT / "manage.py")] + arguments, environment)


def is_ready(test):
    """Are the packages of the locks installed, as the stamp of the last installation says?"""
    stamp = read_stamp()
    if not VENV_PYTHON.exists() or stamp.get("runtime") != digest(RUNTIME_LOCK):
        return False
    return not test or stamp.get("dev") == digest(DEV_LOCK)


def read_stamp():
    try:
        return json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


# Installing ------------------------------------------------------------------------------------


def install(test):
    """Make .venv what the locks say; of several processes at once the first does it and the others wait."""
    began = time.monotonic()
    progress = Progress()
    lock = os.open(str(ROOT), os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_ready(test):
            check_writable()
            with progress.step("python", "Looking for Python and uv") as step:
                python = find_python()
                uv = find_uv(python)
                python = python or python_by_uv(uv)
                step.done = "Found Python in %s" % Path(python).parent
            with progress.step("packages", "Installing the packages"):
                fill_environment(python, uv, with_dev=test or "dev" in read_stamp())
    finally:
        os.close(lock)
    seconds = dict(progress.seconds, began=time.time() - (time.monotonic() - began))
    os.environ["DISTRICT_INSTALLED"] = json.dumps(seconds)


def check_writable():
    for folder in {ROOT, VENV if VENV.exists() else ROOT}:
        if not os.access(str(folder), os.W_OK):
            raise Refusal(
                "%s cannot be written to: copy the portal to a folder of your own and start it there."
                % folder
            )


def fill_environment(python, uv, with_dev):
    """Install into .venv, from new where an earlier attempt was cut short, and stamp it at the very end."""
    locks = [RUNTIME_LOCK] + ([DEV_LOCK] if with_dev else [])
    if BUILDING.exists() or (VENV.exists() and not works(VENV_PYTHON)):
        shutil.rmtree(str(VENV))
    log = data_folder() / "install.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("")
    if not (uv and install_with_uv(python, uv, locks, log)) and not install_with_pip(python, locks, log):
        shutil.rmtree(str(VENV), ignore_errors=True)
        raise Refusal(
            "the packages could not be installed; most often that is a missing network connection (%s; all of it: %s)."
            % (last_line(log), log)
        )
    stamp = {"runtime": digest(RUNTIME_LOCK)}
    if with_dev:
        stamp["dev"] = digest(DEV_LOCK)
    STAMP.write_text(json.dumps(stamp))
    BUILDING.unlink()


def install_with_uv(python, uv, locks, log):
    if not VENV_PYTHON.exists() and not run(
        [uv, "venv", "--quiet", "--no-project", "--python", python, VENV], log
    ):
        return False
    BUILDING.touch()
    words = [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", VENV_PYTHON]
    return run(words + locks, log)


def install_with_pip(python, locks, log):
    """Slower, but there wherever Python is: pip of the new environment, or else one from outside."""
    if not VENV_PYTHON.exists():
        made = run([python, "-m", "venv", VENV], log) or run(
            [python, "-m", "venv", "--without-pip", "--clear", VENV], log
        )
        if not made:
            return False
    BUILDING.touch()
    words = ["install", "--no-deps", "--require-hashes", "--disable-pip-version-check", "--retries", "1"]
    for lock in locks:
        words += ["-r", lock]
    if run([VENV_PYTHON, "-m", "pip", "--version"], log):
        return run([VENV_PYTHON, "-m", "pip"] + words, log)
    return any(
        run([outside, "-m", "pip", "--python", VENV_PYTHON] + words, log)
        for outside in (python, sys.executable)
    )


# Finding Python --------------------------------------------------------------------------------


def find_python():
    """The path of a Python 3.12 to 3.14 that really runs, the best version first; None where there is none."""
    found: Dict[Tuple[int, ...], str] = {}
    for path in candidates():
        version = version_of(path)
        if version == WANTED[0]:
            return path
        if version in WANTED:
            found.setdefault(version, path)
    return next((found[version] for version in WANTED if version in found), None)


def candidates():
    """This interpreter, the names on PATH, then what the version managers have in store."""
    yield getattr(sys, "_base_executable", None) or sys.executable
    for name in ["python%d.%d" % version for version in WANTED] + ["python3", "python"]:
        path = shutil.which(name)
        if path:
            yield path
    home = os.path.expanduser("~")
    places = {
        "home": home,
        "pyenv": os.environ.get("PYENV_ROOT") or home + "/.pyenv",
        "mise": os.environ.get("MISE_DATA_DIR") or home + "/.local/share/mise",
        "asdf": os.environ.get("ASDF_DATA_DIR") or home + "/.asdf",
    }
    for version in WANTED:
        for store in STORES:
            pattern = store.format(version="%d.%d" % version, **places)
            for path in sorted(glob.glob(pattern), reverse=True):
                yield path


def version_of(path):
    """(3, 13) if this is a Python that runs and has what we need; a shim without a version behind it does not."""
    try:
        answer = subprocess.run(
            [str(path), "-c", PROBE],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=20,
            check=False,
        )
        return tuple(int(part) for part in answer.stdout.decode().split("."))
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


def works(python):
    return version_of(python) in WANTED


def python_by_uv(uv):
    """The last resort: uv may fetch a Python of its own."""
    log = data_folder() / "install.log"
    if uv and run([uv, "python", "install", "--quiet", "3.13"], log, seconds=180):
        answer = subprocess.run(
            [uv, "python", "find", "3.13"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
        )
        path = answer.stdout.decode().strip()
        if path and works(path):
            return path
    raise Refusal(
        "the portal needs Python 3.12, 3.13 or 3.14, and this machine seems to have none (this one is %d.%d): "
        "install one, for example with pyenv, Homebrew or your system's packages." % sys.version_info[:2]
    )


# Finding uv ------------------------------------------------------------------------------------


def find_uv(python):
    """uv where it works: of the machine, of an earlier start, or installed into our own tools; else None."""
    tools = data_folder() / "tools"
    own = tools / "bin" / "uv"
    for path in (shutil.which("uv"), own):
        if path and runs([path, "--version"]):
            return str(path)
    for pip in {sys.executable: None, python or sys.executable: None}:
        if install_uv(pip, tools) and runs([own, "--version"]):
            return str(own)
    return None


def install_uv(python, tools):
    """pip checks it against the hashes of the lock. `--target` works where a Debian Python has no venv."""
    pinned = locked("uv", DEV_LOCK.read_text())
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "uv.txt"
        wanted.write_text(pinned)
        words = [
            python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--retries",
            "1",
        ]
        words += [
            "--require-hashes",
            "--no-compile",
            "--only-binary",
            ":all:",
            "--upgrade",
            "--target",
            tools,
            "-r",
            wanted,
        ]
        return runs(words, seconds=180)


def locked(name, lock):
    """The lines of one package in a lock file."""
    lines = []
    for line in lock.splitlines():
        if line.startswith(name + "=="):
            lines = [line]
        elif lines and line.startswith("    --hash"):
            lines.append(line)
        elif lines:
            break
    return "\n".join(lines) + "\n"


# Small things ----------------------------------------------------------------------------------


def data_folder():
    return Path(os.environ.get("DISTRICT_DATA") or ROOT / ".local").expanduser().resolve()


def run(words, log, seconds=900):
    """Run a command, its words and its output going to the log; did it work?"""
    environment = dict(
        os.environ, UV_NO_PROGRESS="1", UV_PYTHON_PREFERENCE="managed" if "install" in words else "system"
    )
    environment.setdefault("UV_SYSTEM_CERTS", "1")
    environment.pop("VIRTUAL_ENV", None)
    with log.open("ab") as output:
        output.write(("\n$ %s\n" % " ".join(map(str, words))).encode())
        output.flush()
        try:
            done = subprocess.run(
                [str(word) for word in words],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=environment,
                cwd=str(ROOT),
                timeout=seconds,
                check=False,
            )
        except (OSError, subprocess.SubprocessError) as fault:
            output.write(("%s\n" % fault).encode())
            return False
    return done.returncode == 0


def runs(words, seconds=20):
    try:
        done = subprocess.run(
            [str(word) for word in words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def last_line(log):
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1][:200] if lines else "no reason given"
