"""Facts for conditions in tests: values by name, and nothing that the lead did."""

from collections.abc import Mapping
from typing import Any


class KnownValues:
    """Facts of a lead of which only attributes and scores (in millipoints) are known."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def value(self, name: str) -> Any:
        """Return an attribute or a score."""
        return self._values.get(name)

    def count(self, kind: str, days: int | None) -> int:  # noqa: ARG002 - nothing was done
        """Return 0: nothing is known of what it did."""
        return 0

    def seconds_since(self, kind: str) -> int | None:  # noqa: ARG002 - nothing was done
        """Return None: nothing is known of what it did."""
        return None
