"""The edges of a pasted value: white space, control and invisible characters."""

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_CONTROL = "".join(map(chr, (*range(0x21), *range(0x7F, 0xA1))))
_SPACES = "\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029"
_INVISIBLE = "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
_JOINERS = "\u202f\u205f\u2060\u2066\u2067\u2068\u2069\u3000\ufeff"
EDGES = _CONTROL + _SPACES + _INVISIBLE + _JOINERS


def trim_edges(text: str | None) -> str:
    r"""Cut white space, control and invisible characters off both ends.

    Examples
    --------
    >>> trim_edges("\u200b jo@acme.com\r\n")
    'jo@acme.com'
    """
    return (text or "").strip(EDGES)


def narrow(text: str) -> str:
    """Write the full-width forms of Latin letters, digits and signs as the plain ones.

    Examples
    --------
    >>> narrow("ｊｏ＠ａｃｍｅ．ｃｏｍ")
    'jo@acme.com'
    """
    return text.translate(_WIDE)
