"""The way in: check a pact, with all its issues, or load one that has no errors."""

from dataclasses import dataclass
from pathlib import Path

from leadpact.pact.checks import run_checks
from leadpact.pact.codes import MAX_ISSUES, make_issue
from leadpact.pact.compile import compile_draft
from leadpact.pact.draft import make_draft
from leadpact.pact.load import ReadPact, load_document, read_document
from leadpact.pact.ruleset import Ruleset
from leadpact.terms.issues import Issue, has_errors


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
    return _checked(load_document(path))


def check_pact_text(text: str, file: str = "pact.yaml") -> CheckedPact:
    """Check a pact given as text; `file` is the name shown in places."""
    return _checked(read_document(text, file))


def load_pact(path: Path) -> Ruleset:
    """Return the ruleset of a pact file; `UnableToLoadPact` where it has errors."""
    checked = check_pact(path)
    if checked.ruleset is None:
        raise UnableToLoadPact(checked.issues)
    return checked.ruleset


def load_pact_text(text: str, file: str = "pact.yaml") -> Ruleset:
    """Return the ruleset of a pact given as text; `UnableToLoadPact` where it has errors."""
    checked = check_pact_text(text, file)
    if checked.ruleset is None:
        raise UnableToLoadPact(checked.issues)
    return checked.ruleset


def _checked(read: ReadPact) -> CheckedPact:
    if read.recovered is None:
        return CheckedPact(None, _all_issues(read.issues))
    draft = make_draft(read.recovered.document, read.positions, read.recovered.damaged)
    run_checks(draft)
    found = _all_issues([*read.issues, *draft.issues])
    return CheckedPact(None if has_errors(found) else compile_draft(draft), found)


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
            "Mend the first ones, and check that it is the right file.",
        ),
    )
