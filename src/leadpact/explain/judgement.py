"""The explanation of a judgement: stage, scores, gates and checkpoints, each with its reasons."""

from collections.abc import Iterator
from datetime import datetime

from leadpact.conditions.render import render_condition
from leadpact.engine.gates import GateCheck, Judgement
from leadpact.engine.scoring import LeadScore
from leadpact.explain.checkpoints import checkpoint_lines
from leadpact.explain.view import decimal, stage_words
from leadpact.pact.gate import Gate
from leadpact.pact.ruleset import MILLI, Ruleset, WeightedScore
from leadpact.pact.words import days_words, floor_words, group_words, part_words, path_words
from leadpact.terms.reasons import JudgementReason, JudgementReasonCode
from leadpact.terms.zone import SECONDS_A_DAY

_WHY_NOT = {
    JudgementReasonCode.NO_LEAD: "it left as no lead before, and so passes no gate",
    JudgementReasonCode.GATE_BEFORE_CLOSED: "the gate before it never opened,"
    " and gates open in order",
    JudgementReasonCode.NOT_WHEN_ASKED: "it was not so when something happened to the lead"
    " since it was created or recycled, {by_time}",
}


def explain_judgement(judgement: Judgement, ruleset: Ruleset) -> str:
    """Return why a lead is at its stage, in sentences that people can check by hand.

    Parameters
    ----------
    judgement
        From `judge_lead`.
    ruleset
        The pact it was made under; ValueError where it is another.
    """
    return "\n".join(judgement_lines(judgement, ruleset))


def judgement_lines(judgement: Judgement, ruleset: Ruleset) -> list[str]:
    """Return the lines of `explain_judgement`: a lead's id may hold line ends of its own."""
    if judgement.fingerprint != ruleset.fingerprint:
        fact = f"The judgement was made under {judgement.fingerprint[:12]}, another pact than this."
        raise ValueError(f"{fact} Load the pact of that fingerprint.")
    return list(_lines(judgement, ruleset))


def _lines(judgement: Judgement, ruleset: Ruleset) -> Iterator[str]:
    yield f"Lead {judgement.lead_id} is at {stage_words(judgement.stage, ruleset)}"
    pact = f"“{ruleset.name}” ({judgement.fingerprint[:12]})"
    yield f"  as of {judgement.as_of:%Y-%m-%d %H:%M:%S} UTC, under {pact}"
    if judgement.recorded_stage is not None:
        yield f"  the record says {stage_words(judgement.recorded_stage, ruleset)}"
    if judgement.not_lead is not None:
        yield f"  {left_words(ruleset, judgement.not_lead, judgement.left_at)}"
    for score in judgement.scores:
        yield ""
        yield from _score_lines(score, ruleset)
    for gate, check in zip(ruleset.gates, judgement.gates, strict=True):
        yield ""
        yield from _gate_lines(judgement, gate, check, ruleset)
    yield from checkpoint_lines(judgement, ruleset)


def left_words(ruleset: Ruleset, name: str, at: datetime | None = None) -> str:
    """Return as what a lead left that is none, and who takes care of it instead."""
    item = next((item for item in ruleset.not_leads if item.not_lead_id == name), None)
    since = f" since {at:%Y-%m-%d %H:%M:%S} UTC" if at is not None else ""
    if item is None:
        return f"It is no lead{since}: {name}."
    label = name if item.label == name else f"{item.label} ({name})"
    sent = f" It is sent to {item.send_to}." if item.send_to else ""
    return f"It is no lead{since}: {label}, as {render_condition(item.when)}.{sent}"


def _score_lines(score: LeadScore, ruleset: Ruleset) -> Iterator[str]:
    labels = {item.name: item.label for item in ruleset.all_scores}
    yield f"{labels[score.name]}: {decimal(score.millipoints / MILLI, 3)} points"
    for reason in score.reasons:
        yield f"  {decimal(reason.millipoints / MILLI, 3):>9}  {reason_words(reason, ruleset)}"
    yield from _reset_lines(score, ruleset)
    if not score.reasons:
        is_sum = any(item.name == score.name for item in ruleset.sum_scores)
        yield f"  no {'score it adds has' if is_sum else 'rule gave'} points"


def reason_words(reason: JudgementReason, ruleset: Ruleset) -> str:
    """Return what gave or took points: the rule, and what it counted."""
    match reason.code:
        case JudgementReasonCode.ACTIVITY_COUNTED:
            named = _rule_name(reason.rule_id, ruleset)
            is_latest = _takes_latest(reason.rule_id, ruleset)
            times = "the latest" if is_latest else _times(reason.n_counted)
            return f"{named}: {ruleset.activity_label(reason.field)}, {times}"
        case JudgementReasonCode.CONDITION_TRUE:
            named = _rule_name(reason.rule_id, ruleset)
            return f"{named}: {_condition_text(reason.rule_id, ruleset)}"
        case JudgementReasonCode.SCORE_ADDED:
            label = ruleset.score(reason.rule_id).label
            return part_words(WeightedScore(label, reason.n_counted))
        case JudgementReasonCode.SILENCE_COUNTED:
            return _silence_text(reason, ruleset)
        case JudgementReasonCode.PERSON_COUNTED:
            return f"{reason.rule_id} of lead {reason.field}"
        case _:
            return _limit_text(reason, ruleset)


