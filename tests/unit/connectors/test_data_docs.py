"""What the code can say and what a mapping can hold is in the documentation, and in a test."""

import ast
import re
from pathlib import Path

import pytest
from pydantic import BaseModel

import leadpact.connectors.files as package
from leadpact.connectors.files import document, read_mapping

ROOT = Path(__file__).parents[3]
SOURCES = sorted(Path(package.__path__[0]).glob("*.py"))
CODE = re.compile(r"[a-z]+(-[a-z]+)+")

MODELS = [
    model
    for model in vars(document).values()
    if isinstance(model, type)
    and issubclass(model, BaseModel)
    and model.__module__ == document.__name__
]


def codes() -> list[str]:
    found = {
        node.value
        for source in SOURCES
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return sorted(code for code in found if CODE.fullmatch(code))


@pytest.mark.parametrize("code", codes())
def test_every_code_is_documented(code: str) -> None:
    table = (ROOT / "docs/reference/issues-data.md").read_text(encoding="utf-8")
    assert f"\n| `{code}` |" in table


def test_no_code_is_documented_that_is_gone() -> None:
    table = (ROOT / "docs/reference/issues-data.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE)) == codes()


@pytest.mark.parametrize("code", codes())
def test_every_code_has_a_test(code: str) -> None:
    tests = "".join(
        path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("test_*.py"))
    )
    assert f'"{code}"' in tests


@pytest.mark.parametrize(
    "key",
    sorted({info.alias or name for model in MODELS for name, info in model.model_fields.items()}),
)
def test_every_key_of_a_mapping_is_documented(key: str) -> None:
    reference = (ROOT / "docs/reference/mapping.md").read_text(encoding="utf-8")
    assert f"\n| `{key}` |" in reference


@pytest.mark.parametrize("page", ["reference/mapping.md", "how-to/import-your-data.md"])
def test_the_mappings_shown_are_without_issues(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    blocks = re.findall(r"^```yaml\n(spec: 1\n.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert blocks
    for block in blocks:
        mapping, issues = read_mapping(block, page)
        assert mapping is not None
        assert issues == []
