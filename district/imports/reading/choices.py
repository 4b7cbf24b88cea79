"""What the cells of course files may say, in their many spellings (lower case, letters only)."""

from programmes.models import AttendancePattern, DeliveryMode, DurationUnit, ProgrammeKind, StudyMode

MODES = {
    "blended": DeliveryMode.BLENDED,
    "blendedlearning": DeliveryMode.BLENDED,
    "classroom": DeliveryMode.CLASSROOM,
    "classroombased": DeliveryMode.CLASSROOM,
    "online": DeliveryMode.ONLINE,
    "work": DeliveryMode.WORK_BASED,
    "workbased": DeliveryMode.WORK_BASED,
}
STUDY_MODES = {
    "fulltime": StudyMode.FULL_TIME,
    "parttime": StudyMode.PART_TIME,
    "flexible": StudyMode.FLEXIBLE,
}
PATTERNS = {
    "daytime": AttendancePattern.DAYTIME,
    "evening": AttendancePattern.EVENING,
    "weekend": AttendancePattern.WEEKEND,
    "dayblockrelease": AttendancePattern.BLOCK,
    "dayorblockrelease": AttendancePattern.BLOCK,
}
UNITS = {unit.value: unit for unit in DurationUnit}

# The open data writes numbers where the upload files write words.
OPEN_MODES = MODES | {
    "1": DeliveryMode.CLASSROOM,
    "2": DeliveryMode.ONLINE,
    "3": DeliveryMode.WORK_BASED,
    "4": DeliveryMode.BLENDED,
}
OPEN_STUDY_MODES = STUDY_MODES | {
    "1": StudyMode.FULL_TIME,
    "2": StudyMode.PART_TIME,
    "3": StudyMode.FLEXIBLE,
}
OPEN_PATTERNS = PATTERNS | {
    "1": AttendancePattern.DAYTIME,
    "2": AttendancePattern.EVENING,
    "3": AttendancePattern.WEEKEND,
    "4": AttendancePattern.BLOCK,
}
OPEN_UNITS = UNITS | {
    "1": DurationUnit.DAYS,
    "2": DurationUnit.WEEKS,
    "3": DurationUnit.MONTHS,
    "4": DurationUnit.YEARS,
    "5": DurationUnit.HOURS,
    "6": DurationUnit.MINUTES,
}

COURSE_TYPES = {
    "1": "Essential Skills",
    "2": "T Levels",
    "3": "HTQs",
    "4": "Free Courses for Jobs",
    "5": "Multiply",
    "6": "Skills Bootcamp",
}
COURSE_TYPES |= {
    "".join(sign for sign in name.lower() if sign.isalnum()): name for name in COURSE_TYPES.values()
}
COURSE_TYPES |= {"skillsbootcamps": "Skills Bootcamp", "freecourseforjobs": "Free Courses for Jobs"}

SECTORS = (
    "ENVIRONMENTAL",
    "BUSINESSADMIN",
    "CARE",
    "CATERINGHOSP",
    "CONSTRUCTION",
    "CREATIVE",
    "DIGITAL",
    "EDUCATION",
    "ENGMAN",
    "BEAUTY",
    "HEALTH",
    "LEGALFINANCE",
    "PROTECTIVE",
    "SALESMARKETING",
    "TRANSPORT",
)
SECTOR_CODES = {name.lower(): name for name in SECTORS} | {
    str(number): name for number, name in enumerate(SECTORS, 1)
}
LEVELS = {
    **dict.fromkeys(("entrylevel", "entry", "e"), "E"),
    **{f"{prefix}{number}": str(number) for number in range(1, 8) for prefix in ("", "level")},
}
OPEN_LEVELS = LEVELS | {"0": "E", "8": "8", "level8": "8"}
# (programme name, kind, is it free to those who are eligible) by course type
PROGRAMMES = {
    "Skills Bootcamp": ("Skills Bootcamps", ProgrammeKind.SKILLS_BOOTCAMP, True),
    "Free Courses for Jobs": ("Free Courses for Jobs", ProgrammeKind.FREE_COURSES, True),
    "Essential Skills": ("Essential Skills", ProgrammeKind.ADULT_SKILLS, True),
    "T Levels": ("T Levels", ProgrammeKind.OTHER, False),
    "HTQs": ("Higher Technical Qualifications", ProgrammeKind.OTHER, False),
    "Multiply": ("Multiply", ProgrammeKind.OTHER, True),
}
