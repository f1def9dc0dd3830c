"""The `leadpact` command. A subcommand's module is imported when the subcommand is asked for."""

import importlib
import importlib.metadata
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from leadpact.terms.failures import UnableToExecute

_COMMANDS = {
    "check": "leadpact.cli.pact",
    "diff": "leadpact.cli.pact",
    "test": "leadpact.cli.cases",
    "import": "leadpact.cli.import_",
    "clean": "leadpact.cli.identity",
    "dedupe": "leadpact.cli.identity",
    "unmerge": "leadpact.cli.identity",
    "match-accounts": "leadpact.cli.identity",
    "explain-match": "leadpact.cli.identity",
    "run": "leadpact.cli.run",
    "replay": "leadpact.cli.replay",
    "explain": "leadpact.cli.explain",
    "decide": "leadpact.cli.decide",
    "simulate": "leadpact.cli.simulate",
}
"""Every command and the module of the function of its name."""


class _Group(TyperGroup):
    """A group that imports commands late: `check` should not wait for what only `run` needs."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the signature is Click's
        return list(_COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - the same
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(_COMMANDS[cmd_name])
        function = getattr(module, {"import": "import_"}.get(cmd_name, cmd_name.replace("-", "_")))
        single = typer.Typer(pretty_exceptions_enable=False, add_completion=False)
        single.command(cmd_name)(function)
        return typer.main.get_command(single)


app = typer.Typer(
    cls=_Group,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(importlib.metadata.version("leadpact"))
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="Show the version."
    ),
) -> None:
    """Run the agreement between sales and marketing."""


def main() -> None:
    """Run the command line; what bad data does is said in a sentence, not in a traceback."""
    try:
        app()
    except (UnableToExecute, OSError) as error:
        typer.secho(str(error), fg="red", err=True)
        sys.exit(1)
