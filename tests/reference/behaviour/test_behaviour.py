"""What is decided on fixed random inputs is what it was when the digests were committed.

Before the inputs or the outputs are changed on purpose, read `record.py`.
"""

import json
from dataclasses import dataclass
from enum import StrEnum

import pytest
from behaviour_funnels import REAL, SHARED_DATA
from behaviour_histories import KINDS as HISTORY_KINDS
from behaviour_pacts import KINDS as PACT_KINDS
from behaviour_pacts import record_pacts
from canonical_values import Writer
from record import BLOCKS, DIGESTS, differing_kinds, digests_of, kept_digests

N_QUICK = {"kept-pacts": 1, "histories": 10, "pacts": 6, "company": 2}
"""So many blocks of each family are compared each time, and all of them in the long profile."""


def _blocks(family: str) -> list[str]:
    return [block for block in BLOCKS if block.startswith(f"{family}/")]


QUICK = [block for family, n in N_QUICK.items() for block in _blocks(family)[:n]]
OTHERS = [block for block in BLOCKS if block not in QUICK and block not in REAL]


def hold(block: str) -> None:
    kinds = differing_kinds(block)
    how = f"python tests/reference/behaviour/record.py --dump {block} --kind {kinds[:1]}"
    assert kinds == [], f"block {block} of {DIGESTS.name} differs; see it by: {how}"


@pytest.mark.parametrize("block", QUICK)
def test_behaviour_is_as_recorded(block: str) -> None:
    hold(block)


@pytest.mark.long
@pytest.mark.parametrize("block", OTHERS)
def test_behaviour_is_as_recorded_in_the_other_blocks(block: str) -> None:
    hold(block)


@pytest.mark.long
@pytest.mark.parametrize("block", REAL)
def test_behaviour_on_a_real_funnel_is_as_recorded(block: str) -> None:
    if not SHARED_DATA.is_dir():
        pytest.skip(f"real data is not distributed: no folder {SHARED_DATA} (LEADPACT_SHARED_DATA)")
    hold(block)


def test_every_block_has_a_digest_of_every_kind() -> None:
    kept = kept_digests()
    assert list(kept) == list(BLOCKS)
    for family, kinds in (("histories", HISTORY_KINDS), ("pacts", PACT_KINDS)):
        assert {tuple(kept[block]) for block in _blocks(family)} == {kinds}
    empty = digests_of({"empty": []})["empty"]
    assert all(empty not in digests.values() for digests in kept.values())


def test_the_drawn_pacts_are_neither_all_valid_nor_mostly_invalid() -> None:
    recorded = record_pacts(0)
    assert 15 <= len(recorded["fingerprints"]) < len(recorded["documents"])


def test_one_changed_value_changes_the_digest_of_its_kind_alone() -> None:
    recorded = {"events": ["1 a", "2 b"], "states": ["1 c"]}
    changed = {**recorded, "events": ["1 a", "2 d"]}
    one, other = digests_of(recorded), digests_of(changed)
    assert one["events"] != other["events"]
    assert one["states"] == other["states"]


def test_mappings_and_sets_are_written_in_one_order() -> None:
    write = Writer().write
    assert write({"b": {2, 1}, "a": frozenset("yx")}) == write({"a": {"x", "y"}, "b": {1, 2}})
    assert json.loads(write({"b": [1], "a": None})) == {"a": None, "b": [1]}


class Colour(StrEnum):
    DARK_RED = "DARK_RED"


class Shade(StrEnum):
    MAROON = "MAROON"


@dataclass(frozen=True)
class Apple:
    apple_id: str
    colour: Colour
    weight: int = 1


@dataclass(frozen=True)
class Pome:
    pome_id: str
    shade: Shade
    grams: int = 1


def test_renamed_classes_fields_and_listed_codes_leave_the_text_as_it_is() -> None:
    one, other = Apple("a/1-dark", Colour.DARK_RED), Pome("a/1-deep", Shade.MAROON)
    renamed = {"DARK_RED": "MAROON", "dark": "deep"}
    assert Writer(renamed).write([other]) == Writer().write([one])
    assert Writer().write([other]) != Writer().write([one])


def test_a_changed_value_or_order_of_fields_changes_the_text() -> None:
    write = Writer().write
    assert write(Apple("a", Colour.DARK_RED)) != write(Apple("a", Colour.DARK_RED, 2))
    assert write(("a", 1)) != write((1, "a"))


def test_a_value_of_an_unknown_class_is_an_error() -> None:
    with pytest.raises(TypeError, match="SHAPES"):
        Writer().write(object())
