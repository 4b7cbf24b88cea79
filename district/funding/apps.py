from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "district.funding"
    label = "funding"

    def ready(self) -> None:
        from district.funding import receivers  # noqa: F401, PLC0415
