"""Random companies for a pact: times at the edges of its rules, values near its constants."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from random import Random
from typing import Any

from hypothesis import strategies as st

from leadpact.conditions.nodes import Compare, Condition, Constant, In, Name
from leadpact.conditions.walk import behaviours_of, walk
from leadpact.pact.fades import DAY_SECONDS
from leadpact.pact.ruleset import Ruleset
from leadpact.relational.inputs import ACTIVITY_FIELDS
from leadpact.terms.attributes import AttributeType
from leadpact.terms.stages import Stage
from leadpact.terms.zone import ZoneOffsets, load_zone_offsets, moment_at
from leadpact.testing.company import Company, Row
from leadpact.testing.strategies.random_conditions import Draw
from leadpact.testing.strategies.words import (
    DAYS,
    FIELD_TEXTS,
    FRACTIONS,
    LARGE_NUMBERS,
    NUMBERS,
    STRANGE_NUMBERS,
    TEXTS,
    UNDECLARED_KIND,
)

_MID_2026 = 1_782_000_000
_YEARS = (1_735_689_600, 1_830_297_600)
"""2025 to 2027: moments lie near the changes of the clocks in these years."""


def moments(ruleset: Ruleset) -> st.SearchStrategy[datetime]:
    """Return moments to decide at: near changes of the clocks in the pact's zone, and others."""
    zone = load_zone_offsets(ruleset.time_zone)
    bases = [_MID_2026, *_changes(zone)]
    later = st.sampled_from((0, 1, -1, 3600, 43_200, *(days * DAY_SECONDS for days in (1, 3, 8))))
    near = st.builds(int.__add__, st.sampled_from(bases), later)
    return st.one_of(near, near.map(lambda seconds: _midnight(zone, seconds))).map(moment_at)


@st.composite
def companies(draw: Draw, ruleset: Ruleset, as_of: datetime) -> Company:
    """Return companies of 5 to 15 leads, with what makes rules differ at the edges.

    Missing values and columns, shared accounts and none, leads created before, between and after
    their activities, stages on record, ties, copies of activities, undeclared kinds, activities
    after `as_of` and out of order, ages that equal the lives of points, edges of days and weeks.
    """
    times = _draw_times(draw, ruleset, int(as_of.timestamp()))
    leads = _draw_leads(draw, ruleset, times)
    activities = _draw_activities(draw, ruleset, times, len(leads))
    ids = [row["activity_id"] for row in activities]
    is_unique = len(ids) == len(set(ids)) and draw(st.booleans())
    nothing = not activities and draw(st.booleans())
    accounts = _draw_accounts(draw, ruleset)
    return Company(leads, accounts, None if nothing else activities, is_unique)


def _changes(zone: ZoneOffsets) -> list[int]:
    return [seconds for seconds in zone.starts_at if _YEARS[0] <= seconds < _YEARS[1]]


def _midnight(zone: ZoneOffsets, seconds: int) -> int:
    return zone.first_moment_at(zone.local_day(seconds) * DAY_SECONDS)


def _draw_times(draw: Draw, ruleset: Ruleset, as_of: int) -> list[int]:
    """Draw a few moments for everything that happens, so that ties and exact ages are common."""
    zone = load_zone_offsets(ruleset.time_zone)
    edges = st.sampled_from(ages(ruleset))
    jitter = st.sampled_from((0, 1, -1))
    aged = st.builds(lambda age, by: as_of - age + by, edges, jitter)
    anywhere = st.integers(-DAY_SECONDS, 40 * DAY_SECONDS).map(lambda age: as_of - age)
    midnight = st.builds(lambda at, by: _midnight(zone, at) + by, aged | anywhere, jitter)
    changes = [change for change in _changes(zone) if abs(change - as_of) < 60 * DAY_SECONDS]
    choices = [aged, anywhere, midnight]
    if changes:
        near = st.sampled_from((0, -1, 1800, -1800, 3600))
        choices.append(st.builds(int.__add__, st.sampled_from(changes), near))
    times: list[int] = draw(st.lists(st.one_of(choices), min_size=2, max_size=7))
    chained = draw(st.lists(st.tuples(st.sampled_from(times), edges, jitter), max_size=3))
    return times + [time - age + by for time, age, by in chained]


def ages(ruleset: Ruleset) -> list[int]:
    """Return the ages, in seconds, at which something changes: lives, steps, counts by days."""
    rules = [rule for score in ruleset.scores for rule in score.activity_rules]
    found = {0, DAY_SECONDS, 2 * DAY_SECONDS}
    found |= {age for rule in rules for piece in rule.pieces for age in (piece.to_age or 0,)}
    for condition in _conditions(ruleset):
        days = (getattr(node, "days", None) for node in behaviours_of(condition))
        found |= {day * DAY_SECONDS for day in days if day}
    return sorted(found)


def _conditions(ruleset: Ruleset) -> Iterator[Condition]:
    for score in ruleset.scores:
        yield from (rule.when for rule in score.condition_rules)
        yield from (rule.where for rule in score.activity_rules if rule.where)
    yield from (gate.when for gate in ruleset.gates if gate.when)


