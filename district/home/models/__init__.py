from district.home.models.snapshot import RegionSnapshot

__all__ = ["RegionSnapshot"]
