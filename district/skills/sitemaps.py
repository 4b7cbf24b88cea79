from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from district.skills.models import Occupation, Skill
from district.skills.spine import SPINE


class SkillSitemap(Sitemap):
    """The pages of the digital skills: the whole classification is too large to be worth a visit each."""

    changefreq = "monthly"

    def items(self) -> QuerySet[Skill]:
        return Skill.objects.choosable().filter(is_digital=True).only("public_id").order_by("id")

    def location(self, item: Skill) -> str:
        return reverse("skill_show", args=[item.public_id])


class OccupationSitemap(Sitemap):
    changefreq = "monthly"

    def items(self) -> QuerySet[Occupation]:
        return Occupation.objects.filter(withdrawn_at=None, scheme__in=SPINE).only("public_id").order_by("id")

    def location(self, item: Occupation) -> str:
        return reverse("occupation_show", args=[item.public_id])
