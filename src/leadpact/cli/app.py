"""The `leadpact` command and its subcommands."""

import importlib.metadata

import typer

from leadpact.cli import cases, decide, explain, pact, run, simulate
from leadpact.cli import import_ as import_command

app = typer.Typer(
    name="leadpact",
    help="The agreement between sales and marketing, as a versioned file that runs.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("check")(pact.check)
app.command("diff")(pact.diff)
app.command("test")(cases.test)
app.command("import")(import_command.import_)
app.command("run")(run.run)
app.command("explain")(explain.explain)
app.command("decide")(decide.decide)
app.command("simulate")(simulate.simulate)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(importlib.metadata.version("leadpact"))
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(  # noqa: ARG001 - the callback acts on it
        False, "--version", callback=_show_version, is_eager=True, help="Show the version."
    ),
) -> None:
    """The agreement between sales and marketing, as a versioned file that runs."""


def main() -> None:
    """Run the command line."""
    app()
