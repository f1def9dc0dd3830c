"""Count limits over many leads: the first activities of each day, week, month, quarter or block.

Twin: `engine.scoring.activities`.
"""

from collections.abc import Callable, Collection

import ibis

from leadpact.pact.ruleset import CountLimit, Per
from leadpact.relational.expressions import Table, Value
from leadpact.terms.zone import SECONDS_A_DAY

LONGEST_DAYS = {Per.DAY: 8, Per.WEEK: 8, Per.MONTH: 32, Per.QUARTER: 93}
"""Longer than any such unit, also across a change of clocks; a block has no such length, since
where it begins depends on the first activity of all."""

UNITS = list(Per)
"""A unit is known by its place."""


def block_seconds(limit: CountLimit | None) -> int:
    """Return the length of a block; 1 where there are no blocks."""
    return limit.days * SECONDS_A_DAY if limit and limit.days else 1


def with_place_in_unit(table: Table, units: Collection[Per]) -> Table:
    """Add `_nth`, the place of each activity in its unit, from 0.

    Parameters
    ----------
    table
        Has `lead_id, _rule, _t, _day`, and `_unit` and `_block` of the rule's limit.
    units
        The units of all rules.
    """
    if Per.BLOCK in units:
        whole = ibis.window(group_by=[table.lead_id, table._rule])
        table = table.mutate(_first=table._t.min().over(whole))
    window = ibis.window(
        group_by=[table.lead_id, table._rule, _period(table, units)], order_by=table._t
    )
    return table.mutate(_nth=ibis.row_number().over(window))


def _period(table: Table, units: Collection[Per]) -> Value:
    """Return the number of the unit that an activity lies in."""
    others = [unit for unit in UNITS if unit in units and unit is not Per.DAY]
    if not others:
        return table._day
    tests = [(table._unit == UNITS.index(unit), _NUMBERS[unit](table)) for unit in others]
    return ibis.cases(*tests, else_=table._day)


def _week(table: Table) -> Value:
    return ((table._day + 3) // 7).cast("int64")  # from Monday, as `terms.zone.week_of_day`


def _month(table: Table) -> Value:
    """Return the month of a day, numbered without a gap; `terms.zone.month_number` is the twin.

    Between 1901 and 2100 every fourth year is a leap year. Years that begin in March end with the
    leap day, and their months have 153 days in each five, so that whole numbers are enough.
    """
    day = table._day + 671  # from 1968-03-01
    year = ((4 * day + 3) // 1461).cast("int64")
    day_of_year = day - (1461 * year // 4).cast("int64")
    return 12 * year + ((5 * day_of_year + 2) // 153).cast("int64") + 2


def _quarter(table: Table) -> Value:
    return (_month(table) // 3).cast("int64")


def _block(table: Table) -> Value:
    return ((table._t - table._first) // table._block).cast("int64")


_NUMBERS: dict[Per, Callable[[Table], Value]] = {
    Per.WEEK: _week,
    Per.MONTH: _month,
    Per.QUARTER: _quarter,
    Per.BLOCK: _block,
}
