"""The shape of the code: who imports whom, how long a module may be, what is never written."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ("models", "pipeline", "crawlers", "output")
MODULES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module.partition(".")[0]


def module_id(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=module_id)
def test_imports_only_to_the_left(path: Path) -> None:
    layer = path.relative_to(ROOT).parts[0]
    right = set(LAYERS[LAYERS.index(layer) + 1 :])
    assert right.isdisjoint(imported(path))


@pytest.mark.parametrize("path", MODULES, ids=module_id)
def test_modules_are_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", MODULES, ids=module_id)
def test_functions_are_small(path: Path) -> None:
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    long = {f.name: f.end_lineno - f.lineno + 1 for f in functions if f.end_lineno and f.end_lineno - f.lineno + 1 > 40}
    assert long == {}


@pytest.mark.parametrize("layer", ["models"])
def test_models_know_no_database_and_no_network(layer: str) -> None:
    for path in (ROOT / layer).rglob("*.py"):
        assert {"sqlite3", "sqlite_utils", "scrapy", "socket", "urllib"}.isdisjoint(imported(path)), path


def test_the_pipeline_does_not_know_scrapy() -> None:
    for path in (ROOT / "pipeline").rglob("*.py"):
        assert "scrapy" not in set(imported(path)), path


def test_no_logic_is_written_twice() -> None:
    homes: dict[str, list[str]] = {}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and len(node.body) > 2 and node.name != "__init__":
                body = "\n".join(ast.dump(statement) for statement in node.body[1:])
                homes.setdefault(body, []).append(f"{module_id(path)}:{node.lineno} {node.name}")
    assert [where for where in homes.values() if len(where) > 1] == []
