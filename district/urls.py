"""Every address of the portal, by audience."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("district.home.urls")),
    path("", include("district.api.urls")),
    path("", include("district.reports.urls")),
    path("", include("programmes.urls")),
    path("", include("programmes.urls_own")),
    path("", include("programmes.urls_contact")),
    path("", include("district.certificates.urls")),
    path("", include("district.codesign.urls")),
    path("", include("district.community.urls")),
    path("", include("district.eligibility.urls")),
    path("", include("district.interviews.urls")),
    path("", include("district.funding.urls")),
    path("", include("district.workplace.urls")),
    path("", include("district.returns.urls")),
    path("", include("employers.urls")),
    path("", include("learners.urls")),
    path("", include("district.matching.urls")),
    path("", include("district.gaps.urls")),
    path("", include("district.taskforce.urls")),
    path("", include("district.imports.urls")),
    path("", include("district.partners.urls")),
    path("", include("district.skills.urls")),
    path("", include("district.places.urls")),
    path("", include("district.outbox.urls")),
    path("", include("district.accounts.urls")),
    path("", include("district.web.urls")),
]

if settings.DEVELOPMENT:
    urlpatterns += [path("", include("district.web.urls_development"))]
    urlpatterns += [path("", include("district.accounts.urls_development"))]

handler400 = "district.api.failures.bad_request"
handler403 = "district.web.views.errors.permission_denied"
handler404 = "district.web.views.errors.page_not_found"
handler500 = "district.api.failures.server_error"
