from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "district.web"
    label = "web"
