"""Greek and Cyrillic letters in Latin ones; other scripts are left as they are."""

from leadpact.identity.hygiene.plain_text import fold

_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "e",
            "zh",
            "z",
            "i",
            "y",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
            "-",
            "y",
            "-",
            "e",
            "yu",
            "ya",
        ],
        strict=True,
    )
)
_MORE_CYRILLIC = {
    "є": "ye",
    "і": "i",
    "ї": "yi",
    "ґ": "g",
    "ў": "u",
    "ђ": "dj",
    "ј": "j",
    "љ": "lj",
    "њ": "nj",
    "ћ": "c",
    "џ": "dz",
    "ѓ": "gj",
    "ќ": "kj",
    "ѕ": "dz",
    "қ": "q",
    "ғ": "g",
    "ҳ": "h",
    "ә": "a",
    "ң": "n",
    "ө": "o",
    "ү": "u",
    "ұ": "u",
    "һ": "h",
    "ѣ": "e",
}
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        [
            "a",
            "v",
            "g",
            "d",
            "e",
            "z",
            "i",
            "th",
            "i",
            "k",
            "l",
            "m",
            "n",
            "x",
            "o",
            "p",
            "r",
            "s",
            "s",
            "t",
            "y",
            "f",
            "ch",
            "ps",
            "o",
        ],
        strict=True,
    )
)
_GREEK_PAIRS = (("ου", "ou"), ("αυ", "av"), ("ευ", "ev"), ("μπ", "b"), ("ντ", "nt"), ("γγ", "ng"))
_LATIN = str.maketrans(
    {k: v.replace("-", "") for k, v in (_CYRILLIC | _MORE_CYRILLIC | _GREEK).items()}
)


def latin(text: str) -> str:
    """Return the folded text with Greek and Cyrillic letters as Latin ones.

    Examples
    --------
    >>> latin("Муромский завод")
    'muromskiy zavod'
    >>> latin("Ελλάδα"), latin("日立")
    ('ellada', '日立')
    """
    plain = fold(text)
    if plain.isascii():
        return plain
    for greek, roman in _GREEK_PAIRS:
        plain = plain.replace(greek, roman)
    return plain.translate(_LATIN)
