from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "district.web"
    label = "web"

    def ready(self) -> None:
        from district.web import checks  # noqa: F401, PLC0415
