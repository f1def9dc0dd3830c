"""The rules of a pact on duplicate people: when two records are the same, and how to find them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DuplicatePolicy:
    """When two records are one person, when a colleague should look, and what is compared.

    Attributes
    ----------
    p_same
        From this probability on, two records are the same person and may be merged.
    p_possible
        From this probability on, and below `p_same`, two records go to the review queue.
    fields
        The fields that are compared; none: all that the model knows and the data have.
    keys
        The blocking keys, each the prepared columns it joins, such as `("family_name", "domain")`;
        none: those of the model. Two records are compared when they agree on one of them.
    at_most_per_key
        How many records of a batch may share a key; a key that more share (a switchboard, `info@`)
        compares nobody and is reported.
    at_most_per_key_online
        The same for one new record against an index of many.
    """

    p_same: float = 0.9
    p_possible: float = 0.5
    fields: tuple[str, ...] = ()
    keys: tuple[tuple[str, ...], ...] = ()
    at_most_per_key: int = 1000
    at_most_per_key_online: int = 100