def _group_text(reason: JudgementReason, ruleset: Ruleset) -> str:
    groups = ruleset.score(reason.field).groups
    group = next(item for item in groups if item.name == reason.rule_id)
    return f"group {group.label}: {group_words(group)}"


def _reset_lines(score: LeadScore, ruleset: Ruleset) -> Iterator[str]:
    """Yield what resets a score, so that a rule whose points were reset is understood."""
    resets = [reset for item in ruleset.scores if item.name == score.name for reset in item.resets]
    for reset in resets:
        kind = ruleset.activities[reset.on]
        yield f"  from “{kind}” on, {reset.keep_percent} % is left of what came before it"


def _limit_text(reason: JudgementReason, ruleset: Ruleset) -> str:
    """Return what held the points of rules back, or lifted them."""
    if reason.code is JudgementReasonCode.GROUP_LIMIT:
        return _group_text(reason, ruleset)
    if reason.code is JudgementReasonCode.NIGHTLY_FLOOR:
        score = next(item for item in ruleset.lead_scores if item.name == reason.field)
        return f"set back to {floor_words(score)} at night"
    return "held within the range of the score"


def _silence_text(reason: JudgementReason, ruleset: Ruleset) -> str:
    """Return how long it was silent: `30 days without any activity, once`."""
    rules = (rule for score in ruleset.scores for rule in score.silence_rules)
    rule = next(rule for rule in rules if rule.rule_id == reason.rule_id)
    named = _rule_name(rule.rule_id, ruleset)
    kinds = "any activity"
    if rule.kinds is not None:
        kinds = " or ".join(f"“{ruleset.activities[kind]}”" for kind in rule.kinds)
    span = days_words(rule.days * SECONDS_A_DAY)
    return f"{named}: {span} without {kinds}, {_times(reason.n_counted)}"


def _times(n: int) -> str:
    return "once" if n == 1 else f"{n} times"


def _rule_name(rule_id: str, ruleset: Ruleset) -> str:
    """Return a rule's id and, where it has one, its label."""
    for score in ruleset.scores:
        for rule in score.rules:
            if rule.rule_id == rule_id and rule.label != rule_id:
                return f"{rule_id} ({rule.label})"
    return rule_id


def _takes_latest(rule_id: str, ruleset: Ruleset) -> bool:
    rules = (rule for score in ruleset.scores for rule in score.activity_rules)
    return any(rule.take is not None for rule in rules if rule.rule_id == rule_id)


def _condition_text(rule_id: str, ruleset: Ruleset) -> str:
    rules = (rule for score in ruleset.scores for rule in score.condition_rules)
    return next(render_condition(rule.when) for rule in rules if rule.rule_id == rule_id)


def _path_label(gate: Gate, name: str) -> str:
    """Return the name of a path and, where it has one, its label."""
    label = next(path.label for path in gate.paths if path.path_id == name)
    return name if label == name else f"{name} ({label})"


def _by_time(ruleset: Ruleset) -> str:
    """Return when time alone opens a gate: never, or as the pact says when to judge again."""
    every = ruleset.judge_again
    return "and time alone opens no gate" if every is None else f"nor as a {every} began since"


def _gate_lines(
    judgement: Judgement, gate: Gate, check: GateCheck, ruleset: Ruleset
) -> Iterator[str]:
    opened_at = judgement.opened_at[gate.name]
    label = stage_words(gate.stage, ruleset)
    opened = f"first opened at {opened_at:%Y-%m-%d %H:%M:%S} UTC" if opened_at else "never opened"
    path = judgement.paths.get(gate.name)
    by = f", by the path {_path_label(gate, path)}" if path is not None else ""
    yield f"Gate to {label}: {opened}{by}"
    truth = {True: "true", False: "not true", None: "unknown, as something is missing"}
    if gate.when is not None:
        yield f"  asks: {render_condition(gate.when)}"
        if not gate.paths:
            yield f"  now:  {truth[check.condition]}"
    for item, asked in zip(gate.paths, check.paths, strict=True):
        yield f"  path {_path_label(gate, item.path_id)}: {path_words(item)}"
        lacks = f"; missing: {', '.join(asked.missing)}" if asked.missing else ""
        yield f"    now:  {truth[asked.condition]}{lacks}"
    if gate.paths:
        yield f"  now:  the whole condition is {truth[check.condition]}"
    for code, text in _WHY_NOT.items():
        if any(reason.code is code for reason in check.reasons):
            yield f"  but:  {text.format(by_time=_by_time(ruleset))}"
    for code, text in (
        (JudgementReasonCode.MUST_HAVE_MISSING, "must have, and missing"),
        (JudgementReasonCode.NICE_TO_HAVE_MISSING, "nice to have, and missing"),
    ):
        missing = [reason.field for reason in check.reasons if reason.code is code]
        if missing:
            yield f"  {text}: {', '.join(missing)}"
