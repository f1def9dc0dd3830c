"""Every relation of the scorecard gives on PySpark what it gives on DuckDB."""

from decimal import Decimal

import ibis
import pytest
from measured_company import AS_OF, at, decisions, fetch, ruleset, table

from leadpact.measure.scorecard import scorecard_relations

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("ignore")]  # pyspark warns of itself


@pytest.fixture(scope="module")
def spark():
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "1",
    }
    builder = sql.SparkSession.builder.master("local[1]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield ibis.pyspark.connect(session)
    session.stop()


def relations():
    march, won = at("2026-03-01T02:00"), at("2026-04-01T00:00")
    verdict = (True, at("2026-03-03T02:00"), "WON", won)
    tables = {
        "leads": table(
            "leads",
            "lead_id source created_at owner_rep_id",
            ("a", "web", at("2026-01-01T02:00"), "r"),
            ("b", None, at("2026-02-01T12:00"), None),
            ("c", "unknown", None, None),
        ),
        "opportunities": table(
            "opportunities",
            "opportunity_id lead_id amount opened_at is_accepted decided_at outcome closed_at",
            ("o", "a", Decimal("5.00"), march, *verdict),
        ),
        "quotas": table(
            "quotas",
            "quota_id starts_on ends_on n_opportunities amount",
            ("q", at("2026-01-01").date(), at("2026-04-01").date(), 3, Decimal("7.00")),
        ),
    }
    entry = {"lead_id": "string", "score": "string", "rule_id": "string", "code": "string"}
    numbers = {"n_counted": "int64", "millipoints": "int64"}
    known = {"email": "string", "phone": "string", "n_employees": "int64"}
    return scorecard_relations(
        tables,
        decisions=decisions(("a", "TARGET", march), ("b", "DISQUALIFIED"), ("c", "RECYCLED")),
        ledger=ibis.memtable(
            [("a", "fit", "big", "CONDITION_TRUE", 0, 30_000)], schema=entry | numbers
        ),
        facts=ibis.memtable(
            [("a", 1, "x", None, 1), ("b", 2, None, "y", 3)],
            schema={"lead_id": "string", "_created_t": "int64", **known},
        ),
        ruleset=ruleset(),
        as_of=AS_OF,
    )


def in_any_order(rows):
    """Return rows to compare: quotients may differ in the last bit, orders on ties."""
    rounded = [
        {key: round(value, 9) if isinstance(value, float) else value for key, value in row.items()}
        for row in rows
    ]
    return sorted(str(sorted(row.items())) for row in rounded)


@pytest.mark.parametrize("name", sorted(relations()))
def test_a_relation_gives_the_same_on_spark(spark, name):
    relation = relations()[name]
    assert in_any_order(spark.to_pyarrow(relation).to_pylist()) == in_any_order(fetch(relation))
