"""Values that tell who a person is: kept apart from events, which hold a salted hash of them.

When a person is erased, values and salt are deleted. The events stay as they are, and the hash in
them can be compared with nothing.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

DIGEST_LENGTH = 32
"""Hexadecimal digits of the hash of a value."""


class ErasedValue(str):
    """A value that was erased: it is known that there was one, and nothing of it."""

    __slots__ = ("digest",)

    digest: str

    def __new__(cls, digest: str) -> "ErasedValue":
        """Make the value from the hash that is left of it."""
        made = super().__new__(cls, f"erased:{digest}")
        made.digest = digest
        return made


class PersonalValue(NamedTuple):
    """One value of a person, the field it is of, and the hash under which events name it."""

    digest: str
    field: str
    value: Any


class PersonalValues:
    """The personal values of one lead, by hash; `added` are those not stored yet.

    Parameters
    ----------
    salt
        Random text of this lead alone, so that equal values of two leads have different hashes.
    known
        What is stored: values by hash. None are left of a person who was erased.
    """

    def __init__(self, salt: str, known: Mapping[str, Any] | None = None) -> None:
        self.salt = salt
        self._known = dict(known or {})
        self.added: list[PersonalValue] = []

    def put(self, field: str, value: Any) -> str:
        """Return the hash of a value, and remember the value.

        Examples
        --------
        >>> values = PersonalValues("salt")
        >>> values.get(values.put("email", "a@b.example"))
        'a@b.example'
        """
        if isinstance(value, ErasedValue):
            return value.digest
        text = json.dumps([self.salt, field, value])
        digest = sha256(text.encode()).hexdigest()[:DIGEST_LENGTH]
        if digest not in self._known:
            self._known[digest] = value
            self.added.append(PersonalValue(digest, field, value))
        return digest

    def get(self, digest: str) -> Any:
        """Return the value of a hash; an `ErasedValue` where there is none any more."""
        return self._known.get(digest, ErasedValue(digest))

    def take_added(self) -> list[PersonalValue]:
        """Return the values that are to be stored, and forget that they are."""
        added, self.added = self.added, []
        return added
