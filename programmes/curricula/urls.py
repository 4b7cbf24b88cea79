"""Curricula: a provider's pages, its desk for comments, and an employer's own."""

from django.urls import path

from programmes.views import curriculum, curriculum_comments

VERSION = "provider/curricula/<uuid:public_id>/"

urlpatterns = [
    path(
        "provider/courses/<uuid:public_id>/curriculum/",
        curriculum.curriculum_show,
        name="curriculum_show",
    ),
    path(
        "provider/courses/<uuid:public_id>/curriculum/begin/",
        curriculum.curriculum_begin,
        name="curriculum_begin",
    ),
    path(
        "provider/courses/<uuid:public_id>/curriculum/compare/",
        curriculum.curriculum_compare,
        name="curriculum_compare",
    ),
    path(VERSION, curriculum.curriculum_version_show, name="curriculum_version_show"),
    path(f"{VERSION}publish/", curriculum.curriculum_publish, name="curriculum_publish"),
    path(f"{VERSION}discard/", curriculum.curriculum_discard, name="curriculum_discard"),
    path(
        "provider/learning-outcomes/<uuid:public_id>/",
        curriculum.curriculum_outcome_change,
        name="curriculum_outcome_change",
    ),
    path("provider/comments/", curriculum_comments.curriculum_comment_list, name="curriculum_comment_list"),
    path(
        "provider/comments/<uuid:public_id>/",
        curriculum_comments.curriculum_comment_show,
        name="curriculum_comment_show",
    ),
    path("employer/comments/", curriculum_comments.employer_comment_list, name="employer_comment_list"),
    path(
        "employer/comments/<uuid:public_id>/",
        curriculum_comments.employer_comment_show,
        name="employer_comment_show",
    ),
    path(
        "employer/courses/<uuid:public_id>/comment/",
        curriculum_comments.employer_comment_create,
        name="employer_comment_create",
    ),
]
