"""An app imports only what lies below it, at any depth; what the wiring knows, no app knows."""

from django.apps import apps
from django.db import models
from django.db.migrations.loader import MigrationLoader

from tests.architecture.house import DOOR, FLOOR, OPEN_TO_APPS, ROOT, WIRING, imports_of, owner, python_files


def test_imports_point_down() -> None:
    faults = []
    for module, path in python_files():
        importer = owner(module)
        if importer not in FLOOR:
            continue
        for line, target, _ in imports_of(path):
            imported = owner(target)
            if imported in (None, importer) or imported in OPEN_TO_APPS:
                continue
            if imported in WIRING | DOOR or FLOOR[imported] >= FLOOR[importer]:
                faults.append(f"{path.relative_to(ROOT)}:{line} {importer} imports {target}")
    assert faults == []


def test_every_module_belongs_to_an_app_or_the_wiring() -> None:
    homeless = [module for module, _ in python_files() if owner(module) is None and module != "district"]
    assert homeless == []


def test_imports_stand_at_the_top_of_the_file() -> None:
    """An inline import means that the thing is in the wrong app. `AppConfig.ready` is the one exception."""
    faults = []
    for module, path in python_files():
        if owner(module) in DOOR | WIRING or path.name == "apps.py":
            continue
        faults += [f"{path.relative_to(ROOT)}:{each.line}" for each in imports_of(path) if each.is_inline]
    assert faults == []


def test_apps_form_no_cycle() -> None:
    edges: dict[str, set[str]] = {app: set() for app in FLOOR}
    for module, path in python_files():
        importer = owner(module)
        if importer in FLOOR:
            edges[importer] |= {
                o for _, target, _ in imports_of(path) if (o := owner(target)) in FLOOR and o != importer
            }
    seen: set[str] = set()

    def visit(app: str, path: tuple[str, ...]) -> None:
        assert app not in path, f"cycle: {' -> '.join([*path, app])}"
        if app not in seen:
            for below in edges[app]:
                visit(below, (*path, app))
            seen.add(app)

    for app in edges:
        visit(app, ())


def test_model_relations_point_down() -> None:
    faults = []
    for model in apps.get_models(include_auto_created=True):
        here = owner(model.__module__)
        if here is None:
            continue
        for field in model._meta.get_fields():
            if not isinstance(field, models.ForeignKey | models.ManyToManyField) or field.auto_created:
                continue
            there = owner(field.related_model.__module__)
            if there in FLOOR and there != here and FLOOR[there] >= FLOOR[here]:
                faults.append(f"{model.__name__}.{field.name} points up to {there}")
    assert faults == []


def test_migrations_depend_downwards() -> None:
    labels = {apps.get_app_config(label).label: apps.get_app_config(label).name for label in apps.app_configs}
    faults = []
    for (label, name), migration in MigrationLoader(None).disk_migrations.items():
        here = labels.get(label)
        if here not in FLOOR:
            continue
        for other, _ in migration.dependencies:
            there = labels.get(other)
            if there in FLOOR and there != here and FLOOR[there] >= FLOOR[here]:
                faults.append(f"{label}.{name} depends on {other}")
    assert faults == []


def test_migrations_are_linear() -> None:
    loader = MigrationLoader(None)
    for label, _ in loader.graph.leaf_nodes():
        assert len(loader.graph.leaf_nodes(label)) == 1, f"{label} has several last migrations"
    for (label, name), migration in loader.disk_migrations.items():
        if apps.get_app_config(label).name in FLOOR:
            own = [dependency for dependency in migration.dependencies if dependency[0] == label]
            assert len(own) <= 1, f"{label}.{name} merges"


def test_nothing_is_a_drawer() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "core", "misc", "lib"}
    assert [m for m, _ in python_files() if drawers & set(m.split("."))] == []


def test_top_level_is_a_closed_list() -> None:
    allowed = {
        "manage.py", "pyproject.toml", "requirements.lock", "requirements-dev.lock", "README.md",
        "district", "learners", "employers", "programmes", "templates", "static", "tests",
    }  # fmt: skip
    assert {path.name for path in ROOT.iterdir() if not path.name.startswith(".")} - {
        "__pycache__"
    } <= allowed
