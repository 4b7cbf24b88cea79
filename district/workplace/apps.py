from django.apps import AppConfig


class WorkplaceConfig(AppConfig):
    name = "district.workplace"
    label = "workplace"

    def ready(self) -> None:
        from district.workplace import receivers  # noqa: F401, PLC0415
