"""Progress of long work, on standard error, where a person watches."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from leadpact.cli.output import plain, progress


def _words() -> TextColumn:
    return TextColumn("{task.description}", markup=False)


@contextmanager
def counting(what: str) -> Iterator[Callable[[str, int], None]]:
    """Show how many rows of each table were read."""
    with progress(SpinnerColumn(), _words(), TimeElapsedColumn()) as display:
        task = display.add_task(what)
        yield lambda table, n_rows: display.update(
            task, description=plain(f"{what} {table}: {n_rows:,} rows")
        )


@contextmanager
def advancing(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show how much of a known amount is done."""
    with progress(_words(), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()) as display:
        task = display.add_task(what, total=None)
        yield lambda done, total: display.update(task, completed=done, total=total)


@contextmanager
def stepping(n_steps: int) -> Iterator[Callable[[str], None]]:
    """Show which of a few steps is running."""
    with progress(SpinnerColumn(), _words(), BarColumn(), TimeElapsedColumn()) as display:
        # One less than none: as a step begins, the one before is done, which the first has not.
        task = display.add_task("Starting", total=n_steps, completed=-1)
        yield lambda step: display.update(task, description=plain(step), advance=1)
