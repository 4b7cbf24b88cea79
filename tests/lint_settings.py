"""The settings with the migration linter among the apps; only its command needs it."""

from district.settings import *  # noqa: F403
from district.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]
MIGRATION_LINTER_OPTIONS = {"exclude_apps": []}
