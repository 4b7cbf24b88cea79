"""No migration of ours may break the release that still runs while the next one is put in place."""

import os
from pathlib import Path

from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django_migration_linter import MigrationLinter

from district.web.quick_states import quick_states
from tests.architecture.house import ROOT

REMADE = ["0001_cache_table"]  # drops the table of the cache and makes it anew: nothing is lost by it


def our_apps() -> set[str]:
    ours = (app for app in apps.get_app_configs() if ROOT in Path(app.path).parents)
    return {app.label for app in ours if ".venv" not in app.path}


def test_no_migration_breaks_the_running_release(db: None) -> None:
    ours = our_apps()
    linter = MigrationLinter(
        path=os.fspath(ROOT), include_apps=sorted(ours), ignore_name=REMADE, no_cache=True, no_output=True
    )
    with quick_states():
        linter.lint_all_migrations()
    migrations = [name for app, name in MigrationLoader(None).disk_migrations if app in ours]
    assert linter.nb_total - linter.nb_ignored == len(migrations) - len(REMADE)
    assert linter.nb_erroneous == 0
