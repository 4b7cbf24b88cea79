from django.urls import path

from district.returns.views import authority, provider, quality

urlpatterns = [
    path("provider/returns/", provider.provider_return_list, name="provider_return_list"),
    path("provider/returns/quality/", provider.provider_quality_list, name="provider_quality_list"),
    path("provider/returns/<uuid:public_id>/", provider.provider_return_show, name="provider_return_show"),
    path("authority/returns/", authority.authority_return_list, name="authority_return_list"),
    path("authority/returns/points/new/", authority.review_point_create, name="review_point_create"),
    path("authority/returns/quality/", quality.authority_quality_list, name="authority_quality_list"),
    path("authority/returns/quality/rows/", quality.authority_quality_rows, name="authority_quality_rows"),
    path("authority/returns/quality/ask/", quality.authority_quality_ask, name="authority_quality_ask"),
    path(
        "authority/returns/quality/download/",
        quality.authority_quality_export,
        name="authority_quality_export",
    ),
    path(
        "authority/returns/<uuid:public_id>/", authority.authority_return_show, name="authority_return_show"
    ),
]
