"""One recipe makes the comparisons and keys of any records from the kinds of their fields."""

import re
from collections.abc import Mapping, Sequence
from itertools import combinations, product

from leadpact.identity.duplicates.model import Comparison, Kind, Level, MatchModel, Test

_NAMES = (Kind.GIVEN_NAME, Kind.FAMILY_NAME)
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_OWN = (Kind.IDENTIFIER, Kind.EMAIL, Kind.PHONE)
_EMPLOYERS = (Kind.COMPANY, Kind.DOMAIN)

_BELOW_EQUAL: dict[Kind, tuple[tuple[Test, float, str], ...]] = {
    Kind.GIVEN_NAME: ((Test.EQUAL, 0, "root"), (Test.SIMILAR, 0.92, ""), (Test.SIMILAR, 0.8, "")),
    Kind.FAMILY_NAME: ((Test.SIMILAR, 0.92, ""), (Test.SIMILAR, 0.8, "")),
    Kind.DATE: ((Test.EDITS, 1, ""), (Test.EDITS, 2, ""), (Test.EQUAL, 0, "year")),
    Kind.PLACE: ((Test.SIMILAR, 0.9, ""),),
    Kind.ADDRESS: ((Test.SIMILAR, 0.9, ""), (Test.SIMILAR, 0.75, "")),
    Kind.POSTCODE: ((Test.EDITS, 1, ""), (Test.EQUAL, 0, "area")),
    Kind.IDENTIFIER: ((Test.EDITS, 1, ""), (Test.EDITS, 2, "")),
    Kind.EMAIL: ((Test.SIMILAR, 0.97, ""),),  # the local part is a name: no evidence beside names
    Kind.PHONE: ((Test.EDITS, 1, ""),),
    Kind.COMPANY: ((Test.SIMILAR, 0.92, ""), (Test.SIMILAR, 0.8, "")),
}
"""The levels between equal and otherwise: test, limit, and what derived column it reads."""

_BY_FREQUENCY = frozenset(Kind) - {Kind.IDENTIFIER, Kind.EMAIL, Kind.PHONE}


def make_model(fields: Mapping[str, Kind]) -> MatchModel:
    """Return an untrained model of records that have these fields.

    Parameters
    ----------
    fields
        Names and kinds, such as `{"last_name": Kind.FAMILY_NAME}`. Names are in lower case and
        have no `__` in them.

    Raises
    ------
    ValueError
        If a name is none, for names become columns of SQL.
    """
    for name in fields:
        if not _NAME.fullmatch(name) or "__" in name:
            raise ValueError(
                f"The field {name!r} is no name: lower case letters, digits and _ only."
            )
    return MatchModel(fields=dict(fields), comparisons=_comparisons(fields), keys=_keys(fields))


def _of(fields: Mapping[str, Kind], *kinds: Kind) -> list[str]:
    return [name for name, kind in fields.items() if kind in kinds]


def _comparisons(fields: Mapping[str, Kind]) -> tuple[Comparison, ...]:
    """Compare each field alone, but names crosswise and employers by name or domain together."""
    employers = _of(fields, *_EMPLOYERS)
    together = len(employers) == 2 and {fields[name] for name in employers} == set(_EMPLOYERS)
    made = [
        Comparison(name, (name,), _levels(name, kind, fields))
        for name, kind in fields.items()
        if not (together and name in employers)
    ]
    if together:
        company, domain = _of(fields, Kind.COMPANY)[0], _of(fields, Kind.DOMAIN)[0]
        phones = _of(fields, Kind.PHONE)
        made.append(
            Comparison("employer", (company, domain), _employer_levels(company, domain, phones))
        )
    return tuple(made)


def _levels(name: str, kind: Kind, fields: Mapping[str, Kind]) -> tuple[Level, ...]:
    levels = [Level(Test.MISSING, name), _equal(name, kind)]
    if kind in _NAMES:
        levels += [
            Level(Test.CROSSED, name, other=other)
            for other in _of(fields, *_NAMES)
            if other != name
        ]
    levels += [
        Level(test, f"{name}__{derived}" if derived else name, limit)
        for test, limit, derived in _BELOW_EQUAL.get(kind, ())
    ]
    return (*levels, Level(Test.OTHERWISE))


def _equal(name: str, kind: Kind) -> Level:
    return Level(Test.EQUAL, name, by_frequency=kind in _BY_FREQUENCY)


def _employer_levels(company: str, domain: str, phones: Sequence[str]) -> tuple[Level, ...]:
    """Levels of an employer known by name, by domain, or by both: one agreement, counted once.

    Colleagues share their employer's switchboard: where the phone is the same, the same employer
    is no further evidence.
    """
    return (
        Level(Test.MISSING, company, other=domain, explained_by=tuple(phones)),
        _equal(domain, Kind.DOMAIN),
        _equal(company, Kind.COMPANY),
        *(Level(test, company, limit) for test, limit, _ in _BELOW_EQUAL[Kind.COMPANY]),
        Level(Test.OTHERWISE),
    )


def _keys(fields: Mapping[str, Kind]) -> tuple[tuple[str, ...], ...]:
    """Return the keys: what is one's own, and names with each other, with dates, with places."""
    given, family = _of(fields, Kind.GIVEN_NAME), _of(fields, Kind.FAMILY_NAME)
    names, dates = given + family, _of(fields, Kind.DATE)
    places = _of(fields, Kind.PLACE, Kind.ADDRESS)
    areas = [f"{name}__area" for name in _of(fields, Kind.POSTCODE)]
    keys: list[tuple[str, ...]] = [(name,) for name in _of(fields, *_OWN)]
    keys += [(f"{a}__start", f"{b}__start") for a in given for b in family]
    keys += list(product(given, family))  # where the beginnings are crowded
    keys += [(name, date) for date in dates for name in (*names, *places, *areas)]
    keys += [(f"{name}__start", place) for place in (*areas, *places) for name in names]
    keys += [
        (f"{name}__start", employer) for employer in _of(fields, *_EMPLOYERS) for name in names
    ]
    keys += [
        (f"{a}__initial", f"{b}__initial", f"{date}__year")
        for a in given
        for b in family
        for date in dates
    ]
    keys += list(combinations(places, 2))
    return tuple(keys)
