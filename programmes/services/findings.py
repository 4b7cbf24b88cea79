"""What employers found about a learning outcome, and what follows from it for the skills that the course confirms."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from programmes import signals
from programmes.findings import Share
from programmes.models import Course, CurriculumVersion, OutcomeFinding
from programmes.services import curriculum


@transaction.atomic
def publish(*, course: Course, key: UUID, hires: int, can_do: int) -> OutcomeFinding:
    """In place of what was found before. The caller holds the course. Where it changes what completing the course
    confirms, the skills of the course follow, and matching with them.
    """
    known = OutcomeFinding.objects.filter(course=course, key=key).first()
    lower = Share(can_do, hires).is_surely_under_half
    found, _ = OutcomeFinding.objects.update_or_create(
        course=course,
        key=key,
        defaults={"hires": hires, "can_do": can_do, "counts_lower": lower, "found_at": timezone.now()},
    )
    if lower != bool(known and known.counts_lower):
        in_force = CurriculumVersion.objects.published().filter(course=course).first()
        if in_force is not None:
            curriculum.follow(in_force)
    signals.outcomes_found.send(OutcomeFinding, course_id=course.pk)
    return found
