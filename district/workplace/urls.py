from django.urls import path

from district.workplace.views import employer, hours, learner, placement, provider

urlpatterns = [
    path("employer/hires/", employer.hire_list, name="hire_list"),
    path("employer/hires/<uuid:public_id>/", employer.hire_show, name="hire_show"),
    path(
        "employer/hires/<uuid:public_id>/never-began/", employer.hire_fall_through, name="hire_fall_through"
    ),
    path("employer/hires/what-they-can-do/<uuid:public_id>/", employer.hire_rate, name="hire_rate"),
    path("employer/hires/what-they-can-do/<uuid:public_id>/left/", employer.hire_left, name="hire_left"),
    path("employer/placements/", placement.placement_list, name="placement_list"),
    path("provider/placements/", placement.provider_placement_list, name="provider_placement_list"),
    path("placements/<uuid:public_id>/", placement.placement_show, name="placement_show"),
    path("placements/<uuid:public_id>/terms/", placement.placement_write, name="placement_write"),
    path("placements/<uuid:public_id>/change/", placement.placement_ask, name="placement_ask"),
    path("placements/<uuid:public_id>/cancel/", placement.placement_cancel, name="placement_cancel"),
    path("placements/<uuid:public_id>/hours/", hours.placement_hours, name="placement_hours"),
    path("placements/<uuid:public_id>/hours/<str:monday>/", hours.placement_week, name="placement_week"),
    path("placements/<uuid:public_id>/report/", placement.placement_report, name="placement_report"),
    path("me/work/", learner.own_hire_list, name="own_hire_list"),
    path("me/work/<uuid:public_id>/", learner.own_hire_show, name="own_hire_show"),
    path("me/work/<uuid:public_id>/wrong/", learner.own_hire_dispute, name="own_hire_dispute"),
    path("provider/hires/", provider.provider_hire_list, name="provider_hire_list"),
    path("provider/hires/<uuid:public_id>/", provider.provider_hire_show, name="provider_hire_show"),
    path(
        "provider/hires/<uuid:public_id>/refuse/", provider.provider_hire_refuse, name="provider_hire_refuse"
    ),
]
