"""Read what happens in a follow-up case: its entries in order, its reps and their absences."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from leadpact.engine.lead import Lead
from leadpact.pact.ruleset import Ruleset
from leadpact.pact.yaml_lines import Path_
from leadpact.terms.actors import person_actor
from leadpact.terms.tables import TABLES, ColumnType
from leadpact.testing.case_readers import day, read_span, text
from leadpact.testing.case_values import (
    KEY_MISSING,
    CaseRefused,
    days_before,
    did_you_mean,
    items_of,
    read_mapping,
    read_moment,
    read_number,
    require,
)
from leadpact.testing.follow_up.entries import VERBS, Verb
from leadpact.testing.follow_up.expected import read_expected
from leadpact.testing.follow_up.values import Entry

FOLLOW_UP_KEYS = ("reps", "absences", "follow_up")
ENTRY_KEYS = ("do", "at", "days_ago", "after", "lead", "by", "id", "expect")
REP_KEYS = tuple(column.name for column in TABLES["reps"].columns)
ABSENCE_KEYS = tuple(column.name for column in TABLES["absences"].columns)

_SOME_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)

_MOMENTS = ("at", "days_ago", "after")


@dataclass
class FollowUpReader:
    """Reads the entries of one case, each at its moment.

    Attributes
    ----------
    as_of
        The moment of the case; None: that of its last entry.
    lead_id
        The case's own lead.
    make_lead
        Makes a lead of its id, what its entry says, the path of the entry and when it arrives.
    tried
        Returns what is read, or None where it is refused, which is noted.
    """

    ruleset: Ruleset
    as_of: datetime | None
    lead_id: str
    make_lead: Callable[[str, Mapping[str, Any], Path_, datetime], Lead]
    tried: Callable[[Callable[[], Any]], Any]
    now: datetime | None = None
    arrived: dict[str, datetime] = field(default_factory=dict)
    _has_failed: bool = False

    def entries(self, values: Any, path: Path_) -> tuple[Entry, ...] | None:
        """Return the entries of a list, each read even where another cannot be."""
        found: list[Entry] = []
        items = items_of(values, path)
        fix = "Begin with the lead that arrives: `{at: 2026-03-02T09:00:00Z, do: arrives}`."
        require(bool(items), path, "Nothing happens in this case.", fix, KEY_MISSING)
        for number, (item, place) in enumerate(items, start=1):
            read = self.tried(partial(self._read, item, place, number))
            if read is None:
                # Those after it count from some moment, so that their own faults are found.
                self._has_failed, self.now = True, self.now or _SOME_MOMENT
            found += read or ()
        if self._has_failed or self.tried(partial(self._check_leads, items)) is None:
            return None
        return tuple(found)

    def _read(self, values: Any, path: Path_, number: int) -> list[Entry]:
        given = read_mapping(values, path)
        verb = _verb(given, path)
        read_mapping(given, path, (*ENTRY_KEYS, *verb.keys))
        at = self._moment(given, path)
        for key in verb.needs:
            fact = f"`{given['do']}` has no `{key}`."
            require(key in given, path, fact, f"Add `{key}`.", KEY_MISSING)
        own = {
            key: read(given[key], (*path, key), self.ruleset)
            for key, read in verb.keys.items()
            if given.get(key) is not None
        }
        expected = read_expected(given.get("expect") or {}, (*path, "expect"), self.ruleset)
        lead_id = self._text(given, "lead", path) or self.lead_id
        self.now = max(at, self.now or at)
        name = self._text(given, "id", path) or f"entry-{number}"
        actor = self._actor(given, verb, path)
        entry = Entry(number, given["do"], lead_id, at, self.now, name, actor, own, expected)
        return list(self._arrivals(entry, path)) if entry.do == "arrives" else [entry]

    def _arrivals(self, entry: Entry, path: Path_) -> Iterator[Entry]:
        """Yield a lead that arrives, or several of one moment: they are numbered."""
        times = entry.given.get("times")
        for n in range(1, (times or 1) + 1):
            lead_id = entry.lead_id if times is None else f"{entry.lead_id}-{n}"
            lead = self.make_lead(lead_id, entry.given.get("with", {}), path, entry.at)
            self.arrived.setdefault(lead_id, entry.at)
            given = {**entry.given, "record": lead}
            expected = entry.expected if n == (times or 1) else {}
            fields = (entry.at, entry.reported_at, entry.id, entry.actor, given, expected)
            yield Entry(entry.place, entry.do, lead_id, *fields)

    def _moment(self, given: Mapping[str, Any], path: Path_) -> datetime:
        """Return when an entry happened: as it says, else when the one before it was reported."""
        named = [key for key in _MOMENTS if key in given]
        fact = f"The entry has {' and '.join(f'`{key}`' for key in named)}."
        require(len(named) < 2, path, fact, "Keep one of them.")
        at = self._named_moment(named[0], given, path) if named else self.now
        if at is None:
            fact = "The first entry has no moment."
            fix = "Say when it happens, such as `at: 2026-03-02T09:00:00Z`."
            raise CaseRefused(KEY_MISSING, path, fact, fix)
        place = (*path, named[0]) if named else path
        at = read_moment(at, place)
        if self.as_of is not None and at > self.as_of:
            fact = f"This is after the moment of the case, {self.as_of:%Y-%m-%dT%H:%M:%SZ}."
            fix = "Give the case a later `as_of`, or the entry an earlier moment."
            raise CaseRefused("case-value", place, fact, fix)
        return at

    def _named_moment(self, key: str, given: Mapping[str, Any], path: Path_) -> datetime:
        value, place = given[key], (*path, key)
        if key == "at":
            return read_moment(value, place)
        if key == "days_ago":
            fact = "There is no `as_of` from which `days_ago` could be counted."
            fix = "Add `as_of` to the case, or write `at`."
            if self.as_of is None:
                raise CaseRefused(KEY_MISSING, place, fact, fix)
            return days_before(self.as_of, value, place)
        span = read_span(value, place)
        if self.now is None:
            fact = "No entry before this one has a moment that `after` could count from."
            raise CaseRefused(KEY_MISSING, place, fact, "Write `at` in the first entry.")
        return self.now + span

    def _actor(self, given: Mapping[str, Any], verb: Verb, path: Path_) -> str:
        """Return who acts: `by` whom, else the rep of the entry, else as usual for its kind."""
        by = self._text(given, "by", path) or self._text(given, "rep", path)
        return verb.actor if by is None else person_actor(by)

    def _text(self, given: Mapping[str, Any], key: str, path: Path_) -> str | None:
        value = given.get(key)
        return None if value is None else text(value, (*path, key), self.ruleset)

    def _check_leads(self, items: list[tuple[Any, Path_]]) -> bool:
        """Refuse an entry about a lead that never arrives."""
        for item, path in items:
            for key in ("lead", "into"):
                name = item.get(key)
                if item["do"] == "arrives" or name is None or str(name) in self.arrived:
                    continue
                fact, fix = f"No lead `{name}` arrives.", did_you_mean(str(name), self.arrived)
                raise CaseRefused("case-value", (*path, key), fact, fix)
            is_own = item["do"] != "arrives" and item.get("lead") is None
            if is_own and self.lead_id not in self.arrived and item["do"] != "time":
                fact = "The lead of the case never arrives."
                fix = "Write `{at: 2026-03-02T09:00:00Z, do: arrives}` before this entry."
                raise CaseRefused("case-value", path, fact, fix)
        return True


def _verb(given: Mapping[str, Any], path: Path_) -> Verb:
    """Return what an entry does."""
    require("do" in given, path, "The entry has no `do`.", _KNOWN, KEY_MISSING)
    name = given["do"]
    if isinstance(name, str) and name in VERBS:
        return VERBS[name]
    fact = f"`{name}` is nothing that can happen in a case."
    raise CaseRefused("case-value", (*path, "do"), fact, did_you_mean(str(name), VERBS))


_KNOWN = f"Write what happens: {', '.join(f'`{name}`' for name in VERBS)}."


def read_reps(values: Any, path: Path_, ruleset: Ruleset) -> tuple[Mapping[str, Any], ...]:
    """Read rows of the table of reps; a name alone is a rep of whom nothing else is known."""
    rows = [
        (item if isinstance(item, dict) else {"rep_id": item}, place)
        for item, place in items_of(values, path)
    ]
    return tuple(_row("reps", item, place, ruleset) for item, place in rows)


def read_absences(values: Any, path: Path_, ruleset: Ruleset) -> tuple[Mapping[str, Any], ...]:
    """Read rows of the table of absences; they need no id."""
    return tuple(
        _row(
            "absences",
            {"absence_id": f"absence-{place[-1]}", **read_mapping(item, place)},
            place,
            ruleset,
        )
        for item, place in items_of(values, path)
    )


def _row(table: str, values: Any, path: Path_, ruleset: Ruleset) -> Mapping[str, Any]:
    columns = {column.name: column for column in TABLES[table].columns}
    given = read_mapping(values, path, tuple(columns))
    for column in columns.values():
        fact = f"A row of `{table}` has no `{column.name}`."
        is_there = given.get(column.name) is not None or not column.required
        require(is_there, path, fact, "Add it.", KEY_MISSING)
    return {
        name: _cell(value, columns[name].type, (*path, name), ruleset)
        for name, value in given.items()
        if value is not None
    }


def _cell(value: Any, kind: ColumnType, path: Path_, ruleset: Ruleset) -> Any:
    if kind is ColumnType.TIMESTAMP:
        return read_moment(value, path)
    if kind is ColumnType.DATE:
        return day(value, path, ruleset)
    if kind in (ColumnType.INTEGER, ColumnType.NUMBER):
        return read_number(value, path, "units", "2")
    return text(value, path, ruleset)
