"""Greek and Cyrillic letters in Latin ones; other scripts are left as they are."""

from leadpact.identity.hygiene.plain_text import fold

_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_CYRILLIC_LATIN = "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya"
_OTHER_CYRILLIC = "єіїґўђјљњћџѓќѕқғҳәңөүұһѣ"
_OTHER_CYRILLIC_LATIN = "ye i yi g u dj j lj nj c dz gj kj dz q g h a n o u u h e"
_GREEK = "αβγδεζηθικλμνξοπρσςτυφχψω"
_GREEK_LATIN = "a v g d e z i th i k l m n x o p r s s t y f ch ps o"
_GREEK_PAIRS = (("ου", "ou"), ("αυ", "av"), ("ευ", "ev"), ("μπ", "b"), ("ντ", "nt"), ("γγ", "ng"))


def _pairs(letters: str, in_latin: str) -> dict[str, str]:
    return dict(zip(letters, in_latin.replace("-", "\0").split(), strict=True))


_LATIN = str.maketrans(
    _pairs(_CYRILLIC, _CYRILLIC_LATIN)
    | _pairs(_OTHER_CYRILLIC, _OTHER_CYRILLIC_LATIN)
    | _pairs(_GREEK, _GREEK_LATIN)
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
    return plain.translate(_LATIN).replace("\0", "")
