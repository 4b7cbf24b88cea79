"""Codes of the national individualised learner record (ILR), as the portal asks, stores and exchanges them."""

from django.db import models


class EmploymentStatus(models.TextChoices):
    PAID = "10", "In paid work"
    LOOKING = "11", "Not in paid work, looking for it and able to start"
    NOT_LOOKING = "12", "Not in paid work, and not looking for it or not able to start"
    NOT_KNOWN = "98", "Prefer not to say"


class WeeklyHours(models.TextChoices):
    """Employment intensity (EII)."""

    TO_10 = "5", "Up to 10 hours a week"
    TO_20 = "6", "11 to 20 hours a week"
    TO_30 = "7", "21 to 30 hours a week"
    MORE = "8", "31 hours a week or more"


class Unemployed(models.TextChoices):
    """Length of unemployment (LOU)."""

    UNDER_6 = "1", "Less than 6 months"
    TO_11 = "2", "6 to 11 months"
    TO_23 = "3", "12 to 23 months"
    TO_35 = "4", "24 to 35 months"
    MORE = "5", "36 months or more"


class Benefit(models.TextChoices):
    """Benefit status (BSI)."""

    JSA = "1", "Jobseeker's Allowance"
    UNIVERSAL_CREDIT = "4", "Universal Credit"
    ESA = "5", "Employment and Support Allowance"
    OTHER = "6", "Another benefit"


class PriorLevel(models.TextChoices):
    """What somebody has learned before, as coded since 2021/22."""

    NONE = "99", "No qualifications"
    ENTRY = "1", "Entry level"
    SOME_1 = "2", "Some at level 1, such as GCSEs at grades 3 to 1 (D to G)"
    SOME_2 = "3", "Some at level 2, such as one or two GCSEs at grade 4 (C) or higher"
    FULL_2 = "4", "Level 2, such as five GCSEs at grade 4 (C) or higher"
    SOME_3 = "5", "Some at level 3, such as one A level"
    FULL_3 = "6", "Level 3, such as two A levels or a BTEC National"
    LEVEL_4 = "7", "Level 4, such as a Higher National Certificate"
    LEVEL_5 = "8", "Level 5, such as a foundation degree"
    LEVEL_6 = "9", "Level 6, such as a degree"
    LEVEL_7 = "10", "Level 7 or higher, such as a master's degree"
    OTHER = "97", "Something else, or from another country"
    NOT_KNOWN = "98", "I do not know"


class CompletionStatus(models.TextChoices):
    CONTINUING = "1", "Continuing"
    COMPLETED = "2", "Completed the learning activities"
    WITHDRAWN = "3", "Withdrawn"
    BREAK = "6", "On a temporary break"


class LearningOutcome(models.TextChoices):
    ACHIEVED = "1", "Achieved"
    PARTIAL = "2", "Partly achieved (higher education only)"
    NONE = "3", "Not achieved"
    NOT_YET_KNOWN = "8", "Completed, result not known yet"


class WithdrawalReason(models.TextChoices):
    TRANSFERRED = "2", "Moved to another provider"
    ILLNESS = "3", "Injury or illness"
    INTERVENTION = "7", "Moved to another provider by intervention"
    OFFENDER = "28", "Moved within learning for offenders"
    REDUNDANT = "29", "Made redundant"
    NEW_AIM = "40", "Moved to a new course with the same provider"
    STRATEGY = "41", "Moved to another provider by government strategy"
    ACADEMIC = "42", "Academic failure (higher education only)"
    FINANCIAL = "43", "Money"
    PERSONAL = "44", "Other personal reason"
    WRITTEN_OFF = "45", "Written off after time (higher education only)"
    EXCLUDED = "46", "Excluded"
    MERGER = "47", "The provider merged with another"
    PLACEMENT = "48", "Moved to an industry placement"
    OTHER = "97", "Another reason"
    NOT_KNOWN = "98", "Not known"


class DestinationType(models.TextChoices):
    EMPLOYED = "EMP", "In paid work"
    NOT_EMPLOYED = "NPE", "Not in paid work"
    VOLUNTARY = "VOL", "Volunteering"
    GAP = "GAP", "Gap year"
    EDUCATION = "EDU", "In education"
    OTHER = "OTH", "Other"


DESTINATIONS: dict[tuple[str, str], str] = {
    ("EMP", "1"): "Paid work, 16 hours or more a week",
    ("EMP", "2"): "Paid work, less than 16 hours a week",
    ("EMP", "4"): "Self-employed, 16 hours or more a week",
    ("EMP", "5"): "Self-employed, less than 16 hours a week",
    ("NPE", "1"): "Not in paid work, looking for it and able to start",
    ("NPE", "2"): "Not in paid work, and not looking for it or not able to start",
    ("VOL", "1"): "Volunteering",
    ("GAP", "1"): "Gap year before higher education",
    ("EDU", "1"): "Traineeship",
    ("EDU", "2"): "Apprenticeship",
    ("EDU", "3"): "Supported internship",
    ("EDU", "4"): "Other further education, full time",
    ("EDU", "5"): "Other further education, part time",
    ("EDU", "6"): "Higher education",
    ("OTH", "1"): "Something else",
    ("OTH", "3"): "Could not be reached",
    ("OTH", "4"): "Not known",
}


class FundModel(models.TextChoices):
    COMMUNITY = "10", "Community learning"
    YOUNG = "25", "16 to 19"
    ADULT = "35", "Adult skills"
    APPRENTICESHIP = "36", "Apprenticeships"
    BOOTCAMP = "37", "Skills Bootcamps"
    TAILORED = "38", "Tailored learning"
    EUROPEAN = "70", "European Social Fund"
    OTHER_ADULT = "81", "Other adult"
    OTHER_YOUNG = "82", "Other 16 to 19"
    NONE = "99", "Not funded"


class ProgrammeType(models.TextChoices):
    ADVANCED = "2", "Advanced apprenticeship"
    INTERMEDIATE = "3", "Intermediate apprenticeship"
    HIGHER_4 = "20", "Higher apprenticeship, level 4"
    HIGHER_5 = "21", "Higher apprenticeship, level 5"
    HIGHER_6 = "22", "Higher apprenticeship, level 6"
    HIGHER_7 = "23", "Higher apprenticeship, level 7 or higher"
    STANDARD = "25", "Apprenticeship standard"
    TRANSITION = "30", "T Level transition programme"
    T_LEVEL = "31", "T Level"
    BOOTCAMP = "32", "Skills Bootcamp"
    COMBINED_AUTHORITY = "33", "Combined authority programme"


class SourceOfFunding(models.TextChoices):
    NATIONAL = "105", "National"
    YOUNG = "107", "16 to 19"
    COUNCIL = "108", "Local authority community learning"
    GMCA = "110", "Greater Manchester"
    LCR = "111", "Liverpool City Region"
    WMCA = "112", "West Midlands"
    WECA = "113", "West of England"
    TEES_VALLEY = "114", "Tees Valley"
    CPCA = "115", "Cambridgeshire and Peterborough"
    LONDON = "116", "Greater London"
    NORTH_OF_TYNE = "117", "North of Tyne"


class FullFunding(models.TextChoices):
    """Full or co-funding (FFI)."""

    FULL = "1", "Fully funded"
    PART = "2", "Co-funded"
