from django.urls import path

from employers.views import (
    alerts,
    authority,
    employer,
    job_application,
    job_invitation,
    kept,
    public,
    skills,
    vacancy_application,
    vacancy_moves,
    vacancy_reviews,
)

OWN = "employer/vacancies/<uuid:public_id>/"
MINE = "me/job-applications/<uuid:public_id>/"

urlpatterns = [
    path("jobs/", public.job_list, name="job_list"),
    path("jobs/feed/", public.job_feed, name="job_feed"),
    path("jobs/alert/", alerts.alert_create, name="alert_create"),
    path("jobs/<uuid:public_id>/", public.job_show, name="job_show"),
    path("jobs/<uuid:public_id>/apply/", public.job_apply, name="job_apply"),
    path("alerts/confirm/<slug:key>/", alerts.alert_confirm, name="alert_confirm"),
    path("alerts/stop/<slug:key>/", alerts.alert_stop, name="alert_stop"),
    path("me/alerts/", alerts.alert_list, name="alert_list"),
    path("me/alerts/<uuid:public_id>/", alerts.alert_change, name="alert_change"),
    path("me/alerts/<uuid:public_id>/remove/", alerts.alert_remove, name="alert_remove"),
    path("me/kept/", kept.kept_list, name="kept_list"),
    path("me/kept/reminders/", kept.kept_remind, name="kept_remind"),
    path("me/kept/<uuid:public_id>/", kept.kept_change, name="kept_change"),
    path("employer/vacancies/new/", employer.vacancy_create, name="vacancy_create"),
    path(OWN, employer.vacancy_show, name="vacancy_show"),
    path(f"{OWN}change/<slug:section>/", employer.vacancy_change, name="vacancy_change"),
    path(f"{OWN}skills/", skills.vacancy_skills, name="vacancy_skills"),
    path(f"{OWN}preview/", vacancy_moves.vacancy_preview, name="vacancy_preview"),
    path(f"{OWN}open/<slug:move>/", vacancy_moves.vacancy_open, name="vacancy_open"),
    path(f"{OWN}end/<slug:move>/", vacancy_moves.vacancy_end, name="vacancy_end"),
    path(f"{OWN}time/<slug:move>/", vacancy_moves.vacancy_time, name="vacancy_time"),
    path("authority/vacancy-checks/", vacancy_reviews.vacancy_review_list, name="vacancy_review_list"),
    path(
        "authority/vacancy-checks/<uuid:public_id>/",
        vacancy_reviews.vacancy_review_show,
        name="vacancy_review_show",
    ),
    path("authority/vacancies/", authority.authority_vacancy_list, name="authority_vacancy_list"),
    path(
        "authority/vacancies/<uuid:public_id>/", skills.authority_vacancy_show, name="authority_vacancy_show"
    ),
    path(
        "jobs/<uuid:public_id>/application/",
        job_application.job_application_start,
        name="job_application_start",
    ),
    path("me/job-applications/", job_application.job_application_list, name="job_application_list"),
    path(MINE, job_application.job_application_show, name="job_application_show"),
    path(f"{MINE}check/", job_application.job_application_check, name="job_application_check"),
    path(f"{MINE}withdraw/", job_application.job_application_withdraw, name="job_application_withdraw"),
    path(f"{MINE}cv/", job_application.job_application_cv, name="job_application_cv"),
    path(
        "me/job-invitations/<uuid:public_id>/", job_invitation.job_invitation_show, name="job_invitation_show"
    ),
    path("me/hidden-employers/", job_invitation.hidden_employer_list, name="hidden_employer_list"),
    path(
        "me/hidden-employers/<uuid:public_id>/remove/",
        job_invitation.hidden_employer_remove,
        name="hidden_employer_remove",
    ),
    path(
        "jobs/employers/<uuid:public_id>/answers/",
        job_invitation.employer_answer_rate,
        name="employer_answer_rate",
    ),
    path(
        f"{OWN}applications/", vacancy_application.vacancy_application_list, name="vacancy_application_list"
    ),
    path(
        f"{OWN}applications/many/",
        vacancy_application.vacancy_application_bulk,
        name="vacancy_application_bulk",
    ),
    path(
        f"{OWN}applications/<slug:act>/",
        vacancy_application.vacancy_application_decide,
        name="vacancy_application_decide",
    ),
    path(
        "employer/applications/<uuid:public_id>/",
        vacancy_application.vacancy_application_show,
        name="vacancy_application_show",
    ),
    path(
        "employer/applications/<uuid:public_id>/cv/",
        vacancy_application.vacancy_application_cv,
        name="vacancy_application_cv",
    ),
    path("employer/messages/", vacancy_application.message_template_list, name="message_template_list"),
    path(
        "employer/messages/<uuid:public_id>/",
        vacancy_application.message_template_change,
        name="message_template_change",
    ),
    path(
        "employer/messages/<uuid:public_id>/remove/",
        vacancy_application.message_template_remove,
        name="message_template_remove",
    ),
]
