from django.apps import AppConfig


class EligibilityConfig(AppConfig):
    name = "district.eligibility"
    label = "eligibility"
