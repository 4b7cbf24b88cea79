from django.apps import AppConfig


class EmployersConfig(AppConfig):
    name = "employers"
    label = "employers"

    def ready(self) -> None:
        from employers import receivers  # noqa: F401, PLC0415
