"""Servers of somebody else: stand-ins that speak just enough of the protocol to say how old they are."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from district.launch import given
from district.launch.trouble import Trouble


@contextmanager
def stand_in(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            line, _ = server.accept()
            with line:
                answer(line)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        thread.join(5)


def old_postgres(version: str) -> Callable[[socket.socket], None]:
    def answer(line: socket.socket) -> None:
        while (
            struct.unpack("!i", line.recv(4096)[4:8])[0] != 196608
        ):  # not yet the start, but "may I encrypt?"
            line.sendall(b"N")
        line.sendall(b"R" + struct.pack("!ii", 8, 0))
        for name, value in (("server_version", version), ("client_encoding", "UTF8"), ("DateStyle", "ISO")):
            status = f"{name}\0{value}\0".encode()
            line.sendall(b"S" + struct.pack("!i", 4 + len(status)) + status)
        line.sendall(b"Z" + struct.pack("!i", 5) + b"I")
        while line.recv(4096):
            pass

    return answer


def old_redis(version: str) -> Callable[[socket.socket], None]:
    def answer(line: socket.socket) -> None:
        facts = f"redis_version:{version}\r\n".encode()
        while words := line.recv(4096):
            for word in words.upper().split(b"\r\n"):
                if word == b"INFO":
                    line.sendall(b"$%d\r\n%s\r\n" % (len(facts), facts))
                elif word == b"CLIENT":
                    line.sendall(b"+OK\r\n")

    return answer


@pytest.mark.parametrize("version", ["14.13", "19.0"])
def test_database_of_the_wrong_age_is_refused_in_one_sentence(version: str) -> None:
    with (
        stand_in(old_postgres(version)) as port,
        pytest.raises(Trouble, match=rf"leads to PostgreSQL {version}; the portal needs version 15 to 18"),
    ):
        given.check_database(f"postgres://somebody@127.0.0.1:{port}/district")


def test_database_of_a_good_age_is_named() -> None:
    with stand_in(old_postgres("15.8")) as port:
        assert given.check_database(f"postgres://somebody@127.0.0.1:{port}/district") == "PostgreSQL 15.8"


def test_database_that_does_not_answer_is_one_sentence() -> None:
    with pytest.raises(Trouble, match="named by DATABASE_URL does not answer"):
        given.check_database("postgres://somebody@127.0.0.1:9/district")


def test_redis_that_is_too_old_is_refused_in_one_sentence() -> None:
    with (
        stand_in(old_redis("5.0.14")) as port,
        pytest.raises(Trouble, match=r"leads to Redis 5.0.14; the portal needs version 6.2"),
    ):
        given.check_redis(f"redis://127.0.0.1:{port}")


def test_redis_that_does_not_answer_is_one_sentence() -> None:
    with pytest.raises(Trouble, match="named by REDIS_URL does not answer"):
        given.check_redis("redis://127.0.0.1:9")
