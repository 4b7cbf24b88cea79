"""Full addresses of the pages that letters lead to."""

from django.conf import settings

from district.codesign.models import NeedAnswer, SkillsNeed


def of_need(need: SkillsNeed) -> str:
    return _full(f"/employer/needs/{need.public_id}/")


def of_answer(answer: NeedAnswer) -> str:
    return _full(f"/provider/needs/answers/{answer.public_id}/")


def _full(path: str) -> str:
    return settings.SITE_URL.rstrip("/") + path
