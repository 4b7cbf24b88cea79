from django.urls import path

from district.home.views import fairness, public, signed_in, working
from district.home.views.sitemaps import sitemap_show

urlpatterns = [
    path("", public.home_show, name="home_show"),
    path("start/", signed_in.home_start, name="home_start"),
    path("me/", signed_in.learner_home, name="learner_home"),
    path("employer/", working.employer_home, name="employer_home"),
    path("provider/", working.provider_home, name="provider_home"),
    path("authority/", signed_in.authority_show, name="authority_show"),
    path("authority/fairness/", fairness.fairness_show, name="fairness_show"),
    path("district/", public.region_show, name="region_show"),
    path("district/how-matching-works/", public.matching_explain, name="matching_explain"),
    path("accessibility/", public.accessibility_show, name="accessibility_show"),
    path("privacy/", public.privacy_show, name="privacy_show"),
    path("cookies/", public.cookies_show, name="cookies_show"),
    path("about-the-data/", public.data_show, name="data_show"),
    path("contact/", public.contact_show, name="contact_show"),
    path("robots.txt", public.robots_show, name="robots_show"),
    path("sitemap.xml", sitemap_show, name="sitemap_show"),
]
