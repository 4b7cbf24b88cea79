from django.apps import AppConfig


class CommunityConfig(AppConfig):
    name = "district.community"
    label = "community"

    def ready(self) -> None:
        from district.community import receivers  # noqa: F401, PLC0415
