"""Reading a mapping: from a file, from text, or one of those that Leadpact ships."""

from dataclasses import dataclass
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from leadpact.connectors.files.checks import check_mapping
from leadpact.connectors.files.document import (
    ColumnDocument,
    LookupDocument,
    MappedAttributeDocument,
    MappingDocument,
    MonthDocument,
    QuarterDocument,
    SourceDocument,
    WhereDocument,
)
from leadpact.connectors.files.issues import make_error, suggest
from leadpact.pact.yaml_lines import Positions, load_yaml, read_text
from leadpact.terms.issues import Issue, Place, has_errors

_SHIPPED = package_files("leadpact.connectors.files") / "mappings"

_SECTIONS: dict[str, type[BaseModel]] = {
    "columns": ColumnDocument,
    "attributes": MappedAttributeDocument,
    "where": WhereDocument,
}
_OBJECTS: dict[str, type[BaseModel]] = {
    "lookup": LookupDocument,
    "quarter_start": QuarterDocument,
    "quarter_end": QuarterDocument,
    "month_start": MonthDocument,
    "month_end": MonthDocument,
}


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping without errors, and where each part of it is written."""

    document: MappingDocument
    positions: Positions


def shipped_mappings() -> tuple[str, ...]:
    """Return the names of the mappings that come with Leadpact."""
    names = (entry.name for entry in _SHIPPED.iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


def load_mapping(path_or_name: Path | str) -> tuple[Mapping | None, list[Issue]]:
    """Load a mapping file, or one that is shipped.

    Parameters
    ----------
    path_or_name
        The path of a mapping file, or a name that `shipped_mappings` returns.

    Returns
    -------
    tuple
        The mapping, or None where an issue is an error; and all issues found.
    """
    path = Path(path_or_name)
    if path.is_file():
        text, issues = read_text(path)
        if text is None:
            return None, issues
        mapping, more = read_mapping(text, path.name)
        return mapping, [*issues, *more]
    name = str(path_or_name)
    if name not in shipped_mappings():
        otherwise = f"Give a path, or one of {', '.join(shipped_mappings())}."
        return None, [
            make_error(
                "mapping-missing",
                Place(name or "--mapping"),
                f'"{name}" is neither a file nor a mapping that is shipped.',
                suggest(name, shipped_mappings(), otherwise, mark='"'),
            )
        ]
    text = (_SHIPPED / f"{name}.yaml").read_text(encoding="utf-8")
    return read_mapping(text, f"{name}.yaml")


def read_mapping(text: str, file: str) -> tuple[Mapping | None, list[Issue]]:
    """Read and check a mapping.

    Parameters
    ----------
    text
        The YAML document.
    file
        The name to show in places.

    Returns
    -------
    tuple
        The mapping, or None where an issue is an error; and all issues found, in file order.
    """
    value, positions, issues = load_yaml(text, file)
    if has_errors(issues):
        return None, issues
    if not isinstance(value, dict):
        fact = "The file holds no keys, so it is no mapping."
        return None, [make_error("mapping-empty", Place(file, 1), fact, "Begin with `spec: 1`.")]
    try:
        document = MappingDocument.model_validate(value)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        issues += [_shape_issue(dict(fault), positions) for fault in faults]
        return None, sorted(issues, key=lambda issue: issue.place)
    issues = sorted([*issues, *check_mapping(document, positions)], key=lambda issue: issue.place)
    return (None if has_errors(issues) else Mapping(document, positions)), issues


def _shape_issue(detail: dict[str, Any], positions: Positions) -> Issue:
    path = tuple(detail["loc"])
    match detail["type"]:
        case "extra_forbidden":
            known = _known_keys(path)
            return make_error(
                "mapping-unknown-key",
                positions.key_place(path),
                f"`{path[-1]}` is no key of {_section(path)}.",
                suggest(str(path[-1]), known, f"Known are: {', '.join(known)}.", mark="`"),
            )
        case "missing":
            return make_error(
                "mapping-key-missing",
                positions.key_place(path[:-1]),
                f"{_section(path).capitalize()} has no `{path[-1]}`, which it needs.",
                f"Add `{path[-1]}`.",
            )
    shown = ".".join(str(part) for part in path)
    problem = detail["msg"].removeprefix("Value error, ")
    return make_error(
        "mapping-wrong-value",
        positions.value_place(path),
        f"The value of `{shown}` does not fit: {problem[:1].lower()}{problem[1:]}.",
        "See the key in the reference of mappings.",
    )


def _known_keys(path: tuple[str | int, ...]) -> list[str]:
    """Return the keys that the section has in which the last part of a path was met."""
    model: type[BaseModel] = MappingDocument
    if len(path) > 2 and str(path[-2]) in _OBJECTS:
        model = _OBJECTS[str(path[-2])]
    elif len(path) > 3 and str(path[-3]) in _SECTIONS:
        model = _SECTIONS[str(path[-3])]
    elif len(path) > 1:
        model = SourceDocument
    return [info.alias or name for name, info in model.model_fields.items()]


def _section(path: tuple[str | int, ...]) -> str:
    parts = [f"{part + 1}" if isinstance(part, int) else f"{part}" for part in path[:-1]]
    return f"`{'.'.join(parts)}`" if parts else "the mapping"
