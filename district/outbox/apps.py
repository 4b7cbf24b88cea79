from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "district.outbox"
    label = "outbox"

    def ready(self) -> None:
        import district.celery  # noqa: F401, PLC0415 - tasks are declared on it
