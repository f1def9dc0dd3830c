"""Progress of long work, on standard error, where a person watches."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from leadpact.cli.output import err


@contextmanager
def counting(what: str) -> Iterator[Callable[[str, int], None]]:
    """Show how many rows of each table were read."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task(what)

        def report(table: str, n_rows: int) -> None:
            progress.update(task, description=f"{what} {table}: {n_rows:,} rows")

        yield report


@contextmanager
def advancing(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show how much of a known amount is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns, TimeElapsedColumn(), console=err, transient=True, disable=not err.is_terminal
    ) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


@contextmanager
def stepping(n_steps: int) -> Iterator[Callable[[str], None]]:
    """Show which of a few steps is running."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn())
    with Progress(
        *columns, TimeElapsedColumn(), console=err, transient=True, disable=not err.is_terminal
    ) as progress:
        task = progress.add_task("Starting", total=n_steps)
        started = False

        def begin(step: str) -> None:
            nonlocal started
            progress.update(task, description=step, advance=1 if started else 0)
            started = True

        yield begin
