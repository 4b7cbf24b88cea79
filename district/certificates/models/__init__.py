from district.certificates.models.badge_key import BadgeKey
from district.certificates.models.certificate import CertificateLink, CertificateOpening

__all__ = ["BadgeKey", "CertificateLink", "CertificateOpening"]
