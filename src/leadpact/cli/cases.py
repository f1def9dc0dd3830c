"""`leadpact test`."""

from pathlib import Path
from typing import Annotated

import typer

from leadpact.cli.loading import require_file, require_pact
from leadpact.cli.output import Exit, Format, print_issues, print_json, say, stop_on
from leadpact.cli.pact import FormatOption
from leadpact.terms.issues import has_errors
from leadpact.testing.run_cases import run_cases


def test(
    pact: Annotated[Path, typer.Argument(help="The pact file.")],
    cases: Annotated[Path, typer.Argument(help="The table of cases.")],
    format_: FormatOption = Format.TEXT,  # noqa: PT028 - a command, not a test
) -> None:
    """Run a table of cases on the engine and on the relations."""
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
            say(f"{'passed' if case.passed else 'FAILED'}  {case.name}")
            for difference in case.differences:
                say(f"        {difference}")
        say(f"{result.n_passed} passed, {result.n_failed} failed")
    if result.n_failed:
        raise typer.Exit(Exit.FOUND_ERRORS)
