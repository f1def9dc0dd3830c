"""Warnings of values that a table of cases gives to leads and that the pact does not list."""

from collections.abc import Iterator, Mapping
from typing import Any

from leadpact.pact.ruleset import Ruleset
from leadpact.pact.yaml_lines import Positions
from leadpact.terms.attributes import AttributeType
from leadpact.terms.issues import Issue, Level
from leadpact.testing.case_leads import lead_values
from leadpact.testing.case_values import did_you_mean


def unlisted_values(
    document: Mapping[str, Any], positions: Positions, ruleset: Ruleset
) -> Iterator[Issue]:
    """Yield the values of categories that are not on the pact's list, as of a data set."""
    lists = {
        item.name: item.values
        for item in ruleset.attributes.values()
        if item.type is AttributeType.CATEGORY and item.values
    }
    for values, path in lead_values(document):
        for name, value in values.items() if isinstance(values, dict) else ():
            listed = lists.get(name)
            if listed is None or not isinstance(value, str) or value.strip() in ("", *listed):
                continue
            fact = (
                f"`{value}` is not on the pact's list of `{name}`, so that no condition on the list"
                " finds it."
            )
            place = positions.value_place((*path, name))
            fix = did_you_mean(value, listed)
            yield Issue("category-value-unlisted", Level.WARNING, place, fact, fix)
