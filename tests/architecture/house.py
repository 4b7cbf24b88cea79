"""The order of the house, low to high, as the tests read it. Apps on one row never import each other."""

import ast
from collections.abc import Iterator
from pathlib import Path

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
    ["district.codesign", "district.community", "district.interviews"],
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


def owner(module: str) -> str | None:
    """The app (or part of the wiring) that a module belongs to; None for other people's code."""
    for name in [*FLOOR, *WIRING, *DOOR]:
        if module == name or module.startswith(name + "."):
            return name
    return None


def python_files() -> Iterator[tuple[str, Path]]:
    """(dotted module name, file) of every module of the house."""
    for top in ("district", "learners", "employers", "programmes"):
        for path in sorted((ROOT / top).rglob("*.py")):
            yield ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"), path


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """(line, module) of every import in a file at any depth: inside functions, conditions and type checks too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"
