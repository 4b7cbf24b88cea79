from django.apps import AppConfig


class TaskforceConfig(AppConfig):
    name = "district.taskforce"
    label = "taskforce"
