"""`manage.py services -- COMMAND`: run any command with the servers on."""

import os
import signal
import subprocess
import sys

from district.launch import servers
from district.launch.trouble import Trouble

USAGE = """usage: python3 manage.py services -- COMMAND [ARGUMENT...]

Runs the command with PostgreSQL and Redis on; it finds them by DATABASE_URL and REDIS_URL in its environment."""


def main(arguments: list[str]) -> int:
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command or command[0] in {"-h", "--help"}:
        print(USAGE)
        return 0 if command else 2
    with servers.in_use() as running:
        return run(command, running.environment)


def run(command: list[str], environment: dict[str, str]) -> int:
    """Run to the end; Ctrl-C and TERM reach the command, and we wait for it."""
    ours = {"PATH": f"{os.path.dirname(sys.executable)}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    try:
        child = subprocess.Popen(command, env=os.environ | ours | environment)
    except OSError as fault:
        raise Trouble(f"{command[0]} could not be run: {fault.strerror}.") from None
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal sends it to the command as well
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    status = child.wait()
    return 128 - status if status < 0 else status
