"""Skills needs with their answers: of an employer, for providers added up, and for WMCA staff in full."""

from django.urls import path

from district.codesign.views import need_answers, need_groups, needs, own_needs

GROUP = "provider/needs/skills/<uuid:public_id>/"

NEED = "employer/needs/<uuid:public_id>/"

urlpatterns = [
    path("employer/needs/", own_needs.need_list, name="need_list"),
    path("employer/needs/new/", own_needs.need_create, name="need_create"),
    path(f"{NEED}change/<slug:section>/", own_needs.need_change, name="need_change"),
    path(f"{NEED}skills/", own_needs.need_skills_choose, name="need_skills_choose"),
    path(f"{NEED}vacancies/", own_needs.need_vacancies_choose, name="need_vacancies_choose"),
    path(f"{NEED}move/<slug:move>/", own_needs.need_move, name="need_move"),
    path(f"{NEED}stop/", own_needs.need_stop, name="need_stop"),
    path(NEED, needs.need_show, name="need_show"),
    path(f"{NEED}met/", needs.need_meet, name="need_meet"),
    path("employer/needs/answers/<uuid:public_id>/", needs.need_reply_change, name="need_reply_change"),
    path("provider/needs/", need_groups.need_group_list, name="need_group_list"),
    path(GROUP, need_groups.need_group_show, name="need_group_show"),
    path(f"{GROUP}answer/", need_answers.need_answer_create, name="need_answer_create"),
    path("provider/needs/answers/", need_answers.need_answer_list, name="need_answer_list"),
    path("provider/needs/answers/<uuid:public_id>/", need_answers.need_answer_show, name="need_answer_show"),
    path(
        "provider/needs/answers/<uuid:public_id>/withdraw/",
        need_answers.need_answer_withdraw,
        name="need_answer_withdraw",
    ),
    path("authority/needs/", needs.authority_need_list, name="authority_need_list"),
    path("authority/needs/<uuid:public_id>/", needs.authority_need_show, name="authority_need_show"),
]
