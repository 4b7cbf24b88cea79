"""The migrations, quicker than Django's own, leave the database with all that the models name."""

from django.apps import apps
from django.db import connection

NAMES = """
    SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION SELECT indexname FROM pg_indexes WHERE schemaname = 'public'
    UNION SELECT tgname FROM pg_trigger
"""


def test_every_constraint_index_and_trigger_of_a_model_is_there(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(NAMES)
        there = {name for (name,) in cursor.fetchall()}
    models = [model._meta for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    named = {each.name for meta in models for each in (*meta.constraints, *meta.indexes)}
    named |= {trigger.get_pgid(meta.model) for meta in models for trigger in getattr(meta, "triggers", ())}
    assert len(named) > 300
    assert named - there == set()
