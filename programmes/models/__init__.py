from programmes.models.catalogue import CatalogueChange, CourseWord
from programmes.models.course import Course, TaughtSkill
from programmes.models.learning_aim import LearningAim
from programmes.models.programme import Programme, ProgrammeKind
from programmes.models.run import AttendancePattern, CourseRun, DeliveryMode, DurationUnit, StudyMode
from programmes.models.venue import Venue

__all__ = [
    "AttendancePattern",
    "CatalogueChange",
    "Course",
    "CourseRun",
    "CourseWord",
    "DeliveryMode",
    "DurationUnit",
    "LearningAim",
    "Programme",
    "ProgrammeKind",
    "StudyMode",
    "TaughtSkill",
    "Venue",
]
