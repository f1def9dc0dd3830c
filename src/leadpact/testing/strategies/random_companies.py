"""Random companies for a pact: times at the edges of its rules, values near its constants."""

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from hypothesis import strategies as st

from leadpact.conditions.walk import behaviours_of
from leadpact.pact.ruleset import Ruleset
from leadpact.relational.inputs import ACTIVITY_FIELDS
from leadpact.terms.attributes import AttributeType
from leadpact.terms.stages import Stage
from leadpact.terms.zone import (
    SECONDS_A_DAY,
    ZoneOffsets,
    load_zone_offsets,
    moment_at,
    month_of_day,
)
from leadpact.testing.company import Company, Row
from leadpact.testing.strategies.random_conditions import Draw
from leadpact.testing.strategies.random_values import (
    FIELD_TEXTS,
    UNDECLARED_KIND,
    columns_of,
    conditions_of,
    constants_of,
    values_near,
)

_MID_2026 = 1_782_000_000
_YEARS = (1_735_689_600, 1_830_297_600)
"""2025 to 2027: moments lie near the changes of the clocks in these years."""


def moments(ruleset: Ruleset) -> st.SearchStrategy[datetime]:
    """Return moments to decide at: near changes of the clocks in the pact's zone, and others."""
    zone = load_zone_offsets(ruleset.time_zone)
    bases = [_MID_2026, *_changes(zone)]
    later = st.sampled_from((0, 1, -1, 3600, 43_200, *(days * SECONDS_A_DAY for days in (1, 3, 8))))
    near = st.builds(int.__add__, st.sampled_from(bases), later)
    return st.one_of(near, near.map(lambda seconds: _midnight(zone, seconds))).map(moment_at)


@dataclass(frozen=True, slots=True)
class _Layout:
    """What companies have alike, so that their tables can be joined.

    Attributes
    ----------
    absent
        Columns that the table of leads does not have.
    has_accounts, has_activities
        Whether there is such a table.
    has_unique_activities
        Whether no activity arrives twice.
    """

    absent: tuple[str, ...]
    has_accounts: bool
    has_activities: bool
    has_unique_activities: bool


@st.composite
def companies(draw: Draw, ruleset: Ruleset, as_of: datetime) -> Company:
    """Return companies of 5 to 15 leads, with what makes rules differ at the edges.

    Missing values and columns, shared accounts and none, leads created before, between and after
    their activities, stages on record, ties, copies of activities, undeclared kinds, activities
    after `as_of` and out of order, ages that equal the lives of points, edges of days and weeks.
    """
    company: Company = draw(company_groups(ruleset, as_of, 1))[0]
    return company


@st.composite
def company_groups(draw: Draw, ruleset: Ruleset, as_of: datetime, n: int) -> list[Company]:
    """Return `n` companies that have the same tables and columns, as `companies` makes them."""
    layout = _draw_layout(draw, ruleset)
    return [_draw_company(draw, ruleset, int(as_of.timestamp()), layout) for _ in range(n)]


def _draw_layout(draw: Draw, ruleset: Ruleset) -> _Layout:
    columns = sorted({*_lead_values(ruleset), *_RECORD})
    return _Layout(
        absent=tuple(draw(st.lists(st.sampled_from(columns), max_size=2))),
        has_accounts=draw(st.sampled_from((False, True, True))),
        has_activities=draw(st.sampled_from([*[True] * 24, False])),
        has_unique_activities=draw(st.sampled_from([*[False] * 5, True])),
    )


def _draw_company(draw: Draw, ruleset: Ruleset, as_of: int, layout: _Layout) -> Company:
    times = _draw_times(draw, ruleset, as_of)
    leads = _draw_leads(draw, ruleset, times, layout)
    activities = None
    if layout.has_activities:
        activities = _draw_activities(draw, ruleset, times, len(leads), layout)
    accounts = _draw_accounts(draw, ruleset) if layout.has_accounts else None
    return Company(leads, accounts, activities, layout.has_unique_activities)


def _changes(zone: ZoneOffsets) -> list[int]:
    return [seconds for seconds in zone.starts_at if _YEARS[0] <= seconds < _YEARS[1]]


def _midnight(zone: ZoneOffsets, seconds: int) -> int:
    return zone.first_moment_at(zone.local_day(seconds) * SECONDS_A_DAY)


def _month_start(zone: ZoneOffsets, seconds: int) -> int:
    first, _ = month_of_day(zone.local_day(seconds))
    return zone.first_moment_at(first * SECONDS_A_DAY)


def _draw_times(draw: Draw, ruleset: Ruleset, as_of: int) -> list[int]:
    """Draw a few moments for everything that happens, so that ties and exact ages are common."""
    zone = load_zone_offsets(ruleset.time_zone)
    edges = st.sampled_from(ages(ruleset))
    jitter = st.sampled_from((0, 1, -1))
    aged = st.builds(lambda age, by: as_of - age + by, edges, jitter)
    anywhere = st.integers(-SECONDS_A_DAY, 40 * SECONDS_A_DAY).map(lambda age: as_of - age)
    midnight = st.builds(lambda at, by: _midnight(zone, at) + by, aged | anywhere, jitter)
    changes = [change for change in _changes(zone) if abs(change - as_of) < 60 * SECONDS_A_DAY]
    month_edge = st.builds(lambda at, by: _month_start(zone, at) + by, anywhere, jitter)
    choices = [aged, anywhere, midnight, month_edge]
    if changes:
        near = st.sampled_from((0, -1, 1800, -1800, 3600))
        choices.append(st.builds(int.__add__, st.sampled_from(changes), near))
    times: list[int] = draw(st.lists(st.one_of(choices), min_size=2, max_size=7))
    chained = draw(st.lists(st.tuples(st.sampled_from(times), edges, jitter), max_size=3))
    return times + [time - age + by for time, age, by in chained]


