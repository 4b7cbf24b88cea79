from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "district.web"
    label = "web"

    def ready(self) -> None:
        from pghistory import runtime  # noqa: PLC0415

        from district.web import checks, reads  # noqa: F401, PLC0415

        # Reads that are kept write nothing, so the audit trail need not be told before each for whom it is.
        ignored: tuple[str, ...] = runtime.IGNORED_SQL_PREFIXES
        runtime.IGNORED_SQL_PREFIXES = (*ignored, f"execute {reads.NAMED}")  # type: ignore[assignment] # its length
