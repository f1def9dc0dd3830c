"""Tables of cases as people write them: read, with a place for every fault. Run in `run_cases`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from leadpact.engine.lead import Lead, Person
from leadpact.pact.ruleset import Ruleset
from leadpact.pact.yaml_lines import Path_, Positions, load_yaml, read_text
from leadpact.terms.issues import Issue, Level, Place, has_errors
from leadpact.terms.zone import HORIZON_ENDS_AT, moment_at
from leadpact.testing.case_examples import example_at, shown
from leadpact.testing.case_leads import (
    ACTIVITY_KEYS,
    RECORD_KEYS,
    read_case_person,
    read_colleagues,
    read_written_lead,
)
from leadpact.testing.case_values import (
    KEY_MISSING,
    CaseRefused,
    parts_of,
    read_lead_values,
    read_mapping,
    read_moment,
    require,
)
from leadpact.testing.case_warnings import unlisted_values
from leadpact.testing.expected_judgement import (
    JUDGED_KEYS,
    ExpectedJudgement,
    read_expected_judgement,
)
from leadpact.testing.follow_up import (
    FOLLOW_UP_EXPECT_KEYS,
    FOLLOW_UP_KEYS,
    KEYS_OF_ALL_LEADS,
    CaseTeam,
    FollowUpCase,
    FollowUpReader,
    KnownNames,
    Story,
    read_expected,
    read_people,
)

__all__ = [
    "ACTIVITY_KEYS",
    "CASE_KEYS",
    "EXPECT_KEYS",
    "FILE_KEYS",
    "RECORD_KEYS",
    "Case",
    "load_cases",
]

T = TypeVar("T")

FILE_KEYS = ("pact", "as_of", "lead", "reps", "absences", "cases")
CASE_KEYS = ("name", "as_of", "lead", "activities", "colleagues", *FOLLOW_UP_KEYS, "expect")
EXPECT_KEYS = (*JUDGED_KEYS, *(key for key in FOLLOW_UP_EXPECT_KEYS if key != "stage"))

_LATER_THAN_ALL = moment_at(HORIZON_ENDS_AT - 1)
"""The moment up to which a case is read for its faults whose own moment cannot be read."""


@dataclass(frozen=True, slots=True)
class Case:
    """A lead, its account's other people, a moment, and what the pact should say."""

    name: str
    place: Place
    person: Person
    colleagues: tuple[Person, ...]
    as_of: datetime
    expected: ExpectedJudgement
    follow_up: FollowUpCase | None = None


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
    if not isinstance(listed, list) or not listed:
        return [], issues if has_errors(issues) else [*issues, _no_cases(document, positions)]
    reader = _CaseReader(document, positions, ruleset)
    cases = reader.cases()
    return cases, [*issues, *reader.issues, *unlisted_values(document, positions, ruleset)]


def _no_cases(document: Any, positions: Positions) -> Issue:
    """Return the issue of a table that lists no case."""
    place, fix = positions.value_place(("cases",)), f"Write {example_at(('cases',), default='')}."
    if not isinstance(document, dict) or "cases" not in document:
        place, fact = positions.value_place(()), "The file holds no list of `cases`."
        fix = f"Add it: {example_at(('cases',), default='')}."
    elif document["cases"] in ([], None):
        fact, fix = "The list of `cases` is empty, so nothing would be tested.", "Add a case."
    else:
        fact = f"`cases` is no list of cases: `{shown(document['cases'])}`."
    return Issue("case-list-missing", Level.ERROR, place, fact, fix)


