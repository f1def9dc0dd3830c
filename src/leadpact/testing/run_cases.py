"""Cases run on both interpreters, with a sentence for every difference from what is expected."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from leadpact.engine.gates import Judgement, judge_lead
from leadpact.engine.lead import Lead, Person
from leadpact.engine.lifecycle import make_follow_up
from leadpact.engine.routing import make_roster
from leadpact.explain.view import decimal
from leadpact.pact.ruleset import MILLI, Ruleset
from leadpact.storage.store import Store, open_duckdb
from leadpact.terms.issues import Issue, Place, has_errors
from leadpact.terms.reasons import RULE_CODES, JudgementReasonCode
from leadpact.terms.zone import moment_at
from leadpact.testing.case_readers import stage_words
from leadpact.testing.cases import Case, load_cases
from leadpact.testing.company import Company, Row
from leadpact.testing.follow_up import Desk, follow_up_differences
from leadpact.testing.parity import judge_by_relations


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What became of one case; it passed where nothing differs."""

    name: str
    differences: tuple[str, ...]
    place: Place

    @property
    def passed(self) -> bool:
        """Whether both interpreters gave what was expected."""
        return not self.differences


@dataclass(frozen=True, slots=True)
class CasesResult:
    """What became of a table of cases; where an issue is an error, nothing was run."""

    cases: tuple[CaseResult, ...]
    issues: tuple[Issue, ...] = ()

    @property
    def n_passed(self) -> int:
        """How many cases passed."""
        return sum(case.passed for case in self.cases)

    @property
    def n_failed(self) -> int:
        """How many cases did not pass."""
        return len(self.cases) - self.n_passed

    def as_dict(self) -> dict[str, Any]:
        """Return the result as plain values, for `--format json`."""
        return {
            "n_passed": self.n_passed,
            "n_failed": self.n_failed,
            "cases": [
                {
                    "name": case.name,
                    "passed": case.passed,
                    "differences": list(case.differences),
                    "file": case.place.file,
                    "line": case.place.line,
                }
                for case in self.cases
            ],
        }


@dataclass(frozen=True, slots=True)
class _Answer:
    """One interpreter's result for a case: the values that a case can expect."""

    millipoints: dict[str, int | None]
    stage: str
    rules: tuple[str, ...]
    opened_at: dict[str, datetime | None]
    paths: dict[str, str | None]
    not_lead: str = ""
    checkpoints: Mapping[str, str] = field(default_factory=dict)
    """The answer of each checkpoint that is asked, by its id."""


def run_cases(ruleset: Ruleset, path: Path) -> CasesResult:
    """Run a table of cases on the engine and on the relations (DuckDB).

    Parameters
    ----------
    ruleset
        The pact.
    path
        The table of cases.

    Returns
    -------
    CasesResult
        A result for every case, or the issues of a table that cannot be read.
    """
    cases, issues = load_cases(path, ruleset)
    if has_errors(issues):
        return CasesResult((), tuple(issues))
    results = []
    by_relations = _judge_all(ruleset, cases)
    for number, case in enumerate(cases):
        differences = _follow_up_differences(case, ruleset)
        differences += _judged_differences(case, number, by_relations.get(number), ruleset)
        results.append(CaseResult(case.name, tuple(differences), case.place))
    return CasesResult(tuple(results), tuple(issues))


def _follow_up_differences(case: Case, ruleset: Ruleset) -> list[str]:
    """Follow up the leads of a case, and return what differs."""
    story = case.follow_up
    if story is None:
        return []
    terms = ruleset.routing.reps if ruleset.routing else ()
    rules = make_follow_up(ruleset, make_roster(story.reps, story.absences, terms))
    return follow_up_differences(story, Desk(rules, until=case.as_of, colleagues=case.colleagues))


def _judged_differences(
    case: Case, number: int, by_relations: "_Answer | None", ruleset: Ruleset
) -> list[str]:
    """Judge the lead of a case on the engine too, and return what differs on either."""
    if by_relations is None:
        return []
    decision = judge_lead(
        _named(case.person, number, 0, case).lead,
        case.person.activities,
        ruleset,
        as_of=case.as_of,
        colleagues=case.colleagues,
    )
    differences = _missing_differences(case, decision)
    differences += _differences(case, _answer_of_engine(decision, ruleset), ruleset, "engine")
    return differences + _differences(case, by_relations, ruleset, "relations")


def _judge_all(ruleset: Ruleset, cases: Sequence[Case]) -> dict[int, _Answer]:
    """Judge the cases that expect something of it, by the relations."""
    if not any(case.expected.is_judged for case in cases):
        return {}
    with open_duckdb(memory_limit="1GB") as store:
        return _judge(store, ruleset, cases)


def _named(person: Person, number: int, place: int, case: Case) -> Person:
    """Give a person of a case an id of its own, and colleagues the account of the case's lead."""
    own = case.person.lead.account_id or ("account" if case.colleagues else None)
    account = None if own is None else f"{number}-{own}"
    return Person(
        replace(person.lead, lead_id=f"{number}-{place}", account_id=account), person.activities
    )


