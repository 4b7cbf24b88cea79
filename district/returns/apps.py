from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "district.returns"
    label = "returns"
