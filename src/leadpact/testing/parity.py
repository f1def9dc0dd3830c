"""Whether the two interpreters of a pact say the same of a company, in sentences where not."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeAlias

from leadpact.engine.gates import Judgement, judge_lead
from leadpact.engine.scoring import LeadScore
from leadpact.pact.ruleset import Ruleset
from leadpact.relational.inputs import counted_activities, lead_facts
from leadpact.relational.ledger import ledger
from leadpact.relational.questions import ask_as_of
from leadpact.relational.stage import judge_leads
from leadpact.storage.store import Store
from leadpact.terms.zone import epoch_seconds
from leadpact.testing.company import Company, colleagues_of, people_of, put_company

Row: TypeAlias = dict[str, Any]

Entry = tuple[str, str, str, int, int]
"""Score, rule id, code, activities counted, millipoints: a line of the ledger."""


def find_differences(
    store: Store,
    ruleset: Ruleset,
    company: Company,
    as_of: datetime,
    *,
    in_rounds: bool = False,
) -> list[str]:
    """Compare the engine with the relations for every lead of a company.

    Parameters
    ----------
    store
        The engine to run the relations on, such as `open_duckdb` gives.
    ruleset
        The pact.
    company
        Its rows.
    as_of
        The moment, aware.
    in_rounds
        Whether gates are asked in rounds over kept relations, as large data needs it.

    Returns
    -------
    list[str]
        A sentence for each difference in a score, a line of the ledger, a stage, a checkpoint or
        the first moment of a gate; empty where the interpreters agree to the last millipoint.
    """
    judged, entries = judge_by_relations(store, ruleset, company, as_of, in_rounds=in_rounds)
    return _compare_leads(ruleset, judge_all(ruleset, company, as_of), judged, entries)


def judge_by_relations(
    store: Store, ruleset: Ruleset, company: Company, as_of: datetime, *, in_rounds: bool
) -> tuple[list[Row], list[Row]]:
    """Return the rows of decisions and of the ledger for every lead of a company."""
    seconds = epoch_seconds(as_of)
    inputs = put_company(store, company, ruleset)
    keep = store.keep if in_rounds else None
    judged = store.fetch_rows(judge_leads(inputs, ruleset, as_of=seconds, keep=keep))
    activities = counted_activities(inputs, ruleset)
    asked = ask_as_of(lead_facts(inputs, ruleset), activities, ruleset, seconds)
    return judged, store.fetch_rows(ledger(asked))


def judge_all(ruleset: Ruleset, company: Company, as_of: datetime) -> list[Judgement]:
    """Decide on every lead of a company, one after another, by the engine."""
    people = people_of(company, ruleset)
    return [
        judge_lead(
            person.lead,
            person.activities,
            ruleset,
            as_of=as_of,
            colleagues=colleagues_of(person, people),
        )
        for person in people
    ]


def _compare_leads(
    ruleset: Ruleset,
    decisions: Sequence[Judgement],
    judged: Sequence[Row],
    entries: Sequence[Row],
) -> list[str]:
    ids = sorted(row["lead_id"] for row in judged)
    if ids != sorted(decision.lead_id for decision in decisions):
        return [f"The relations judge the leads {ids}."]
    rows = {row["lead_id"]: row for row in judged}
    ledgers: dict[str, list[Entry]] = {}
    for entry in entries:
        ledgers.setdefault(entry["lead_id"], []).append(_entry_of_row(entry))
    differences = []
    for decision in decisions:
        row, found = rows[decision.lead_id], ledgers.pop(decision.lead_id, [])
        differences += _compare_lead(ruleset, decision, row, sorted(found))
    return differences + [f"The ledger speaks of {lead_id}, who is no lead." for lead_id in ledgers]


def _compare_lead(ruleset: Ruleset, decision: Judgement, row: Row, found: list[Entry]) -> list[str]:
    by_engine = {score.name: score.millipoints for score in decision.scores}
    recorded = decision.recorded_stage
    pairs: list[tuple[str, Any, Any]] = [
        *(
            (f"{name} in millipoints", by_engine.get(name), row[f"{name}_millipoints"])
            for name in (score.name for score in ruleset.all_scores)
        ),
        *(
            (f"{name}_at", None if at is None else epoch_seconds(at), row[f"{name}_at"])
            for name, at in decision.opened_at.items()
        ),
        *((f"path of {name}", path, row[f"{name}_path"]) for name, path in decision.paths.items()),
        *_left_pairs(ruleset, decision, row),
        *_checkpoint_pairs(ruleset, decision, row),
        ("stage", str(decision.stage), row["stage"]),
        ("recorded stage", None if recorded is None else str(recorded), row["recorded_stage"]),
        ("ledger", _entries_of(ruleset, decision.scores), found),
    ]
    return [
        f"{decision.lead_id}: {what} is {one} by the engine and {other} by the relations."
        for what, one, other in pairs
        if one != other
    ]


def _left_pairs(
    ruleset: Ruleset, decision: Judgement, row: Row
) -> list[tuple[str, str | int | None, str | int | None]]:
    if not ruleset.not_leads:
        return []
    left_at = None if decision.left_at is None else epoch_seconds(decision.left_at)
    return [
        ("what is no lead", decision.not_lead, row["not_lead"]),
        ("when it left", left_at, row["not_lead_at"]),
    ]


def _checkpoint_pairs(
    ruleset: Ruleset, decision: Judgement, row: Row
) -> list[tuple[str, str | None, str | None]]:
    texts = {name: check.text for name, check in decision.checkpoints.items()}
    return [
        (f"checkpoint {item.checkpoint_id}", texts.get(item.checkpoint_id), row[item.column])
        for item in ruleset.checkpoints
    ]


def _entries_of(ruleset: Ruleset, scores: Sequence[LeadScore]) -> list[Entry]:
    """Return the engine's reasons as lines of the ledger, which has no account scores."""
    own = {score.name for score in ruleset.lead_scores}
    return sorted(
        (score.name, reason.rule_id, str(reason.code), reason.n_counted, reason.millipoints)
        for score in scores
        if score.name in own
        for reason in score.reasons
    )


def _entry_of_row(row: Row) -> Entry:
    return (row["score"], row["rule_id"], row["code"], row["n_counted"], row["millipoints"])
