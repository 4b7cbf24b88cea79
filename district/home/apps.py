from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "district.home"
    label = "home"

    def ready(self) -> None:
        from district.home import receivers  # noqa: F401, PLC0415
