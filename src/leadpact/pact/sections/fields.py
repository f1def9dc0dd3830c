"""A table of the fields of a policy: it drives the diff, the words and the fingerprint.

One row says what people call a field, how its value is shown, and which of several spellings of one
meaning is the normal one. So a new key of a section is one row, in the folder of that section.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, Generic, TypeVar

from leadpact.pact.changes import Change, diff_facts
from leadpact.pact.sections.words import NONE, Facts, say

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Row:
    """A field of a policy.

    Attributes
    ----------
    field
        Its name in the policy.
    name
        What people call it; by default its name with spaces.
    words
        Returns its value in words.
    facts
        Returns, of the whole policy, all that is to be shown, where that is not one value of
        one name; a field that is compared in another way shows nothing.
    normal
        Returns, of the whole policy, the normal form of the value; by default the value.
    diff
        Yields what changed in this field between two whole policies; used by `diff_rows` only.
    """

    field: str
    name: str = ""
    words: Callable[[Any], str] = say
    facts: Callable[[Any], Facts] | None = None
    normal: Callable[[Any], Any] | None = None
    diff: Callable[["Row", Any, Any], Iterator[Change]] | None = None

    def facts_of(self, policy: Any) -> Facts:
        """Return what a policy holds in this field, in words."""
        if self.facts is not None:
            return self.facts(policy)
        return {self.name or self.field.replace("_", " "): self.words(getattr(policy, self.field))}


@dataclass(frozen=True, slots=True)
class FieldTable(Generic[T]):
    """Every field of one kind of policy, in the order in which they are shown."""

    kind: type[T]
    rows: tuple[Row, ...]

    def __post_init__(self) -> None:
        differing = {row.field for row in self.rows} ^ {item.name for item in fields(self.kind)}  # type: ignore[arg-type] # a dataclass
        assert not differing, f"{self.kind.__name__}: {sorted(differing)} of either only"

    def facts(self, policy: T) -> Facts:
        """Return what the policy holds, each value in words by its name."""
        return {name: words for row in self.rows for name, words in row.facts_of(policy).items()}

    def words(self, policy: T) -> str:
        """Return all that the policy holds in one line."""
        parts = [f"{name} {value}" for name, value in self.facts(policy).items() if value != NONE]
        return "; ".join(parts) or "nothing"

    def diff(self, code: str, subject: str, old: T, new: T) -> Iterator[Change]:
        """Yield every value that changed."""
        return diff_facts(code, subject, self.facts(old), self.facts(new))

    def diff_rows(self, old: T, new: T) -> Iterator[Change]:
        """Yield what changed, each field by the code and in the way of its row."""
        for row in self.rows:
            if row.diff is not None:
                yield from row.diff(row, old, new)

    def normal(self, policy: T) -> T:
        """Return the policy in normal form."""
        normal = {row.field: row.normal(policy) for row in self.rows if row.normal is not None}
        return replace(policy, **normal)  # type: ignore[type-var] # a dataclass


def elsewhere(field: str, normal: Callable[[Any], Any] | None = None) -> Row:
    """Return the row of a field that another function compares, or that another one implies."""
    return Row(field, facts=lambda _: {}, normal=normal)


def unordered(field: str, name: str = "") -> Row:
    """Return the row of a list without order: its normal form is sorted, with no entry twice."""
    return Row(field, name, normal=lambda policy: tuple(sorted(set(getattr(policy, field)))))


def part(field: str, table: FieldTable[Any]) -> Row:
    """Return the row of a part that has a table of its own."""
    return Row(
        field,
        facts=lambda policy: table.facts(getattr(policy, field)),
        normal=lambda policy: table.normal(getattr(policy, field)),
    )
