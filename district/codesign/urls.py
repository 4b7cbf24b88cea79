"""Skills needs with their answers: of an employer, for providers added up, and for WMCA staff in full."""

from django.urls import path

from district.codesign.views import need_answers, need_groups, needs

GROUP = "provider/needs/skills/<uuid:public_id>/"

urlpatterns = [
    path("employer/needs/<uuid:public_id>/", needs.need_show, name="need_show"),
    path("employer/needs/<uuid:public_id>/met/", needs.need_meet, name="need_meet"),
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
