"""What the catalogue says of a course that bears on whether it is free for somebody."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from district.eligibility.judgement import KINDS_OF_THE_COURSE_DIRECTORY, CourseMoney
from programmes.models import Course, CourseRun


@dataclass(frozen=True)
class PricedCourse:
    """A course with the run that somebody would join next, to tell whether it is free for them."""

    course: Course
    run: CourseRun | None

    @property
    def money(self) -> CourseMoney:
        programme = self.course.programme
        kind = programme.kind if programme else KINDS_OF_THE_COURSE_DIRECTORY.get(self.course.course_type, "")
        return CourseMoney(kind, self.course.level, self.run.cost if self.run else None)

    @property
    def day(self) -> date:
        """When they would start."""
        today = timezone.localdate()
        return max(today, self.run.starts_on) if self.run and self.run.starts_on else today


def priced_course(public_id: UUID) -> PricedCourse | None:
    """A course of the public catalogue: two queries."""
    courses = Course.objects.listed().filter(public_id=public_id)
    course = courses.select_related("organisation", "programme").defer("search").first()
    if course is None:
        return None
    ahead = CourseRun.objects.open().filter(course=course).order_by("is_flexible", "starts_on", "id")
    return PricedCourse(course, ahead.first())
