"""What changed between the rules of two pacts. A rule is the same rule as long as its id is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from leadpact.pact.changes import ARROW, Change, added, changed, diff_label, diff_words, removed
from leadpact.pact.diff_conditions import diff_conditions
from leadpact.pact.ruleset import ActivityRule, ConditionRule, Ruleset, SilenceRule
from leadpact.pact.words import (
    EVERY,
    days_words,
    fade_words,
    kinds_words,
    limit_words,
    points_words,
    rule_words,
    silence_limit_words,
    take_words,
    until_words,
)
from leadpact.terms.zone import SECONDS_A_DAY

Rule = ConditionRule | ActivityRule | SilenceRule


@dataclass(frozen=True, slots=True)
class PlacedRule:
    """A rule and the score it adds to."""

    score: str
    rule: Rule


def placed_rules(ruleset: Ruleset) -> dict[str, PlacedRule]:
    """Return every rule of a ruleset by its id, in the order of the pact's scores."""
    found: dict[str, PlacedRule] = {}
    for score in ruleset.scores:
        found |= {rule.rule_id: PlacedRule(score.name, rule) for rule in score.rules}
    return found


def diff_rules(old: Ruleset, new: Ruleset) -> Iterator[Change]:
    """Yield what changed between the rules of two pacts."""
    before, after = placed_rules(old), placed_rules(new)
    renamed = _renamed(before, after)
    for rule_id, one in before.items():
        if rule_id in renamed:
            text = f"{rule_id}: is now called {renamed[rule_id]}"
            yield Change("rule-renamed", rule_id, rule_id, renamed[rule_id], text)
        other = after.get(renamed.get(rule_id, rule_id))
        if other is None:
            yield removed("rule-removed", rule_id, f"{rule_words(one.rule)}, in {one.score}")
        else:
            yield from _diff_rule(one, other)
    for rule_id, other in after.items():
        if rule_id not in before and rule_id not in renamed.values():
            yield added("rule-added", rule_id, f"{rule_words(other.rule)}, in {other.score}")


def _renamed(before: Mapping[str, PlacedRule], after: Mapping[str, PlacedRule]) -> dict[str, str]:
    """Return the new id of each rule that only got another id."""
    found: dict[str, str] = {}
    fresh = [rule_id for rule_id in after if rule_id not in before]
    for rule_id, one in before.items():
        if rule_id in after:
            continue
        for other_id in fresh:
            if _nameless(one) == _nameless(after[other_id]) and other_id not in found.values():
                found[rule_id] = other_id
                break
    return found


def _nameless(placed: PlacedRule) -> PlacedRule:
    return replace(placed, rule=replace(placed.rule, rule_id="", label=""))


def _diff_rule(one: PlacedRule, other: PlacedRule) -> Iterator[Change]:
    old, new = one.rule, other.rule
    rule_id = new.rule_id
    if one.score != other.score:
        text = f"{rule_id}: moved from {one.score} to {other.score}"
        yield Change("rule-moved", rule_id, one.score, other.score, text)
    if isinstance(old, ConditionRule) and isinstance(new, ConditionRule):
        yield from _diff_points(old, new)
        yield from diff_conditions("rule-condition", rule_id, old.when, new.when, "")
    elif isinstance(old, ActivityRule) and isinstance(new, ActivityRule):
        yield from _diff_points(old, new)
        yield from _diff_activity_rule(old, new)
    elif isinstance(old, SilenceRule) and isinstance(new, SilenceRule):
        yield from _diff_points(old, new)
        yield from _diff_silence_rule(old, new)
    else:
        yield changed("rule-kind", rule_id, rule_words(old), rule_words(new))
    if old.group != new.group:
        groups = (
            f"in the group {rule.group}" if rule.group else "in no group" for rule in (old, new)
        )
        yield changed("rule-group", rule_id, *groups)
    if (old.label, new.label) != (old.rule_id, new.rule_id):
        yield from diff_label(rule_id, old.label, new.label)


def _diff_points(old: Rule, new: Rule) -> Iterator[Change]:
    if old.points != new.points:
        text = f"{new.rule_id}: {old.points} {ARROW} {points_words(new.points)}"
        yield Change(
            "rule-points", new.rule_id, points_words(old.points), points_words(new.points), text
        )


def _diff_activity_rule(old: ActivityRule, new: ActivityRule) -> Iterator[Change]:
    rule_id = new.rule_id
    yield from diff_words("rule-activity", rule_id, f"for each {old.on}", f"for each {new.on}")
    takes = (f"for {take_words(rule)} {new.on}" for rule in (old, new))
    yield from diff_words("rule-take", rule_id, *takes)
    yield from diff_conditions("rule-where", rule_id, old.where, new.where, EVERY)
    for code, words in (("rule-fade", fade_words), ("rule-limit", limit_words)):
        before, after = words(old), words(new)
        if before != after:
            yield Change(code, rule_id, before, after, f"{rule_id}: {_shortened(before, after)}")


def _diff_silence_rule(old: SilenceRule, new: SilenceRule) -> Iterator[Change]:
    rule_id = new.rule_id
    kinds = (f"without {kinds_words(rule)}" for rule in (old, new))
    yield from diff_words("rule-silence", rule_id, *kinds)
    spans = (f"each {days_words(rule.days * SECONDS_A_DAY)}" for rule in (old, new))
    yield from diff_words("rule-span", rule_id, *spans)
    limits = (silence_limit_words(rule) for rule in (old, new))
    yield from diff_words("rule-limit", rule_id, *limits)
    yield from diff_words("rule-until", rule_id, until_words(old), until_words(new))


def _shortened(before: str, after: str) -> str:
    """Return `fades over 90 → 60 days` for two sentences that differ in one word only."""
    one, other = before.split(), after.split()
    differing = [
        index for index, pair in enumerate(zip(one, other, strict=False)) if len(set(pair)) > 1
    ]
    if len(one) != len(other) or len(differing) != 1:
        return f"{before} {ARROW} {after}"
    index = differing[0]
    return " ".join([*one[: index + 1], ARROW, *other[index:]])
