"""The order of the house, low to high, as the tests read it. Apps on one row never import each other."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]

ROWS: list[list[str]] = [
    ["district.web", "district.outbox"],
    ["district.figures"],
    ["district.accounts"],
    ["district.places", "district.skills"],
    ["district.partners"],
    ["learners"],
    ["employers"],
    ["programmes"],
    [
        "district.certificates",
        "district.codesign",
        "district.community",
        "district.eligibility",
        "district.interviews",
    ],
    ["district.workplace"],
    ["district.matching", "district.imports", "district.api", "district.funding"],
    ["district.gaps", "district.returns"],
    ["district.taskforce"],
    ["district.reports"],
    ["district.home"],
]
FLOOR = {app: number for number, row in enumerate(ROWS) for app in row}
WIRING = {"district.settings", "district.urls", "district.celery", "district.wsgi", "district.environment"}
# The door stands before Django: it starts servers and hands over, and no app knows it.
DOOR = {"district.bootstrap", "district.launch"}
# Apps may take the Celery application itself, to declare tasks; it is loaded before them.
OPEN_TO_APPS = {"district.celery"}


@cache
def owner(module: str) -> str | None:
    """The app (or part of the wiring) that a module belongs to; None for other people's code."""
    for name in [*FLOOR, *WIRING, *DOOR]:
        if module == name or module.startswith(name + "."):
            return name
    return None


@cache
def python_files() -> tuple[tuple[str, Path], ...]:
    """(dotted module name, file) of every module of the house."""
    return tuple(
        (".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"), path)
        for top in ("district", "learners", "employers", "programmes")
        for path in sorted((ROOT / top).rglob("*.py"))
    )


class Import(NamedTuple):
    line: int
    module: str
    is_inline: bool  # stands in a function


@cache
def imports_of(path: Path) -> tuple[Import, ...]:
    """Every import in a file at any depth: inside functions, conditions and type checks too."""
    return tuple(_imports_in(ast.parse(path.read_text(encoding="utf-8")), path))


def _imports_in(block: ast.AST, path: Path, *, is_inline: bool = False) -> Iterator[Import]:
    """Only statements hold imports, so no expression is looked into."""
    for node in ast.iter_child_nodes(block):
        if isinstance(node, ast.Import):
            yield from (Import(node.lineno, alias.name, is_inline) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            yield from (Import(node.lineno, f"{node.module}.{alias.name}", is_inline) for alias in node.names)
        elif isinstance(node, ast.stmt | ast.excepthandler | ast.match_case):
            is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            yield from _imports_in(node, path, is_inline=is_inline or is_function)
