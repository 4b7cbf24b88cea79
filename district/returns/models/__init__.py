from district.returns.models.point import ReviewPoint
from district.returns.models.report import Measure, PartnerReport, ReportLine

__all__ = ["Measure", "PartnerReport", "ReportLine", "ReviewPoint"]
