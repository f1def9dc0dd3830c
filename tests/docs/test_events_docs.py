"""The page on stored events has every column of an event and every code of what cannot be read."""

import ast
import re
from pathlib import Path

import pytest

import leadpact.events
import leadpact.storage.event_log
import leadpact.storage.lead_store
from leadpact.terms.tables import TABLES

PAGE = (Path(__file__).parents[2] / "docs/reference/events.md").read_text(encoding="utf-8")
CODE = re.compile(r"[a-z]+(-[a-z]+)+")
ROOMS = (leadpact.events, leadpact.storage.event_log, leadpact.storage.lead_store)


def codes() -> list[str]:
    sources = [path for room in ROOMS for path in sorted(Path(room.__path__[0]).glob("*.py"))]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sources]
    places = (place for tree in trees for node in ast.walk(tree) for place in _places(node))
    texts = {node.value for node in places if isinstance(node, ast.Constant)}
    return sorted(text for text in texts if isinstance(text, str) and CODE.fullmatch(text))


def _places(node: ast.AST) -> list[ast.expr]:
    """Return where a code can be: the first argument of a call, `code=`, a default."""
    if isinstance(node, ast.Call):
        return [*node.args[:1], *(item.value for item in node.keywords if item.arg == "code")]
    if isinstance(node, ast.FunctionDef):
        defaults = (*node.args.defaults, *node.args.kw_defaults)
        return [default for default in defaults if default is not None]
    return []


def test_codes_are_found() -> None:
    assert {"log-gap", "event-incomplete", "pact-missing"} <= set(codes())


@pytest.mark.parametrize("code", codes())
def test_every_code_of_stored_events_is_documented(code: str) -> None:
    assert f"| `{code}` |" in PAGE or f", `{code}` |" in PAGE or f"| `{code}`, " in PAGE


def test_no_code_is_documented_that_is_gone() -> None:
    rows = re.findall(
        r"^\| (`[a-z`, -]+`) \|", PAGE.split("## What cannot be read")[1], re.MULTILINE
    )
    documented = {code for row in rows for code in re.findall(r"`([a-z-]+)`", row)}
    assert documented
    assert documented <= set(codes())


@pytest.mark.parametrize("name", [column.name for column in TABLES["events"].columns])
def test_every_column_of_events_is_documented(name: str) -> None:
    assert f"`{name}`" in PAGE.split("## Parts")[0]