def ages(ruleset: Ruleset) -> list[int]:
    """Return the ages, in seconds, at which something changes: lives, steps, counts by days."""
    rules = [rule for score in ruleset.scores for rule in score.activity_rules]
    found = {0, SECONDS_A_DAY, 2 * SECONDS_A_DAY}
    found |= {age for rule in rules for piece in rule.pieces for age in (piece.to_age or 0,)}
    blocks = (rule.count_limit.days for rule in rules if rule.count_limit)
    found |= {days * SECONDS_A_DAY for days in blocks if days}
    silent = (rule for score in ruleset.scores for rule in score.silence_rules)
    found |= {rule.days * SECONDS_A_DAY for rule in silent}
    for condition in conditions_of(ruleset):
        days = (getattr(node, "days", None) for node in behaviours_of(condition))
        found |= {day * SECONDS_A_DAY for day in days if day}
    return sorted(found)


_RECORD = ("account_id", "created_at", "stage", "stage_at")
_STAGES = [*[None] * 10, *(str(stage) for stage in Stage), *[str(Stage.RECYCLED)] * 3]


def _lead_values(ruleset: Ruleset) -> dict[str, st.SearchStrategy[Any]]:
    return {**columns_of(ruleset, "leads"), **columns_of(ruleset, "accounts", by_name=True)}


def _draw_leads(draw: Draw, ruleset: Ruleset, times: list[int], layout: _Layout) -> tuple[Row, ...]:
    moment = st.none() | st.sampled_from(times).map(moment_at)
    record = (st.sampled_from((None, "A1", "A2")), moment, st.sampled_from(_STAGES), moment)
    values = {**_lead_values(ruleset), **dict(zip(_RECORD, record, strict=True))}
    columns = {name: item for name, item in values.items() if name not in layout.absent}
    rows = draw(st.lists(st.fixed_dictionaries(columns), min_size=5, max_size=15))
    return tuple({"lead_id": f"L{number}", **row} for number, row in enumerate(rows))


def _draw_accounts(draw: Draw, ruleset: Ruleset) -> tuple[Row, ...] | None:
    """Draw the accounts of some leads, of all and of none; a pact may ask for no such table."""
    values = columns_of(ruleset, "accounts")
    if not values:
        return None
    ids: list[str] = draw(st.sampled_from((["A1"], ["A1", "A2", "A3"], [])))
    return tuple({"account_id": item, **draw(st.fixed_dictionaries(values))} for item in ids)


def _draw_activities(
    draw: Draw, ruleset: Ruleset, times: list[int], n_leads: int, layout: _Layout
) -> tuple[Row, ...]:
    """Draw activities, then copies of them, some with other contents, in any order of arrival."""
    has_fields = any(rule.where for score in ruleset.scores for rule in score.activity_rules)
    one = _activities(ruleset, times, n_leads, has_fields=has_fields)
    drawn = draw(st.lists(one, min_size=n_leads, max_size=5 * n_leads))
    rows = [{"activity_id": f"a{number}", **row} for number, row in enumerate(drawn)]
    if not layout.has_unique_activities:
        rows += [_copy(draw, row, one) for row in draw(st.lists(st.sampled_from(rows), max_size=3))]
    seed = draw(st.integers(0, 255))
    if seed:
        Random(seed).shuffle(rows)
    return tuple(rows)


def _copy(draw: Draw, row: Row, one: st.SearchStrategy[dict[str, Any]]) -> dict[str, Any]:
    """Draw an activity that arrives again: as it was, or with other contents."""
    changed = draw(st.sampled_from(((), ("kind",), ("occurred_at",), ("lead_id",), tuple(row))))
    other = draw(one)
    return {**row, **{name: other[name] for name in changed if name in other}}


def _activities(
    ruleset: Ruleset, times: list[int], n_leads: int, *, has_fields: bool
) -> st.SearchStrategy[dict[str, Any]]:
    kinds = [*sorted(ruleset.activities) * 6, UNDECLARED_KIND]
    columns: dict[str, st.SearchStrategy[Any]] = {
        "lead_id": st.sampled_from(_busy(n_leads)),
        "kind": st.sampled_from(kinds),
        "occurred_at": st.sampled_from(times).map(moment_at),
    }
    if has_fields:
        constants = constants_of(ruleset)
        for name in ACTIVITY_FIELDS:
            kind = AttributeType.NUMBER if name == "value" else AttributeType.TEXT
            columns[name] = values_near(kind, [*constants.get(name, ()), *_FIELD_VALUES[name]])
    return st.fixed_dictionaries(columns)


_FIELD_VALUES: dict[str, tuple[Any, ...]] = dict.fromkeys(ACTIVITY_FIELDS, FIELD_TEXTS) | {
    "value": (0.5, 3)
}


def _busy(n_leads: int) -> list[str]:
    """Return the ids of leads, the first three more often: limits need many activities of one."""
    numbers = [0, 0, 0, 0, 1, 1, 1, 2, 2, *range(n_leads)]
    return [f"L{number}" for number in numbers]
