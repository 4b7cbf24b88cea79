"""Addresses of the check whether a course is likely free, and of the rules behind it."""

from django.urls import path

from district.eligibility.views import free_check, funding_rules

urlpatterns = [
    path("courses/is-it-free/", free_check.free_check, name="free_check"),
    path("courses/is-it-free/keep/", free_check.free_keep, name="free_keep"),
    path("courses/is-it-free/forget/", free_check.free_forget, name="free_forget"),
    path("authority/funding-rules/", funding_rules.funding_rule_list, name="funding_rule_list"),
    path("authority/funding-rules/<slug:code>/", funding_rules.funding_rule_show, name="funding_rule_show"),
]
