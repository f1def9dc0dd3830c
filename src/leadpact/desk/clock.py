"""The moment it is. Every module of the desk asks here, so that a test can set the clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

_fixed: list[datetime] = []


def now() -> datetime:
    """Return the moment it is, aware, in whole seconds."""
    return _fixed[-1] if _fixed else datetime.now(UTC).replace(microsecond=0)


def is_fixed() -> bool:
    """Tell whether the clock was set by hand."""
    return bool(_fixed)


@contextmanager
def fixed(moment: datetime) -> Iterator[None]:
    """Set the clock for what follows, in every thread."""
    _fixed.append(moment.replace(microsecond=0))
    try:
        yield
    finally:
        _fixed.pop()
