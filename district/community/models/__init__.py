from district.community.models.paper_rule import PaperEnd, PaperRule
from district.community.models.referral import MayFollow, Referral

__all__ = ["MayFollow", "PaperEnd", "PaperRule", "Referral"]
