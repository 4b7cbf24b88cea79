"""Review points, as WMCA staff lay them down."""

from datetime import date

from django.db import IntegrityError, transaction

from district.figures import measures
from district.funding import access
from district.partners.actor import Actor
from district.returns.models import ReviewPoint
from district.returns.services import reports
from district.web.errors import Refused


@transaction.atomic
def create(
    *, code: str, covers_until: date, opens_on: date, due_on: date, source: str, by: Actor
) -> ReviewPoint:
    """Reports open on its day; at once, if that is today or past."""
    access.require_deciding(by)
    if opens_on <= covers_until:
        raise Refused("It can open only once the days it covers are over.", field="opens_on")
    if due_on < opens_on:
        raise Refused("It is due before it opens. Change one of the days.", field="due_on")
    try:
        with transaction.atomic():
            made = ReviewPoint.objects.create(
                code=code.strip().upper(),
                year=measures.academic_year(covers_until),
                covers_until=covers_until,
                opens_on=opens_on,
                due_on=due_on,
                source=source.strip(),
                made_by=by.person,
            )
    except IntegrityError as fault:
        if "returns_point_once_a_year" not in str(fault):
            raise
        raise Refused(
            "There is a review point with this code in that academic year already.", field="code"
        ) from fault
    reports.promise_opening()
    return made