def _judge(store: Store, ruleset: Ruleset, cases: Sequence[Case]) -> dict[int, _Answer]:
    """Judge all cases by the relations: those of the same moment together."""
    answer: dict[int, _Answer] = {}
    judged = {number: case for number, case in enumerate(cases) if case.expected.is_judged}
    for as_of in sorted({case.as_of for case in judged.values()}):
        numbers = [number for number, case in judged.items() if case.as_of == as_of]
        people = [
            _named(person, number, place, cases[number])
            for number in numbers
            for place, person in enumerate((cases[number].person, *cases[number].colleagues))
        ]
        rows, entries = _judge_people(store, ruleset, people, as_of)
        for number in numbers:
            answer[number] = _answer_of_relations(
                rows[f"{number}-0"], entries.get(f"{number}-0", []), ruleset
            )
    return answer


def _judge_people(
    store: Store, ruleset: Ruleset, people: Sequence[Person], as_of: datetime
) -> tuple[dict[str, dict[str, Any]], dict[str, list[str]]]:
    company = _company(people, ruleset)
    judged, entries = judge_by_relations(store, ruleset, company, as_of, in_rounds=True)
    fired: dict[str, list[str]] = {}
    for row in entries:
        if row["code"] in RULE_CODES:
            fired.setdefault(row["lead_id"], []).append(row["rule_id"])
    return {row["lead_id"]: row for row in judged}, fired


def _company(people: Sequence[Person], ruleset: Ruleset) -> Company:
    activities = tuple(
        {
            **asdict(activity),
            "activity_id": f"{person.lead.lead_id}-{activity.activity_id}",
            "lead_id": person.lead.lead_id,
        }
        for person in people
        for activity in person.activities
    )
    return Company(tuple(_row(person.lead, ruleset) for person in people), activities=activities)


def _row(lead: Lead, ruleset: Ruleset) -> Row:
    """Return a lead as a row: what an account would have is named as the pact names it."""
    columns = {
        item.column if item.table == "leads" else name: lead.attributes[name]
        for name, item in ruleset.attributes.items()
    }
    return {
        **columns,
        "lead_id": lead.lead_id,
        "account_id": lead.account_id,
        "created_at": lead.created_at,
        "stage": None if lead.stage is None else str(lead.stage),
        "stage_at": lead.stage_at,
    }


def _answer_of_engine(decision: Judgement, ruleset: Ruleset) -> _Answer:
    own = {score.name for score in ruleset.scores}
    rules = {
        reason.rule_id
        for score in decision.scores
        for reason in score.reasons
        if score.name in own and reason.code in RULE_CODES
    }
    points: dict[str, int | None] = {score.name: score.millipoints for score in decision.scores}
    return _Answer(
        points,
        str(decision.stage),
        tuple(sorted(rules)),
        decision.opened_at,
        decision.paths,
        decision.not_lead or "",
        {name: check.text for name, check in decision.checkpoints.items()},
    )


def _answer_of_relations(row: dict[str, Any], fired: list[str], ruleset: Ruleset) -> _Answer:
    opened = {gate.name: row[f"{gate.name}_at"] for gate in ruleset.gates}
    return _Answer(
        {score.name: row[f"{score.name}_millipoints"] for score in ruleset.all_scores},
        row["stage"],
        tuple(sorted(set(fired))),
        {name: None if value is None else moment_at(value) for name, value in opened.items()},
        {gate.name: row[gate.path_name] for gate in ruleset.gates if gate.paths},
        (row["not_lead"] or "") if ruleset.not_leads else "",
        {
            item.checkpoint_id: row[item.column]
            for item in ruleset.checkpoints
            if row[item.column] is not None
        },
    )


def _differences(case: Case, answer: _Answer, ruleset: Ruleset, who: str) -> list[str]:
    expected = case.expected
    checks: list[tuple[str, Any, Any, Callable[[Any], str]]] = [
        (name, points, answer.millipoints.get(name), _points)
        for name, points in expected.millipoints.items()
    ]
    if expected.stage is not None:
        in_words = partial(stage_words, ruleset=ruleset)
        checks.append(("stage", str(expected.stage), answer.stage, in_words))
    if expected.rules is not None:
        checks.append(("rules", expected.rules, answer.rules, _listed))
    checks += [
        (f"{name} opened", moment, answer.opened_at[name], _moment)
        for name, moment in expected.opened_at.items()
    ]
    checks += [
        (f"path of {name}", path, answer.paths[name], _path)
        for name, path in expected.paths.items()
    ]
    if expected.not_lead is not None:
        checks.append(("no lead, as", expected.not_lead or None, answer.not_lead or None, _path))
    for name, item in expected.checkpoints.items():
        got = answer.checkpoints.get(name)
        checks.append((f"checkpoint {name}", item.wanted(got), got, _checkpoint))
    return [
        f"{what}: expected {words(wanted)}, got {words(got)} ({who})"
        for what, wanted, got, words in checks
        if wanted != got
    ]


def _missing_differences(case: Case, decision: Judgement) -> list[str]:
    missing = {
        reason.field
        for check in decision.gates
        for reason in check.reasons
        if reason.code is JudgementReasonCode.MUST_HAVE_MISSING
    }
    expected, got = case.expected.missing, tuple(sorted(missing))
    if expected is None or got == expected:
        return []
    return [f"missing must-haves: expected {_listed(expected)}, got {_listed(got)}"]


def _points(millipoints: int | None) -> str:
    return "nothing" if millipoints is None else decimal(millipoints / MILLI, 3)


def _checkpoint(answer: str | None) -> str:
    return "not asked" if answer is None else answer


def _path(name: str | None) -> str:
    return "none" if name is None else name


def _moment(at: datetime | None) -> str:
    return "never" if at is None else str(at)


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(words) or "none"
