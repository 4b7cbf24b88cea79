"""What Django's deployment check says of a portal that could be safer."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Warning, register

from district.web import scanning

UNSCANNED = Warning(
    "Nothing scans what people upload, CVs and files of courses: they are checked by rules alone.",
    hint="Run ClamAV and set CLAMAV_SOCKET, like unix:///run/clamav/clamd.ctl or tcp://scanner:3310. Uploads then "
    "wait, unread, until it finds them clean.",
    id="web.W001",
)


@register(deploy=True)
def check_scanner(**_: Any) -> Sequence[CheckMessage]:
    return [] if scanning.is_on() else [UNSCANNED]
