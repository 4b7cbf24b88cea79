"""Periodic and promised work: each name exists and has a time limit below the broker's patience."""

from django.conf import settings

from district.celery import app


def own_tasks() -> dict[str, object]:
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}


def test_every_task_has_time_limits_the_broker_can_wait_for() -> None:
    patience = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    tasks = own_tasks()
    assert tasks
    for name, task in tasks.items():
        assert task.time_limit, f"{name} has no explicit time limit"
        assert task.soft_time_limit, f"{name} is not told before its time is up"
        assert task.soft_time_limit < task.time_limit, name
        assert patience >= 3 * task.time_limit, f"{name} could be sent again while it runs"


def test_the_beat_table_names_tasks_that_exist() -> None:
    missing = {entry["task"] for entry in app.conf.beat_schedule.values()} - set(own_tasks())
    assert missing == set()


def test_every_periodic_task_is_in_the_beat_table() -> None:
    planned = {entry["task"] for entry in app.conf.beat_schedule.values()}
    periodic = {name for name, task in own_tasks().items() if getattr(task, "every", None)}
    assert periodic
    assert periodic - planned == set()


def test_every_task_lives_in_a_tasks_module() -> None:
    assert [name for name, task in own_tasks().items() if not task.run.__module__.endswith(".tasks")] == []
