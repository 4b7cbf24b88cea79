from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from programmes.models import Course


class CourseSitemap(Sitemap):
    changefreq = "daily"

    def items(self) -> QuerySet[Course]:
        return Course.objects.listed().only("public_id", "changed_at").order_by("id")

    def lastmod(self, item: Course) -> datetime:
        return item.changed_at

    def location(self, item: Course) -> str:
        return reverse("course_show", args=[item.public_id])
