from django.urls import path

from district.matching.views import (
    employer,
    human_check,
    job_applications,
    learner,
    lines,
    news,
    opening,
    performance,
    receipts,
    sharing,
    staff,
    vocabulary,
)

urlpatterns = [
    path("me/matches/", learner.match_list, name="match_list"),
    path("me/matches/courses/", learner.match_course_list, name="match_course_list"),
    path("me/matches/courses/two/", opening.match_course_pair, name="match_course_pair"),
    path("me/matches/wider/", learner.match_wider_list, name="match_wider_list"),
    path("me/matches/news/", news.match_news, name="match_news"),
    path("news/stop/<slug:key>/", news.match_news_stop, name="match_news_stop"),
    path("me/matches/lines/jobs/", lines.match_job_lines, name="match_job_lines"),
    path("me/matches/lines/courses/", lines.match_course_lines, name="match_course_lines"),
    path("me/matches/jobs/<uuid:public_id>/", learner.match_job_show, name="match_job_show"),
    path("me/matches/jobs/<uuid:public_id>/wrong/", learner.match_job_wrong, name="match_job_wrong"),
    path("me/matches/courses/<uuid:public_id>/", opening.match_course_show, name="match_course_show"),
    path("me/matches/courses/<uuid:public_id>/wrong/", learner.match_course_wrong, name="match_course_wrong"),
    path(
        "me/applications/<uuid:public_id>/receipt/", receipts.application_receipt, name="application_receipt"
    ),
    path(
        "provider/applications/<uuid:public_id>/receipt/",
        receipts.provider_application_receipt,
        name="provider_application_receipt",
    ),
    path(
        "me/job-applications/<uuid:public_id>/receipt/",
        job_applications.job_application_receipt,
        name="job_application_receipt",
    ),
    path(
        "me/job-applications/<uuid:public_id>/learn/",
        job_applications.job_application_gap,
        name="job_application_gap",
    ),
    path(
        "employer/applications/<uuid:public_id>/receipt/",
        job_applications.vacancy_application_receipt,
        name="vacancy_application_receipt",
    ),
    path("employer/vacancies/<uuid:public_id>/fits/", employer.vacancy_fits, name="vacancy_fits"),
    path(
        "employer/vacancies/<uuid:public_id>/performance/",
        performance.vacancy_performance,
        name="vacancy_performance",
    ),
    path(
        "employer/vacancies/<uuid:public_id>/fits/invite/", employer.candidate_invite, name="candidate_invite"
    ),
    path("authority/matching/", staff.authority_matching_show, name="authority_matching_show"),
    path("authority/matching/start/", staff.authority_matching_start, name="authority_matching_start"),
    path("authority/matching/seen/", staff.authority_matching_seen, name="authority_matching_seen"),
    path("authority/matching/sharing/", sharing.sharing_show, name="sharing_show"),
    path("authority/vocabulary/", vocabulary.vocabulary_list, name="vocabulary_list"),
    path("authority/vocabulary/skills/", vocabulary.vocabulary_skill_list, name="vocabulary_skill_list"),
    path(
        "authority/vocabulary/decisions/",
        vocabulary.vocabulary_decision_list,
        name="vocabulary_decision_list",
    ),
    path(
        "authority/vocabulary/decisions/<uuid:public_id>/",
        vocabulary.vocabulary_decision_show,
        name="vocabulary_decision_show",
    ),
    path(
        "authority/vocabulary/skills/<uuid:public_id>/merge/",
        vocabulary.vocabulary_skill_merge,
        name="vocabulary_skill_merge",
    ),
    path(
        "authority/vocabulary/<uuid:public_id>/",
        vocabulary.vocabulary_phrase_show,
        name="vocabulary_phrase_show",
    ),
    path(
        "authority/vocabulary/<uuid:public_id>/add/",
        vocabulary.vocabulary_phrase_add,
        name="vocabulary_phrase_add",
    ),
    path(
        "authority/vocabulary/<uuid:public_id>/alias/",
        vocabulary.vocabulary_phrase_alias,
        name="vocabulary_phrase_alias",
    ),
    path(
        "authority/vocabulary/<uuid:public_id>/refuse/",
        vocabulary.vocabulary_phrase_refuse,
        name="vocabulary_phrase_refuse",
    ),
    path("authority/matching/check/", human_check.human_check_show, name="human_check_show"),
    path("authority/matching/check/draw/", human_check.human_check_draw, name="human_check_draw"),
    path("rating/", human_check.rating_show, name="rating_show"),
    path("rating/<int:number>/", human_check.pair_rate, name="pair_rate"),
    path("me/matches/check/", human_check.match_check, name="match_check"),
]
