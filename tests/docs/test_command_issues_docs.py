"""Every code that a command can say is in the reference, in a test, and nowhere else."""

import ast
import re
from pathlib import Path

import pytest

import leadpact.cli
import leadpact.outputs
import leadpact.storage
from leadpact.cli.app import _COMMANDS
from vacuous import some

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/reference/issues-commands.md").read_text(encoding="utf-8")
OF_PACTS = (ROOT / "docs/reference/issues.md").read_text(encoding="utf-8")
CODE = re.compile(r"[a-z]+(-[a-z]+)+")


def codes() -> list[str]:
    rooms = (leadpact.cli, leadpact.outputs, leadpact.storage)
    sources = [path for room in rooms for path in sorted(Path(room.__path__[0]).glob("*.py"))]
    found = {
        node.value
        for source in sources
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    shipped = {path.stem for path in (ROOT / "src").rglob("mappings/*.yaml")}
    return sorted({code for code in found if CODE.fullmatch(code)} - shipped - _COMMANDS.keys())


@pytest.mark.parametrize("code", codes())
def test_every_code_of_a_command_is_documented(code: str) -> None:
    assert f"\n| `{code}` |" in PAGE or f"\n| `{code}` |" in OF_PACTS


@pytest.mark.parametrize("code", codes())
def test_every_code_of_a_command_has_a_test(code: str) -> None:
    tests = sorted((ROOT / "tests/cli").glob("test_*.py"))
    assert any(f'"{code}' in path.read_text(encoding="utf-8") for path in tests)


def test_no_code_of_a_command_is_documented_that_is_gone() -> None:
    documented = re.findall(r"^\| `([a-z-]+)` \|", PAGE, re.MULTILINE)
    assert set(some(documented)) <= set(codes())
