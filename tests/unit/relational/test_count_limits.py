"""Months of the relations are those of the calendar, on every day of the horizon."""

import ibis

from leadpact.relational.count_limits import _month
from leadpact.terms.zone import HORIZON_ENDS_AT, SECONDS_A_DAY, month_number


def test_months_change_on_the_days_on_which_those_of_the_calendar_do() -> None:
    days = list(range(HORIZON_ENDS_AT // SECONDS_A_DAY + 2))
    table = ibis.memtable({"_day": days}, schema={"_day": "int64"})
    found = ibis.duckdb.connect().to_pyarrow(table.mutate(month=_month(table)).order_by("_day"))
    months = [int(month) for month in found["month"].to_pylist()]
    first = month_number(0) - months[0]
    assert first % 12 == 0  # so that quarters begin in January, too
    assert [month + first for month in months] == [month_number(day) for day in days]
