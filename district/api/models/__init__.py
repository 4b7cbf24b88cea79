from district.api.models.posted import PostedVacancy
from district.api.models.token import ApiToken, ApiTokenUse

__all__ = [
    "ApiToken",
    "ApiTokenUse",
    "PostedVacancy",
]
