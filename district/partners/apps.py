from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "district.partners"
    label = "partners"

    def ready(self) -> None:
        import district.partners.receivers  # noqa: F401, PLC0415 - connects them
