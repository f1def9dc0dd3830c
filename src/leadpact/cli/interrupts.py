"""Ctrl-C: whatever is running when it comes, the command ends."""

import os
import signal
import sys
import threading
import time
from types import FrameType

from leadpact.cli.output import Exit, note

ENDED = "Ended by Ctrl-C."

_AGAIN_SECONDS = 0.05
_GRACE_SECONDS = 2.0
"""How long what is running has to stop and tidy up. DuckDB may wait for its threads for minutes."""

_came = threading.Event()
_answered = threading.Event()


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


def was_interrupted() -> bool:
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
