from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "district.api"
    label = "api"
