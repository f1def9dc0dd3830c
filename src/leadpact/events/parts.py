"""Calendars, clock policies and compiled pacts: stored once, and named by their hash in events."""

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, TypeVar

from leadpact.events.converter import make_converter
from leadpact.events.failures import UnableToReadEvents
from leadpact.pact.ruleset import Ruleset
from leadpact.pact.sections.clocks.policy import ClockPolicy
from leadpact.terms.calendar import BusinessCalendar

T = TypeVar("T")

HASH_LENGTH = 24
"""Hexadecimal digits of a hash: 96 bits, of which no two parts of a company are alike."""


class Parts:
    """The parts that are known, as JSON by hash and as values.

    A part never changes, so one that was read or made once is kept.

    Attributes
    ----------
    added
        Those that were made here, and not known before.
    look_up
        Finds the text of a part that is not known yet, such as in a table.
    """

    def __init__(self, texts: Mapping[str, str] | None = None) -> None:
        self._texts = dict(texts or {})
        self._values: dict[str, Any] = {}
        self._hashes: dict[int, tuple[object, str]] = {}
        self._converter = make_converter()
        self._used: set[str] = set()
        self.added: dict[str, str] = {}
        self.look_up: Callable[[str], str | None] = lambda _name: None

    def put(self, value: BusinessCalendar | ClockPolicy | Ruleset) -> str:
        """Return the hash of a part, and remember the part.

        Examples
        --------
        >>> office = BusinessCalendar("UTC", {"MON": [("09:00", "17:00")]})
        >>> parts = Parts()
        >>> parts.get(parts.put(office), BusinessCalendar) == office
        True
        """
        found = self._hashes.get(id(value))
        if found is None:
            text = json.dumps(self._converter.unstructure(value), separators=(",", ":"))
            name = sha256(text.encode()).hexdigest()[:HASH_LENGTH]
            # The value is kept beside its id: no other value can be given that id meanwhile.
            found = self._hashes[id(value)] = (value, name)
            self._values.setdefault(name, value)
            if name not in self._texts:
                self._texts[name] = self.added[name] = text
        self._used.add(found[1])
        return found[1]

    def get(self, name: str, kind: type[T]) -> T:
        """Return the part of a hash.

        Raises
        ------
        UnableToReadEvents
            `part-missing` where it is not known, `part-damaged` where its text is another one.
        """
        value = self._values.get(name)
        if value is None:
            value = self._read(name, kind)
            self._values[name] = value
            self._hashes[id(value)] = (value, name)
        if not isinstance(value, kind):
            fact = f"The part is a {type(value).__name__}, and a {kind.__name__} is needed."
            raise UnableToReadEvents("part-damaged", f"part {name}", fact, _RESTORE)
        return value

    def _read(self, name: str, kind: type[T]) -> T:
        text = self.text_of(name)
        if text is None:
            fact = f"No {kind.__name__} is stored under this hash."
            raise UnableToReadEvents("part-missing", f"part {name}", fact, _RESTORE)
        if sha256(text.encode()).hexdigest()[:HASH_LENGTH] != name:
            fact = "Its text does not have this hash: it was changed after it was stored."
            raise UnableToReadEvents("part-damaged", f"part {name}", fact, _RESTORE)
        self._texts[name] = text
        return self._converter.structure(json.loads(text), kind)

    def text_of(self, name: str) -> str | None:
        """Return the JSON of a part; None where it is not known."""
        return self._texts.get(name) or self.look_up(name)

    def take_used(self) -> set[str]:
        """Return the hashes that were given out since the last call.

        These are what a store needs, and not `added`: its transaction may be rolled back, and then
        a part that was added in it is still to be stored.
        """
        used, self._used = self._used, set()
        return used


_RESTORE = "Bring back the table of parts from a copy."
