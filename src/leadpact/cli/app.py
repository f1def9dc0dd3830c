"""The `leadpact` command. A subcommand's module is imported when the subcommand is asked for."""

import importlib
import os
import sys
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from leadpact.cli.ending import end_at_interrupts, end_of, heed_interrupts
from leadpact.cli.output import Exit, note, say
from leadpact.terms.collection import collection_paused

_COMMANDS = {
    "new": "leadpact.cli.new",
    "check": "leadpact.cli.pact",
    "diff": "leadpact.cli.pact",
    "test": "leadpact.cli.pact",
    "import": "leadpact.cli.import_",
    "clean": "leadpact.cli.identity",
    "dedupe": "leadpact.cli.identity",
    "unmerge": "leadpact.cli.identity",
    "match-accounts": "leadpact.cli.identity",
    "explain-match": "leadpact.cli.identity",
    "run": "leadpact.cli.run",
    "replay": "leadpact.cli.replay",
    "explain": "leadpact.cli.explain",
    "judge": "leadpact.cli.judge",
    "simulate": "leadpact.cli.simulate",
    "desk": "leadpact.cli.desk",
    "serve": "leadpact.cli.serve",
    "web": "leadpact.cli.serve",
    "work": "leadpact.cli.serve",
}
"""Every command and the module of the function of its name."""

HELP = {
    "new": "Write a pact to begin with, and its cases, for a kind of company.",
    "check": "Check a pact: every issue with its place, reason and fix.",
    "diff": "Say in business words what changed between two pacts.",
    "test": "Run a table of cases on the engine and on the relations.",
    "import": "Read a company's files into canonical tables, and say what became of every row.",
    "clean": "Normalise every field of every lead, grade its data, and list what is wrong by"
    " source.",
    "dedupe": "Find the leads of one person and show them as one, reversibly.",
    "unmerge": "Record that two leads are two persons: the next `dedupe` or `run` separates them"
    " for good.",
    "match-accounts": "Find the account of every lead that has none on record, with the evidence.",
    "explain-match": "Show the evidence for and against a match of a lead with an account, with its"
    " weights.",
    "run": "Judge every lead by the pact and write decisions, ledger and scorecard.",
    "replay": "Route a history again by a pact: who would have had which lead, which leads would"
    " wait.",
    "explain": "Say in plain words what the pact decided on a lead, and every reason for it.",
    "judge": "Judge leads from standard input, one JSON object a line.",
    "simulate": "Make a believable company whose true parameters are known.",
    "desk": "Set up a desk and keep it in order.",
    "serve": "Run the desk on this machine: its pages and its worker.",
    "web": "Serve the pages of the desk; `leadpact work` does the rest.",
    "work": "Do the work that nobody waits for: clocks, waiting leads, messages.",
}
"""The first line of each command's docstring: `--help` does not import twelve modules for them."""


def _show_help(context: Any, _: Any, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        say(*context.get_help().splitlines())
        raise typer.Exit


class _LateCommand(TyperCommand):
    """A command whose help is printed like all that is printed."""

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)
        if option is not None:
            option.callback = _show_help
        return option


class _Group(TyperGroup):
    """A group that imports commands late: `check` should not wait for what only `run` needs."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the signature is Click's
        return list(_COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - the same
        if cmd_name not in _COMMANDS:
            return None
        with collection_paused():
            module = importlib.import_module(_COMMANDS[cmd_name])
        if (group := getattr(module, "group", None)) is not None:
            return typer.main.get_command(group)
        function = getattr(module, {"import": "import_"}.get(cmd_name, cmd_name.replace("-", "_")))
        single = _typer()
        single.command(cmd_name, cls=_LateCommand)(function)
        return typer.main.get_command(single)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        # Typer compares a misspelt name with these keys to suggest the right one.
        self.commands = dict.fromkeys(_COMMANDS, self)
        return super().resolve_command(ctx, args)

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)
        if option is not None:
            option.callback = _show_help
        return option

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - the same
        with formatter.section("Commands"):
            formatter.write_dl(list(HELP.items()))

    def main(self, args: Any = None, prog_name: str | None = None, *_: Any, **extra: Any) -> Any:
        """Run a command line, say how it ended, and raise SystemExit with its exit code.

        Click's own way loses what cannot be printed, and prints what options hold as it is.
        """
        given = list(sys.argv[1:] if args is None else args)
        sys.exit(end_of(lambda: self._run(given, prog_name or "leadpact", extra)))

    def _run(self, given: list[str], name: str, extra: dict[str, Any]) -> None:
        if not given:
            note(
                *typer.Context(self, info_name=name, **self.context_settings)
                .get_help()
                .splitlines()
            )
            raise typer.Exit(Exit.WRONG_USE)
        with self.make_context(name, given, **extra) as context:
            self.invoke(context)


def _typer(**more: Any) -> typer.Typer:
    return typer.Typer(
        add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None, **more
    )


app = _typer(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415 - it takes as long as all the rest

        say(version("leadpact"))
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="Show the version."
    ),
) -> None:
    """Run the agreement between sales and marketing."""


def main() -> None:
    """Run the command line; bad data gives a sentence, not a traceback."""
    _occupy_closed_streams()
    heed_interrupts()
    try:
        app()
    except KeyboardInterrupt:  # a second one, while the first was answered
        sys.exit(Exit.INTERRUPTED)
    finally:
        end_at_interrupts()


def _occupy_closed_streams() -> None:
    """Occupy the numbers of closed streams, which the next files that open would get.

    What an engine or the system prints to the stream would then land in such a file.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest free number is this one
