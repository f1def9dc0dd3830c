"""Cases run on both interpreters, with a sentence for every difference from what is expected."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from leadpact.engine.gates import Judgement, judge_lead
from leadpact.engine.lead import Person
from leadpact.pact.ruleset import MILLI, Ruleset
from leadpact.relational.inputs import counted_activities, lead_facts
from leadpact.relational.ledger import ledger
from leadpact.relational.questions import ask_as_of
from leadpact.relational.stage import judge_leads
from leadpact.storage.store import Store, open_duckdb
from leadpact.terms.issues import Issue, has_errors
from leadpact.terms.reasons import JudgementReasonCode
from leadpact.terms.zone import epoch_seconds, moment_at
from leadpact.testing.cases import Case, load_cases
from leadpact.testing.company import Company, Row, put_company


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What became of one case; it passed where nothing differs."""

    name: str
    differences: tuple[str, ...]

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
                {"name": case.name, "passed": case.passed, "differences": list(case.differences)}
                for case in self.cases
            ],
        }


@dataclass(frozen=True, slots=True)
class _Answer:
    """What an interpreter says of a case, in the terms of what can be expected."""

    millipoints: dict[str, int | None]
    stage: str
    rules: tuple[str, ...]
    opened_at: dict[str, datetime | None]


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
    with open_duckdb(memory_limit="1GB") as store:
        by_relations = _judge(store, ruleset, cases)
    results = []
    for number, case in enumerate(cases):
        decision = judge_lead(
            _named(case.person, number, 0, case).lead,
            case.person.activities,
            ruleset,
            as_of=case.as_of,
            colleagues=case.colleagues,
        )
        differences = _missing_differences(case, decision)
        differences += _differences(case, _answer_of_engine(decision, ruleset), "engine")
        differences += _differences(case, by_relations[number], "relations")
        results.append(CaseResult(case.name, tuple(differences)))
    return CasesResult(tuple(results), tuple(issues))


def _named(person: Person, number: int, place: int, case: Case) -> Person:
    """Give a person of a case an id of its own, and the case an account where it needs one."""
    own = person.lead.account_id or ("account" if case.colleagues else None)
    account = None if own is None else f"{number}-{own}"
    return Person(
        replace(person.lead, lead_id=f"{number}-{place}", account_id=account), person.activities
    )


def _judge(store: Store, ruleset: Ruleset, cases: Sequence[Case]) -> dict[int, _Answer]:
    """Judge all cases by the relations: those of the same moment together."""
    answer: dict[int, _Answer] = {}
    for as_of in sorted({case.as_of for case in cases}):
        numbers = [number for number, case in enumerate(cases) if case.as_of == as_of]
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
    seconds = epoch_seconds(as_of)
    inputs = put_company(store, _company(people, ruleset), ruleset)
    judged = store.fetch_rows(judge_leads(inputs, ruleset, as_of=seconds, keep=store.keep))
    facts = lead_facts(inputs, ruleset)
    activities = counted_activities(inputs, ruleset)
    rows = store.fetch_rows(ledger(ask_as_of(facts, activities, ruleset, seconds)))
    fired: dict[str, list[str]] = {}
    for row in rows:
        if row["code"] != JudgementReasonCode.RANGE_LIMIT:
            fired.setdefault(row["lead_id"], []).append(row["rule_id"])
    return {row["lead_id"]: row for row in judged}, fired


def _company(people: Sequence[Person], ruleset: Ruleset) -> Company:
    leads: list[Row] = []
    activities: list[Row] = []
    for person in people:
        lead = person.lead
        columns = {
            item.column if item.table == "leads" else name: lead.attributes[name]
            for name, item in ruleset.attributes.items()
        }
        leads.append(
            {
                **columns,
                "lead_id": lead.lead_id,
                "account_id": lead.account_id,
                "created_at": lead.created_at,
                "stage": None if lead.stage is None else str(lead.stage),
                "stage_at": lead.stage_at,
            }
        )
        activities += [
            {
                "activity_id": f"{lead.lead_id}-{activity.activity_id}",
                "lead_id": lead.lead_id,
                "kind": activity.kind,
                "occurred_at": activity.occurred_at,
                "channel": activity.channel,
                "campaign": activity.campaign,
                "content": activity.content,
                "value": activity.value,
            }
            for activity in person.activities
        ]
    return Company(tuple(leads), activities=tuple(activities))


def _answer_of_engine(decision: Judgement, ruleset: Ruleset) -> _Answer:
    own = {score.name for score in ruleset.scores}
    rules = {
        reason.rule_id
        for score in decision.scores
        for reason in score.reasons
        if score.name in own and reason.rule_id
    }
    points = {score.name: score.millipoints for score in decision.scores}
    return _Answer(dict(points), str(decision.stage), tuple(sorted(rules)), decision.opened_at)


def _answer_of_relations(row: dict[str, Any], fired: list[str], ruleset: Ruleset) -> _Answer:
    opened = {gate.name: row[f"{gate.name}_at"] for gate in ruleset.gates}
    return _Answer(
        {score.name: row[f"{score.name}_millipoints"] for score in ruleset.all_scores},
        row["stage"],
        tuple(sorted(set(fired))),
        {name: None if value is None else moment_at(value) for name, value in opened.items()},
    )


def _differences(case: Case, answer: _Answer, who: str) -> list[str]:
    expected = case.expected
    found = [
        f"{name}: expected {_points(points)}, got {_points(answer.millipoints.get(name))} ({who})"
        for name, points in expected.millipoints.items()
        if answer.millipoints.get(name) != points
    ]
    if expected.stage is not None and answer.stage != expected.stage:
        found.append(f"stage: expected {expected.stage}, got {answer.stage} ({who})")
    if expected.rules is not None and answer.rules != expected.rules:
        found.append(
            f"rules: expected {_listed(expected.rules)}, got {_listed(answer.rules)} ({who})"
        )
    for name, moment in expected.opened_at.items():
        got = answer.opened_at[name]
        if got != moment:
            found.append(
                f"{name} opened: expected {moment or 'never'}, got {got or 'never'} ({who})"
            )
    return found


def _missing_differences(case: Case, decision: Judgement) -> list[str]:
    if case.expected.missing is None:
        return []
    missing = {
        reason.field
        for check in decision.gates
        for reason in check.reasons
        if reason.code is JudgementReasonCode.MUST_HAVE_MISSING
    }
    if tuple(sorted(missing)) == case.expected.missing:
        return []
    expected, got = _listed(case.expected.missing), _listed(tuple(sorted(missing)))
    return [f"missing must-haves: expected {expected}, got {got}"]


def _points(millipoints: int | None) -> str:
    if millipoints is None:
        return "nothing"
    return f"{millipoints / MILLI:.3f}".rstrip("0").rstrip(".")


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(words) or "none"
