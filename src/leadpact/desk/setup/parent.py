"""End a process when the one that started it has ended, however that was."""

import os
import threading
import time
from collections.abc import Callable

_LOOK_SECONDS = 1.0
_NAME = "LEADPACT_STARTED_BY"
"""The variable by which a process knows who started it, though that one may be gone already."""


def note_parent() -> None:
    """Let the processes that this one starts from now on know it."""
    os.environ[_NAME] = str(os.getpid())


def end_with_parent(end: Callable[[], None]) -> None:
    """Call `end` once the process that started this one is gone; nothing where none noted itself.

    The system gives an orphan another parent, and tells it nothing.
    """
    parent = os.environ.get(_NAME)
    if parent is None:
        return

    def look() -> None:
        while os.getppid() == int(parent):
            time.sleep(_LOOK_SECONDS)
        end()

    threading.Thread(target=look, daemon=True).start()
