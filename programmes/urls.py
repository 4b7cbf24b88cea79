from django.urls import path

from programmes.views import public

urlpatterns = [
    path("courses/", public.course_list, name="course_list"),
    path("courses/feed/", public.course_feed, name="course_feed"),
    path("courses/<uuid:public_id>/", public.course_show, name="course_show"),
    path("programmes/", public.programme_list, name="programme_list"),
    path("programmes/<uuid:public_id>/", public.programme_show, name="programme_show"),
]
