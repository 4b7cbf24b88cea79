from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "district.matching"
    label = "matching"

    def ready(self) -> None:
        from district.matching import receivers  # noqa: F401, PLC0415
