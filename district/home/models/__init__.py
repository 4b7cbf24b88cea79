from district.home.models.fairness import FairnessFigure
from district.home.models.snapshot import RegionSnapshot

__all__ = ["FairnessFigure", "RegionSnapshot"]
