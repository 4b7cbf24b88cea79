from django.urls import path

from employers.views import public

urlpatterns = [
    path("jobs/", public.job_list, name="job_list"),
    path("jobs/feed/", public.job_feed, name="job_feed"),
    path("jobs/<uuid:public_id>/", public.job_show, name="job_show"),
]
