from programmes.models.course import (
    AttendancePattern,
    Course,
    CourseRun,
    DeliveryMode,
    DurationUnit,
    Programme,
    ProgrammeKind,
    StudyMode,
    TaughtSkill,
    Venue,
)

__all__ = [
    "AttendancePattern",
    "Course",
    "CourseRun",
    "DeliveryMode",
    "DurationUnit",
    "Programme",
    "ProgrammeKind",
    "StudyMode",
    "TaughtSkill",
    "Venue",
]
