from district.home.models.desk import DeskFigures
from district.home.models.fairness import FairnessFigure
from district.home.models.snapshot import RegionSnapshot

__all__ = ["DeskFigures", "FairnessFigure", "RegionSnapshot"]