@dataclass
class _CaseReader:
    """Reads the cases of one document one by one."""

    document: dict[str, Any]
    positions: Positions
    ruleset: Ruleset
    issues: list[Issue] = field(default_factory=list)

    def cases(self) -> list[Case]:
        self._tried(partial(read_mapping, self.document, (), FILE_KEYS))
        known = (*RECORD_KEYS, *self.ruleset.attributes)
        lead = self.document.get("lead") or {}
        self._tried(partial(read_lead_values, lead, ("lead",), known))
        self._tried(partial(self._reps_and_absences, {}, ()))
        found = (
            self._tried(partial(self._case, values, ("cases", index)))
            for index, values in enumerate(self.document["cases"])
        )
        return [case for case in found if case]

    def _tried(self, read: Callable[[], T]) -> T | None:
        """Return what is read, or None where it is refused, which is noted."""
        try:
            return read()
        except CaseRefused as refused:
            self.issues += (issue for item in refused.every if (issue := self._issue(item)))
            return None

    def _issue(self, refused: CaseRefused) -> Issue | None:
        """Return the issue of a fault; one of the file is noted once, not for each case."""
        is_key = refused.code == "case-key-unknown"
        find = self.positions.key_place if is_key else self.positions.value_place
        issue = Issue(refused.code, Level.ERROR, find(refused.path), refused.fact, refused.fix)
        return None if issue in self.issues else issue

    def _case(self, values: Any, path: Path_) -> Case | None:
        """Read a case; each of its parts is read even where another cannot be."""
        given = read_mapping(values, path)
        n_issues = len(self.issues)
        if self._tried(partial(read_mapping, given, path, CASE_KEYS)) is not None:
            self._tried(partial(_require_keys, given, path))
        story = self._tried(partial(self._story, given, path)) if "follow_up" in given else Story()
        as_of = story.as_of if story is not None else None
        if "follow_up" not in given:
            as_of = self._tried(partial(self._as_of, given, path))
        people = self._tried(
            partial(self._people, given, story or Story(), as_of or _LATER_THAN_ALL, path)
        )
        read = self._tried(partial(self._expected, given, (*path, "expect")))
        if len(self.issues) > n_issues or not (story and as_of and people and read):
            return None
        expected, followed = read
        fact = "The case expects nothing, so it could not fail."
        fix = f"Name one of {', '.join(EXPECT_KEYS)}."
        is_any = expected.is_judged or bool(followed) or story.expects
        require(is_any, (*path, "expect"), fact, fix, KEY_MISSING)
        self._check_own(story, followed, (*path, "expect"))
        return Case(
            str(given["name"]),
            self.positions.value_place(path),
            people[0],
            people[1:],
            as_of,
            expected,
            story.case(followed, people[0].activities),
        )

    def _story(self, given: Mapping[str, Any], path: Path_) -> Story | None:
        """Read what happens in a case; None: something cannot be read, which is noted."""
        is_dated = "as_of" in given or "as_of" in self.document
        # A null in the case says that the moment of the file is not its own.
        is_dated &= given.get("as_of", "") is not None
        as_of = self._tried(partial(self._as_of, given, path)) if is_dated else None
        written = (self._common(), (_mapping_or_nothing(given.get("lead")), (*path, "lead")))
        ids = [item["lead_id"] for item, _ in written if item.get("lead_id") is not None]
        lead_id = str(ids[-1]) if ids else "lead"

        def make_lead(name: str, known: Mapping[str, Any], place: Path_, at: datetime) -> Lead:
            all_written = (*written, (known, (*place, "with")), ({"lead_id": name}, place))
            return read_written_lead(all_written, self.ruleset, {"created_at": at})

        reader = FollowUpReader(self.ruleset, as_of, lead_id, make_lead, self._tried)
        entries = reader.entries(given["follow_up"], (*path, "follow_up"))
        people = self._tried(partial(self._reps_and_absences, given, path))
        if people is not None:
            arrived = reader.arrived if entries is not None else None
            names = KnownNames(self.ruleset, people.roles, arrived)
            self._tried(partial(names.check, given, path))
        if entries is None or people is None:
            return None
        until = as_of or entries[-1].reported_at
        return Story(lead_id, entries, people.reps, people.absences, until)

    def _check_own(self, story: Story, followed: Mapping[str, Any], path: Path_) -> None:
        """Refuse to expect something of a lead that never arrives."""
        about = [key for key in followed if key not in KEYS_OF_ALL_LEADS]
        if story.entries and about and not story.own:
            fact = f"The lead of the case never arrives, so it has no `{about[0]}`."
            fix = "Let it arrive, or name the lead under `owners`, or expect it in an entry."
            raise CaseRefused("case-value", (*path, about[0]), fact, fix)

    def _common(self) -> tuple[dict[str, Any], Path_]:
        return _mapping_or_nothing(self.document.get("lead")), ("lead",)

    def _reps_and_absences(self, given: Mapping[str, Any], path: Path_) -> CaseTeam:
        """Return the rows of a case, else those of the file."""
        reps, absences = (
            (given[key], (*path, key)) if key in given else (self.document.get(key), (key,))
            for key in ("reps", "absences")
        )
        return read_people(reps, absences, self.ruleset)

    def _people(
        self, given: Mapping[str, Any], story: Story, as_of: datetime, path: Path_
    ) -> tuple[Person, ...]:
        """Return the lead of a case and its colleagues."""
        # What its entries say was read with them; where it is at fault, that is noted already.
        written = (
            self._common(),
            (given.get("lead") or {}, (*path, "lead")),
            (story.known, path),
        )
        own = partial(
            read_case_person,
            written,
            (given.get("activities") or [], (*path, "activities")),
            self.ruleset,
            as_of=as_of,
            created_at=story.created_at,
            more=story.activities,
        )
        listed = (given.get("colleagues") or [], (*path, "colleagues"))
        others = partial(read_colleagues, *listed, self.ruleset, as_of)
        person, colleagues = parts_of(own, others)
        return (person, *colleagues)

    def _as_of(self, given: Mapping[str, Any], path: Path_) -> datetime:
        if "as_of" in given:
            return read_moment(given["as_of"], (*path, "as_of"))
        fact = "There is no `as_of`, so it is unclear at which moment the case is judged."
        fix = "Add `as_of` to the case or the file."
        require("as_of" in self.document, path, fact, fix, KEY_MISSING)
        return read_moment(self.document["as_of"], ("as_of",))

    def _expected(
        self, case: Mapping[str, Any], path: Path_
    ) -> tuple[ExpectedJudgement, Mapping[str, Any]]:
        """Return what is expected of the interpreters' judgement, and of the follow-up."""
        given = read_mapping(case.get("expect") or {}, path)
        is_followed = "follow_up" in case
        followed = {
            key: value
            for key, value in given.items()
            if key in FOLLOW_UP_EXPECT_KEYS and is_followed
        }
        judged = {key: value for key, value in given.items() if key not in followed}
        _, expected, values = parts_of(
            partial(_check_expected_keys, given, path, is_followed=is_followed),
            partial(read_expected_judgement, judged, path, self.ruleset),
            partial(read_expected, followed, path, self.ruleset),
        )
        return expected, values


def _require_keys(given: Mapping[str, Any], path: Path_) -> None:
    """Refuse a case without a name, or without anything that is expected."""
    entries = given.get("follow_up")
    entries = entries if isinstance(entries, list) else []
    is_expected = any(isinstance(entry, dict) and entry.get("expect") for entry in entries)
    for key in ("name", "expect"):
        is_there = key in given or (key == "expect" and is_expected)
        require(is_there, path, f"A case has no `{key}`.", "Add it.", KEY_MISSING)


def _check_expected_keys(given: Mapping[str, Any], path: Path_, *, is_followed: bool) -> None:
    read_mapping(given, path, EXPECT_KEYS)
    for key in given:
        fact = f"`{key}` is known only of a lead that is followed up."
        fix = "Add `follow_up` to the case, with what happens."
        is_known = key in JUDGED_KEYS or is_followed
        require(is_known, (*path, key), fact, fix, "case-key-unknown")


def _mapping_or_nothing(values: Any) -> dict[str, Any]:
    return values if isinstance(values, dict) else {}
