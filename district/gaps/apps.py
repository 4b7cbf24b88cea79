from django.apps import AppConfig


class GapsConfig(AppConfig):
    name = "district.gaps"
    label = "gaps"