def _draw_leads(draw: Draw, ruleset: Ruleset, times: list[int]) -> tuple[Row, ...]:
    values = {**_columns(ruleset, "leads"), **_columns(ruleset, "accounts", by_name=True)}
    stages = [*[None] * 10, *(str(stage) for stage in Stage), *[str(Stage.RECYCLED)] * 3]
    own = {
        "account_id": st.sampled_from((None, "A1", "A2")),
        "created_at": st.none() | st.sampled_from(times).map(moment_at),
        "stage": st.sampled_from(stages),
        "stage_at": st.none() | st.sampled_from(times).map(moment_at),
    }
    absent = draw(st.lists(st.sampled_from(sorted({**values, **own})), max_size=2))
    columns = {name: item for name, item in {**values, **own}.items() if name not in absent}
    rows = draw(st.lists(st.fixed_dictionaries(columns), min_size=5, max_size=15))
    return tuple({"lead_id": f"L{number}", **row} for number, row in enumerate(rows))


def _draw_accounts(draw: Draw, ruleset: Ruleset) -> tuple[Row, ...] | None:
    values = _columns(ruleset, "accounts")
    ids: list[str] | None = draw(st.sampled_from((None, ["A1"], ["A1", "A2", "A3"])))
    if ids is None or not values:
        return None
    return tuple({"account_id": item, **draw(st.fixed_dictionaries(values))} for item in ids)


def _draw_activities(
    draw: Draw, ruleset: Ruleset, times: list[int], n_leads: int
) -> tuple[Row, ...]:
    """Draw activities, then copies of them, some with other contents, in any order of arrival."""
    has_fields = any(rule.where for score in ruleset.scores for rule in score.activity_rules)
    one = _activities(ruleset, times, n_leads, has_fields=has_fields)
    drawn = draw(st.lists(one, min_size=n_leads, max_size=5 * n_leads))
    rows = [{"activity_id": f"a{number}", **row} for number, row in enumerate(drawn)]
    for original in draw(st.lists(st.sampled_from(rows), max_size=3)) if rows else []:
        changed = draw(
            st.sampled_from(((), ("kind",), ("occurred_at",), ("lead_id",), tuple(original)))
        )
        other = draw(one)
        rows.append({**original, **{name: other[name] for name in changed if name in other}})
    seed = draw(st.integers(0, 255))
    if seed:
        Random(seed).shuffle(rows)
    return tuple(rows)


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
        constants = _constants(ruleset)
        for name in ACTIVITY_FIELDS:
            kind = AttributeType.NUMBER if name == "value" else AttributeType.TEXT
            columns[name] = _values(kind, [*constants.get(name, ()), *_FIELD_VALUES[name]])
    return st.fixed_dictionaries(columns)


_FIELD_VALUES: dict[str, tuple[Any, ...]] = dict.fromkeys(ACTIVITY_FIELDS, FIELD_TEXTS) | {
    "value": (0.5, 3)
}


def _busy(n_leads: int) -> list[str]:
    """Return the ids of leads, the first three more often: limits need many activities of one."""
    numbers = [0, 0, 0, 0, 1, 1, 1, 2, 2, *range(n_leads)]
    return [f"L{number}" for number in numbers]


def _columns(
    ruleset: Ruleset, table: str, *, by_name: bool = False
) -> dict[str, st.SearchStrategy[Any]]:
    """Return the values of each attribute of a table, by column, or by the attribute's name."""
    constants = _constants(ruleset)
    return {
        name if by_name else item.column: _values(
            item.type, [*constants.get(name, ()), *item.values]
        )
        for name, item in ruleset.attributes.items()
        if item.table == table
    }


@lru_cache(maxsize=8)
def _constants(ruleset: Ruleset) -> dict[str, tuple[Any, ...]]:
    """Return the constants that the pact compares each name with."""
    found: dict[str, tuple[Any, ...]] = {}
    for condition in _conditions(ruleset):
        for node in walk(condition):
            operands: tuple[Any, ...] = ()
            if isinstance(node, Compare):
                operands = (node.left, node.right)
            elif isinstance(node, In):
                operands = (node.operand, *node.constants)
            names = [item.name for item in operands if isinstance(item, Name)]
            values = tuple(item.value for item in operands if isinstance(item, Constant))
            for name in names:
                found[name] = found.get(name, ()) + values
    return found


def _values(kind: AttributeType, near: Sequence[Any]) -> st.SearchStrategy[Any]:
    """Return values of a type, often such as a rule compares with, or missing."""
    match kind:
        case AttributeType.BOOLEAN:
            return st.none() | st.booleans()
        case AttributeType.DATE:
            return st.none() | st.sampled_from([*near, *DAYS])
        case AttributeType.TEXT | AttributeType.CATEGORY:
            return st.none() | st.sampled_from([*near, *TEXTS])
        case AttributeType.INTEGER:
            beside = [int(value) + by for value in near for by in (0, 1, -1)]
            return st.none() | st.sampled_from([*beside, *NUMBERS]) | _LARGE
        case _:
            return st.none() | st.sampled_from([*near, *NUMBERS, *FRACTIONS]).map(float) | _STRANGE


_LARGE = st.sampled_from(LARGE_NUMBERS)
_STRANGE = st.sampled_from(STRANGE_NUMBERS)
