"""Tables of fields: a field of a policy that no row holds is noticed at once."""

from dataclasses import replace

import pytest

from leadpact.pact.sections.handoff.fields import SLOT_FIELDS
from leadpact.pact.sections.handoff.policy import SlotTerms
from leadpact.pact.sections.routing.fields import CAP_FIELDS, POOL_FIELDS, TERRITORY_FIELDS
from leadpact.pact.sections.routing.policy import Caps, Pool, Spread, Territory


def test_a_table_without_one_of_the_fields_is_refused_by_its_name():
    with pytest.raises(AssertionError, match=r"SlotTerms: .*'every_minutes'"):
        replace(SLOT_FIELDS, rows=SLOT_FIELDS.rows[:-2])


def test_a_list_without_order_is_sorted_with_each_entry_once_in_normal_form():
    territory = Territory("north", countries=("SE", "NO", "SE"))
    assert TERRITORY_FIELDS.normal(territory).countries == ("NO", "SE")


def test_a_part_with_a_table_of_its_own_is_normalised_and_shown_within_the_whole():
    pool = Pool("inbound", caps=Caps(per_day=3, spread=Spread.EVEN))
    assert CAP_FIELDS.normal(pool.caps).spread is Spread.AS_THEY_COME
    assert POOL_FIELDS.normal(pool).caps == CAP_FIELDS.normal(pool.caps)
    assert POOL_FIELDS.facts(pool)["leads a day"] == "at most 3"


def test_a_diff_shows_only_the_fields_that_differ_by_their_names():
    (change,) = SLOT_FIELDS.diff("slots", "slots", SlotTerms(), SlotTerms(minutes=45))
    assert change.text == "slots: minutes of a meeting 30 → 45"
