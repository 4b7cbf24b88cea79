"""What an employer says it needs. The pages of one need with its answers stand in programmes, which know both."""

from django.urls import path

from employers.views import needs

urlpatterns = [
    path("", needs.need_list, name="need_list"),
    path("new/", needs.need_create, name="need_create"),
    path("<uuid:public_id>/change/<slug:section>/", needs.need_change, name="need_change"),
    path("<uuid:public_id>/skills/", needs.need_skills_choose, name="need_skills_choose"),
    path("<uuid:public_id>/vacancies/", needs.need_vacancies_choose, name="need_vacancies_choose"),
    path("<uuid:public_id>/move/<slug:move>/", needs.need_move, name="need_move"),
    path("<uuid:public_id>/stop/", needs.need_stop, name="need_stop"),
]
