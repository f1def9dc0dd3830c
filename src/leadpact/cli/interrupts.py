"""Ctrl-C: whatever is running when it comes, the command ends."""

import _thread
import signal
import sys
import threading
from types import FrameType

_AGAIN_SECONDS = 0.05

_came = threading.Event()


def heed_interrupts() -> None:
    """Remember Ctrl-C when it comes, and raise it again where Python throws its exception away.

    Where a shell has it ignored, as for what runs in the background, it stays ignored.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _interrupt)
        sys.unraisablehook = _raise_again


def was_interrupted() -> bool:
    """Tell whether Ctrl-C came, though the exception of it may have been lost on its way.

    An engine makes an error of its own of it; so do libraries that catch whatever is raised.
    """
    return _came.is_set()


def end_at_interrupts() -> None:
    """Let Ctrl-C end the process at once: what follows is Python's own end, which is silent."""
    if signal.getsignal(signal.SIGINT) is _interrupt:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def _interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - as Python calls it
    _came.set()
    raise KeyboardInterrupt


def _raise_again(unraisable: "sys.UnraisableHookArgs") -> None:
    """Raise Ctrl-C again that came while a value was thrown away, where nothing can be raised."""
    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        threading.Timer(_AGAIN_SECONDS, _thread.interrupt_main).start()
    else:
        sys.__unraisablehook__(unraisable)
