from programmes.models.application import (
    INELIGIBLE_REASONS,
    REASONS_WITH_A_NOTE,
    UNSUCCESSFUL_REASONS,
    Application,
    ApplicationNote,
    ContactBy,
    MissingSkill,
    OfferCondition,
    Reason,
    SupportNeed,
)
from programmes.models.catalogue import CatalogueChange, CourseWord
from programmes.models.check_in import CheckIn
from programmes.models.conversation import Conversation, ConversationMessage
from programmes.models.course import Course, TaughtSkill
from programmes.models.curriculum import (
    CurriculumComment,
    CurriculumVersion,
    LearningOutcome,
    OutcomeSkill,
)
from programmes.models.enrolment import Destination, Enrolment
from programmes.models.export import ExportPurpose, ExportRecord
from programmes.models.feed import CalendarFeed
from programmes.models.finding import FEWEST_HIRES, OutcomeFinding
from programmes.models.intake import Intake, PriorityClass
from programmes.models.learning_aim import LearningAim
from programmes.models.listing import ListingCheck, ListingRule
from programmes.models.paper_letter import PaperLetter
from programmes.models.place_rule import PlaceRule
from programmes.models.programme import Programme, ProgrammeKind
from programmes.models.run import (
    Admission,
    AttendancePattern,
    CourseRun,
    DeliveryMode,
    DurationUnit,
    StudyMode,
)
from programmes.models.session import Attendance, AttendanceMark, RunSession, TutorTask
from programmes.models.venue import Venue

__all__ = [
    "FEWEST_HIRES",
    "INELIGIBLE_REASONS",
    "REASONS_WITH_A_NOTE",
    "UNSUCCESSFUL_REASONS",
    "Admission",
    "Application",
    "ApplicationNote",
    "Attendance",
    "AttendanceMark",
    "AttendancePattern",
    "CalendarFeed",
    "CatalogueChange",
    "CheckIn",
    "ContactBy",
    "Conversation",
    "ConversationMessage",
    "Course",
    "CourseRun",
    "CourseWord",
    "CurriculumComment",
    "CurriculumVersion",
    "DeliveryMode",
    "Destination",
    "DurationUnit",
    "Enrolment",
    "ExportPurpose",
    "ExportRecord",
    "Intake",
    "LearningAim",
    "LearningOutcome",
    "ListingCheck",
    "ListingRule",
    "MissingSkill",
    "OfferCondition",
    "OutcomeFinding",
    "OutcomeSkill",
    "PaperLetter",
    "PlaceRule",
    "PriorityClass",
    "Programme",
    "ProgrammeKind",
    "Reason",
    "RunSession",
    "StudyMode",
    "SupportNeed",
    "TaughtSkill",
    "TutorTask",
    "Venue",
]
