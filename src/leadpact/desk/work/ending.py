"""Whether the worker was asked to end: what is begun is finished, and nothing more is begun."""

import signal
import threading
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

ENDING = threading.Event()
"""Set when the process was asked to end."""


def listen() -> None:
    """Note the signals by which a process is asked to end."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ENDING.set())


def until_ending(items: Iterable[T]) -> Iterator[T]:
    """Yield items, and no more of them once the worker was asked to end."""
    for item in items:
        if ENDING.is_set():
            return
        yield item
