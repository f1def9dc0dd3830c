"""What an example of the parity property uses, counted: a construct in no example is not tested."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from leadpact.conditions.nodes import Compare, Count
from leadpact.conditions.walk import asks_for_stage, behaviours_of, names_of, walk
from leadpact.engine.gates import Judgement
from leadpact.pact.checkpoint import CHECKPOINT_STAGES, WHEN, Checkpoint
from leadpact.pact.gate import Gate, path_name_of
from leadpact.pact.ruleset import ActivityRule, Ruleset, Score, SumScore
from leadpact.terms.stages import FUNNEL_RANK, Stage
from leadpact.testing.company import Company
from leadpact.testing.strategies.random_values import UNDECLARED_KIND, conditions_of

GATE_NAMES = ("conversation_lead", "first_meeting")
RECORD_COLUMNS = ("account_id", "created_at", "stage", "stage_at")
_OPERATORS = {f"operator: {operator}" for operator in ("==", "!=", "<", "<=", ">", ">=")}
_NODES = (
    *("And", "AtLeast", "Compare", "Contains", "HasWord", "In", "IsKnown", "IsTrue", "Not", "Or"),
    "StartsWith",
)
_TESTS = {f"condition: {node}" for node in _NODES} | _OPERATORS
_BEHAVIOUR = {
    "condition: Count",
    "condition: DaysSince",
    "condition: DaysSinceDate",
    "condition: DaysUntil",
    "count: all",
    "count: the last days",
}
_FADES = {f"fades: {shape}" for shape in ("linear", "none", "steps", "window")}
_UNITS = ("day", "week", "month", "quarter", "block")
_LIMITS = {"limit: points", *(f"limit: per {unit}" for unit in _UNITS)}
_HISTORY = {
    *("take: latest", "silence: any", "silence: kinds", "silence: given back"),
    *("resets", "resets: nothing is kept", "nightly floor", "nightly floor: with resets"),
    *("ledger: SILENCE_COUNTED", "ledger: NIGHTLY_FLOOR"),
}
_ACCOUNTS = {f"account score: {method}" for method in ("sum", "sum_of_top", "max")}
_GROUPS = {
    *("group: limit", "group: best", "group: best with a limit", "ledger: GROUP_LIMIT"),
    *("group: a condition", "group: a condition on behaviour", "group: negative points"),
}
_SUMS = {
    *("sum", "sum: weights", "sum: a negative weight", "sum: a range of its own"),
    *("ledger: SCORE_ADDED", "account score: of a sum"),
    *("sum: nightly floor", "ledger: NIGHTLY_FLOOR"),
}
_OF_PATHS = ("a must-have", "a condition")
_GATES = {
    *(f"gate: {name}" for name in (*GATE_NAMES, "must have", "when")),
    *(f"{name}: {what}" for name in GATE_NAMES for what in ("opens", "stays closed")),
    "gates in rounds: True",
    "gates in rounds: False",
    "stage: moves on from the record",
}
_ENTRIES = {
    *(f"path: {has} {what}" for has in ("with", "without") for what in _OF_PATHS),
    *(f"came by: {path}" for path in ("p1", "p2", "p3")),
    "condition: the path of the gate before",
    *("left as: n1", "left as: n2"),
    *("condition: the stage in a score", "condition: the stage in a gate"),
    *("own past: was_recycled", "own past: was_disqualified"),
    *(f"judged again: every {unit}" for unit in ("day", "week", "month")),
}
_CHECKPOINTS = {
    *(f"checkpoint: {asks}" for asks in ("must have", "when", "must have and when", "on entry")),
    *(f"checkpoint in {stage}" for stage in CHECKPOINT_STAGES),
    *("checkpoint: on behaviour", "checkpoint: on a score"),
    *(f"checkpoint: {what}" for what in ("met", "met before", "open", "moved on without")),
    *(f"checkpoint lacks: {what}" for what in ("one", "several", "its condition")),
    *("checkpoint: its condition is unknown", "checkpoint: of who is no lead"),
}
_COMPANIES = {
    "accounts: a table",
    "accounts: none",
    "activities: a table",
    "activities: none",
    "activities: each id once, as told",
    "activities: one after the moment asked about",
    "activities: one arrives twice",
    "activities: one at the moment asked about",
    "activities: one of an undeclared kind",
    "leads: a missing value",
    "leads: two of one account",
    *(f"leads: {has} {name}" for has in ("with", "without") for name in RECORD_COLUMNS),
    *(f"recorded: {stage}" for stage in Stage),
    "score: below zero",
    "ledger: RANGE_LIMIT",
}
_OWN = {
    "fades": _FADES,
    "limits": _FADES | _LIMITS,
    "where": _LIMITS | _TESTS | {"where"},
    "attributes": _TESTS | {"ledger: CONDITION_TRUE"},
    "behaviour": _OPERATORS | _BEHAVIOUR | {"ledger: CONDITION_TRUE"},
    "accounts": _FADES | _ACCOUNTS | {"ledger: PERSON_COUNTED"},
    "gates": _FADES | _TESTS | _GATES,
    "groups": _FADES | _GATES | _GROUPS,
    "sums": _FADES | _GATES | _SUMS,
    "history": _FADES | _LIMITS | _HISTORY | _GATES,
    "entries": _BEHAVIOUR | _GATES | _ENTRIES,
    "checkpoints": _BEHAVIOUR | _CHECKPOINTS,
    "everything": _HISTORY
    | _FADES
    | _LIMITS
    | _TESTS
    | _BEHAVIOUR
    | _ACCOUNTS
    | _GATES
    | {"where", "sum: nightly floor"},
}
WANTED = {focus: own | _COMPANIES for focus, own in _OWN.items()}
"""What at least one example of a focus must use."""


def constructs_of_pact(ruleset: Ruleset) -> Iterator[str]:
    """Return what a pact uses of the language of pacts; some of it several times."""
    for score in ruleset.scores:
        for rule in score.activity_rules:
            yield from _of_activity_rule(rule)
        yield from _of_groups(score)
        yield from _of_history(score)
    for total in ruleset.sum_scores:
        yield from _of_sum(total, ruleset)
    yield from (f"account score: {score.method}" for score in ruleset.account_scores)
    for gate in ruleset.gates:
        yield from _of_gate(gate)
    if ruleset.judge_again is not None:
        yield f"judged again: every {ruleset.judge_again}"
    for checkpoint in ruleset.checkpoints:
        yield from _of_checkpoint(checkpoint, {score.name for score in ruleset.all_scores})
    yield from (f"own past: {kind}" for kind in ruleset.past_kinds)
    yield from _of_stage(ruleset)
    for condition in conditions_of(ruleset):
        if path_name_of("conversation_lead") in names_of(condition):
            yield "condition: the path of the gate before"
        for node in walk(condition):
            yield f"condition: {type(node).__name__}"
            if isinstance(node, Compare):
                yield f"operator: {node.operator}"
            if isinstance(node, Count):
                yield f"count: {'all' if node.days is None else 'the last days'}"


def _of_stage(ruleset: Ruleset) -> Iterator[str]:
    rules = (rule for score in ruleset.scores for rule in score.condition_rules)
    if any(asks_for_stage(rule.when) for rule in rules):
        yield "condition: the stage in a score"
    if any(asks_for_stage(gate.opens) for gate in ruleset.gates if gate.opens):
        yield "condition: the stage in a gate"


def _of_groups(score: Score) -> Iterator[str]:
    for group in score.groups:
        if not group.takes_best:
            yield "group: limit"
        else:
            yield "group: best" + (" with a limit" if group.limit_millipoints else "")
    conditions = [rule for rule in score.condition_rules if rule.group]
    if conditions:
        yield "group: a condition"
    if any(behaviours_of(rule.when) for rule in conditions):
        yield "group: a condition on behaviour"
    if any(rule.points < 0 for rule in (*conditions, *score.activity_rules) if rule.group):
        yield "group: negative points"


def _of_sum(total: SumScore, ruleset: Ruleset) -> Iterator[str]:
    yield "sum"
    weights = [part.weight for part in total.parts]
    if any(weight != 1 for weight in weights):
        yield "sum: weights"
    if min(weights) < 0:
        yield "sum: a negative weight"
    if total.nightly_floor is not None:
        yield "sum: nightly floor"
    ends = [
        sorted((part.weight * score.low, part.weight * score.high))
        for part in total.parts
        for score in [ruleset.score(part.name)]
    ]
    if (total.low, total.high) != tuple(map(sum, zip(*ends, strict=True))):
        yield "sum: a range of its own"
    if any(score.source == total.name for score in ruleset.account_scores):
        yield "account score: of a sum"


def _of_history(score: Score) -> Iterator[str]:
    for rule in score.silence_rules:
        yield "silence: any" if rule.kinds is None else "silence: kinds"
        if rule.until is not None:
            yield "silence: given back"
    if score.resets:
        yield "resets"
    if any(not reset.keep_percent for reset in score.resets):
        yield "resets: nothing is kept"
    if score.nightly_floor is not None:
        yield "nightly floor"
    if score.nightly_floor is not None and score.resets:
        yield "nightly floor: with resets"


def _of_activity_rule(rule: ActivityRule) -> Iterator[str]:
    yield f"fades: {_shape(rule)}"
    if rule.where is not None:
        yield "where"
    if rule.limit_millipoints is not None:
        yield "limit: points"
    if rule.count_limit is not None:
        yield f"limit: per {rule.count_limit.per}"
    if rule.take is not None:
        yield f"take: {rule.take}"


def _shape(rule: ActivityRule) -> str:
    if any(piece.slope for piece in rule.pieces):
        return "linear"
    if len(rule.pieces) > 1:
        return "steps"
    return "none" if rule.life_seconds is None else "window"


def _of_gate(gate: Gate) -> Iterator[str]:
    yield f"gate: {gate.name}"
    if gate.must_have:
        yield "gate: must have"
    if gate.when is not None:
        yield "gate: when"
    for path in gate.paths:
        yield f"path: {'with' if path.must_have else 'without'} a must-have"
        yield f"path: {'with' if path.when else 'without'} a condition"


def _of_checkpoint(checkpoint: Checkpoint, scores: set[str]) -> Iterator[str]:
    asks = (checkpoint.must_have and "must have", checkpoint.when and "when")
    yield f"checkpoint: {' and '.join(item for item in asks if item)}"
    yield "checkpoint: on entry" if checkpoint.on_entry else f"checkpoint in {checkpoint.stage}"
    if checkpoint.when is not None and behaviours_of(checkpoint.when):
        yield "checkpoint: on behaviour"
    if checkpoint.when is not None and names_of(checkpoint.when) & scores:
        yield "checkpoint: on a score"


def constructs_of_company(company: Company, as_of: datetime) -> Iterator[str]:
    """Return what is special in a company's rows."""
    yield from _of_tables(company)
    yield from _of_leads(company.leads)
    rows = company.activities or ()
    if len({row["activity_id"] for row in rows}) < len(rows):
        yield "activities: one arrives twice"
    if any(row["occurred_at"] > as_of for row in rows):
        yield "activities: one after the moment asked about"
    if any(row["occurred_at"] == as_of for row in rows):
        yield "activities: one at the moment asked about"
    if any(row["kind"] == UNDECLARED_KIND for row in rows):
        yield "activities: one of an undeclared kind"


