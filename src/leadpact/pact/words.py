"""Rules, fades, limits and scores in words, as people say them in a meeting."""

from decimal import Decimal

from leadpact.conditions.render import render_condition
from leadpact.pact.checkpoint import Checkpoint
from leadpact.pact.gate import Gate, GatePath, NotLead
from leadpact.pact.ruleset import (
    MILLI,
    AccountScore,
    ActivityRule,
    CombineMethod,
    ConditionRule,
    CountLimit,
    RuleGroup,
    Score,
    SilenceRule,
    SumScore,
    WeightedScore,
)
from leadpact.terms.zone import SECONDS_A_DAY

NEVER_FADES = "never fades"
NO_LIMIT = "no limit"
EVERY = "every one"


def points_words(points: int) -> str:
    """Return `1 point`, `-20 points`."""
    return f"{points} point" if abs(points) == 1 else f"{points} points"


def days_words(seconds: int) -> str:
    """Return a span of whole days: `1 day`, `90 days`."""
    days = seconds // SECONDS_A_DAY
    return f"{days} day" if days == 1 else f"{days} days"


def percent_words(rate: float) -> str:
    """Return a share as a percentage: `12 %`, `12.5 %`."""
    return f"{(Decimal(repr(rate)) * 100).normalize():f} %"


def fade_words(rule: ActivityRule) -> str:
    """Return how a rule's points lose their worth: `fades over 90 days`."""
    first = rule.pieces[0]
    if first.to_age is None:
        return NEVER_FADES
    if first.slope:
        return f"fades over {days_words(first.to_age)}"
    full = rule.points * MILLI
    if len(rule.pieces) == 1 and first.constant == full:
        return f"counts for {days_words(first.to_age)}"
    steps = []
    for piece in rule.pieces:
        percent = 100 * piece.constant // full if full else 0
        since = f"day {piece.from_age // SECONDS_A_DAY} to" if piece.from_age else "to"
        steps.append(f"{percent} % {since} day {(piece.to_age or 0) // SECONDS_A_DAY}")
    return f"counts {', '.join(steps)}"


