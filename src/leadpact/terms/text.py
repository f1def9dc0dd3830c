"""Folding the case of Latin letters, and parting words, by tables: as in every warehouse."""

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

SEPARATORS = "".join(
    chr(code)
    for first, last in (
        *((0x09, 0x0A), (0x0D, 0x0D), (0x20, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E)),
        *((0xA0, 0xA1), (0xA6, 0xA7), (0xA9, 0xA9), (0xAB, 0xAB), (0xAE, 0xAE), (0xB6, 0xB7)),
        *((0xBB, 0xBB), (0xBF, 0xBF), (0x060C, 0x060C), (0x061B, 0x061B), (0x061F, 0x061F)),
        *((0x2000, 0x200B), (0x2010, 0x2029), (0x202F, 0x203A), (0x2044, 0x2044)),
        *((0x205F, 0x205F), (0x2122, 0x2122), (0x2212, 0x2212), (0x25AA, 0x25AA), (0x25CF, 0x25CF)),
        *((0x3000, 0x3003), (0x3008, 0x3011), (0x3014, 0x301B), (0x30FB, 0x30FB), (0xFEFF, 0xFEFF)),
        *((0xFF01, 0xFF0F), (0xFF1A, 0xFF20), (0xFF3B, 0xFF40), (0xFF5B, 0xFF65)),
    )
    for code in range(first, last + 1)
)
"""The characters that part words: spaces, all ASCII punctuation, typographic and East Asian marks.

A closed list, which `docs/reference/conditions.md` repeats: an engine's own idea of a word differs.
"""

_WORDS = str.maketrans(FOLD_FROM + SEPARATORS, FOLD_TO + " " * len(SEPARATORS))


def fold_case(text: str) -> str:
    """Return the text in small Latin letters, other characters unchanged.

    `str.lower` and a warehouse's `lower` differ on letters such as `İ`; this table does not.
    """
    return text.translate(_TABLE)


def spaced_words(text: str) -> str:
    """Return the words of a text in small Latin letters, with a space or more around each.

    Examples
    --------
    >>> spaced_words("VP/Sales")
    ' vp sales '
    """
    return f" {text.translate(_WORDS)} "


def is_word(text: str) -> bool:
    """Tell whether a text is one word: not empty, and without a separator."""
    return bool(text) and not any(character in SEPARATORS for character in text)
