"""Numbers that a request sends: only what a row can have as its number."""

_MOST_DIGITS = 15


def number_of(text: str | None) -> int | None:
    """Return a whole number from 0 as digits give it; None for all else, also for a huge one."""
    if text and text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS:
        return int(text)
    return None
