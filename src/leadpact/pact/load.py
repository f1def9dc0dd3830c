"""From a file to a document: reading, spec upgrades, shape. Sense is checked in `checks`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from leadpact.pact.codes import make_issue
from leadpact.pact.document import PactDocument
from leadpact.pact.faults import find_faults
from leadpact.pact.recover import RecoveredDocument, recover_document
from leadpact.pact.shape import shape_issues
from leadpact.pact.yaml_lines import Positions, load_yaml, read_text
from leadpact.terms.issues import Issue, Place, has_errors

CURRENT_SPEC = 1

UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""For each older spec, the function that turns its values into those of the next one."""


@dataclass(frozen=True, slots=True)
class ReadPact:
    """What was read: the document, mended where it has faults, and the issues so far.

    `recovered` is None where nothing, or too little, can be read.
    """

    recovered: RecoveredDocument | None
    positions: Positions
    issues: list[Issue] = field(default_factory=list)


def load_document(path: Path) -> ReadPact:
    """Read a pact file."""
    text, issues = read_text(path)
    if text is None:
        return ReadPact(None, Positions(path.name), issues)
    return read_document(text, path.name)


def read_document(text: str, file: str) -> ReadPact:
    """Read a pact from its text; `file` is the name shown in places."""
    value, positions, issues = load_yaml(text, file)
    if not isinstance(value, dict):
        if not has_errors(issues):
            issues.append(
                make_issue(
                    "pact-empty",
                    Place(file, 1, 1),
                    "The file holds no pact: it must be a mapping that starts with `spec: 1`.",
                    "Start from examples/saas-inbound/pact.yaml.",
                )
            )
        return ReadPact(None, positions, issues)
    value = _upgraded(value)
    spec = value.get("spec", CURRENT_SPEC)
    if type(spec) is int and spec != CURRENT_SPEC:
        return ReadPact(None, positions, [*issues, _spec_issue(spec, positions)])
    body = dict(value)
    if isinstance(spec, bool | float):
        body["spec"] = str(spec).lower()  # in Python, and so for pydantic, True and 1.0 equal 1
    return _read_body(body, positions, issues)


def _read_body(body: dict[str, Any], positions: Positions, issues: list[Issue]) -> ReadPact:
    error, document = None, None
    try:
        document = PactDocument.model_validate(body)
    except ValidationError as caught:
        error = caught
    faults = find_faults(body, error)
    if document is not None and not faults:
        return ReadPact(RecoveredDocument(document), positions, issues)
    issues += shape_issues(body, faults, positions)
    return ReadPact(recover_document(body, faults), positions, issues)


def _upgraded(value: dict[str, Any]) -> dict[str, Any]:
    """Return the values of an older spec as those of the current one."""
    spec = value.get("spec")
    while type(spec) is int and spec in UPGRADES:
        value = {**UPGRADES[spec](value), "spec": spec + 1}
        spec += 1
    return value


def _spec_issue(spec: int, positions: Positions) -> Issue:
    return make_issue(
        "spec-unknown",
        positions.value_place(("spec",)),
        f"This pact is written in spec {spec}; this version reads spec {CURRENT_SPEC}.",
        f"Install the version that reads spec {spec}, or write `spec: {CURRENT_SPEC}`.",
    )
