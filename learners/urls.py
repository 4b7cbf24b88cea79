from django.urls import path

from learners.views import equality, profile, skills

urlpatterns = [
    path("me/equality/", equality.equality_answer, name="equality_answer"),
    path("me/equality/remove/", equality.equality_remove, name="equality_remove"),
    path("me/profile/", profile.profile_show, name="profile_show"),
    path("me/profile/start/", profile.profile_start, name="profile_start"),
    path("me/profile/hopes/", profile.profile_hopes, name="profile_hopes"),
    path("me/profile/employers/", profile.profile_employers, name="profile_employers"),
    path("me/profile/delete/", profile.profile_delete, name="profile_delete"),
    path("me/profile/<slug:name>/", profile.profile_question, name="profile_question"),
    path("me/profile/<slug:name>/remove/", profile.profile_answer_remove, name="profile_answer_remove"),
    path("me/skills/", skills.skills_show, name="skills_show"),
    path("me/skills/add/", skills.skills_add, name="skills_add"),
    path("me/skills/text/", skills.skills_from_text, name="skills_from_text"),
    path("me/skills/suggested/", skills.skills_suggested, name="skills_suggested"),
    path("me/skills/occupation/", skills.skills_from_occupation, name="skills_from_occupation"),
    path("me/skills/occupation/<uuid:public_id>/", skills.skills_of_occupation, name="skills_of_occupation"),
    path("me/skills/<uuid:public_id>/", skills.held_skill_change, name="held_skill_change"),
    path("me/skills/<uuid:public_id>/remove/", skills.held_skill_remove, name="held_skill_remove"),
]
