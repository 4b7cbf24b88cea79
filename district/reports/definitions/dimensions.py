"""The ways in which reports tell enrolments apart, described once."""

from district.figures.disclosure.cubes import Place
from district.reports.parts import Dimension
from programmes import codes

PROVIDER = Dimension("provider", "Provider", "provider_id", "provider")
PROGRAMME = Dimension("programme", "Programme", "programme_id", "programme")
COUNCIL = Dimension("council", "Council", "council_code", "council", place=Place.AUTHORITY)
WARD = Dimension("ward", "Ward", "ward_code", "ward", place=Place.WARD)
DEPRIVATION = Dimension(
    "imd_decile",
    "Tenth of deprivation",
    "imd_decile",
    {
        str(
            tenth
        ): f"{tenth}{' (most deprived)' if tenth == 1 else ' (least deprived)' if tenth == 10 else ''}"
        for tenth in range(1, 11)
    },
)
AGE_GROUP = Dimension(
    "age_group",
    "Age at the start",
    "CASE WHEN age IS NULL THEN 'unknown' WHEN age < 19 THEN 'u19' WHEN age < 24 THEN '19' WHEN age < 50 THEN '24' "
    "ELSE '50' END",
    {"u19": "Under 19", "19": "19 to 23", "24": "24 to 49", "50": "50 and over", "unknown": "Not known"},
    is_sensitive=True,
    unknown="unknown",
)
PRIOR_LEVEL = Dimension(
    "prior_level",
    "Level reached before",
    "CASE WHEN prior_level IN ('99', '1', '2', '3') THEN 'below_2' WHEN prior_level IN ('4', '5') THEN '2' "
    "WHEN prior_level IN ('6', '7', '8', '9', '10') THEN '3' ELSE 'unknown' END",
    {"below_2": "Less than a full level 2", "2": "Level 2", "3": "Level 3 or higher", "unknown": "Not known"},
    unknown="unknown",
)
WORK = Dimension(
    "work",
    "Work at the start",
    "CASE WHEN employment_status IN ('10', '11', '12') THEN employment_status ELSE 'unknown' END",
    {
        codes.EmploymentStatus.PAID: "In paid work",
        codes.EmploymentStatus.LOOKING: "Unemployed",
        codes.EmploymentStatus.NOT_LOOKING: "Economically inactive",
        "unknown": "Not known",
    },
    is_sensitive=True,
    unknown="unknown",
)
