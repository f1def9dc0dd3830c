"""`leadpact check`, `leadpact diff` and `leadpact test`: what a pact says, and whether it works."""

from pathlib import Path
from typing import Annotated

import typer

from leadpact.cli.loading import read_pact, require_file, require_pact, require_pacts
from leadpact.cli.output import (
    Exit,
    Format,
    FormatOption,
    print_issues,
    print_json,
    say,
    stop_on,
)
from leadpact.pact.diff import diff_rulesets
from leadpact.pact.ruleset import Ruleset
from leadpact.pact.sections.words import counted
from leadpact.terms.issues import has_errors


def check(
    pact: Annotated[Path, typer.Argument(help="The pact file.")],
    format_: FormatOption = Format.TEXT,
) -> None:
    """Check a pact: every issue with its place, reason and fix."""
    checked = read_pact(pact)
    ruleset = checked.ruleset
    if format_ is Format.JSON:
        print_json(
            {
                "is_valid": ruleset is not None,
                "fingerprint": ruleset.fingerprint if ruleset else None,
                "issues": [issue.as_dict() for issue in checked.issues],
            }
        )
    else:
        print_issues(checked.issues)
        if ruleset:
            say(f"“{ruleset.name}” is in order: {', '.join(_sizes(ruleset))}.")
            say(f"Fingerprint {ruleset.fingerprint}")
    if ruleset is None:
        raise typer.Exit(Exit.FOUND_ERRORS)


def _sizes(ruleset: Ruleset) -> list[str]:
    """Return how much is written in a pact: `14 rules`, `2 gates`, `3 checkpoints`."""
    n_on_entry = sum(item.on_entry for item in ruleset.checkpoints)
    n_within = len(ruleset.checkpoints) - n_on_entry
    return [
        counted(sum(len(score.rules) for score in ruleset.scores), "rule"),
        counted(len(ruleset.gates) + n_on_entry, "gate"),
        *([counted(n_within, "checkpoint")] if n_within else []),
    ]


def diff(
    old: Annotated[Path, typer.Argument(help="The pact before.")],
    new: Annotated[Path, typer.Argument(help="The pact after.")],
    format_: FormatOption = Format.TEXT,
) -> None:
    """Say in business words what changed between two pacts."""
    before, after = require_pacts(old, new)
    changes = diff_rulesets(before, after)
    same = before.fingerprint == after.fingerprint
    if format_ is Format.JSON:
        print_json(
            {
                "is_same_meaning": same,
                "changes": [
                    {"code": c.code, "subject": c.subject, "before": c.before, "after": c.after}
                    | {"text": c.text}
                    for c in changes
                ],
            }
        )
        return
    for change in changes:
        say(change.text)
    if same:
        say("Both decide alike: the fingerprint is the same.")


def test(
    pact: Annotated[Path, typer.Argument(help="The pact file.")],
    cases: Annotated[Path, typer.Argument(help="The table of cases.")],
    format_: FormatOption = Format.TEXT,  # noqa: PT028 - a command, not a test
) -> None:
    """Run a table of cases on the engine and on the relations."""
    # Running cases takes a second to import, and `check` should not wait for it.
    from leadpact.testing.run_cases import run_cases  # noqa: PLC0415

    ruleset = require_pact(pact)
    require_file(cases, "a table of cases")
    result = run_cases(ruleset, cases)
    if has_errors(result.issues):
        stop_on(result.issues)
    print_issues(result.issues)
    if format_ is Format.JSON:
        print_json(result.as_dict())
    else:
        for case in result.cases:
            where = f"{case.place.file}:{case.place.line}"
            say(f"passed  {case.name}" if case.passed else f"FAILED  {case.name} ({where})")
            for difference in case.differences:
                say(f"        {difference}")
        say(f"{result.n_passed} passed, {result.n_failed} failed")
    if result.n_failed:
        raise typer.Exit(Exit.FOUND_ERRORS)
