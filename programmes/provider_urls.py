"""What a provider was sent, who is on its course runs, and what it exports."""

from django.urls import path

from programmes.views import exports, inbox, roster, run_desk

urlpatterns = [
    path("applications/", inbox.provider_application_list, name="provider_application_list"),
    path("applications/chosen/", inbox.provider_application_bulk, name="provider_application_bulk"),
    path("applications/file/", exports.provider_application_export, name="provider_application_export"),
    path(
        "applications/decide/<slug:act>/",
        inbox.provider_application_decide,
        name="provider_application_decide",
    ),
    path("applications/<uuid:public_id>/", inbox.provider_application_show, name="provider_application_show"),
    path("runs/<uuid:public_id>/overview/", run_desk.run_show, name="run_show"),
    path("runs/<uuid:public_id>/people/", roster.run_roster, name="run_roster"),
    path("runs/<uuid:public_id>/people/file/", exports.run_roster_export, name="run_roster_export"),
    path("runs/<uuid:public_id>/sessions/", run_desk.session_list, name="session_list"),
    path("runs/<uuid:public_id>/sessions/plan/", run_desk.session_plan, name="session_plan"),
    path("runs/<uuid:public_id>/sessions/new/", run_desk.session_create, name="session_create"),
    path("runs/<uuid:public_id>/admission/", run_desk.run_admission, name="run_admission"),
    path("runs/<uuid:public_id>/copy/", run_desk.run_copy, name="run_copy"),
    path("runs/<uuid:public_id>/confirm/", run_desk.listing_confirm, name="listing_confirm"),
    path("courses/<uuid:public_id>/roll-over/now/", run_desk.course_roll_over, name="course_roll_over"),
    path("runs/<uuid:public_id>/people/progress/", exports.run_progress_export, name="run_progress_export"),
    path("people/progress/", exports.progress_export, name="progress_export"),
    path("sessions/<uuid:public_id>/", run_desk.session_change, name="session_change"),
    path("sessions/<uuid:public_id>/cancel/", run_desk.session_cancel, name="session_cancel"),
    path("sessions/<uuid:public_id>/register/", roster.session_register, name="session_register"),
    path("people/decide/", roster.provider_enrolment_decide, name="provider_enrolment_decide"),
    path("people/<uuid:public_id>/", roster.provider_enrolment_show, name="provider_enrolment_show"),
    path(
        "people/<uuid:public_id>/record/", roster.provider_enrolment_change, name="provider_enrolment_change"
    ),
    path(
        "people/<uuid:public_id>/correct/",
        roster.provider_enrolment_correct,
        name="provider_enrolment_correct",
    ),
    path("registers/", roster.register_list, name="register_list"),
    path("tasks/", roster.tutor_task_list, name="tutor_task_list"),
    path("tasks/<uuid:public_id>/", roster.tutor_task_show, name="tutor_task_show"),
    path("intakes/", run_desk.intake_list, name="intake_list"),
    path("intakes/new/", run_desk.intake_create, name="intake_create"),
    path("intakes/<uuid:public_id>/", run_desk.intake_change, name="intake_change"),
    path("listings/", run_desk.listing_list, name="listing_list"),
]
