"""Folding the case of Latin letters by one table, so that Python and every warehouse agree."""

_UPPER = [chr(code) for code in (*range(0x41, 0x5B), *range(0xC0, 0xDF), *range(0x100, 0x180))]
_PAIRS = [
    (upper, upper.lower())
    for upper in _UPPER
    if upper.isupper() and len(upper.lower()) == 1 and upper.lower() != upper
]

FOLD_FROM = "".join(upper for upper, _ in _PAIRS)
"""The capital Latin letters (Basic, Latin-1, Extended-A) that have one small letter."""

FOLD_TO = "".join(lower for _, lower in _PAIRS)
"""The small letters, in the order of `FOLD_FROM`."""

_TABLE = str.maketrans(FOLD_FROM, FOLD_TO)


def fold_case(text: str) -> str:
    """Return the text in small Latin letters, other characters unchanged.

    `str.lower` and a warehouse's `lower` differ on letters such as `İ`; this table does not.
    """
    return text.translate(_TABLE)
