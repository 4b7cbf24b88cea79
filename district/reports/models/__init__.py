from district.reports.models.delivery import Delivery, StandingOrder
from district.reports.models.equity import EquityFigure
from district.reports.models.publication import Publication
from district.reports.models.run import DefinitionVersion, DrawnReport, ReportRun, RowsSeen
from district.reports.models.snapshot import (
    ROWS,
    ApplicationRow,
    EnrolmentRow,
    EqualityCount,
    EquityCount,
    Fact,
    Label,
    ReachRow,
    Snapshot,
    month_of,
)

__all__ = [
    "ROWS",
    "ApplicationRow",
    "DefinitionVersion",
    "Delivery",
    "DrawnReport",
    "EnrolmentRow",
    "EqualityCount",
    "EquityCount",
    "EquityFigure",
    "Fact",
    "Label",
    "Publication",
    "ReachRow",
    "ReportRun",
    "RowsSeen",
    "Snapshot",
    "StandingOrder",
    "month_of",
]
