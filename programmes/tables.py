"""Lists of courses and course runs as described columns."""

from collections.abc import Sequence

from district.places.services import postcodes
from district.web.search import Point
from district.web.tables import Column, Table
from programmes import wording
from programmes.models import Course, CourseRun


def run_table(course: Course, runs: Sequence[CourseRun], here: Point | None) -> Table[CourseRun]:
    """The runs of a course's page, with miles where a postcode was given."""

    def where(run: CourseRun) -> str:
        place = wording.where(run)
        if here is None or run.venue is None:
            return place
        return f"{place} ({wording.distance(postcodes.metres_between(here, run.venue.postcode))})"

    def places(run: CourseRun) -> str:
        if run.state != CourseRun.State.OPEN:
            return "Closed"
        return wording.places(run) or "Ask the provider"

    columns = [
        Column("starts", "Starts", wording.starts),
        Column("where", "Where", where),
        Column("how", "How", wording.how),
        Column("length", "How long", wording.length),
        Column("cost", "Cost to you", lambda run: wording.cost(run, course)),
        Column("places", "Places", places),
    ]
    return Table("Dates and places", columns, runs)
