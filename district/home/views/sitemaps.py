from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from district.skills.sitemaps import OccupationSitemap, SkillSitemap
from district.web.access import public
from employers.sitemaps import VacancySitemap
from programmes.sitemaps import CourseSitemap


class PageSitemap(Sitemap):
    """The pages that do not come from rows."""

    changefreq = "weekly"

    def items(self) -> list[str]:
        return [
            "home_show",
            "region_show",
            "job_list",
            "course_list",
            "programme_list",
            "free_check",
            "self_check_ask",
            "partner_list",
            "skill_list",
            "skill_families",
            "skill_levels",
            "occupation_list",
            "matching_explain",
            "accessibility_show",
            "data_show",
        ]

    def location(self, item: str) -> str:
        return reverse(item)


SECTIONS: dict[str, type[Sitemap] | Sitemap] = {
    "pages": PageSitemap,
    "jobs": VacancySitemap,
    "courses": CourseSitemap,
    "skills": SkillSitemap,
    "occupations": OccupationSitemap,
}


@require_safe
@public
def sitemap_show(request: HttpRequest) -> HttpResponse:
    return sitemap(request, sitemaps=SECTIONS)
