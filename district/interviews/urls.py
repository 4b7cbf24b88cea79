from django.urls import path

from district.interviews.views import employer, learner, promise

urlpatterns = [
    path("employer/interviews/", employer.interview_list, name="interview_list"),
    path("employer/interviews/new/", employer.interview_commit, name="interview_commit"),
    path(
        "employer/interviews/<uuid:public_id>/",
        employer.interview_commitment_show,
        name="interview_commitment_show",
    ),
    path(
        "employer/interviews/<uuid:public_id>/end/",
        employer.interview_commitment_end,
        name="interview_commitment_end",
    ),
    path(
        "employer/interviews/times/<uuid:public_id>/",
        employer.interview_slot_cancel,
        name="interview_slot_cancel",
    ),
    path("employer/interviews/held/<uuid:public_id>/", employer.interview_record, name="interview_record"),
    path("me/interviews/", learner.own_interview_list, name="own_interview_list"),
    path("me/interviews/<uuid:public_id>/", learner.own_interview_show, name="own_interview_show"),
    path(
        "me/interviews/<uuid:public_id>/decline/", learner.own_interview_decline, name="own_interview_decline"
    ),
    path("me/interviews/<uuid:public_id>/move/", learner.own_interview_move, name="own_interview_move"),
    path(
        "me/learning/<uuid:public_id>/interviews/", learner.interview_preference, name="interview_preference"
    ),
    path("provider/interviews/", promise.provider_interview_list, name="provider_interview_list"),
    path("interviews/owed/<uuid:public_id>/", promise.interview_offer_make, name="interview_offer_make"),
    path("authority/interviews/", promise.authority_interview_list, name="authority_interview_list"),
    path("authority/interviews/promise/", promise.interview_promise_make, name="interview_promise_make"),
]
