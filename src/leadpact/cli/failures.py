"""How a command ends: a failure is printed as an issue; no bad input gives a traceback."""

import errno
from collections.abc import Callable
from typing import NoReturn

import typer

from leadpact.cli.interrupts import ENDED, was_interrupted
from leadpact.cli.output import (
    Exit,
    UnableToReachReader,
    UnableToWriteAnswer,
    fail,
    note,
    require_output,
    show_every_character,
    stop_on,
)
from leadpact.terms.issues import Failure, UnableToExecute

_FIXES = {
    errno.ENOSPC: "Free room on the disk.",
    errno.EDQUOT: "Free room on the disk.",
    errno.EACCES: "Check its permissions.",
    errno.EPERM: "Check its permissions.",
    errno.EROFS: "Choose a place that can be written to.",
}


def end_of(command: Callable[[], None]) -> int:
    """Run a command to its end, say what went wrong, and return the exit code."""
    show_every_character()
    try:
        _say_failures(command)
    except typer.Exit as end:
        return Exit.INTERRUPTED if was_interrupted() else end.exit_code
    except typer.TyperException as error:
        _say_use(error)
        return Exit.WRONG_USE
    except UnableToReachReader:
        return Exit.PIPE_CLOSED
    except KeyboardInterrupt:
        note(ENDED)
        return Exit.INTERRUPTED
    return Exit.DONE


def _say_failures(command: Callable[[], None]) -> None:
    try:
        _interruptible(command)
    except UnableToWriteAnswer as error:
        fact = f"The answer cannot be written: {str(error).rstrip('.')}."
        fix = "Send it to a file or a program that takes it, and run the command again."
        fail("output-unwritable", "standard output", fact, fix)
    except Failure as error:
        stop_on([error.issue])
    except UnableToExecute as error:
        _fail_execution(error)
    except OSError as error:
        _fail_system(error)
    except UnicodeEncodeError:
        fact = "A path holds bytes that are no UTF-8, and engines cannot write to it."
        fail("path-unusable", "", fact, "Name another path.")


def _interruptible(command: Callable[[], None]) -> None:
    """Run a command; raise KeyboardInterrupt where Ctrl-C came, whatever was made of it."""
    try:
        require_output()
        command()
    except Exception:
        if was_interrupted():
            raise KeyboardInterrupt from None
        raise
    if was_interrupted():
        raise KeyboardInterrupt


def _say_use(error: typer.TyperException) -> None:
    """Say that a command was not used as it can be."""
    context = getattr(error, "ctx", None)
    if context is not None:
        note(*context.get_usage().splitlines())
        note(f"Try '{context.command_path} {context.help_option_names[0]}' for help.")
    note(f"Error: {error.format_message()}")


def _fail_execution(error: UnableToExecute) -> NoReturn:
    text = error.reason.rstrip(".")
    if type(error.__cause__).__name__ == "OutOfMemoryException":
        fix = "Raise --memory-limit, or run it where there is more memory."
        fail("memory-exhausted", "--memory-limit", f"The memory was not enough: {text}.", fix)
    fix = "Check that the files are complete and that the disk has room."
    fail("data-failed", "--data", f"The data could not be worked on: {text}.", fix)


def _fail_system(error: OSError) -> NoReturn:
    text = (error.strerror or str(error) or type(error).__name__).rstrip(".")
    fix = _FIXES.get(error.errno or 0, "Check the path.")
    place = str(error.filename) if error.filename else ""
    fail("path-unusable", place, f"It cannot be read or written: {text}.", fix)
