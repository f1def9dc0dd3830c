"""What a package offers is what it imports: nothing is offered twice, forgotten or unknown."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

import leadpact

ROOT = Path(leadpact.__file__).parent


def listed(path: Path) -> list[str]:
    """Return the names in the `__all__` of a module, none where it has no such list."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return list(ast.literal_eval(node.value))
    return []


FACADES = [
    ".".join(("leadpact", *path.parent.relative_to(ROOT).parts))
    for path in sorted(ROOT.rglob("__init__.py"))
    if listed(path)
]


def test_there_are_packages_that_list_what_they_offer() -> None:
    assert "leadpact.engine.routing" in FACADES


@pytest.mark.parametrize("name", FACADES)
def test_a_package_offers_what_it_imports(name: str) -> None:
    module = import_module(name)
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    imported = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module != "__future__"
        for alias in node.names
    }
    offered = list(module.__all__)
    assert len(offered) == len(set(offered))
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    assert imported <= set(offered) <= imported | defined
    assert all(hasattr(module, item) for item in offered)
