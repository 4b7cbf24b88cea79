"""Start the whole portal on this machine, until Ctrl-C."""

import argparse
import json
import signal
import time
import traceback
from typing import Any

from district.launch import world
from district.launch.portal import Portal
from district.launch.trouble import Trouble

DEFAULT_PORT = 8000


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="manage.py up", description=__doc__)
    parser.add_argument(
        "--port", type=_port, help=f"where to listen on this machine (default {DEFAULT_PORT})"
    )
    parser.add_argument(
        "--check", action="store_true", help="do it all once, print a summary as JSON, and stop"
    )
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGHUP, _interrupt)
    if options.check:
        return check(Portal(options.port or 0))
    return serve(Portal(options.port or DEFAULT_PORT))


def serve(portal: Portal) -> int:
    """Start everything, say where it is, and look after it until somebody ends it."""
    try:
        with portal.running():
            portal.progress.say(_welcome(portal))
            portal.look_after()
    except KeyboardInterrupt:
        portal.progress.say("The portal has stopped.")
    return 0


def check(portal: Portal) -> int:
    """Do everything once; the summary is the only thing on standard output."""
    summary: dict[str, Any] = {"ok": False, "versions": portal.versions, "rows": {}}
    try:
        with portal.running():
            summary["rows"] = world.count_rows()
        summary["ok"] = True
    except Trouble as trouble:
        summary["reason"] = str(trouble)
    except KeyboardInterrupt:
        summary["reason"] = "It was interrupted."
    except Exception as fault:  # the summary gets the reason, standard error the rest
        traceback.print_exc()
        summary["reason"] = f"{type(fault).__name__}: {fault}"
    summary["seconds"] = portal.progress.seconds | {"total": round(time.time() - portal.began, 2)}
    print(json.dumps(summary))
    return 0 if summary["ok"] else 1


def _welcome(portal: Portal) -> str:
    rows = ", ".join(f"{count:,} {name}" for name, count in world.count_rows().items())
    seconds = time.time() - portal.began
    lines = [
        "",
        f"The portal is open at {portal.address}",
        f"  {rows}",
        f"  ready after {seconds:.0f} seconds",
    ]
    people, password = world.sign_ins()
    if people:
        lines += ["", f"Sign in to look round (fictional people, all with the password {password}):"]
        lines += [f"  {email:<28} {role}" for role, email in people]
    return "\n".join([*lines, "", "Ctrl-C stops it."])


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError("use a number from 1 to 65535")
    return int(text)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
