"""Checks of identity: countries, faults, probabilities, and lists that name a thing once."""

from collections.abc import Iterator
from typing import Any

from leadpact.pact.checks.base import add_repeats
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.sections.identity.countries import COUNTRIES, OTHERWISE_CALLED
from leadpact.pact.sections.identity.document import (
    DuplicatesDocument,
    IdentityDocument,
    SurvivorshipDocument,
)
from leadpact.terms.hygiene import FaultCode


def check_country_is_known(draft: Draft, identity: IdentityDocument) -> None:
    """Check that the country of numbers without one is a code of ISO 3166."""
    country = identity.hygiene.default_country
    if country is None or country in COUNTRIES:
        return
    code = OTHERWISE_CALLED.get(country.upper(), country.upper())
    fact = f"`{country}` is not the code of a country."
    fix = "Write its two letters in ISO 3166, such as `US`."
    if code in COUNTRIES:
        fix = f"Did you mean `{code}`?"
    draft.add("country-unknown", ("identity", "hygiene", "default_country"), fact, fix)


def check_faults_count(draft: Draft, identity: IdentityDocument) -> None:
    """Check that some fault of a lead's data counts in its grade."""
    if all(identity.hygiene.faults.get(code.value) == "ignored" for code in FaultCode):
        draft.add(
            "faults-all-ignored",
            ("identity", "hygiene", "faults"),
            "Every fault is ignored, so the data of every lead has the best grade.",
            "Take those out of the list that matter.",
        )


def check_review_is_below_same(draft: Draft, identity: IdentityDocument) -> None:
    """Check that leads are reviewed from a lower probability than they are the same."""
    part = identity.duplicates
    if part and part.review_from > part.same_from:
        key = "review_from" if "review_from" in part.model_fields_set else "same_from"
        draft.add(
            "review-above-same",
            ("identity", "duplicates", key),
            f"Leads are to be reviewed from {part.review_from}, and are the same person from"
            f" {part.same_from}: none would be reviewed, and it is unclear which is"
            " meant.",
            "Write `review_from` at most as high as `same_from`.",
        )


def check_identity_entries_are_unique(draft: Draft, identity: IdentityDocument) -> None:
    """Check that no list of the section has an entry twice."""
    for path, entries in _lists(identity):
        add_repeats(draft, path, entries)


_ORDINARY = {
    "enrichment": ("derive", "providers", "fields"),
    "duplicates": ("fields",),
    "survivorship": ("source_order", "otherwise"),
    "accounts": ("tie_breakers", "blank_equals_blank"),
}


def _lists(identity: IdentityDocument) -> Iterator[tuple[Path_, list[Any]]]:
    """Yield every list of the section whose entries differ; a key has no order."""
    for name, keys in _ORDINARY.items():
        part = getattr(identity, name)
        if part is not None:
            yield from ((("identity", name, key), getattr(part, key)) for key in keys)
        if isinstance(part, DuplicatesDocument):
            path: Path_ = ("identity", name, "keys")
            yield path, [", ".join(sorted(set(key))) for key in part.keys]
            yield from (((*path, index), key) for index, key in enumerate(part.keys))
        if isinstance(part, SurvivorshipDocument):
            for index, group in enumerate(part.fields):
                yield ("identity", name, "fields", index, "prefer"), group.prefer
