"""`leadpact new`: a starter pact with its cases, for a kind of company."""

from difflib import get_close_matches
from importlib.resources import files as package_files
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from leadpact.cli.output import fail, say
from leadpact.outputs import open_output

_STARTERS = package_files("leadpact") / "starters"
_FILES = ("pact.yaml", "cases.yaml")


def new(
    kind: Annotated[
        str | None,
        typer.Option("--for", help="The kind of company; without it, the kinds are listed."),
    ] = None,
    out_: Annotated[
        Path | None, typer.Option("--out", help="Where the pact and its cases go.")
    ] = None,
) -> None:
    """Write a pact to begin with, and its cases, for a kind of company."""
    kinds = starter_kinds()
    if kind is None:
        if out_ is not None:
            raise typer.BadParameter("Say for which kind of company, with --for.")
        _list_kinds(kinds)
        return
    if kind not in kinds:
        _refuse_kind(kind, kinds)
    if out_ is None:
        raise typer.BadParameter("Name the folder for the pact, with --out.")
    with open_output(out_, made_by="new", is_handed_over=True) as output:
        for name in _FILES:
            output.write_text(name, read_starter(kind, name))
    pact, cases = (out_ / name for name in _FILES)
    say(f"leadpact check {pact}", f"leadpact test {pact} {cases}")


def starter_kinds() -> tuple[str, ...]:
    """Return the kinds of company for which there is a starter pact."""
    return tuple(sorted(entry.name for entry in _STARTERS.iterdir() if entry.is_dir()))


def read_starter(kind: str, name: str) -> str:
    """Return the text of a file of a starter pact."""
    return (_STARTERS / kind / name).read_text(encoding="utf-8")


def _list_kinds(kinds: tuple[str, ...]) -> None:
    width = max(map(len, kinds))
    for kind in kinds:
        # The first line of each starter pact says for whom it is.
        sentence = read_starter(kind, _FILES[0]).splitlines()[0].removeprefix("# ")
        say(f"{kind:{width}}  {sentence}")


def _refuse_kind(kind: str, kinds: tuple[str, ...]) -> NoReturn:
    close = get_close_matches(kind, kinds, n=1)
    fix = f"Did you mean `{close[0]}`?" if close else f"There are: {', '.join(kinds)}."
    fail("starter-unknown", "--for", f"There is no starter pact for `{kind}`.", fix)
