from django.db import migrations


class Migration(migrations.Migration):
    """The table behind the default cache, where sign-in limits are counted so that they survive the loss of Redis."""

    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.RunSQL(
            sql="""
                CREATE TABLE web_cache (
                    cache_key varchar(255) PRIMARY KEY,
                    value text NOT NULL,
                    expires timestamp with time zone NOT NULL
                );
                CREATE INDEX web_cache_expires ON web_cache (expires);
            """,
            reverse_sql="DROP TABLE web_cache",
        )
    ]
