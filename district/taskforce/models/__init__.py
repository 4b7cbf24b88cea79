from district.taskforce.models.challenge import Challenge

__all__ = ["Challenge"]
