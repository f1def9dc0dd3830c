"""How a command ends: a failure is printed as an issue; no bad input gives a traceback.

And whatever is running when Ctrl-C comes, the command ends.
"""

import errno
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

import typer

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

ENDED = "Ended by Ctrl-C."

_AGAIN_SECONDS = 0.05
_GRACE_SECONDS = 2.0
"""How long what is running has to stop and tidy up. DuckDB may wait for its threads for minutes."""

_came = threading.Event()
_answered = threading.Event()


def end_of(command: Callable[[], None]) -> int:
    """Run a command to its end, say what went wrong, and return the exit code."""
    show_every_character()
    try:
        _say_failures(command)
    except typer.Exit as end:
        return Exit.INTERRUPTED if _was_interrupted() else end.exit_code
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
        if _was_interrupted():
            raise KeyboardInterrupt from None
        raise
    if _was_interrupted():
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


def heed_interrupts() -> None:
    """Remember Ctrl-C when it comes, and end the process soon after it in any case.

    Where a shell has it ignored, as for what runs in the background, it stays ignored.
    """
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        return
    signal.signal(signal.SIGINT, _interrupt)
    sys.unraisablehook = _raise_again
    # Python itself notices a signal only between two steps of its own; this pipe at once.
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    threading.Thread(target=_end_anyway, args=(reading,), daemon=True).start()


def _was_interrupted() -> bool:
    """Tell whether Ctrl-C came, though the exception of it may have been lost on its way.

    An engine makes an error of its own of it; so do libraries that catch whatever is raised.
    """
    return _came.is_set()


def end_at_interrupts() -> None:
    """Let Ctrl-C end the process at once: what follows is Python's own end, which is silent."""
    _answered.set()
    if signal.getsignal(signal.SIGINT) is _interrupt:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def _interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - as Python calls it
    _came.set()
    raise KeyboardInterrupt


def _raise_again(unraisable: "sys.UnraisableHookArgs") -> None:
    """Raise Ctrl-C again that came while a value was thrown away, where nothing can be raised."""
    if not issubclass(unraisable.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(unraisable)
        return
    threading.Timer(_AGAIN_SECONDS, os.kill, (os.getpid(), signal.SIGINT)).start()


def _end_anyway(reading: int) -> None:
    """Wait for Ctrl-C; where the process has not ended soon after it, end it.

    An output is put in its place at once, so this leaves nothing half written.
    """
    while signal.SIGINT not in os.read(reading, 1):
        continue
    time.sleep(_GRACE_SECONDS)
    if not _answered.is_set():
        note(ENDED)
    os._exit(Exit.INTERRUPTED)
