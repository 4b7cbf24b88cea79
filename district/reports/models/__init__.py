from district.reports.models.delivery import Delivery, StandingOrder
from district.reports.models.equity import EquityFigure
from district.reports.models.publication import Publication
from district.reports.models.run import DefinitionVersion, DrawnReport, ReportRun, RowsSeen
from district.reports.models.snapshot import (
    ROWS,
    ApplicationRow,
    EnrolmentRow,
    EqualityCount,
    Fact,
    Label,
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
    "EquityFigure",
    "Fact",
    "Label",
    "Publication",
    "ReportRun",
    "RowsSeen",
    "Snapshot",
    "StandingOrder",
    "month_of",
]
