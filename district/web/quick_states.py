"""Migrations without drawing every model near the changed one afresh at each step.

Django does so after each operation, which with well over a hundred models that lead to one another took most of the
time of a first start. Three kinds of change do not need it: a new model changes no other, constraints, indexes and
triggers change no class, and a new field changes those that its model leads to and is led to from, but none beyond.
The rest is left as it is.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any

from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

RELOAD = "reload_model"
reload_model = ProjectState.reload_model


@contextmanager
def quick_states() -> Iterator[None]:
    with ExitStack() as stack:
        for change in ("_append_option", "_remove_option", "_alter_option"):
            stack.enter_context(_reloading(ProjectState, change, _refresh_options))
        for operation in (AddTrigger, RemoveTrigger):
            stack.enter_context(_reloading(operation, "state_forwards", _refresh_options))
        stack.enter_context(_reloading(ProjectState, "add_model", _draw_alone))
        stack.enter_context(_reloading(ProjectState, "add_field", _draw_nearest))
        yield


def _refresh_options(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
    if "apps" in vars(state):
        options = state.models[app_label, model_name].options
        drawn = state.apps.get_model(app_label, model_name)._meta
        drawn.constraints, drawn.indexes = list(options["constraints"]), list(options["indexes"])


def _draw_alone(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
    state.apps.render_multiple([state.models[app_label, model_name]])


def _draw_nearest(state: ProjectState, app_label: str, model_name: str, delay: bool = True) -> None:
    reload_model(state, app_label, model_name, delay=True)


@contextmanager
def _reloading(owner: type, name: str, reload: Callable[..., None]) -> Iterator[None]:
    """While this lasts, whatever the method reloads is reloaded so."""
    change = getattr(owner, name)

    @wraps(change)
    def changed(*given: Any) -> Any:
        with _swapped(ProjectState, RELOAD, reload):
            return change(*given)

    with _swapped(owner, name, changed):
        yield


@contextmanager
def _swapped(owner: type, name: str, value: object) -> Iterator[None]:
    kept = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, kept)
