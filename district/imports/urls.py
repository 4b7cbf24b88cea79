from django.urls import path

from district.imports import views

urlpatterns = [
    path("provider/uploads/", views.upload_list, name="upload_list"),
    path("provider/uploads/courses.csv", views.course_download, name="course_download"),
    path("provider/uploads/new/<slug:kind>/", views.upload_create, name="upload_create"),
    path("provider/uploads/new/<slug:kind>/empty.csv", views.upload_template, name="upload_template"),
    path("provider/uploads/<uuid:public_id>/", views.upload_show, name="upload_show"),
    path("provider/uploads/<uuid:public_id>/publish/", views.upload_publish, name="upload_publish"),
    path("provider/uploads/<uuid:public_id>/abandon/", views.upload_abandon, name="upload_abandon"),
    path("provider/uploads/<uuid:public_id>/errors.csv", views.upload_faults, name="upload_faults"),
    path(
        "provider/uploads/<uuid:public_id>/errors/remove/",
        views.upload_refused_remove,
        name="upload_refused_remove",
    ),
    path(
        "provider/uploads/<uuid:public_id>/rows/<int:number>/",
        views.upload_row_change,
        name="upload_row_change",
    ),
    path(
        "provider/uploads/<uuid:public_id>/rows/<int:number>/remove/",
        views.upload_row_remove,
        name="upload_row_remove",
    ),
]
