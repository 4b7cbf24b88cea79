from django.urls import include, path

from programmes.views import authority, provider, public, self_check, skills

urlpatterns = [
    path("", include("programmes.curricula.urls")),
    path("provider/", include("programmes.provider_urls")),
    path("courses/", public.course_list, name="course_list"),
    path("skills/self-check/", self_check.self_check_ask, name="self_check_ask"),
    path("skills/self-check/keep/", self_check.self_check_keep, name="self_check_keep"),
    path("me/self-check/", self_check.self_check_show, name="self_check_show"),
    path("me/self-check/again/", self_check.self_check_again, name="self_check_again"),
    path("courses/feed/", public.course_feed, name="course_feed"),
    path("courses/<uuid:public_id>/", public.course_show, name="course_show"),
    path("programmes/", public.programme_list, name="programme_list"),
    path("programmes/<uuid:public_id>/", public.programme_show, name="programme_show"),
    path("provider/courses/", provider.provider_course_list, name="provider_course_list"),
    path("provider/courses/new/", provider.course_create, name="course_create"),
    path("provider/courses/<uuid:public_id>/", provider.provider_course_show, name="provider_course_show"),
    path("provider/courses/<uuid:public_id>/move/", provider.course_move, name="course_move"),
    path("provider/courses/<uuid:public_id>/skills/", skills.course_skills_show, name="course_skills_show"),
    path("provider/courses/<uuid:public_id>/runs/new/", provider.run_create, name="run_create"),
    path("provider/courses/<uuid:public_id>/<slug:section>/", provider.course_change, name="course_change"),
    path("provider/runs/<uuid:public_id>/", provider.run_change, name="run_change"),
    path("provider/runs/<uuid:public_id>/move/", provider.run_move, name="run_move"),
    path("authority/courses/", authority.authority_course_list, name="authority_course_list"),
    path(
        "authority/courses/<uuid:public_id>/", authority.authority_course_show, name="authority_course_show"
    ),
    path("provider/venues/", provider.venue_list, name="venue_list"),
    path("provider/venues/new/", provider.venue_create, name="venue_create"),
    path("provider/venues/<uuid:public_id>/", provider.venue_change, name="venue_change"),
    path("provider/venues/<uuid:public_id>/remove/", provider.venue_remove, name="venue_remove"),
]
