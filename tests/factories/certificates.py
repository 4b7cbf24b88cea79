"""Links by which certificates are shown."""

from itertools import count
from typing import Any

from district.certificates.models import CertificateLink
from programmes.models import Enrolment
from tests.factories.programmes import make_enrolment

_numbers = count(1)


def make_certificate_link(*, enrolment: Enrolment | None = None, **fields: Any) -> CertificateLink:
    """To a certificate that is earned."""
    enrolment = enrolment or make_enrolment(state="achieved")
    usual = {"learner": enrolment.learner, "key": f"{next(_numbers):043}"}
    return CertificateLink.objects.create(enrolment=enrolment, **usual | fields)
