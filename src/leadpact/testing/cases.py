"""Tables of cases as people write them: read, with a place for every fault. Run in `run_cases`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from leadpact.engine.lead import Activity, Lead, Person
from leadpact.engine.read import UnableToReadLead, read_activities, read_lead
from leadpact.pact.ruleset import Ruleset
from leadpact.pact.yaml_lines import Path_, Positions, load_yaml, read_text
from leadpact.terms.issues import Issue, Level, Place, has_errors
from leadpact.testing.case_readers import ARRIVAL_KEYS, count
from leadpact.testing.case_values import (
    KEY_MISSING,
    CaseRefused,
    days_before,
    did_you_mean,
    items_of,
    read_mapping,
    read_moment,
    require,
)
from leadpact.testing.expected_judgement import (
    JUDGED_KEYS,
    ExpectedJudgement,
    read_expected_judgement,
)
from leadpact.testing.follow_up import (
    FOLLOW_UP_EXPECT_KEYS,
    FOLLOW_UP_KEYS,
    KEYS_OF_ALL_LEADS,
    FollowUpCase,
    FollowUpReader,
    Story,
    read_absences,
    read_expected,
    read_reps,
)

T = TypeVar("T")

FILE_KEYS = ("pact", "as_of", "lead", "reps", "absences", "cases")
CASE_KEYS = ("name", "as_of", "lead", "activities", "colleagues", *FOLLOW_UP_KEYS, "expect")
COLLEAGUE_KEYS = ("lead", "activities")
ACTIVITY_KEYS = ("kind", "days_ago", "at", "times", "channel", "campaign", "content", "value")
EXPECT_KEYS = (*JUDGED_KEYS, *(key for key in FOLLOW_UP_EXPECT_KEYS if key != "stage"))
RECORD_KEYS = ("lead_id", *ARRIVAL_KEYS)


@dataclass(frozen=True, slots=True)
class Case:
    """A lead, its account's other people, a moment, and what the pact should say."""

    name: str
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
        self._tried(partial(read_mapping, self.document, (), FILE_KEYS))
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
            is_key = refused.code == "case-key-unknown"
            find = self.positions.key_place if is_key else self.positions.value_place
            fact, fix = refused.fact, refused.fix
            self.issues.append(Issue(refused.code, Level.ERROR, find(refused.path), fact, fix))
            return None

    def _case(self, values: Any, path: Path_) -> Case | None:
        """Read a case; each of its parts is read even where another cannot be."""
        given = read_mapping(values, path, CASE_KEYS)
        for key in ("name", "expect"):
            require(key in given, path, f"A case has no `{key}`.", "Add it.", KEY_MISSING)
        story = Story()
        if "follow_up" in given:
            found = self._tried(partial(self._story, given, path))
            as_of = None if found is None else found.as_of
            story = found or story
        else:
            as_of = self._tried(partial(self._as_of, given, path))
        people = None
        if as_of is not None:
            people = self._tried(partial(self._people, given, story, as_of, path))
        read = self._tried(partial(self._expected, given, (*path, "expect")))
        if as_of is None or people is None or read is None:
            return None
        expected, followed = read
        fact = "The case expects nothing, so it could not fail."
        fix = f"Name one of {', '.join(EXPECT_KEYS)}."
        is_any = expected.is_judged or bool(followed) or story.expects
        require(is_any, (*path, "expect"), fact, fix, KEY_MISSING)
        self._check_own(story, followed, (*path, "expect"))
        return Case(
            str(given["name"]),
            people[0],
            people[1:],
            as_of,
            expected,
            story.case(followed, people[0].activities),
        )

    def _story(self, given: Mapping[str, Any], path: Path_) -> Story | None:
        """Read what happens in a case; None: something cannot be read, which is noted."""
        is_dated = "as_of" in given or "as_of" in self.document
        as_of = self._as_of(given, path) if is_dated else None
        own = read_mapping(given.get("lead") or {}, (*path, "lead"))
        lead_id = str(own.get("lead_id", self._common().get("lead_id", "lead")))

        def make_lead(name: str, known: Mapping[str, Any], place: Path_, at: datetime) -> Lead:
            values_of_case = own if name == lead_id else {}
            values = {
                "created_at": at,
                **self._common(),
                **values_of_case,
                **known,
                "lead_id": name,
            }
            return self._arriving(values, known, path, place)

        reader = FollowUpReader(self.ruleset, as_of, lead_id, make_lead, self._tried)
        entries = reader.entries(given["follow_up"], (*path, "follow_up"))
        reps = self._tried(partial(self._rows, "reps", read_reps, given, path))
        absences = self._tried(partial(self._rows, "absences", read_absences, given, path))
        if entries is None or reps is None or absences is None:
            return None
        return Story(lead_id, entries, reps, absences, as_of or entries[-1].reported_at)

    def _check_own(self, story: Story, followed: Mapping[str, Any], path: Path_) -> None:
        """Refuse to expect something of a lead that never arrives."""
        about = [key for key in followed if key not in KEYS_OF_ALL_LEADS]
        if story.entries and about and not story.own:
            fact = f"The lead of the case never arrives, so it has no `{about[0]}`."
            fix = "Let it arrive, or name the lead under `owners`, or expect it in an entry."
            raise CaseRefused("case-value", (*path, about[0]), fact, fix)

    def _common(self) -> dict[str, Any]:
        return read_mapping(self.document.get("lead") or {}, ("lead",))

    def _rows(
        self,
        key: str,
        read: Callable[[Any, Path_, Ruleset], tuple[Mapping[str, Any], ...]],
        given: Mapping[str, Any],
        path: Path_,
    ) -> tuple[Mapping[str, Any], ...]:
        """Return the rows of a case, else those of the file."""
        is_own = key in given
        rows, place = (given[key], (*path, key)) if is_own else (self.document.get(key), (key,))
        return read(rows or [], place, self.ruleset)

    def _arriving(
        self, values: Mapping[str, Any], known: Mapping[str, Any], path: Path_, place: Path_
    ) -> Lead:
        """Return a lead as it arrives; `known` is what its entry has."""
        try:
            return read_lead(values, self.ruleset)
        except UnableToReadLead as error:
            _, _, name = error.path.partition(".")
            where = (*place, "with", name) if name in known else (*path, "lead", name)
            raise CaseRefused("case-value", where, error.fact, error.fix) from None

    def _people(
        self, given: Mapping[str, Any], story: Story, as_of: datetime, path: Path_
    ) -> tuple[Person, ...]:
        """Return the lead of a case and its colleagues."""
        own = read_mapping(given.get("lead") or {}, (*path, "lead"))
        lead = {**story.created, **self._common(), **own, **story.known}
        people = [self._person(lead, given.get("activities") or [], as_of, path, story.activities)]
        for item, place in items_of(given.get("colleagues") or [], (*path, "colleagues")):
            colleague = read_mapping(item, place, COLLEAGUE_KEYS)
            lead, acted = colleague.get("lead") or {}, colleague.get("activities") or []
            people.append(self._person(lead, acted, as_of, place))
        return tuple(people)

    def _as_of(self, given: Mapping[str, Any], path: Path_) -> datetime:
        if "as_of" in given:
            return read_moment(given["as_of"], (*path, "as_of"))
        fact = "There is no `as_of`, so it is unclear at which moment the case is judged."
        fix = "Add `as_of` to the case or the file."
        require("as_of" in self.document, path, fact, fix, KEY_MISSING)
        return read_moment(self.document["as_of"], ("as_of",))

    def _person(
        self,
        lead: Any,
        acted: Any,
        as_of: datetime,
        path: Path_,
        more: Sequence[Activity] = (),
    ) -> Person:
        known = (*RECORD_KEYS, *self.ruleset.attributes)
        given = read_mapping(lead, (*path, "lead"), known)
        activities: list[Activity] = list(more)
        for item, place in items_of(acted, (*path, "activities")):
            activities += self._activities(item, len(activities), as_of, place)
        created = given.get("created_at")
        if created is None:
            created = min([as_of, *(activity.occurred_at for activity in activities)])
        try:
            return Person(read_lead({**given, "created_at": created}, self.ruleset), activities)
        except UnableToReadLead as error:
            place = (*path, *error.path.split("."))
            raise CaseRefused("case-value", place, error.fact, error.fix) from None

    def _activities(self, values: Any, number: int, as_of: datetime, path: Path_) -> list[Activity]:
        given = read_mapping(values, path, ACTIVITY_KEYS)
        kind = given.get("kind")
        if not isinstance(kind, str) or kind not in {
            *self.ruleset.activities,
            *self.ruleset.past_kinds,
        }:
            fact = f"`{kind}` is no kind of activity of the pact."
            fix = did_you_mean(str(kind), self.ruleset.activities)
            raise CaseRefused("case-value", (*path, "kind"), fact, fix)
        times = count(given.get("times", 1), (*path, "times"), self.ruleset)
        days_ago = given.get("days_ago")
        if days_ago is not None:
            moment = days_before(as_of, days_ago, (*path, "days_ago"))
        else:
            fact = "An activity has neither `days_ago` nor `at`."
            require("at" in given, path, fact, "Say when it happened.", KEY_MISSING)
            moment = read_moment(given["at"], (*path, "at"))
        fields = {name: given[name] for name in ACTIVITY_KEYS[4:] if name in given}
        rows = [
            {"activity_id": f"{number + n}", "kind": kind, "occurred_at": moment, **fields}
            for n in range(times)
        ]
        try:
            return read_activities(rows)
        except UnableToReadLead as error:
            raise CaseRefused("case-value", path, error.fact, error.fix) from None

    def _expected(
        self, case: Mapping[str, Any], path: Path_
    ) -> tuple[ExpectedJudgement, Mapping[str, Any]]:
        """Return what is expected of the interpreters' judgement, and of the follow-up."""
        given = read_mapping(case["expect"], path, EXPECT_KEYS)
        is_followed = "follow_up" in case
        followed = [key for key in given if key in FOLLOW_UP_EXPECT_KEYS and is_followed]
        for key in given:
            fact = f"`{key}` is known only of a lead that is followed up."
            fix = "Add `follow_up` to the case, with what happens."
            place = (*path, key)
            require(key in JUDGED_KEYS or is_followed, place, fact, fix, "case-key-unknown")
        expected = {key: value for key, value in given.items() if key not in followed}
        values = {key: given[key] for key in followed}
        judged = read_expected_judgement(expected, path, self.ruleset)
        return judged, read_expected(values, path, self.ruleset)
