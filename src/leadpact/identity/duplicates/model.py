"""One model of when two records are one person, as data: comparisons, prior, blocking keys.

Nothing is evaluated here: `compare` reads the model for two records, `splink_model` for many.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import log2
from typing import Any

VERSION = 1
FLOOR = 1e-4
"""No value counts as rarer than one in ten thousand, however few records have it."""


class FieldKind(StrEnum):
    """The kind of a field, which decides how it is prepared and compared."""

    GIVEN_NAME = "GIVEN_NAME"
    FAMILY_NAME = "FAMILY_NAME"
    DATE = "DATE"
    PLACE = "PLACE"
    ADDRESS = "ADDRESS"
    POSTCODE = "POSTCODE"
    IDENTIFIER = "IDENTIFIER"
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    COMPANY = "COMPANY"
    DOMAIN = "DOMAIN"
    CATEGORY = "CATEGORY"


class Test(StrEnum):
    """The test of a level on two records; both sides of every test must be known."""

    __test__ = False  # pytest would take it for tests

    MISSING = "MISSING"  # one of the two is missing: no evidence either way
    EQUAL = "EQUAL"
    CROSSED = (
        "CROSSED"  # the column of one is another column of the other: names in each other's place
    )
    SIMILAR = "SIMILAR"  # Jaro-Winkler similarity of at least `limit`
    EDITS = "EDITS"  # Damerau-Levenshtein distance of at most `limit`
    OTHERWISE = "OTHERWISE"


@dataclass(frozen=True, slots=True)
class AgreementLevel:
    """One degree of agreement of a comparison.

    Attributes
    ----------
    test, column, limit, other
        The tests, and the prepared columns they read. For MISSING, `other` may name a second
        column: only when the pair lacks both, the comparison is silent.
    explained_by
        For MISSING: columns that make the comparison silent too when the pair agrees on one.
    m, u
        How often two records of one person, and of two people, come to this level; `None` before
        training and for MISSING.
    by_frequency
        Whether agreement on a common value counts less than on a rare one.
    """

    test: Test
    column: str = ""
    limit: float = 0.0
    other: str = ""
    m: float | None = None
    u: float | None = None
    by_frequency: bool = False
    explained_by: tuple[str, ...] = ()

    @property
    def weight(self) -> float:
        """The match weight in bits; 0 where nothing is known."""
        return log2(self.m / self.u) if self.m and self.u else 0.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """How one piece of evidence is compared: the first level whose test holds counts."""

    name: str
    fields: tuple[str, ...]
    levels: tuple[AgreementLevel, ...]


@dataclass(frozen=True, slots=True)
class MatchModel:
    """Everything that decides how alike two people are.

    Attributes
    ----------
    fields
        The fields of a record and their kinds.
    comparisons, keys, prior
        The comparisons, the keys that bring two records together, and the chance that two random
        records are one person.
    frequencies
        By prepared column, the share of records that have a value, for values more frequent than
        the column's floor. A column that is not there is not adjusted for frequency.
    floors
        By column, the least share that a value counts with.
    provenance
        How the numbers came about.
    """

    fields: Mapping[str, FieldKind]
    comparisons: tuple[Comparison, ...]
    keys: tuple[tuple[str, ...], ...]
    prior: float = 1e-4
    frequencies: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    floors: Mapping[str, float] = field(default_factory=dict)
    provenance: str = "not trained"

    def columns(self) -> tuple[str, ...]:
        """Return the prepared columns that comparisons and keys read, each once, in order."""
        read = [name for key in self.keys for name in key]
        for comparison in self.comparisons:
            for level in comparison.levels:
                read += [name for name in (level.column, level.other, *level.explained_by) if name]
        return tuple(dict.fromkeys(read))

    def only(self, fields: tuple[str, ...], keys: tuple[tuple[str, ...], ...]) -> "MatchModel":
        """Return the model of some fields and keys; empty means all."""
        kept = {name: kind for name, kind in self.fields.items() if not fields or name in fields}
        comparisons = tuple(
            _without(item, kept) for item in self.comparisons if set(item.fields) <= set(kept)
        )
        own = tuple(key for key in keys or self.keys if all(_is_of(name, kept) for name in key))
        return replace(self, fields=kept, comparisons=comparisons, keys=own)


def _without(comparison: Comparison, fields: Mapping[str, FieldKind]) -> Comparison:
    """Return a comparison that looks at no other field than these."""
    levels = (
        replace(level, explained_by=tuple(n for n in level.explained_by if _is_of(n, fields)))
        for level in comparison.levels
        if level.test is not Test.CROSSED or _is_of(level.other, fields)
    )
    return replace(comparison, levels=tuple(levels))


def _is_of(column: str, fields: Mapping[str, FieldKind]) -> bool:
    return column.split("__", maxsplit=1)[0] in fields


def model_to_json(model: MatchModel) -> str:
    """Return a model as text; `model_from_json` reads it back."""
    data = {
        "version": VERSION,
        "provenance": model.provenance,
        "prior": model.prior,
        "fields": {name: str(kind) for name, kind in model.fields.items()},
        "keys": [list(key) for key in model.keys],
        "comparisons": [
            {
                "name": item.name,
                "fields": list(item.fields),
                "levels": [_level_to_data(level) for level in item.levels],
            }
            for item in model.comparisons
        ],
        "floors": dict(model.floors),
        "frequencies": {
            name: dict(sorted(known.items())) for name, known in model.frequencies.items()
        },
    }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _level_to_data(level: AgreementLevel) -> dict[str, Any]:
    data = {name: getattr(level, name) for name in AgreementLevel.__slots__}
    return {name: value for name, value in data.items() if value not in ("", 0.0, None, False, ())}


def model_from_json(text: str) -> MatchModel:
    """Read a model that `model_to_json` wrote.

    Raises
    ------
    UnableToReadModel
        If the text is no model of this version.
    """
    data = json.loads(text)
    if not isinstance(data, dict) or data.get("version") != VERSION:
        raise UnableToReadModel(f"This is not a match model of version {VERSION}. Train it again.")
    return MatchModel(
        fields={name: FieldKind(kind) for name, kind in data["fields"].items()},
        comparisons=tuple(_comparison_of(item) for item in data["comparisons"]),
        keys=tuple(tuple(key) for key in data["keys"]),
        prior=data["prior"],
        frequencies=data["frequencies"],
        floors=data["floors"],
        provenance=data["provenance"],
    )


def _comparison_of(data: Mapping[str, Any]) -> Comparison:
    return Comparison(data["name"], tuple(data["fields"]), tuple(map(_level_of, data["levels"])))


def _level_of(data: Mapping[str, Any]) -> AgreementLevel:
    own = {"test": Test(data["test"]), "explained_by": tuple(data.get("explained_by", ()))}
    return AgreementLevel(**{**data, **own})


class UnableToReadModel(ValueError):
    """The text is no match model of this version."""


def to_probability(weight: float) -> float:
    """Return the probability that corresponds to a match weight."""
    if weight >= 0:
        return float(1 / (1 + 2**-weight))
    return float(2**weight / (1 + 2**weight))


def to_weight(probability: float) -> float:
    """Return the match weight from which on a probability is reached; infinite for 0 and 1.

    Of the prior it is the odds that two random records are one person, in bits.
    """
    if 0 < probability < 1:
        return log2(probability / (1 - probability))
    return float("inf") if probability >= 1 else float("-inf")
