"""The JSON Schema says what the models say."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from leadpact.pact.document import PactDocument
from leadpact.pact.document_model import PactModel
from leadpact.pact.schema import nodes_at, pact_json_schema, schema_text
from vacuous import some

ROOT = Path(__file__).parents[3]
SCHEMA = pact_json_schema()


def test_the_published_schema_is_fresh():
    published = (ROOT / "docs/reference/pact.schema.json").read_text(encoding="utf-8")
    assert published == schema_text(), "see docs/how-to/change-a-pact.md on how to refresh it"
    assert json.loads(published) == SCHEMA


def objects(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "properties" in node:
            yield node
        for value in node.values():
            yield from objects(value)
    elif isinstance(node, list):
        for value in node:
            yield from objects(value)


def models(base: type[PactModel] = PactModel) -> Iterator[type[PactModel]]:
    for model in base.__subclasses__():
        yield model
        yield from models(model)


def test_every_model_of_a_pact_is_described_once():
    described = [node["title"] for node in objects(SCHEMA)]
    assert sorted(described) == sorted(model.__name__[: -len("Document")] for model in models())


def test_every_key_has_a_title_a_description_and_an_example():
    for section in some(objects(SCHEMA)):
        assert section["additionalProperties"] is False
        assert section["description"]
        for key, node in section["properties"].items():
            assert node["title"], key
            assert node["description"].endswith("."), key
            assert node["examples"], key


def test_nothing_in_it_is_left_over_from_the_code():
    text = json.dumps(SCHEMA)
    assert "Document" not in text
    assert "null" not in text


def test_every_reference_leads_somewhere():
    text = json.dumps(SCHEMA)
    names = set(re.findall(r'"#/\$defs/(\w+)"', text))
    assert names == set(SCHEMA["$defs"])


def test_a_caller_cannot_change_it_for_others():
    pact_json_schema()["properties"].clear()
    assert pact_json_schema() == SCHEMA


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ((), "Pact"),
        (("attributes", "tier"), "Attribute"),
        (("scores", "fit"), "Score"),
        (("scores", "account"), "AccountScore"),
        (("scores", "total"), "SumScore"),
        (("scores", "fit", "rules", 0), "ConditionRule"),
        (("scores", "fit", "rules", 1), "ActivityRule"),
        (("gates", "first_meeting"), "first meeting"),
    ],
)
def test_the_kind_of_a_rule_or_score_is_reported_by_its_keys(path, title):
    body = {
        "scores": {
            "fit": {"rules": [{"when": "x"}, {"on": "y"}]},
            "account": {"combine": {}},
            "total": {"sum_of": []},
        }
    }
    assert [node["title"] for node in nodes_at(body, path)] == [title]


def test_every_example_of_a_key_fits_the_key():
    """Each example is put into a whole pact and read by the models."""
    for name, node in SCHEMA["properties"].items():
        for example in node["examples"]:
            PactDocument.model_validate({"spec": 1, "name": "x", name: example})
    parts = {
        "Attribute": ("attributes", {"type": "category"}),
        "Activity": ("activities", {}),
        "Score": ("scores", {"rules": [{"id": "a", "when": "x", "points": 1}]}),
        "SumScore": ("scores", {"sum_of": ["a"]}),
        "AccountScore": ("scores", {"combine": {"from": "a", "method": "max"}}),
    }
    for definition, (section, whole) in parts.items():
        for key, node in SCHEMA["$defs"][definition]["properties"].items():
            for example in node["examples"]:
                PactDocument.model_validate(
                    {"spec": 1, "name": "x", section: {"a": {**whole, key: example}}}
                )
    rules = {
        "ConditionRule": {"id": "a", "when": "x", "points": 1},
        "ActivityRule": {"id": "a", "on": "x", "points": 1},
    }
    for definition, whole in rules.items():
        for key, node in SCHEMA["$defs"][definition]["properties"].items():
            for example in node["examples"]:
                score = {"rules": [{**whole, key: example}]}
                PactDocument.model_validate({"spec": 1, "name": "x", "scores": {"a": score}})
