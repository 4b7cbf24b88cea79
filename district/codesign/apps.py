from django.apps import AppConfig


class CodesignConfig(AppConfig):
    name = "district.codesign"
    label = "codesign"
