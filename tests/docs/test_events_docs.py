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
CODE = re.compile(r"(log|event|clock|part|personal|state|command|lead|pact)(-[a-z]+)+")
ROOMS = (leadpact.events, leadpact.storage.event_log, leadpact.storage.lead_store)


def codes() -> list[str]:
    sources = [path for room in ROOMS for path in sorted(Path(room.__path__[0]).glob("*.py"))]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sources]
    texts = {node.value for tree in trees for node in ast.walk(tree) if _is_text(node)}
    return sorted(text for text in texts if CODE.fullmatch(text))


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


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
