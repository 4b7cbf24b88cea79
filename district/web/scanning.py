"""Whether a file that somebody sent holds harmful software: the one rule for all uploads.

Nothing opens, reads or passes on a file before `look` has found it clean. Where there is a scanner (ClamAV), that
waits until it answers.
"""

import logging
import socket
import struct
from dataclasses import dataclass

from django.conf import settings

PART = 65_536
PATIENCE = 20  # seconds for each step
LONGEST_ANSWER = 4096
TEST_FILE = b"STANDARD-ANTIVIRUS-TEST-FILE!"  # by which people try whether a scanner works

CHECKING = "It is being checked for harmful software, which takes a minute or so."
HARMFUL = "It holds harmful software, so it was not kept and nobody can open it."
log = logging.getLogger(__name__)


class ScannerAway(Exception):
    """It does not answer, or says neither yes nor no. To be asked again later."""


@dataclass(frozen=True)
class Verdict:
    """`found` names what it holds; empty if it is clean."""

    found: str = ""

    @property
    def is_clean(self) -> bool:
        return not self.found


def is_on() -> bool:
    """A scanner is there (CLAMAV_SOCKET)."""
    return settings.CLAMAV_SOCKET is not None


def look(content: bytes) -> Verdict:
    """What the scanner says; where there is none, all is clean but the test file."""
    verdict = scan(content) if is_on() else Verdict(found="test file" if TEST_FILE in content else "")
    if not verdict.is_clean:
        log.warning("harmful upload", extra={"found": verdict.found})
    return verdict


def scan(content: bytes) -> Verdict:
    """Sends all of it by INSTREAM: parts with their length before them, and a length of nothing at the end."""
    try:
        with _connected() as link:
            link.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), PART):
                part = content[start : start + PART]
                link.sendall(struct.pack("!L", len(part)) + part)
            link.sendall(struct.pack("!L", 0))
            answer = _answer(link)
    except OSError as fault:
        raise ScannerAway(f"the scanner does not answer: {fault}") from fault
    if answer == "stream: OK":
        return Verdict()
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return Verdict(found=answer.removeprefix("stream: ").removesuffix(" FOUND"))
    raise ScannerAway(f"the scanner says neither yes nor no: {answer[:200]}")


def _connected() -> socket.socket:
    address: str | tuple[str, int] = settings.CLAMAV_SOCKET  # type: ignore[assignment]  # only where it is on
    if isinstance(address, tuple):
        return socket.create_connection(address, timeout=PATIENCE)
    link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        link.settimeout(PATIENCE)
        link.connect(address)
    except OSError:
        link.close()
        raise
    return link


def _answer(link: socket.socket) -> str:
    found = b""
    while b"\0" not in found and len(found) < LONGEST_ANSWER:
        more = link.recv(LONGEST_ANSWER)
        if not more:
            break
        found += more
    return found.split(b"\0")[0].decode(errors="replace").strip()
