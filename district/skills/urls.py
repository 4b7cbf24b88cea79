from django.urls import path

from district.skills.views import changes, public

urlpatterns = [
    path("skills/", public.skill_list, name="skill_list"),
    path("skills/suggest", public.skills_suggest, name="skills_suggest"),
    path("skills/families/", public.skill_families, name="skill_families"),
    path("skills/changes/", changes.skill_changes, name="skill_changes"),
    path("skills/levels/", public.skill_levels, name="skill_levels"),
    path("skills/occupations/", public.occupation_list, name="occupation_list"),
    path("skills/occupations/<uuid:public_id>/", public.occupation_show, name="occupation_show"),
    path("skills/<uuid:public_id>/", public.skill_show, name="skill_show"),
]
