from district.returns.models.extract import ExtractOpening, LearnerExtract
from district.returns.models.point import ReviewPoint
from district.returns.models.report import PARTS, Measure, PartnerReport, ReportLine

__all__ = [
    "PARTS",
    "ExtractOpening",
    "LearnerExtract",
    "Measure",
    "PartnerReport",
    "ReportLine",
    "ReviewPoint",
]
