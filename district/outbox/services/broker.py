"""The line to the broker over which a web request sends: it never waits long, and rests while the broker is
away.
"""

import logging
import time
from collections.abc import Iterable
from typing import Any

from kombu import pools
from kombu.exceptions import OperationalError

from district.celery import app

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 0.5  # to connect, and for each answer
REST_SECONDS = 5  # after a failure nothing is tried: the beat sends what waits

_rest_until = 0.0


class BrokerAway(Exception):
    """Nothing was sent; the work stays in the outbox."""


def send(*, messages: Iterable[tuple[str, dict[str, Any]]]) -> None:
    """Send (task name, keyword arguments) pairs, or raise BrokerAway within about a second."""
    global _rest_until  # noqa: PLW0603 - one broker, one memory of it per process
    if time.monotonic() < _rest_until:
        raise BrokerAway
    line = app.connection_for_write(
        connect_timeout=PATIENCE_SECONDS,
        transport_options={
            "socket_timeout": PATIENCE_SECONDS,
            "socket_connect_timeout": PATIENCE_SECONDS,
            "max_retries": 0,
        },
    )
    try:
        with pools.producers[line].acquire(block=True, timeout=PATIENCE_SECONDS) as producer:
            for name, kwargs in messages:
                app.send_task(name, kwargs=kwargs, producer=producer, retry=False)
    except (OperationalError, OSError, *line.connection_errors, *line.channel_errors) as fault:
        _rest_until = time.monotonic() + REST_SECONDS
        log.warning("broker away, work stays in the outbox", extra={"fault": type(fault).__name__})
        raise BrokerAway from fault
