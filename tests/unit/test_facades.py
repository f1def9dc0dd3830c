"""What a package offers is what it imports: nothing is offered twice, forgotten or unknown."""

import ast
from graphlib import TopologicalSorter
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


def modules() -> dict[str, Path]:
    """Return every module of the product by its name."""
    named = {path.relative_to(ROOT.parent).with_suffix(""): path for path in ROOT.rglob("*.py")}
    return {".".join(name.parts).removesuffix(".__init__"): path for name, path in named.items()}


def needed_by(name: str, path: Path, known: dict[str, Path]) -> set[str]:
    """Return the modules that an import of one runs first, besides its own packages."""
    needed = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom):
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            needed |= {item for item in (*whole, str(node.module)) if item in known}
        elif isinstance(node, ast.Import):
            needed |= {alias.name for alias in node.names if alias.name in known}
    parts = [item.split(".") for item in needed]
    packages = {".".join(item[:n]) for item in parts for n in range(1, len(item))}
    return {item for item in needed | packages if not f"{name}.".startswith(f"{item}.")}


def test_no_module_imports_itself_by_way_of_others() -> None:
    # A circle works or fails by the module that a program happens to import first.
    known = modules()
    graph = TopologicalSorter({name: needed_by(name, path, known) for name, path in known.items()})
    assert len(list(graph.static_order())) == len(known) > 300
