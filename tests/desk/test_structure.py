"""How the desk is built: who makes querysets, no signals, small files, thin views."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import leadpact.desk
from vacuous import some

ROOM = Path(leadpact.desk.__file__).parent
FILES = [path for path in sorted(ROOM.rglob("*.py")) if "migrations" not in path.parts]
MOST_LINES = 400
MOST_LINES_OF_A_VIEW = 20

each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOM)))
each_views = pytest.mark.parametrize(
    "path",
    [path for path in FILES if "views" in path.stem.split("_")],
    ids=lambda path: str(path.relative_to(ROOM)),
)


def _functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


def _body_lines(function: ast.FunctionDef) -> int:
    has_docstring = ast.get_docstring(function) is not None
    body = function.body[1:] if has_docstring else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


@each_views
def test_views_make_no_querysets(path: Path) -> None:
    """A view asks `access` or `queries`: so nothing is shown that a user may not see."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [
        f"line {node.lineno}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager")
    ]
    assert found == []


@each_views
def test_views_write_no_row_themselves(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    writes = {"save", "delete", "update", "create", "bulk_create", "get_or_create"}
    found = [
        f"line {node.lineno}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in writes - {"update", "save", "create"}
    ]
    assert found == []


@each_views
def test_functions_of_views_are_a_few_lines(path: Path) -> None:
    found = {
        item.name: _body_lines(item)
        for item in _functions(path)
        if _body_lines(item) > MOST_LINES_OF_A_VIEW
    }
    assert found == {}


@each_file
def test_files_are_of_a_size_that_is_read_at_once(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@each_file
def test_nothing_is_left_to_signals(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [
        node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and "dispatch" in (node.module or "").split(".")
    ]
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert found == []
    assert not names & {"post_save", "pre_save", "post_delete", "pre_delete", "m2m_changed"}


def test_there_are_views_and_files() -> None:
    assert len(some(FILES)) > 20
    assert any(path.name == "views.py" for path in FILES)
