from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "district.reports"
    label = "reports"
