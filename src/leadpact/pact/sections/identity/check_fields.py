"""Checks of the fields that `identity` names: leads have them, and each has one place."""

from collections.abc import Iterator

from leadpact.pact.checks.base import did_you_mean
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.sections.identity.document import (
    DuplicatesDocument,
    IdentityDocument,
    SurvivorshipDocument,
)
from leadpact.pact.sections.identity.enrichment import APPENDED_FIELDS
from leadpact.pact.sections.identity.survivorship import DEFAULT_SURVIVAL
from leadpact.terms.tables import TABLES

LEAD_FIELDS = frozenset(
    {*(column.name for column in TABLES["leads"].columns), *APPENDED_FIELDS, "address"}
)
"""The fields that a lead may have whatever the pact declares."""

KEY_PARTS = ("area", "initial", "root", "start", "year")
"""What a key may take of a field, as in `last_name__start`."""


def check_identity_fields_are_known(draft: Draft, identity: IdentityDocument) -> None:
    """Check that a field that the section names is one that leads have."""
    known = LEAD_FIELDS | draft.attributes.keys()
    for path, name, on_key in _named_fields(identity):
        if not _is_field(draft, name):
            draft.add(
                "lead-field-unknown",
                path,
                f"No lead has a field `{name}`, so this has no effect.",
                f"{did_you_mean(name, known)} Or declare it under `attributes`.",
                on_key=on_key,
            )


def _is_field(draft: Draft, name: str) -> bool:
    return name in LEAD_FIELDS or name in draft.attributes or name in draft.unreliable_names


def _named_fields(identity: IdentityDocument) -> Iterator[tuple[Path_, str, bool]]:
    """Yield each field that is named, where, and whether it is a key there."""
    for key in ("enrichment", "duplicates"):
        names = getattr(getattr(identity, key), "fields", ())
        yield from (
            (("identity", key, "fields", index), name, False) for index, name in enumerate(names)
        )
    for name in identity.enrichment.overwrite_fields if identity.enrichment else ():
        yield ("identity", "enrichment", "overwrite_fields", name), name, True
    for place, column in _columns(identity.duplicates) if identity.duplicates else ():
        yield place, column.split("__")[0], False
    yield from ((place, name, False) for place, name in _survivors(identity.survivorship))


def _columns(part: DuplicatesDocument) -> Iterator[tuple[Path_, str]]:
    for number, key in enumerate(part.keys):
        for index, column in enumerate(key):
            yield ("identity", "duplicates", "keys", number, index), column


def _survivors(part: SurvivorshipDocument) -> Iterator[tuple[Path_, str]]:
    for number, group in enumerate(part.fields):
        for index, name in enumerate(group.fields):
            yield ("identity", "survivorship", "fields", number, "fields", index), name


def check_keys_can_find_leads(draft: Draft, identity: IdentityDocument) -> None:
    """Check that a key takes known parts of fields, and only of fields that are compared."""
    part = identity.duplicates
    for path, column in _columns(part) if part else ():
        name, has_part, taken = column.partition("__")
        if has_part and taken not in KEY_PARTS:
            draft.add(
                "key-part-unknown",
                path,
                f"A key cannot take `{taken}` of the field `{name}`.",
                did_you_mean(taken, KEY_PARTS),
            )
        elif part and part.fields and name not in part.fields and _is_field(draft, name):
            draft.add(
                "key-without-field",
                path,
                f"The key asks for `{name}`, which is not among the fields that are"
                " compared, so the key is not used.",
                f"Add `{name}` to `duplicates.fields`, or take it out of the key.",
            )


def check_appended_fields_are_given(draft: Draft, identity: IdentityDocument) -> None:
    """Check that rules on appended values name fields that a provider or a derivation gives."""
    part = identity.enrichment
    if part is None:
        return
    path: Path_ = ("identity", "enrichment")
    for name in sorted(set(part.overwrite_fields) - set(part.fields)):
        if not _is_field(draft, name):
            continue
        draft.add(
            "overwrite-without-effect",
            (*path, "overwrite_fields", name),
            f"`{name}` is not among the fields that providers may give, so nothing is ever"
            " overwritten there.",
            f"Add `{name}` to `enrichment.fields`, or take it out here.",
            on_key=True,
        )
    given = [key for key in _OF_PROVIDERS if key in part.model_fields_set]
    if given and not part.providers:
        draft.add(
            "providers-missing",
            (*path, given[0]),
            "The pact names no provider, so nobody is asked and this has no effect.",
            "Name one under `enrichment.providers`, or take this out.",
            on_key=True,
        )


_OF_PROVIDERS = ("fields", "overwrite", "overwrite_fields", "at_most_days_old")


def check_survivors_are_chosen_once(draft: Draft, identity: IdentityDocument) -> None:
    """Check that one rule chooses a field, and the same one the fields that belong with it."""
    part = identity.survivorship
    seen: set[str] = set()
    for path, name in _survivors(part):
        if name in seen:
            draft.add(
                "survivor-twice",
                path,
                f"`{name}` is named twice, so it is unclear how it is chosen.",
                "Keep it in one entry, once.",
            )
        seen.add(name)
    first = {name: path for path, name in reversed(list(_survivors(part)))}
    for name, path in first.items():
        _look_for_parted(draft, path, name, seen)


def _look_for_parted(draft: Draft, path: Path_, name: str, seen: set[str]) -> None:
    """Tell, at the first of several fields that belong together, which of them are left."""
    together = _belong_with(name)
    left = [field for field in together if field not in seen]
    if left and name == next(field for field in together if field in seen):
        fields = ", ".join(f"`{field}`" for field in left)
        draft.add(
            "survivors-parted",
            path,
            f"By default, {fields} and `{name}` come from one and the same lead; the entries"
            f" here leave {fields} out, so they may come from two.",
            f"Add {fields} to the entry, unless that is meant.",
        )


def _belong_with(name: str) -> tuple[str, ...]:
    return next((group.fields for group in DEFAULT_SURVIVAL if name in group.fields), ())


def check_source_order_is_used(draft: Draft, identity: IdentityDocument) -> None:
    """Check that there is an order of sources if a field is chosen by it, and only then."""
    part = identity.survivorship
    path: Path_ = ("identity", "survivorship")
    lists = [((*path, "otherwise"), part.otherwise)]
    lists += [
        ((*path, "fields", index, "prefer"), group.prefer)
        for index, group in enumerate(part.fields)
    ]
    used = [
        (*place, names.index("source_order")) for place, names in lists if "source_order" in names
    ]
    if part.source_order and not used:
        draft.add(
            "source-order-unused",
            (*path, "source_order"),
            "No field is chosen by the order of sources, so it has no effect.",
            "Add `source_order` to a `prefer` or to `otherwise`, or remove the order.",
            on_key=True,
        )
    if used and not part.source_order:
        draft.add(
            "source-order-missing",
            used[0],
            "The pact gives no order of sources, so this tells no two leads apart.",
            "Add `source_order` to `survivorship`, such as `[crm, webinar]`.",
        )
