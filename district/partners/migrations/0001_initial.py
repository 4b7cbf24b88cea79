import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('places', '0002_without_pattern_index'),
    ]

    operations = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('legal_name', models.CharField(blank=True, max_length=200)),
                ('company_number', models.CharField(blank=True, max_length=8)),
                ('ukprn', models.CharField(blank=True, max_length=8, verbose_name='UKPRN')),
                ('urn', models.CharField(blank=True, max_length=6, verbose_name='URN')),
                ('website', models.URLField(blank=True)),
                ('description', models.TextField(blank=True, max_length=4000)),
                ('postcode', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.postcode')),
                ('is_active', models.BooleanField(default=True)),
                ('is_fictional', models.BooleanField(default=False)),
                ('is_imported', models.BooleanField(default=False, help_text='Known only from an import; nobody has claimed it yet.')),
                ('version', models.PositiveIntegerField(default=1, help_text='Goes up by one with each saved change.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('company_number', ''), ('company_number__regex', '^([0-9]{8}|[A-Z]{2}[0-9]{6})$'), _connector='OR'), name='partners_company_number_form', violation_error_message='A company number has 8 digits, or 2 letters and 6 digits.'), models.CheckConstraint(condition=models.Q(('ukprn', ''), ('ukprn__regex', '^[1-9][0-9]{7}$'), _connector='OR'), name='partners_ukprn_form', violation_error_message='A UKPRN has 8 digits and does not start with 0.'), models.CheckConstraint(condition=models.Q(('urn', ''), ('urn__regex', '^[0-9]{6}$'), _connector='OR'), name='partners_urn_form', violation_error_message="A school's URN has 6 digits."), models.UniqueConstraint(condition=models.Q(('ukprn', ''), _negated=True), fields=('ukprn',), name='partners_one_per_ukprn'), models.UniqueConstraint(condition=models.Q(('company_number', ''), _negated=True), fields=('company_number',), name='partners_one_per_company'), models.UniqueConstraint(condition=models.Q(('urn', ''), _negated=True), fields=('urn',), name='partners_one_per_urn')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='partners.organisation')),
                ('email', models.EmailField(max_length=254)),
                ('rank', models.CharField(choices=[('member', 'Member'), ('admin', 'Administrator')], default='member', max_length=10)),
                ('token_digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), models.F('organisation'), condition=models.Q(('accepted_at', None), ('withdrawn_at', None)), name='partners_one_open_invitation', violation_error_message='This person has an open invitation already.'), models.CheckConstraint(condition=models.Q(('accepted_at', None), ('withdrawn_at', None), _connector='OR'), name='partners_invitation_ends_once')],
            },
        ),
        migrations.CreateModel(
            name='JoinRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='join_requests', to='partners.organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('message', models.CharField(help_text='What the person does there, in their words.', max_length=500)),
                ('state', models.CharField(choices=[('open', 'Waiting for an answer'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('expired', 'Not answered in time')], default='open', max_length=10)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('organisation', 'user'), name='partners_one_open_join_request'), models.CheckConstraint(condition=models.Q(('state', 'open'), ('decided_at__isnull', False), _connector='XOR'), name='partners_join_answer_has_time')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='partners.organisation')),
                ('rank', models.CharField(choices=[('member', 'Member'), ('admin', 'Administrator')], default='member', max_length=10)),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('user', 'organisation'), name='partners_one_live_membership')],
            },
        ),
        migrations.CreateModel(
            name='MembershipEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='partners.membership')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organisation')),
                ('rank', models.CharField(choices=[('member', 'Member'), ('admin', 'Administrator')], default='member', max_length=10)),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='JoinRequestEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='partners.joinrequest')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organisation')),
                ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('message', models.CharField(help_text='What the person does there, in their words.', max_length=500)),
                ('state', models.CharField(choices=[('open', 'Waiting for an answer'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('expired', 'Not answered in time')], default='open', max_length=10)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='InvitationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='partners.invitation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organisation')),
                ('email', models.EmailField(max_length=254)),
                ('rank', models.CharField(choices=[('member', 'Member'), ('admin', 'Administrator')], default='member', max_length=10)),
                ('invited_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OrganisationDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('answered', models.JSONField(default=list, help_text='The questions that have been answered.')),
                ('name', models.CharField(blank=True, max_length=200)),
                ('roles', models.JSONField(default=list)),
                ('company_number', models.CharField(blank=True, max_length=8)),
                ('ukprn', models.CharField(blank=True, max_length=8)),
                ('urn', models.CharField(blank=True, max_length=6)),
                ('website', models.URLField(blank=True)),
                ('postcode', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.postcode')),
                ('description', models.TextField(blank=True, max_length=4000)),
                ('organisation', models.OneToOneField(help_text='What it became.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='draft', to='partners.organisation')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('organisation', None)), fields=('user',), name='partners_one_open_draft')],
            },
        ),
        migrations.CreateModel(
            name='OrganisationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='partners.organisation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('name', models.CharField(max_length=200)),
                ('legal_name', models.CharField(blank=True, max_length=200)),
                ('company_number', models.CharField(blank=True, max_length=8)),
                ('ukprn', models.CharField(blank=True, max_length=8, verbose_name='UKPRN')),
                ('urn', models.CharField(blank=True, max_length=6, verbose_name='URN')),
                ('website', models.URLField(blank=True)),
                ('description', models.TextField(blank=True, max_length=4000)),
                ('postcode', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='places.postcode')),
                ('is_active', models.BooleanField(default=True)),
                ('is_fictional', models.BooleanField(default=False)),
                ('is_imported', models.BooleanField(default=False, help_text='Known only from an import; nobody has claimed it yet.')),
                ('version', models.PositiveIntegerField(default=1, help_text='Goes up by one with each saved change.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='OrganisationRole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to='partners.organisation')),
                ('role', models.CharField(choices=[('provider', 'Training provider'), ('employer', 'Employer'), ('authority', 'Combined authority'), ('school', 'School'), ('civic', 'Civic body'), ('community', 'Community organisation')], max_length=10)),
                ('state', models.CharField(choices=[('requested', 'Waiting for a check'), ('approved', 'Approved'), ('refused', 'Refused'), ('suspended', 'Suspended')], default='requested', max_length=10)),
                ('requested_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reason', models.CharField(blank=True, help_text='Told to the organisation.', max_length=500)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'requested')), fields=['requested_at'], name='partners_roles_waiting')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'role'), name='partners_role_once'), models.CheckConstraint(condition=models.Q(('state', 'requested'), ('decided_at__isnull', False), _connector='OR'), name='partners_decision_has_time'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['refused', 'suspended']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='partners_refusal_has_reason', violation_error_message='Give the reason: the organisation will read it.')],
            },
        ),
        migrations.CreateModel(
            name='OrganisationRoleEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='partners.organisationrole')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organisation')),
                ('role', models.CharField(choices=[('provider', 'Training provider'), ('employer', 'Employer'), ('authority', 'Combined authority'), ('school', 'School'), ('civic', 'Civic body'), ('community', 'Community organisation')], max_length=10)),
                ('state', models.CharField(choices=[('requested', 'Waiting for a check'), ('approved', 'Approved'), ('refused', 'Refused'), ('suspended', 'Suspended')], default='requested', max_length=10)),
                ('requested_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('reason', models.CharField(blank=True, help_text='Told to the organisation.', max_length=500)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RoleCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation_role', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='checks', to='partners.organisationrole')),
                ('kind', models.CharField(choices=[('register', 'Found on the public register (Companies House, UKRLP, GIAS)'), ('address', 'Address and website belong to it'), ('contact', 'The person who asked works there'), ('conduct', 'Nothing known against it')], max_length=10)),
                ('passed', models.BooleanField()),
                ('note', models.CharField(max_length=500)),
                ('checked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('checked_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['checked_at', 'id'],
                'constraints': [models.UniqueConstraint(fields=('organisation_role', 'kind'), name='partners_one_check_of_a_kind'), models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='partners_check_has_note')],
            },
        ),
        migrations.CreateModel(
            name='RoleCheckEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='partners.rolecheck')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('organisation_role', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='partners.organisationrole')),
                ('kind', models.CharField(choices=[('register', 'Found on the public register (Companies House, UKRLP, GIAS)'), ('address', 'Address and website belong to it'), ('contact', 'The person who asked works there'), ('conduct', 'Nothing known against it')], max_length=10)),
                ('passed', models.BooleanField()),
                ('note', models.CharField(max_length=500)),
                ('checked_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('checked_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_organisationevent" ("company_number", "created_at", "description", "id", "is_active", "is_fictional", "is_imported", "legal_name", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postcode_id", "public_id", "ukprn", "urn", "version", "website") VALUES (NEW."company_number", NEW."created_at", NEW."description", NEW."id", NEW."is_active", NEW."is_fictional", NEW."is_imported", NEW."legal_name", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."postcode_id", NEW."public_id", NEW."ukprn", NEW."urn", NEW."version", NEW."website"); RETURN NULL;', hash='5e8f771cac6172661a7f6d16c8f5a16379fe5afc', operation='INSERT', pgid='pgtrigger_insert_insert_ce7ac', table='partners_organisation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "partners_organisationevent" ("company_number", "created_at", "description", "id", "is_active", "is_fictional", "is_imported", "legal_name", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postcode_id", "public_id", "ukprn", "urn", "version", "website") VALUES (NEW."company_number", NEW."created_at", NEW."description", NEW."id", NEW."is_active", NEW."is_fictional", NEW."is_imported", NEW."legal_name", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."postcode_id", NEW."public_id", NEW."ukprn", NEW."urn", NEW."version", NEW."website"); RETURN NULL;', hash='673ceb4b3b7f3f603d3ee99e2c21797e0cf1452b', operation='UPDATE', pgid='pgtrigger_update_update_8fb0e', table='partners_organisation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organisation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_organisationevent" ("company_number", "created_at", "description", "id", "is_active", "is_fictional", "is_imported", "legal_name", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postcode_id", "public_id", "ukprn", "urn", "version", "website") VALUES (OLD."company_number", OLD."created_at", OLD."description", OLD."id", OLD."is_active", OLD."is_fictional", OLD."is_imported", OLD."legal_name", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."postcode_id", OLD."public_id", OLD."ukprn", OLD."urn", OLD."version", OLD."website"); RETURN NULL;', hash='dfb264afef26cd78fb5e749620471d55efd7d6eb', operation='DELETE', pgid='pgtrigger_delete_delete_7d3a7', table='partners_organisation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membershipevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2e5637e613c25e629b5d28ab1374b2e571093e13', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a4649', table='partners_membershipevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_membershipevent" ("ended_at", "id", "joined_at", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "rank", "user_id") VALUES (NEW."ended_at", NEW."id", NEW."joined_at", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."rank", NEW."user_id"); RETURN NULL;', hash='22391122d16edbcbc4d9bf24b2bc898d39930f36', operation='INSERT', pgid='pgtrigger_insert_insert_81abf', table='partners_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "partners_membershipevent" ("ended_at", "id", "joined_at", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "rank", "user_id") VALUES (NEW."ended_at", NEW."id", NEW."joined_at", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."rank", NEW."user_id"); RETURN NULL;', hash='b62b5cdb321474ede1a89e8465689c4df301b9c1', operation='UPDATE', pgid='pgtrigger_update_update_668ed', table='partners_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_membershipevent" ("ended_at", "id", "joined_at", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "rank", "user_id") VALUES (OLD."ended_at", OLD."id", OLD."joined_at", OLD."organisation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."rank", OLD."user_id"); RETURN NULL;', hash='f358c00a4414d2c3b57e51c561d030561fc49085', operation='DELETE', pgid='pgtrigger_delete_delete_25b49', table='partners_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='joinrequestevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4ffb051502570e4c3b6758a5c2a7b9ab87fdbb04', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6bd98', table='partners_joinrequestevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='joinrequest',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_joinrequestevent" ("created_at", "decided_at", "decided_by_id", "id", "message", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "state", "user_id") VALUES (NEW."created_at", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."message", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."state", NEW."user_id"); RETURN NULL;', hash='ad2468cf3c6a8ead04228c4b5dff46b23a21da66', operation='INSERT', pgid='pgtrigger_insert_insert_a2630', table='partners_joinrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='joinrequest',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "partners_joinrequestevent" ("created_at", "decided_at", "decided_by_id", "id", "message", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "state", "user_id") VALUES (NEW."created_at", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."message", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."state", NEW."user_id"); RETURN NULL;', hash='6dd3136df6d87dbe08154588499578b5e7d775ee', operation='UPDATE', pgid='pgtrigger_update_update_cd359', table='partners_joinrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='joinrequest',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_joinrequestevent" ("created_at", "decided_at", "decided_by_id", "id", "message", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "state", "user_id") VALUES (OLD."created_at", OLD."decided_at", OLD."decided_by_id", OLD."id", OLD."message", OLD."organisation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."state", OLD."user_id"); RETURN NULL;', hash='535f87d41f30df8226592850f2b78bea10d80d6f', operation='DELETE', pgid='pgtrigger_delete_delete_8e01b', table='partners_joinrequest', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invitationevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a6f850a04af03a78fdb580791c77fd2d32e2f49b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9be22', table='partners_invitationevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invitation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_invitationevent" ("accepted_at", "created_at", "email", "expires_at", "id", "invited_by_id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "rank", "withdrawn_at") VALUES (NEW."accepted_at", NEW."created_at", NEW."email", NEW."expires_at", NEW."id", NEW."invited_by_id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."rank", NEW."withdrawn_at"); RETURN NULL;', hash='a6117ef5c2ed7d4f4f8e59d5bde39090414a33b0', operation='INSERT', pgid='pgtrigger_insert_insert_21287', table='partners_invitation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invitation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."accepted_at" IS DISTINCT FROM (NEW."accepted_at") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."expires_at" IS DISTINCT FROM (NEW."expires_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."invited_by_id" IS DISTINCT FROM (NEW."invited_by_id") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."public_id" IS DISTINCT FROM (NEW."public_id") OR OLD."rank" IS DISTINCT FROM (NEW."rank") OR OLD."withdrawn_at" IS DISTINCT FROM (NEW."withdrawn_at"))', func='INSERT INTO "partners_invitationevent" ("accepted_at", "created_at", "email", "expires_at", "id", "invited_by_id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "rank", "withdrawn_at") VALUES (NEW."accepted_at", NEW."created_at", NEW."email", NEW."expires_at", NEW."id", NEW."invited_by_id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."rank", NEW."withdrawn_at"); RETURN NULL;', hash='5f019d52bfe1ce43035d094c2e6d308f2d2772e9', operation='UPDATE', pgid='pgtrigger_update_update_daf67', table='partners_invitation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='invitation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_invitationevent" ("accepted_at", "created_at", "email", "expires_at", "id", "invited_by_id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "rank", "withdrawn_at") VALUES (OLD."accepted_at", OLD."created_at", OLD."email", OLD."expires_at", OLD."id", OLD."invited_by_id", OLD."organisation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."rank", OLD."withdrawn_at"); RETURN NULL;', hash='51b070aa0b3a2af780356c9ac9daef84b9c9261b', operation='DELETE', pgid='pgtrigger_delete_delete_45e62', table='partners_invitation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organisationevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='824489acf6c4ab95b0a7fd59734fd25844e79367', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_68049', table='partners_organisationevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organisationrole',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_organisationroleevent" ("decided_at", "decided_by_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reason", "requested_at", "role", "state") VALUES (NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_id", NEW."reason", NEW."requested_at", NEW."role", NEW."state"); RETURN NULL;', hash='d30fb1381006965cfd462c8cdcea165e5bd212a7', operation='INSERT', pgid='pgtrigger_insert_insert_8913d', table='partners_organisationrole', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organisationrole',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "partners_organisationroleevent" ("decided_at", "decided_by_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reason", "requested_at", "role", "state") VALUES (NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_id", NEW."reason", NEW."requested_at", NEW."role", NEW."state"); RETURN NULL;', hash='65da8d54ab55d194dee5cdda5201eb2cd69ee384', operation='UPDATE', pgid='pgtrigger_update_update_a4f18', table='partners_organisationrole', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organisationrole',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_organisationroleevent" ("decided_at", "decided_by_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_id", "reason", "requested_at", "role", "state") VALUES (OLD."decided_at", OLD."decided_by_id", OLD."id", OLD."organisation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."public_id", OLD."reason", OLD."requested_at", OLD."role", OLD."state"); RETURN NULL;', hash='9cf882615fcbd1a2031ae6e80d1d460ce9367217', operation='DELETE', pgid='pgtrigger_delete_delete_9185c', table='partners_organisationrole', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='organisationroleevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='de6fbb214d5daf37339b2860712104884b61134d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_071cd', table='partners_organisationroleevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolecheck',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_rolecheckevent" ("checked_at", "checked_by_id", "id", "kind", "note", "organisation_role_id", "passed", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."checked_at", NEW."checked_by_id", NEW."id", NEW."kind", NEW."note", NEW."organisation_role_id", NEW."passed", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='f612ab642ff9805e376f6f2d8ac7f5cfc8bff961', operation='INSERT', pgid='pgtrigger_insert_insert_95946', table='partners_rolecheck', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolecheck',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "partners_rolecheckevent" ("checked_at", "checked_by_id", "id", "kind", "note", "organisation_role_id", "passed", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."checked_at", NEW."checked_by_id", NEW."id", NEW."kind", NEW."note", NEW."organisation_role_id", NEW."passed", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;', hash='cb9321514755c2e37f3ca9e86137e54cee5fb347', operation='UPDATE', pgid='pgtrigger_update_update_1bee7', table='partners_rolecheck', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolecheck',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "partners_rolecheckevent" ("checked_at", "checked_by_id", "id", "kind", "note", "organisation_role_id", "passed", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."checked_at", OLD."checked_by_id", OLD."id", OLD."kind", OLD."note", OLD."organisation_role_id", OLD."passed", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='5c2c81926bafb006bdeb886622e713ebc0911ccd', operation='DELETE', pgid='pgtrigger_delete_delete_e0e4d', table='partners_rolecheck', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolecheckevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='301bc729d565f179dc1931cc8716df561bf7e663', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b7863', table='partners_rolecheckevent', when='BEFORE')),
        ),
    ]