def limit_words(rule: ActivityRule) -> str:
    """Return the most that a rule can give: `at most 20 points`, `at most 2 a day`."""
    parts = []
    if rule.count_limit is not None:
        parts.append(count_words(rule.count_limit))
    is_one = rule.take is not None and rule.limit_millipoints == abs(rule.points) * MILLI
    if rule.limit_millipoints is not None and not is_one:
        parts.append(points_words(rule.limit_millipoints // MILLI))
    return f"at most {' and '.join(parts)}" if parts else NO_LIMIT


def count_words(limit: CountLimit) -> str:
    """Return how many activities count: `2 a day`, `1 in each 90 days`."""
    if limit.days is None:
        return f"{limit.count} a {limit.per}"
    return f"{limit.count} in each {days_words(limit.days * SECONDS_A_DAY)}"


def where_words(rule: ActivityRule) -> str:
    """Return which activities of its kind a rule counts."""
    return EVERY if rule.where is None else f"where {render_condition(rule.where)}"


def take_words(rule: ActivityRule) -> str:
    """Return which of the activities that count give points: `each`, `the latest`."""
    return "each" if rule.take is None else f"the {rule.take}"


def kinds_words(rule: SilenceRule) -> str:
    """Return the activities that end a silence: `any activity`, `demo or webinar`."""
    return "any activity" if rule.kinds is None else " or ".join(rule.kinds)


def silence_limit_words(rule: SilenceRule) -> str:
    """Return the most that a rule on silence can take."""
    limit = rule.limit_millipoints
    return NO_LIMIT if limit is None else f"at most {points_words(limit // MILLI)}"


def until_words(rule: SilenceRule) -> str:
    """Return what becomes of points that silence took."""
    return "for good" if rule.until is None else "until the next activity"


def silence_words(rule: SilenceRule) -> str:
    """Return a whole rule on silence: `-10 points for each 30 days without any activity`."""
    span = days_words(rule.days * SECONDS_A_DAY)
    parts = [f"{points_words(rule.points)} for each {span} without {kinds_words(rule)}"]
    parts += [text for text in (silence_limit_words(rule),) if text != NO_LIMIT]
    parts += [until_words(rule)] if rule.until else []
    return ", ".join(parts)


def resets_words(score: Score) -> str:
    """Return what resets a score: `unsubscribed leaves 0 %`."""
    resets = sorted(score.resets, key=lambda reset: reset.on)
    return ", ".join(f"{item.on} leaves {item.keep_percent} %" for item in resets) or "nothing"


def floor_words(score: Score | SumScore) -> str:
    """Return the nightly floor of a score: `0 points`."""
    floor = score.nightly_floor
    return "none" if floor is None else points_words(floor // MILLI)


def rule_words(rule: ActivityRule | ConditionRule | SilenceRule) -> str:
    """Return a whole rule: `12 points for each webinar_attended, fades over 90 days`."""
    if isinstance(rule, SilenceRule):
        return silence_words(rule)
    grouped = [f"in the group {rule.group}"] if rule.group else []
    if isinstance(rule, ConditionRule):
        text = f"{points_words(rule.points)} when {render_condition(rule.when)}"
        return ", ".join([text, *grouped])
    which = f" {where_words(rule)}" if rule.where is not None else ""
    parts = [f"{points_words(rule.points)} for {take_words(rule)} {rule.on}{which}"]
    parts += [text for text in (fade_words(rule),) if text != NEVER_FADES]
    parts += [text for text in (limit_words(rule),) if text != NO_LIMIT]
    return ", ".join([*parts, *grouped])


def range_words(score: Score | SumScore | AccountScore) -> str:
    """Return the range of a score: `0 to 100`."""
    return f"{score.low // MILLI} to {score.high // MILLI}"


def group_words(group: RuleGroup) -> str:
    """Return what the rules of a group give: `only the best rule counts, at most 20 points`."""
    parts = ["only the best rule counts"] if group.takes_best else []
    if group.limit_millipoints is not None:
        together = "" if group.takes_best else " together"
        parts.append(f"at most {points_words(group.limit_millipoints // MILLI)}{together}")
    return ", ".join(parts)


def part_words(part: WeightedScore) -> str:
    """Return a part of a sum with its weight: `fit`, `2 × behaviour`."""
    return part.name if part.weight == 1 else f"{part.weight} × {part.name}"


def sum_words(score: SumScore) -> str:
    """Return what a sum adds: `adds fit and 2 × behaviour`."""
    parts = [part_words(part) for part in score.parts]
    return f"adds {' and '.join([', '.join(parts[:-1]), parts[-1]] if parts[1:] else parts)}"


def combine_words(score: AccountScore) -> str:
    """Return how the scores of people are combined: `adds the 3 highest engagement scores`."""
    return {
        CombineMethod.SUM: f"adds all {score.source} scores",
        CombineMethod.MAX: f"takes the highest {score.source} score",
        CombineMethod.SUM_OF_TOP: f"adds the {score.n} highest {score.source} scores",
    }[score.method]


def gate_words(gate: Gate) -> str:
    """Return what a gate asks for."""
    parts = []
    if gate.must_have:
        parts.append(f"must have {', '.join(gate.must_have)}")
    if gate.when is not None:
        parts.append(f"when {render_condition(gate.when)}")
    parts += [f"path {path.path_id}: {path_words(path)}" for path in gate.paths]
    return "; ".join(parts) or "asks for nothing"


def checkpoint_words(item: Checkpoint) -> str:
    """Return what a checkpoint asks for, and when: `before OPPORTUNITY ends: must have budget`."""
    due = f"as {item.stage} begins" if item.on_entry else f"before {item.stage} ends"
    return f"{due}: {asked_words(item)}"


def asked_words(item: Checkpoint) -> str:
    """Return what a checkpoint asks for."""
    parts = [f"must have {', '.join(item.must_have)}"] if item.must_have else []
    parts += [f"when {render_condition(item.when)}"] if item.when is not None else []
    return " and ".join(parts)


def not_lead_words(item: NotLead) -> str:
    """Return who is no lead, and who takes care of it instead."""
    sent = f", sent to {item.send_to}" if item.send_to else ""
    return f"when {render_condition(item.when)}{sent}"


def path_words(path: GatePath) -> str:
    """Return what a path of a gate asks for."""
    parts = [f"must have {', '.join(path.must_have)}"] if path.must_have else []
    parts += [f"when {render_condition(path.when)}"] if path.when is not None else []
    return " and ".join(parts) or "asks for nothing more"
