"""What the relations start from: columns of other types are read as the pact's, never rounded."""

import pyarrow as pa
import pytest

from leadpact.pact.check import load_pact_text
from leadpact.relational.inputs import Inputs, lead_facts
from leadpact.storage.store import open_duckdb

PACT = """\
spec: 1
name: Seats
attributes:
  seats: {type: integer, from: leads.seats}
scores:
  fit: {rules: [{id: some, when: "seats > 10", points: 5}]}
"""


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (pa.array(["10.6", "10", " 12 ", "12.0", "many", ""]), [None, 10, 12, 12, None, None]),
        (pa.array([10.6, 10.0, float("nan"), None, 1e300]), [None, 10, None, None, None]),
        (pa.array([10, 11, None]), [10, 11, None]),
    ],
)
def test_what_is_no_integer_is_missing_and_not_rounded(
    column: pa.Array, expected: list[int | None]
) -> None:
    ruleset = load_pact_text(PACT)
    ids = [str(number) for number in range(len(column))]
    with open_duckdb() as store:
        leads = store.backend.create_table(
            "leads", pa.table({"lead_id": ids, "seats": column}), temp=True
        )
        rows = store.fetch_rows(lead_facts(Inputs(leads), ruleset).order_by("lead_id"))
    assert [row["seats"] for row in rows] == expected
    assert [row["_static_fit"] for row in rows] == [
        5000 if seats is not None and seats > 10 else 0 for seats in expected
    ]
