"""One recipe makes the comparisons and keys of any records from the kinds of their fields.

The model that ships is made by it: trained without labels on simulated leads, see its provenance.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import combinations, product

from leadpact.identity.duplicates.model import (
    AgreementLevel,
    Comparison,
    FieldKind,
    MatchModel,
    Test,
    model_from_json,
)

_NAMES = (FieldKind.GIVEN_NAME, FieldKind.FAMILY_NAME)
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_OWN = (FieldKind.IDENTIFIER, FieldKind.EMAIL, FieldKind.PHONE)
_EMPLOYERS = (FieldKind.COMPANY, FieldKind.DOMAIN)

_BELOW_EQUAL: dict[FieldKind, tuple[tuple[Test, float, str], ...]] = {
    FieldKind.GIVEN_NAME: (
        (Test.EQUAL, 0, "root"),
        (Test.SIMILAR, 0.92, ""),
        (Test.SIMILAR, 0.8, ""),
    ),
    FieldKind.FAMILY_NAME: ((Test.SIMILAR, 0.92, ""), (Test.SIMILAR, 0.8, "")),
    FieldKind.DATE: ((Test.EDITS, 1, ""), (Test.EDITS, 2, ""), (Test.EQUAL, 0, "year")),
    FieldKind.PLACE: ((Test.SIMILAR, 0.9, ""),),
    FieldKind.ADDRESS: ((Test.SIMILAR, 0.9, ""), (Test.SIMILAR, 0.75, "")),
    FieldKind.POSTCODE: ((Test.EDITS, 1, ""), (Test.EQUAL, 0, "area")),
    FieldKind.IDENTIFIER: ((Test.EDITS, 1, ""), (Test.EDITS, 2, "")),
    FieldKind.EMAIL: (
        (Test.SIMILAR, 0.97, ""),
    ),  # the local part is a name: no further evidence where names are compared
    FieldKind.PHONE: ((Test.EDITS, 1, ""),),
    FieldKind.COMPANY: ((Test.SIMILAR, 0.92, ""), (Test.SIMILAR, 0.8, "")),
}
"""The levels between equal and otherwise: test, limit, and the derived column it reads."""

_BY_FREQUENCY = frozenset(FieldKind) - {FieldKind.IDENTIFIER, FieldKind.EMAIL, FieldKind.PHONE}


def make_model(fields: Mapping[str, FieldKind]) -> MatchModel:
    """Return an untrained model of records that have these fields.

    Parameters
    ----------
    fields
        Names and kinds, such as `{"last_name": FieldKind.FAMILY_NAME}`. Names are in lower case and
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


def _of(fields: Mapping[str, FieldKind], *kinds: FieldKind) -> list[str]:
    return [name for name, kind in fields.items() if kind in kinds]


def _comparisons(fields: Mapping[str, FieldKind]) -> tuple[Comparison, ...]:
    """Compare each field alone, but names crosswise and employers by name or domain together."""
    employers = _of(fields, *_EMPLOYERS)
    together = len(employers) == 2 and {fields[name] for name in employers} == set(_EMPLOYERS)
    made = [
        Comparison(name, (name,), _levels(name, kind, fields))
        for name, kind in fields.items()
        if not (together and name in employers)
    ]
    if together:
        company, domain = _of(fields, FieldKind.COMPANY)[0], _of(fields, FieldKind.DOMAIN)[0]
        phones = _of(fields, FieldKind.PHONE)
        made.append(
            Comparison("employer", (company, domain), _employer_levels(company, domain, phones))
        )
    return tuple(made)


def _levels(
    name: str, kind: FieldKind, fields: Mapping[str, FieldKind]
) -> tuple[AgreementLevel, ...]:
    levels = [AgreementLevel(Test.MISSING, name), _equal(name, kind)]
    if kind in _NAMES:
        levels += [
            AgreementLevel(Test.CROSSED, name, other=other)
            for other in _of(fields, *_NAMES)
            if other != name
        ]
    levels += [
        AgreementLevel(test, f"{name}__{derived}" if derived else name, limit)
        for test, limit, derived in _BELOW_EQUAL.get(kind, ())
    ]
    return (*levels, AgreementLevel(Test.OTHERWISE))


def _equal(name: str, kind: FieldKind) -> AgreementLevel:
    return AgreementLevel(Test.EQUAL, name, by_frequency=kind in _BY_FREQUENCY)


def _employer_levels(
    company: str, domain: str, phones: Sequence[str]
) -> tuple[AgreementLevel, ...]:
    """Levels of an employer known by name, by domain, or by both: one agreement, counted once.

    Colleagues share their employer's switchboard: where the phone is the same, the same employer
    is no further evidence.
    """
    return (
        AgreementLevel(Test.MISSING, company, other=domain, explained_by=tuple(phones)),
        _equal(domain, FieldKind.DOMAIN),
        _equal(company, FieldKind.COMPANY),
        *(
            AgreementLevel(test, company, limit)
            for test, limit, _ in _BELOW_EQUAL[FieldKind.COMPANY]
        ),
        AgreementLevel(Test.OTHERWISE),
    )


def _keys(fields: Mapping[str, FieldKind]) -> tuple[tuple[str, ...], ...]:
    """Return the keys: personal values, and names with each other, with dates, with places."""
    given, family = _of(fields, FieldKind.GIVEN_NAME), _of(fields, FieldKind.FAMILY_NAME)
    names, dates = given + family, _of(fields, FieldKind.DATE)
    places = _of(fields, FieldKind.PLACE, FieldKind.ADDRESS)
    areas = [f"{name}__area" for name in _of(fields, FieldKind.POSTCODE)]
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


LEAD_FIELDS = {
    "first_name": FieldKind.GIVEN_NAME,
    "last_name": FieldKind.FAMILY_NAME,
    "email": FieldKind.EMAIL,
    "phone": FieldKind.PHONE,
    "company": FieldKind.COMPANY,
    "domain": FieldKind.DOMAIN,
    "country": FieldKind.CATEGORY,
}
"""The fields of a lead by which people are distinguished."""


@lru_cache(maxsize=1)
def shipped_model() -> MatchModel:
    """Return the model of leads that ships with Leadpact."""
    path = files("leadpact.identity") / "data" / "match_model_leads.json"
    return model_from_json(path.read_text(encoding="utf-8"))
