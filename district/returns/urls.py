from django.urls import path

from district.returns.views import authority, extracts, provider, quality

FILES = "authority/returns/quality/files/"

urlpatterns = [
    path("provider/returns/", provider.provider_return_list, name="provider_return_list"),
    path("provider/returns/quality/", provider.provider_quality_list, name="provider_quality_list"),
    path(
        "provider/returns/quality/download/", provider.provider_quality_export, name="provider_quality_export"
    ),
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
    path(FILES, extracts.authority_extract_list, name="authority_extract_list"),
    path(f"{FILES}new/", extracts.authority_extract_ask, name="authority_extract_ask"),
    path(f"{FILES}<uuid:public_id>/", extracts.authority_extract_show, name="authority_extract_show"),
    path(f"{FILES}<uuid:public_id>/open/", extracts.authority_extract_open, name="authority_extract_open"),
    path(
        f"{FILES}<uuid:public_id>/withdraw/",
        extracts.authority_extract_withdraw,
        name="authority_extract_withdraw",
    ),
    path(
        "authority/returns/<uuid:public_id>/", authority.authority_return_show, name="authority_return_show"
    ),
]
