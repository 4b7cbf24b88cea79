from district.eligibility.models.funding_rule import FundingRule, FundingStream

__all__ = ["FundingRule", "FundingStream"]
