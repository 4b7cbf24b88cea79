from django.urls import path

from district.matching.views import learner, lines, opening, staff

urlpatterns = [
    path("me/matches/", learner.match_list, name="match_list"),
    path("me/matches/courses/", learner.match_course_list, name="match_course_list"),
    path("me/matches/courses/two/", opening.match_course_pair, name="match_course_pair"),
    path("me/matches/lines/jobs/", lines.match_job_lines, name="match_job_lines"),
    path("me/matches/lines/courses/", lines.match_course_lines, name="match_course_lines"),
    path("me/matches/jobs/<uuid:public_id>/", learner.match_job_show, name="match_job_show"),
    path("me/matches/jobs/<uuid:public_id>/wrong/", learner.match_job_wrong, name="match_job_wrong"),
    path("me/matches/courses/<uuid:public_id>/", opening.match_course_show, name="match_course_show"),
    path("me/matches/courses/<uuid:public_id>/wrong/", learner.match_course_wrong, name="match_course_wrong"),
    path("authority/matching/", staff.authority_matching_show, name="authority_matching_show"),
    path("authority/matching/start/", staff.authority_matching_start, name="authority_matching_start"),
    path("authority/matching/seen/", staff.authority_matching_seen, name="authority_matching_seen"),
]
