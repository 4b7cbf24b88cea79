from django.apps import AppConfig


class InterviewsConfig(AppConfig):
    name = "district.interviews"
    label = "interviews"

    def ready(self) -> None:
        from district.interviews import receivers  # noqa: F401, PLC0415
