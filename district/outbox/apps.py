from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "district.outbox"
    label = "outbox"

    def ready(self) -> None:
        import district.celery  # noqa: F401  the Celery application must exist before any task is declared
