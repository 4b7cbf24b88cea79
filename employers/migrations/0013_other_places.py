import django.contrib.postgres.fields
import django.db.models.lookups
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    """A vacancy may be in up to ten places: nine beside its main one."""

    dependencies = [
        ('employers', '0012_need_vacancies'),
        ('partners', '0007_main_sites'),
        ('places', '0002_without_pattern_index'),
        ('skills', '0007_occupations_by_spelling'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='vacancy',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='vacancy',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='vacancy',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='vacancy',
            name='other_places',
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list, help_text='Beside the main one; see employers.other_places.'),
        ),
        migrations.AddField(
            model_name='vacancyentry',
            name='council_codes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=9), db_default=models.Value('{}'), default=list),
        ),
        migrations.AddField(
            model_name='vacancyentry',
            name='other_eastings',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), help_text='Of its other places, if it has any.', null=True),
        ),
        migrations.AddField(
            model_name='vacancyentry',
            name='other_northings',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), null=True),
        ),
        migrations.AddField(
            model_name='vacancyevent',
            name='other_places',
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list, help_text='Beside the main one; see employers.other_places.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='vacancy',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "employers_vacancyevent" ("apply_url", "closes_on", "closes_time", "council_id", "created_at", "description", "duration_months", "easting", "end_reason", "ended_at", "filled", "id", "is_fictional", "is_own_opening", "kind", "mode", "northing", "occupation_id", "opened_at", "organisation_id", "other_places", "pattern", "paused_until", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_text", "placement_hours", "positions", "postcode_id", "posted_on", "public_id", "question_one", "question_two", "relists_id", "repeats_id", "salary_least", "salary_most", "salary_text", "salary_unit", "source", "source_digest", "source_reference", "starts_on", "state", "summary", "title", "training", "training_level", "version", "weekly_hours", "yearly_most", "youngest_age") VALUES (NEW."apply_url", NEW."closes_on", NEW."closes_time", NEW."council_id", NEW."created_at", NEW."description", NEW."duration_months", NEW."easting", NEW."end_reason", NEW."ended_at", NEW."filled", NEW."id", NEW."is_fictional", NEW."is_own_opening", NEW."kind", NEW."mode", NEW."northing", NEW."occupation_id", NEW."opened_at", NEW."organisation_id", NEW."other_places", NEW."pattern", NEW."paused_until", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place_text", NEW."placement_hours", NEW."positions", NEW."postcode_id", NEW."posted_on", NEW."public_id", NEW."question_one", NEW."question_two", NEW."relists_id", NEW."repeats_id", NEW."salary_least", NEW."salary_most", NEW."salary_text", NEW."salary_unit", NEW."source", NEW."source_digest", NEW."source_reference", NEW."starts_on", NEW."state", NEW."summary", NEW."title", NEW."training", NEW."training_level", NEW."version", NEW."weekly_hours", NEW."yearly_most", NEW."youngest_age"); RETURN NULL;', hash='33cbd66b2c6f06faec46c5033c438c88e82b048e', operation='INSERT', pgid='pgtrigger_insert_insert_d93b8', table='employers_vacancy', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='vacancy',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "employers_vacancyevent" ("apply_url", "closes_on", "closes_time", "council_id", "created_at", "description", "duration_months", "easting", "end_reason", "ended_at", "filled", "id", "is_fictional", "is_own_opening", "kind", "mode", "northing", "occupation_id", "opened_at", "organisation_id", "other_places", "pattern", "paused_until", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_text", "placement_hours", "positions", "postcode_id", "posted_on", "public_id", "question_one", "question_two", "relists_id", "repeats_id", "salary_least", "salary_most", "salary_text", "salary_unit", "source", "source_digest", "source_reference", "starts_on", "state", "summary", "title", "training", "training_level", "version", "weekly_hours", "yearly_most", "youngest_age") VALUES (NEW."apply_url", NEW."closes_on", NEW."closes_time", NEW."council_id", NEW."created_at", NEW."description", NEW."duration_months", NEW."easting", NEW."end_reason", NEW."ended_at", NEW."filled", NEW."id", NEW."is_fictional", NEW."is_own_opening", NEW."kind", NEW."mode", NEW."northing", NEW."occupation_id", NEW."opened_at", NEW."organisation_id", NEW."other_places", NEW."pattern", NEW."paused_until", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place_text", NEW."placement_hours", NEW."positions", NEW."postcode_id", NEW."posted_on", NEW."public_id", NEW."question_one", NEW."question_two", NEW."relists_id", NEW."repeats_id", NEW."salary_least", NEW."salary_most", NEW."salary_text", NEW."salary_unit", NEW."source", NEW."source_digest", NEW."source_reference", NEW."starts_on", NEW."state", NEW."summary", NEW."title", NEW."training", NEW."training_level", NEW."version", NEW."weekly_hours", NEW."yearly_most", NEW."youngest_age"); RETURN NULL;', hash='962acbc2e4e2429391a71ba6b8abafe72b830b3f', operation='UPDATE', pgid='pgtrigger_update_update_f82e4', table='employers_vacancy', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='vacancy',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "employers_vacancyevent" ("apply_url", "closes_on", "closes_time", "council_id", "created_at", "description", "duration_months", "easting", "end_reason", "ended_at", "filled", "id", "is_fictional", "is_own_opening", "kind", "mode", "northing", "occupation_id", "opened_at", "organisation_id", "other_places", "pattern", "paused_until", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_text", "placement_hours", "positions", "postcode_id", "posted_on", "public_id", "question_one", "question_two", "relists_id", "repeats_id", "salary_least", "salary_most", "salary_text", "salary_unit", "source", "source_digest", "source_reference", "starts_on", "state", "summary", "title", "training", "training_level", "version", "weekly_hours", "yearly_most", "youngest_age") VALUES (OLD."apply_url", OLD."closes_on", OLD."closes_time", OLD."council_id", OLD."created_at", OLD."description", OLD."duration_months", OLD."easting", OLD."end_reason", OLD."ended_at", OLD."filled", OLD."id", OLD."is_fictional", OLD."is_own_opening", OLD."kind", OLD."mode", OLD."northing", OLD."occupation_id", OLD."opened_at", OLD."organisation_id", OLD."other_places", OLD."pattern", OLD."paused_until", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place_text", OLD."placement_hours", OLD."positions", OLD."postcode_id", OLD."posted_on", OLD."public_id", OLD."question_one", OLD."question_two", OLD."relists_id", OLD."repeats_id", OLD."salary_least", OLD."salary_most", OLD."salary_text", OLD."salary_unit", OLD."source", OLD."source_digest", OLD."source_reference", OLD."starts_on", OLD."state", OLD."summary", OLD."title", OLD."training", OLD."training_level", OLD."version", OLD."weekly_hours", OLD."yearly_most", OLD."youngest_age"); RETURN NULL;', hash='3d3910a6ab4ee806d4ff1f5b6919427ccc6c6deb', operation='DELETE', pgid='pgtrigger_delete_delete_b1359', table='employers_vacancy', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='vacancy',
            constraint=models.CheckConstraint(condition=django.db.models.lookups.LessThanOrEqual(models.Func(models.F('other_places'), function='jsonb_array_length', output_field=models.IntegerField()), 9), name='employers_ten_places_at_most'),
        ),
    ]
