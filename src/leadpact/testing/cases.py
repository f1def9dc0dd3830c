"""Tables of cases as people write them: read, with a place for every fault. Run in `run_cases`."""

import difflib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from leadpact.engine.lead import Activity, Person
from leadpact.engine.read import UnableToReadLead, read_activities, read_lead, read_time
from leadpact.pact.ruleset import MILLI, Ruleset
from leadpact.pact.yaml_lines import Path_, Positions, load_yaml, read_text
from leadpact.terms.issues import Issue, Level, Place, has_errors
from leadpact.terms.stages import Stage

T = TypeVar("T")

FILE_KEYS = ("pact", "as_of", "lead", "cases")
CASE_KEYS = ("name", "as_of", "lead", "activities", "colleagues", "expect")
COLLEAGUE_KEYS = ("lead", "activities")
ACTIVITY_KEYS = ("kind", "days_ago", "at", "times", "channel", "campaign", "content", "value")
EXPECT_KEYS = ("scores", "stage", "rules", "missing", "opened")
RECORD_KEYS = ("lead_id", "account_id", "created_at", "stage", "stage_at")

_KEY_MISSING = "case-key-missing"


@dataclass(frozen=True, slots=True)
class Expected:
    """What a case expects; what is None or not named is not compared."""

    millipoints: Mapping[str, int] = field(default_factory=dict)
    stage: Stage | None = None
    rules: tuple[str, ...] | None = None
    missing: tuple[str, ...] | None = None
    opened_at: Mapping[str, datetime | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """A lead, its account's other people, a moment, and what the pact should say."""

    name: str
    person: Person
    colleagues: tuple[Person, ...]
    as_of: datetime
    expected: Expected


class _CaseRefused(Exception):
    """A value of a case cannot be read."""

    def __init__(self, code: str, path: Path_, fact: str, fix: str) -> None:
        super().__init__(fact)
        self.code, self.path, self.fact, self.fix = code, path, fact, fix


def load_cases(path: Path, ruleset: Ruleset) -> tuple[list[Case], list[Issue]]:
    """Read a table of cases; return those that can be read, and every fault.

    Parameters
    ----------
    path
        The table, YAML in UTF-8; see `docs/reference/cases.md`.
    ruleset
        The pact that the cases are about, for names and types.
    """
    text, issues = read_text(path)
    if text is None:
        return [], issues
    document, positions, more = load_yaml(text, path.name)
    issues += more
    listed = document.get("cases") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        if has_errors(issues):
            return [], issues
        place, fact = Place(path.name, 1), "The file holds no list of `cases`."
        return [], [*issues, Issue("case-list-missing", Level.ERROR, place, fact, "Add `cases:`.")]
    if not listed:
        fact = "The list of `cases` is empty, so nothing would be tested."
        place = positions.value_place(("cases",))
        return [], [*issues, Issue("case-list-missing", Level.ERROR, place, fact, "Add a case.")]
    reader = _CaseReader(document, positions, ruleset)
    cases = reader.cases()
    return cases, [*issues, *reader.issues]


@dataclass
class _CaseReader:
    """Reads the cases of one document one by one."""

    document: dict[str, Any]
    positions: Positions
    ruleset: Ruleset
    issues: list[Issue] = field(default_factory=list)

    def cases(self) -> list[Case]:
        self._tried(partial(_mapping, self.document, (), FILE_KEYS))
        found = (
            self._tried(partial(self._case, values, ("cases", index)))
            for index, values in enumerate(self.document["cases"])
        )
        return [case for case in found if case]

    def _tried(self, read: Callable[[], T]) -> T | None:
        """Return what is read, or None where it is refused, which is noted."""
        try:
            return read()
        except _CaseRefused as refused:
            is_key = refused.code == "case-key-unknown"
            find = self.positions.key_place if is_key else self.positions.value_place
            fact, fix = refused.fact, refused.fix
            self.issues.append(Issue(refused.code, Level.ERROR, find(refused.path), fact, fix))
            return None

    def _case(self, values: Any, path: Path_) -> Case | None:
        """Read a case; each of its parts is read even where another cannot be."""
        given = _mapping(values, path, CASE_KEYS)
        for key in ("name", "expect"):
            _require(key in given, path, f"A case has no `{key}`.", "Add it.", _KEY_MISSING)
        as_of = self._tried(partial(self._as_of, given, path))
        people = None if as_of is None else self._tried(partial(self._people, given, as_of, path))
        expected = self._tried(partial(self._expected, given["expect"], (*path, "expect")))
        if as_of is None or people is None or expected is None:
            return None
        fact = "The case expects nothing, so it could not fail."
        fix = f"Name one of {', '.join(EXPECT_KEYS)}."
        _require(expected != Expected(), (*path, "expect"), fact, fix, _KEY_MISSING)
        return Case(str(given["name"]), people[0], people[1:], as_of, expected)

    def _people(self, given: Mapping[str, Any], as_of: datetime, path: Path_) -> tuple[Person, ...]:
        """Return the lead of a case and its colleagues."""
        common = _mapping(self.document.get("lead") or {}, ("lead",))
        own = _mapping(given.get("lead") or {}, (*path, "lead"))
        people = [self._person({**common, **own}, given.get("activities") or [], as_of, path)]
        for item, place in _items(given.get("colleagues") or [], (*path, "colleagues")):
            colleague = _mapping(item, place, COLLEAGUE_KEYS)
            lead, acted = colleague.get("lead") or {}, colleague.get("activities") or []
            people.append(self._person(lead, acted, as_of, place))
        return tuple(people)

    def _as_of(self, given: Mapping[str, Any], path: Path_) -> datetime:
        if "as_of" in given:
            return _time(given["as_of"], (*path, "as_of"))
        fact = "There is no `as_of`, so it is unclear at which moment the case is judged."
        fix = "Add `as_of` to the case or the file."
        _require("as_of" in self.document, path, fact, fix, _KEY_MISSING)
        return _time(self.document["as_of"], ("as_of",))

    def _person(self, lead: Any, acted: Any, as_of: datetime, path: Path_) -> Person:
        known = (*RECORD_KEYS, *self.ruleset.attributes)
        given = _mapping(lead, (*path, "lead"), known)
        activities: list[Activity] = []
        for item, place in _items(acted, (*path, "activities")):
            activities += self._activities(item, len(activities), as_of, place)
        created = given.get("created_at")
        if created is None:
            created = min([as_of, *(activity.occurred_at for activity in activities)])
        try:
            return Person(read_lead({**given, "created_at": created}, self.ruleset), activities)
        except UnableToReadLead as error:
            place = (*path, *error.path.split("."))
            raise _CaseRefused("case-value", place, error.fact, error.fix) from None

    def _activities(self, values: Any, number: int, as_of: datetime, path: Path_) -> list[Activity]:
        given = _mapping(values, path, ACTIVITY_KEYS)
        kind = given.get("kind")
        if not isinstance(kind, str) or kind not in self.ruleset.activities:
            fact = f"`{kind}` is no kind of activity of the pact."
            fix = _did_you_mean(str(kind), self.ruleset.activities)
            raise _CaseRefused("case-value", (*path, "kind"), fact, fix)
        times, days_ago = given.get("times", 1), given.get("days_ago")
        is_number = isinstance(times, int) and not isinstance(times, bool)
        fact, fix = "`times` is no whole number from 1 to 1000.", "Write how often it happened."
        _require(is_number and 1 <= times <= 1000, (*path, "times"), fact, fix)
        if days_ago is not None:
            moment = _days_before(as_of, days_ago, (*path, "days_ago"))
        else:
            fact = "An activity has neither `days_ago` nor `at`."
            _require("at" in given, path, fact, "Say when it happened.", _KEY_MISSING)
            moment = _time(given["at"], (*path, "at"))
        fields = {name: given[name] for name in ACTIVITY_KEYS[4:] if name in given}
        rows = [
            {"activity_id": f"{number + n}", "kind": kind, "occurred_at": moment, **fields}
            for n in range(times)
        ]
        try:
            return read_activities(rows)
        except UnableToReadLead as error:
            raise _CaseRefused("case-value", path, error.fact, error.fix) from None

    def _expected(self, values: Any, path: Path_) -> Expected:
        given = _mapping(values, path, EXPECT_KEYS)
        names = [score.name for score in self.ruleset.all_scores]
        scores = _mapping(given.get("scores") or {}, (*path, "scores"), names)
        gates = [gate.name for gate in self.ruleset.gates]
        opened = _mapping(given.get("opened") or {}, (*path, "opened"), gates)
        return Expected(
            millipoints={
                name: round(_number(points, (*path, "scores", name), "points", "8.7") * MILLI)
                for name, points in scores.items()
            },
            stage=self._stage(given.get("stage"), (*path, "stage")),
            rules=_words(given.get("rules"), (*path, "rules")),
            missing=_words(given.get("missing"), (*path, "missing")),
            opened_at={
                name: None if moment is None else _time(moment, (*path, "opened", name))
                for name, moment in opened.items()
            },
        )

    def _stage(self, value: Any, path: Path_) -> Stage | None:
        if value is None:
            return None
        by_name = {str(stage): stage for stage in Stage}
        by_name |= {label: stage for stage, label in self.ruleset.labels.items()}
        if not isinstance(value, str) or value not in by_name:
            fact = f"`{value}` is no stage."
            raise _CaseRefused("case-value", path, fact, _did_you_mean(str(value), by_name))
        return by_name[value]


def _require(holds: bool, path: Path_, fact: str, fix: str, code: str = "case-value") -> None:
    """Refuse a value, or another fault of a case, unless a condition holds."""
    if not holds:
        raise _CaseRefused(code, path, fact, fix)


def _number(value: Any, path: Path_, what: str, such_as: str) -> int | float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    fact, fix = f"`{value}` is no number of {what}.", f"Write {what}, such as {such_as}."
    raise _CaseRefused("case-value", path, fact, fix)


def _words(value: Any, path: Path_) -> tuple[str, ...] | None:
    if value is None:
        return None
    return tuple(sorted(str(item) for item in _list(value, path)))


def _list(value: Any, path: Path_) -> list[Any]:
    if isinstance(value, list):
        return value
    fix = "Write a list, such as [a, b]."
    raise _CaseRefused("case-value", path, f"`{value}` is no list.", fix)


def _items(value: Any, path: Path_) -> list[tuple[Any, Path_]]:
    """Return the items of a list, each with its path."""
    return [(item, (*path, index)) for index, item in enumerate(_list(value, path))]


def _days_before(moment: datetime, days: Any, path: Path_) -> datetime:
    try:
        return moment - timedelta(days=_number(days, path, "days", "30 or 0.5"))
    except OverflowError:
        fact = f"{days} days before the case's moment is no date."
        raise _CaseRefused("case-value", path, fact, "Check the number of days.") from None


def _time(value: Any, path: Path_) -> datetime:
    try:
        return read_time(value, "")
    except UnableToReadLead as error:
        raise _CaseRefused("case-value", path, error.fact, error.fix) from None


def _mapping(values: Any, path: Path_, known: Collection[str] | None = None) -> dict[str, Any]:
    """Return what should be names with values; where the names are known, no other is allowed."""
    if not isinstance(values, dict):
        fact = "There should be names with values here."
        raise _CaseRefused("case-value", path, fact, "Write `name: value`.")
    for key in values:
        if known is not None and key not in known:
            fact, fix = f"`{key}` is not known here.", _did_you_mean(key, known)
            raise _CaseRefused("case-key-unknown", (*path, key), fact, fix)
    return values


def _did_you_mean(word: str, known: Any) -> str:
    close = difflib.get_close_matches(word, list(known), n=1)
    if close:
        return f"Did you mean `{close[0]}`?"
    listed = ", ".join(f"`{name}`" for name in list(known)[:12])
    return f"Known: {listed}." if listed else "Nothing is known here."
