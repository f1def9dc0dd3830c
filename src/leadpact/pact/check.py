"""The way in: read a pact, check it with all its issues, or load one that has no errors."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from leadpact.pact.checks import CHECKS
from leadpact.pact.codes import MAX_ISSUES, make_issue
from leadpact.pact.compile import compile_draft
from leadpact.pact.document import PactDocument
from leadpact.pact.draft import Draft, make_draft
from leadpact.pact.faults import find_faults
from leadpact.pact.recover import RecoveredDocument, recover_document
from leadpact.pact.ruleset import Ruleset
from leadpact.pact.sections.registry import SECTIONS
from leadpact.pact.shape import shape_issues
from leadpact.pact.unused import check_attributes_are_asked_for
from leadpact.pact.written_numbers import find_thousands_in
from leadpact.pact.yaml_lines import Positions, load_yaml, read_text
from leadpact.terms.issues import Issue, Place, has_errors

CURRENT_SPEC = 1

UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""For each older spec, the function that turns its values into those of the next one."""


@dataclass(frozen=True, slots=True)
class ReadPact:
    """What was read: the document, repaired where it has faults, and the issues so far.

    `recovered` is None where nothing, or too little, can be read.
    """

    recovered: RecoveredDocument | None
    positions: Positions
    issues: list[Issue]


@dataclass(frozen=True, slots=True)
class CheckedPact:
    """What a check found: all issues, and the ruleset where none of them is an error."""

    ruleset: Ruleset | None
    issues: tuple[Issue, ...]


class UnableToLoadPact(Exception):
    """The pact has errors; `issues` holds all of them."""

    def __init__(self, issues: tuple[Issue, ...]) -> None:
        super().__init__("\n".join(str(issue) for issue in issues))
        self.issues = issues


def check_pact(path: Path) -> CheckedPact:
    """Check a pact file.

    Parameters
    ----------
    path
        The pact, YAML in UTF-8.

    Returns
    -------
    CheckedPact
        Every issue of the run, sorted by place, and the ruleset if none is an error.
    """
    text, issues = read_text(path)
    if text is None:
        return CheckedPact(None, _all_issues(issues))
    return check_pact_text(text, path.name)


def check_pact_text(text: str, file: str = "pact.yaml") -> CheckedPact:
    """Check a pact given as text; `file` is the name shown in places."""
    return _checked(read_document(text, file))


def load_pact(path: Path) -> Ruleset:
    """Return the ruleset of a pact file; `UnableToLoadPact` where it has errors."""
    return _without_errors(check_pact(path))


def load_pact_text(text: str, file: str = "pact.yaml") -> Ruleset:
    """Return the ruleset of a pact given as text; `UnableToLoadPact` where it has errors."""
    return _without_errors(check_pact_text(text, file))


def _without_errors(checked: CheckedPact) -> Ruleset:
    if checked.ruleset is None:
        raise UnableToLoadPact(checked.issues)
    return checked.ruleset


def _checked(read: ReadPact) -> CheckedPact:
    if read.recovered is None:
        return CheckedPact(None, _all_issues(read.issues))
    draft = make_draft(read.recovered, read.positions)
    _run_checks(draft)
    if not has_errors(read.issues):  # else what asks for an attribute may be lost
        check_attributes_are_asked_for(draft)
    found = _all_issues([*read.issues, *draft.issues])
    return CheckedPact(None if has_errors(found) else compile_draft(draft), found)


def _run_checks(draft: Draft) -> None:
    """Run every check; what they find is added to the draft's issues."""
    for check in CHECKS:
        check(draft)
    for section in SECTIONS:
        written = getattr(draft.document, section.name)
        for check_section in section.checks if written is not None else ():
            check_section(draft, written)


def _all_issues(issues: list[Issue]) -> tuple[Issue, ...]:
    """Return the issues by place, each once; of very many, the first."""
    ordered = sorted(dict.fromkeys(issues), key=lambda issue: (issue.place, issue.code))
    if len(ordered) <= MAX_ISSUES:
        return tuple(ordered)
    return (
        *ordered[:MAX_ISSUES],
        make_issue(
            "issues-cut",
            ordered[MAX_ISSUES].place,
            f"There are more than {MAX_ISSUES} issues; those after this place are not shown.",
            "Fix the first ones, and check that it is the right file.",
        ),
    )


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
    issues += find_thousands_in(body, positions, {fault.path for fault in faults})
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
