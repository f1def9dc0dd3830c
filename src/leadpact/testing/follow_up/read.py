"""Read what happens in a follow-up case: its entries in order."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

from leadpact.engine.lead import Lead
from leadpact.pact.ruleset import Ruleset
from leadpact.pact.yaml_lines import Path_
from leadpact.terms.actors import person_actor
from leadpact.testing.case_examples import shown
from leadpact.testing.case_readers import read_span, text
from leadpact.testing.case_values import (
    KEY_MISSING,
    CaseRefused,
    all_of,
    days_before,
    did_you_mean,
    items_of,
    parts_of,
    read_mapping,
    read_moment,
    require,
)
from leadpact.testing.follow_up.entries import VERBS, Verb
from leadpact.testing.follow_up.expected import read_expected
from leadpact.testing.follow_up.values import Entry

FOLLOW_UP_KEYS = ("reps", "absences", "follow_up")
ENTRY_KEYS = ("do", "at", "days_ago", "after", "lead", "by", "id", "expect")

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
        """Read an entry; each of its parts is read even where another cannot be."""
        given = read_mapping(values, path)
        expected_at = (*path, "expect")
        at, (verb, own), expected, lead_id, name = parts_of(
            partial(self._pass_to, given, path),
            partial(self._own, given, path),
            partial(read_expected, given.get("expect") or {}, expected_at, self.ruleset),
            partial(self._text, given, "lead", path),
            partial(self._text, given, "id", path),
        )
        lead_id, name = lead_id or self.lead_id, name or f"entry-{number}"
        actor = self._actor(given, verb, path)
        now = self.now or at
        entry = Entry(number, given["do"], lead_id, at, now, name, actor, own, expected)
        return list(self._arrivals(entry, path)) if entry.do == "arrives" else [entry]

    def _pass_to(self, given: Mapping[str, Any], path: Path_) -> datetime:
        """Return when an entry happened; those after it count from when it is reported."""
        at = self._moment(given, path)
        self.now = max(at, self.now or at)
        return at

    def _own(self, given: Mapping[str, Any], path: Path_) -> tuple[Verb, dict[str, Any]]:
        """Return what an entry does, and the values of its keys."""
        verb = _verb(given, path)
        names = [key for key in verb.keys if given.get(key) is not None]
        read = [partial(verb.keys[key], given[key], (*path, key), self.ruleset) for key in names]
        _, _, values = parts_of(
            partial(read_mapping, given, path, (*ENTRY_KEYS, *verb.keys)),
            partial(_require_keys, given, verb, path),
            partial(all_of, read),
        )
        return verb, dict(zip(names, values, strict=True))

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
        """Refuse an entry about the lead of the case where that never arrives."""
        for item, path in items:
            is_own = item["do"] not in ("arrives", "time") and item.get("lead") is None
            fact = "The lead of the case never arrives."
            fix = "Write `{at: 2026-03-02T09:00:00Z, do: arrives}` before this entry."
            require(not is_own or self.lead_id in self.arrived, path, fact, fix)
        return True


def _require_keys(given: Mapping[str, Any], verb: Verb, path: Path_) -> None:
    all_of(
        partial(
            require,
            key in given,
            path,
            f"`{given['do']}` has no `{key}`.",
            f"Add `{key}`.",
            KEY_MISSING,
        )
        for key in verb.needs
    )
    for key, other in verb.needs_beside.items():
        is_whole = given.get(key) is None or given.get(other) is not None
        fact = f"`{key}` needs `{other}` beside it; without both nobody touched the lead."
        require(is_whole, path, fact, f"Add `{other}`.", KEY_MISSING)


def _verb(given: Mapping[str, Any], path: Path_) -> Verb:
    """Return what an entry does."""
    require("do" in given, path, "The entry has no `do`.", _KNOWN, KEY_MISSING)
    name = given["do"]
    if isinstance(name, str) and name in VERBS:
        return VERBS[name]
    fact = f"`{shown(name)}` is nothing that can happen in a case."
    raise CaseRefused("case-value", (*path, "do"), fact, did_you_mean(str(name), VERBS))


_KNOWN = f"Write what happens: {', '.join(f'`{name}`' for name in VERBS)}."
