"""The words of a job title, in their stretches: folded, endings of both genders made one."""

import re

from leadpact.identity.hygiene.plain_text import fold

_INITIALS = re.compile(r"\b(?:[a-z]\.){2,}(?:[a-z]\b)?|\b[a-z](?:\.[a-z]){1,4}\b")
_BOTH_GENDERS = re.compile(
    r"(?<=[a-z]{3})(?:[*:_·]|[/(]-?)(?:innen|in|trice|euse|rice|ne|se|as|os|a|e)\b\)?"
)
_ANY_GENDER = re.compile(r"\((?:[mwfdhxgi]\s?[/|,]\s?)+[mwfdhxgi]\)|\b[mwfd]/[mwfd]/[dx]\b")
_GERMAN_RETIRED = re.compile(r"\b([ai])\.\s?([dr])\.(?=\s*(?:$|[,;)]))")
_ELECTRONIC = re.compile(r"\be-(?=[a-z])")
_LONE_LETTER = re.compile(r"(?<=\b[a-z])\s-\s(?=[a-z])")
_TOKEN = re.compile(r"'s\b|[^\W_]+|[&+/,;|()\[\]:•·–—>]|(?<=\s)-+(?=\s)|(?<=\))-")
_AND = {"&": "&", "+": "&", "and": "&", "und": "&", "et": "&", "y": "&", "e": "&"}
STRONG = frozenset(",;|()[]:•·–—->")
"""The separators that divide a title into independent stretches."""

WEAK = frozenset("&/")
"""The words that join two items of one kind: a list within one stretch."""


def title_words(title: str) -> tuple[str, ...]:
    """Return the words and separators of a title that was tidied.

    Words are folded; `&` stands for every "and"; `'s` is a word of its own.

    Examples
    --------
    >>> title_words("Co-Founder & C.E.O.")
    ('co', 'founder', '&', 'ceo')
    >>> title_words("Leiter:in Einkauf (m/w/d)")
    ('leiter', 'einkauf')
    """
    text = _ANY_GENDER.sub(" ", fold(title))
    text = _BOTH_GENDERS.sub("", text)
    text = _ELECTRONIC.sub("e", text)
    text = _LONE_LETTER.sub("-", text)
    text = _GERMAN_RETIRED.sub(r"\1 \2", text)
    text = _INITIALS.sub(lambda found: found.group().replace(".", ""), text)
    words = (_AND.get(word, word) for word in _TOKEN.findall(text))
    return tuple("-" if word.startswith("-") else word for word in words)


def is_separator(word: str) -> bool:
    """Return whether the word is a separator without a meaning of its own."""
    return word in STRONG or word in WEAK
