"""At every level of a pact, an unknown key is refused and the known one is suggested."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from pact_tables import BASE

from leadpact.pact.check import check_pact_text
from leadpact.pact.schema import nodes_at
from leadpact.pact.yaml_lines import Path_, load_yaml

DOCUMENT, _, _ = load_yaml(BASE, "base.yaml")


def mappings(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    if isinstance(value, dict):
        yield path
        for key, item in value.items():
            yield from mappings(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from mappings(item, (*path, index))


def misspelled_keys() -> list[tuple[Path_, str]]:
    return [
        (path, key)
        for path in mappings(DOCUMENT)
        for node in nodes_at(DOCUMENT, path)
        for key in node.get("properties", {})
    ]


def test_there_are_keys_at_seven_levels():
    assert {len(path) for path, _ in misspelled_keys()} == {0, 1, 2, 3, 4, 5, 7}


@pytest.mark.parametrize(("path", "key"), misspelled_keys())
def test_a_misspelled_key_is_refused_with_the_known_one(path: Path_, key: str):
    document = deepcopy(DOCUMENT)
    section = document
    for part in path:
        section = section[part]
    section[f"{key}x"] = 1
    found = check_pact_text(json.dumps(document)).issues
    assert [issue.code for issue in found] == ["key-unknown"]
    assert f"`{key}x` is not a key of " in found[0].fact
    assert found[0].fix == f"Did you mean `{key}`?"


def test_a_key_like_no_other_is_refused_with_all_that_are_known():
    text = BASE.replace("{acceptance_rate: 0.8}", "{zzz: 1}")
    (issue,) = check_pact_text(text).issues
    assert issue.fix == (
        "Known here: `acceptance_rate`, `conversation_leads_per_month`,"
        " `opportunity_creation_rate`, `promises`, `rates`, `volumes`."
    )
