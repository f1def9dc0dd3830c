"""Business time of many rows is that of the calendar, second for second, on every engine."""

import random
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadpact.relational.business_time import (
    business_tables,
    with_business_seconds,
    with_due_after_days,
    with_due_after_seconds,
)
from leadpact.storage.store import Store, open_duckdb
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.calendar_windows import WEEKDAYS
from leadpact.terms.zone import epoch_seconds, moment_at

ZONES = (
    "UTC",
    "America/New_York",
    "America/St_Johns",
    "America/Santiago",
    "America/Sao_Paulo",
    "Europe/Berlin",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Pacific/Apia",
)
FROM_YEAR, TO_YEAR = 2008, 2014  # Apia skips a day in them
FIRST_AT, LAST_AT = 1_262_304_000, 1_356_998_399  # 2010 to 2012
HINTS = {"calendar": "string", "t": "int64", "u": "int64", "n": "int64", "d": "int64"}


@st.composite
def windows(draw: st.DrawFn) -> list[tuple[str, str]]:
    quarters = draw(st.lists(st.integers(0, 96), unique=True, max_size=6).map(sorted))
    texts = [f"{quarter // 4:02}:{quarter % 4 * 15:02}" for quarter in quarters]
    return list(zip(texts[::2], texts[1::2], strict=False))


@st.composite
def calendars(draw: st.DrawFn) -> BusinessCalendar:
    days = st.dates(date(2010, 1, 1), date(2012, 12, 31))
    hours = draw(st.dictionaries(st.sampled_from(WEEKDAYS), windows()))
    hours["WED"] = hours.get("WED") or [("00:00", "24:00")]
    return BusinessCalendar(
        zone=draw(st.sampled_from(ZONES)),
        windows=hours,
        holidays=draw(st.lists(days, max_size=8)),
        exceptions=draw(st.dictionaries(days, windows(), max_size=5)),
    )


def moments_near(calendar: BusinessCalendar, rng: random.Random) -> list[int]:
    """Return moments of which most are at, or beside, an edge of open time."""
    rows = [row for row in calendar.pieces(2010, 2013) if row.starts_at >= FIRST_AT]
    edges = [rng.choice((row.starts_at, row.ends_at)) for row in rng.choices(rows, k=24)]
    moments = [edge + rng.choice((-1, 0, 0, 1, 1800, -1800)) for edge in edges]
    moments += [row.starts_at for row, next_ in pairwise(rows) if row.offset != next_.offset]
    moments += [rng.randint(FIRST_AT, LAST_AT) for _ in range(16)]
    return [min(max(moment, FIRST_AT), LAST_AT) for moment in moments]


def rows_of(name: str, calendar: BusinessCalendar, rng: random.Random) -> list[tuple[Any, ...]]:
    moments = moments_near(calendar, rng)
    worked = calendar.seconds_between(moment_at(FIRST_AT), moment_at(LAST_AT))
    spans = [0, 1, -1, 900, 3600, -3600, 28_800, -28_800, worked // 3, -(worked // 3)]
    return [
        (name, moment, rng.choice(moments), rng.choice(spans), rng.choice((0, 1, -1, 2, 15, -7)))
        for moment in moments
    ]


def asked(table: Any, tables: Any) -> Any:
    """Add all three answers to a relation of questions."""
    names: dict[str, Any] = {"calendar": "calendar"}
    table = with_business_seconds(table, tables, **names, from_at="t", to_at="u", into="span")
    table = with_due_after_seconds(
        table, tables, **names, start_at="t", business_seconds="n", into="due"
    )
    return with_due_after_days(
        table, tables, **names, start_at="t", business_days="d", into="due_day"
    )


ENDS_AT = epoch_seconds(datetime(TO_YEAR, 1, 1, tzinfo=UTC)) - 86_400
"""From here on, what is due may lie outside the years of the tables, and the relation is silent."""


def by_python(calendar: BusinessCalendar, t: int, u: int, n: int, d: int) -> tuple[int, ...]:
    start = moment_at(t)
    return (
        calendar.seconds_between(start, moment_at(u)),
        epoch_seconds(calendar.add_seconds(start, n)),
        epoch_seconds(calendar.add_days(start, d)),
    )


def check_agreement(store: Store, calendars: list[BusinessCalendar], seed: int) -> None:
    named = {f"c{n}": calendar for n, calendar in enumerate(calendars)}
    rng = random.Random(seed)
    questions = [row for name, one in named.items() for row in rows_of(name, one, rng)]
    tables = business_tables(named, from_year=FROM_YEAR, to_year=TO_YEAR)
    answers = asked(ibis.memtable(questions, schema=HINTS), tables)
    found = {tuple(row.values())[:5]: tuple(row.values())[5:] for row in store.fetch_rows(answers)}
    for row in questions:
        wanted = by_python(named[row[0]], *row[1:])
        for stated, meant in zip(found[row], wanted, strict=True):
            assert stated == meant or (stated is None and meant >= ENDS_AT)


def random_calendars(rng: random.Random, n: int) -> list[BusinessCalendar]:
    """Return calendars in as many zones."""
    made = []
    for zone in rng.sample(ZONES, n):
        opens, closes = rng.randint(0, 11), rng.randint(13, 24)
        hours = [(f"{opens:02}:30", "12:00"), ("12:15", f"{closes:02}:00")]
        free = [date(2010, 1, 1) + timedelta(days=rng.randrange(1095)) for _ in range(9)]
        made.append(BusinessCalendar(zone, dict.fromkeys(WEEKDAYS[1:], hours), free))
    return made


@settings(max_examples=25, deadline=None)
@given(st.lists(calendars(), min_size=1, max_size=3), st.integers(0, 2**32))
def test_rows_agree_with_the_calendar_second_for_second(
    made: list[BusinessCalendar], seed: int
) -> None:
    with open_duckdb(threads=1) as store:
        check_agreement(store, made, seed)


def test_many_zones_agree_at_once(duckdb_store: Store) -> None:
    check_agreement(duckdb_store, random_calendars(random.Random(3), len(ZONES)), 3)


@pytest.mark.postgres
@pytest.mark.parametrize("seed", range(3))
def test_rows_on_postgres_agree_with_the_calendar(postgres_store: Store, seed: int) -> None:
    check_agreement(postgres_store, random_calendars(random.Random(seed), 4), seed)


def test_what_is_missing_or_outside_the_years_has_no_answer(duckdb_store: Store) -> None:
    office = BusinessCalendar("UTC", {"MON": [("09:00", "17:00")]})
    tables = business_tables({"office": office}, from_year=2010, to_year=2011)
    monday = 1_262_595_600  # 2010-01-04 09:00
    questions = [
        ("office", None, monday, 60, 1),
        ("office", monday, None, 60, 1),
        ("nobody's", monday, monday, 60, 1),
        (None, monday, monday, 60, 1),
        ("office", 0, monday, 60, 1),
        ("office", monday, monday, 10**9, 10**5),
        ("office", monday, monday, -1, -1),
        ("office", monday, monday, None, None),
    ]
    given = duckdb_store.fetch_rows(asked(ibis.memtable(questions, schema=HINTS), tables))
    answers = [
        (row["span"], row["due"], row["due_day"])
        for row in sorted(given, key=lambda row: questions.index(tuple(row.values())[:5]))
    ]
    due, due_day = monday + 60, monday + 7 * 86_400
    assert answers == [
        (None, None, None),
        (None, due, due_day),
        (None, None, None),
        (None, None, None),
        (None, None, None),
        (0, None, None),
        (0, None, None),
        (0, None, None),
    ]
