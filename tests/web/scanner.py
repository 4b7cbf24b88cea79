"""A scanner for tests: speaks as much of ClamAV's protocol as the portal does, on a socket in a folder of the test."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HARM = b"EICAR-STANDARD-ANTIVIRUS"


class _Server(socketserver.ThreadingUnixStreamServer):
    answer = ""  # what it says instead of what it should
    seen: list[int]


class _Talk(socketserver.StreamRequestHandler):
    server: Any

    def handle(self) -> None:
        if self.rfile.read(10) != b"zINSTREAM\0":
            return
        content = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        self.server.seen.append(len(content))
        said = "stream: Eicar-Test-Signature FOUND" if HARM in content else "stream: OK"
        self.wfile.write((self.server.answer or said).encode() + b"\0")


@contextmanager
def scanner(folder: Path, answer: str = "") -> Iterator[Any]:
    """`seen` holds how many bytes it has looked at, each time."""
    server = _Server(str(folder / "clamd.ctl"), _Talk)
    server.answer, server.seen = answer, []
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
