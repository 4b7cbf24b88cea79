from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "district.home"
    label = "home"
