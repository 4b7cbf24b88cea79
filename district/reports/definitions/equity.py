"""The equity funnel: how far people of each group come. Frozen in groups with each month, told protected."""

from collections.abc import Mapping

from district.reports.models.equity import Asked, EquityStage
from district.reports.parts import Count, Definition, Dimension, Rate, Table
from learners.models import EqualityAnswers

_YES_NO = dict(EqualityAnswers.Answer.choices)
GROUPS: Mapping[Asked, Mapping[str, str]] = {
    Asked.SEX: dict(EqualityAnswers.Sex.choices),
    Asked.ETHNICITY: dict(EqualityAnswers.Ethnicity.choices),
    Asked.DISABILITY: _YES_NO,
    Asked.CARE: _YES_NO,
    Asked.AGE: {"16": "16 to 18", "19": "19 to 24", "25": "25 to 49", "50": "50 and over"},
    Asked.DEPRIVATION: {
        "2": "The most deprived fifth of neighbourhoods",
        "5": "The next three tenths",
        "10": "The less deprived half",
    },
}
MEANINGS = {
    EquityStage.REACHED: "Made a profile here: the first that is recorded of anybody. Who looks at a course is not.",
    EquityStage.APPLIED: "Sent an application for a course.",
    EquityStage.OFFERED: "Was offered a place, or enrolled.",
    EquityStage.STARTED: "Started a course.",
    EquityStage.COMPLETED: "Completed one.",
    EquityStage.INTERVIEWED: "Had a real interview here after completing.",
    EquityStage.HIRED: "Was hired here, or is recorded in paid work, after completing.",
    EquityStage.SUSTAINED: "Was in that work for 84 days.",
}


def _steps() -> list[Count | Rate]:
    found: list[Count | Rate] = []
    for stage in EquityStage:
        found.append(Count(stage.name.lower(), stage.label, MEANINGS[stage]))
        if stage:
            before = EquityStage(stage - 1)
            words = (
                f"Of 100 who had come to “{before.label.lower()}”, how many came to “{stage.label.lower()}”."
            )
            found.append(
                Rate(
                    f"to_{stage.name.lower()}",
                    f"To “{stage.label.lower()}”",
                    words,
                    "F13",
                    stage.name.lower(),
                    before.name.lower(),
                )
            )
    return found


TABLE = Table(
    "groups",
    "How many people of each group came so far",
    tuple(Dimension(asked, asked.label, "", groups, is_sensitive=True) for asked, groups in GROUPS.items()),
    tuple(_steps()),
    tuple(stage.name.lower() for stage in EquityStage),
    opens="",
    note="One question at a time.",
)
EQUITY = Definition(
    "EQ",
    "How far people of each group come",
    "Where groups of people fall behind others on the way from a profile here to a job that lasts, and where the "
    "numbers bear that out.",
    "People who agreed to be counted, each once, by the furthest they had come when the month was frozen. Each stage "
    "lies within the one before.",
    "each month",
    (),
    (TABLE,),
    lambda tables: [],
    lambda tables: [],
    profile="desk",
    is_always_protected=True,
    notes=(
        "The database counts groups as the month is frozen, under a role that may read the answers; what selects, "
        "matches and reports may not. The counts are frozen with the month and in its checksum; what is read here is "
        "protected first.",
        "A step of a group is compared with that of all others who answered: by the two-proportion z-test, or the "
        "exact test of Fisher where fewer than five people would be expected in a cell. All comparisons of a month are "
        "judged together (Benjamini and Hochberg, 5%), so that few of those pointed out came by chance.",
        "Comparisons are made before numbers are rounded; the shares and intervals shown are of the rounded ones. "
        "Fewer than 25 people at a stage are compared with nobody.",
    ),
)
