from datetime import date

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from employers.models import Vacancy


class VacancySitemap(Sitemap):
    """Every open job, with the day it was posted."""

    changefreq = "daily"

    def items(self) -> QuerySet[Vacancy]:
        return Vacancy.objects.open().only("public_id", "posted_on").order_by("id")

    def lastmod(self, item: Vacancy) -> date:
        return item.posted_on

    def location(self, item: Vacancy) -> str:
        return reverse("job_show", args=[item.public_id])
