from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "district.imports"
    label = "imports"
