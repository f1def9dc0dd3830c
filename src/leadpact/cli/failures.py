"""What can fail below a command, said as an issue: no bad input ends in a traceback."""

import errno
import functools
import sys
from collections.abc import Callable
from io import TextIOWrapper
from typing import NoReturn, ParamSpec, TypeVar

from leadpact.cli.output import fail, stop_on
from leadpact.outputs import UnableToReadOutput, UnableToWriteOutput
from leadpact.terms.failures import UnableToExecute

P = ParamSpec("P")
R = TypeVar("R")

_FIXES = {
    errno.ENOSPC: "Free room on the disk.",
    errno.EDQUOT: "Free room on the disk.",
    errno.EACCES: "Check its permissions.",
    errno.EPERM: "Check its permissions.",
    errno.EROFS: "Choose a place that can be written to.",
}


def said_plainly(command: Callable[P, R]) -> Callable[P, R]:
    """Make a command say what fails in it as an issue with its code, place, reason and fix."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        _show_every_character()
        try:
            return command(*args, **kwargs)
        except (UnableToReadOutput, UnableToWriteOutput) as error:
            stop_on([error.issue])
        except UnableToExecute as error:
            _say_execution(error)
        except BrokenPipeError:
            raise  # whoever reads the output has seen enough: the command ends silently
        except OSError as error:
            _say_system(error)
        except UnicodeEncodeError:
            fact = "A path holds bytes that are no UTF-8, and engines cannot write to it."
            fail("path-unusable", "", fact, "Name another path.")
        except RuntimeError as error:
            # What DuckDB makes of Ctrl-C.
            raise (KeyboardInterrupt if "interrupted" in str(error) else error) from None

    return run


def _say_execution(error: UnableToExecute) -> NoReturn:
    cause = error.__cause__ or error
    kind = type(cause).__name__
    if kind == "InterruptException":
        raise KeyboardInterrupt from None
    said = str(cause).strip().splitlines()[0].rstrip(".") if str(cause).strip() else kind
    if kind == "OutOfMemoryException":
        fix = "Raise --memory-limit, or run it where there is more memory."
        fail("memory-exhausted", "--memory-limit", f"The memory was not enough: {said}.", fix)
    fix = "Check that the files are whole and that the disk has room."
    fail("data-failed", "", f"The data could not be worked on: {said}.", fix)


def _say_system(error: OSError) -> NoReturn:
    said = (error.strerror or str(error) or type(error).__name__).rstrip(".")
    fix = _FIXES.get(error.errno or 0, "Check the path.")
    place = str(error.filename) if error.filename else ""
    fail("path-unusable", place, f"It cannot be read or written: {said}.", fix)


def _show_every_character() -> None:
    """Write out what the terminal's encoding does not have, rather than fail at it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