def _of_tables(company: Company) -> Iterator[str]:
    for name in ("accounts", "activities"):
        yield f"{name}: {'none' if getattr(company, name) is None else 'a table'}"
    if company.has_unique_activities:
        yield "activities: each id once, as told"
    columns = {name for row in company.leads for name in row}
    for name in RECORD_COLUMNS:
        yield f"leads: {'with' if name in columns else 'without'} {name}"


def _of_leads(rows: tuple[Mapping[str, Any], ...]) -> Iterator[str]:
    accounts = [row["account_id"] for row in rows if row.get("account_id") is not None]
    if len(set(accounts)) < len(accounts):
        yield "leads: two of one account"
    if any(value is None for row in rows for value in row.values()):
        yield "leads: a missing value"
    yield from {f"recorded: {row['stage']}" for row in rows if row.get("stage") is not None}


def constructs_of_judgements(judgements: list[Judgement]) -> Iterator[str]:
    """Return what became of the leads: a gate that never opens tests little."""
    for judgement in judgements:
        for name, at in judgement.opened_at.items():
            yield f"{name}: {'stays closed' if at is None else 'opens'}"
        if judgement.not_lead is not None:
            yield f"left as: {judgement.not_lead}"
        yield from (f"came by: {path}" for path in judgement.paths.values() if path is not None)
        yield from _of_checks(judgement)
        if judgement.recorded_stage not in (None, judgement.stage):
            yield "stage: moves on from the record"
        for score in judgement.scores:
            codes = {reason.code for reason in score.reasons}
            yield from (f"ledger: {code}" for code in codes)
            if score.millipoints < 0:
                yield "score: below zero"


def _of_checks(judgement: Judgement) -> Iterator[str]:
    """Return what became of the checkpoints of a lead."""
    for check in judgement.checkpoints.values():
        if check.is_met:
            yield "checkpoint: met before" if check.has_moved_on else "checkpoint: met"
        else:
            yield "checkpoint: moved on without" if check.has_moved_on else "checkpoint: open"
        if check.missing:
            yield f"checkpoint lacks: {'one' if len(check.missing) == 1 else 'several'}"
        if WHEN in check.lacks:
            yield "checkpoint lacks: its condition"
        if check.condition is None:
            yield "checkpoint: its condition is unknown"
    is_sold = FUNNEL_RANK.get(judgement.stage, 0) >= FUNNEL_RANK[Stage.CLOSED_WON]
    if judgement.not_lead is not None and is_sold:
        yield "checkpoint: of who is no lead"
