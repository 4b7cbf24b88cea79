"""How many of the people hired from a course can do what each learning outcome promises.

Nobody learns from it what was said of one person. A figure is of five people or more at three employers or more, so
that an employer who takes its own ratings away still looks at two others. It is counted anew only once as many have
been rated since, so that no two figures, one taken from the other, tell about fewer.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from district.partners.models import OrganisationRole, Role
from district.workplace.models import OutcomeRating, Seen
from programmes.models import FEWEST_HIRES, Course
from programmes.services import findings

FEWEST_EMPLOYERS = 3


@dataclass(frozen=True)
class Rated:
    """The last that was said of one hire on one learning outcome."""

    hire_id: int
    employer_id: int
    can_do: bool


def hold_course(course_id: int) -> Course:
    """One hand at a time counts the ratings of a course."""
    return Course.objects.select_for_update(of=("self",), no_key=True).defer("search").get(pk=course_id)


@transaction.atomic
def count(*, course_id: int) -> int:
    """Of each learning outcome about which enough is new; how many were counted. Safe to do twice, or by two."""
    course = hold_course(course_id)
    latest: dict[UUID, dict[int, Rated]] = defaultdict(dict)
    new: dict[UUID, dict[int, int]] = defaultdict(dict)
    for key, hire, employer, seen, is_counted in _ratings(course):
        latest[key][hire] = Rated(hire, employer, seen == Seen.CAN)
        if not is_counted:
            new[key][hire] = employer
    counted = 0
    for key in sorted(new):
        if is_enough(list(new[key].items())):
            rated = latest[key].values()
            findings.publish(
                course=course, key=key, hires=len(rated), can_do=sum(each.can_do for each in rated)
            )
            fresh = OutcomeRating.objects.filter(outcome__curriculum__course=course, outcome__key=key)
            fresh.filter(is_counted=False).update(is_counted=True)
            counted += 1
    return counted


def is_enough(hires: Sequence[tuple[int, int]]) -> bool:
    """Of pairs of a hire and its employer."""
    return len(hires) >= FEWEST_HIRES and len({employer for _, employer in hires}) >= FEWEST_EMPLOYERS


def _ratings(course: Course) -> list[tuple[UUID, int, int, str, bool]]:
    """Those that say something, the later of one hire last; not of employers that may not act here any more."""
    withheld = OrganisationRole.objects.withheld(Role.EMPLOYER)
    rows = OutcomeRating.objects.filter(
        ~Exists(withheld.filter(organisation=OuterRef("hire__organisation"))),
        outcome__curriculum__course=course,
    ).exclude(seen=Seen.NOT_SEEN)
    return list(
        rows.order_by("moment", "id").values_list(
            "outcome__key", "hire", "hire__organisation", "seen", "is_counted"
        )
    )
