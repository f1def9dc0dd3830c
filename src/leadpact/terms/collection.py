"""Python's collector of garbage, paused while much is made that is kept."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collection_paused() -> Iterator[None]:
    """Pause the collector of garbage: it looks at all that is held whenever much was made.

    Imports and replays make hundreds of thousands of values, hardly any of them in a cycle. What
    was made in the pause is old after it, so that only a full collection looks at it.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            # Else the next value that anybody makes would begin a collection of all that is new.
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()
