"""What changed between two pacts, in business words."""

from collections.abc import Iterator
from dataclasses import replace

from leadpact.pact.changes import (
    Change,
    added,
    diff_fields,
    diff_label,
    diff_named,
    diff_order,
    diff_part,
    diff_words,
    removed,
)
from leadpact.pact.diff_agreed import diff_agreed
from leadpact.pact.diff_checkpoints import diff_checkpoints
from leadpact.pact.diff_conditions import diff_conditions
from leadpact.pact.diff_rules import diff_rules
from leadpact.pact.gate import Gate, GatePath
from leadpact.pact.meaning import own_attributes
from leadpact.pact.ruleset import AccountScore, Attribute, RuleGroup, Ruleset, Score, SumScore
from leadpact.pact.sections.registry import SECTIONS
from leadpact.pact.sections.section import Section
from leadpact.pact.words import (
    combine_words,
    floor_words,
    gate_words,
    group_words,
    not_lead_words,
    path_words,
    range_words,
    resets_words,
    sum_words,
)

__all__ = ["Change", "diff_rulesets"]

AnyScore = Score | SumScore | AccountScore


def diff_rulesets(old: Ruleset, new: Ruleset) -> tuple[Change, ...]:
    """Say what changed between two pacts.

    Parameters
    ----------
    old, new
        The pact before and after.

    Returns
    -------
    tuple[Change, ...]
        In the order of a pact's sections. None of them `changes_meaning` exactly if the
        fingerprints are equal.
    """
    return (
        *_diff_head(old, new),
        *_diff_attributes(old, new),
        *_diff_activities(old, new),
        *_diff_scores(old, new),
        *diff_rules(old, new),
        *_diff_gates(old, new),
        *_diff_judged_again(old, new),
        *_diff_not_leads(old, new),
        *diff_checkpoints(old, new),
        *diff_agreed(old, new),
        *(change for section in SECTIONS for change in _diff_section(section, old, new)),
    )


def _diff_section(section: Section, old: Ruleset, new: Ruleset) -> Iterator[Change]:
    policies = (getattr(ruleset, section.name) for ruleset in (old, new))
    before, after = (None if item is None else section.normal(item) for item in policies)
    name = section.name
    return diff_part(name, name, before, after, words=section.words, inner=section.diff)


def _diff_head(old: Ruleset, new: Ruleset) -> Iterator[Change]:
    yield from diff_label("the pact", old.name, new.name)
    yield from diff_words("time-zone", "time zone", old.time_zone, new.time_zone)
    for stage in sorted(old.labels.keys() | new.labels.keys()):
        yield from diff_label(f"stage {stage}", old.label(stage), new.label(stage))


def _diff_attributes(old: Ruleset, new: Ruleset) -> Iterator[Change]:
    own = own_attributes(old), own_attributes(new)
    return diff_named("attribute", "attribute", *own, words=_attribute_words, inner=_diff_attribute)


def _attribute_words(item: Attribute) -> str:
    values = f" ({', '.join(item.values)})" if item.values else ""
    return f"{item.type}{values} from {item.table}.{item.column}"


def _diff_attribute(subject: str, old: Attribute, new: Attribute) -> Iterator[Change]:
    yield from diff_words("attribute-type", subject, str(old.type), str(new.type))
    source = [f"from {item.table}.{item.column}" for item in (old, new)]
    yield from diff_words("attribute-source", subject, *source)
    for value in sorted(set(new.values) - set(old.values)):
        text = f"{subject}: the value {value} is new"
        yield Change("attribute-value-added", subject, "", value, text)
    for value in sorted(set(old.values) - set(new.values)):
        text = f"{subject}: the value {value} is gone"
        yield Change("attribute-value-removed", subject, value, "", text)


def _diff_activities(old: Ruleset, new: Ruleset) -> Iterator[Change]:
    for kind in sorted(old.activities.keys() | new.activities.keys()):
        subject = f"activity {kind}"
        if kind not in old.activities:
            yield Change("activity-added", subject, "", kind, f"{subject} is now taken notice of")
        elif kind not in new.activities:
            text = f"{subject} is no longer taken notice of"
            yield Change("activity-removed", subject, kind, "", text)
        else:
            yield from diff_label(subject, old.activities[kind], new.activities[kind])
        intents = (kind in ruleset.intent_activities for ruleset in (old, new))
        words = ["signals intent" if intent else "no signal of intent" for intent in intents]
        yield from diff_words("activity-intent", subject, *words)


def _diff_scores(old: Ruleset, new: Ruleset) -> Iterator[Change]:
    before, after = ({score.name: score for score in one.all_scores} for one in (old, new))
    for name, one in before.items():
        other = after.get(name)
        if type(one) is not type(other):
            yield removed("score-removed", f"score {name}", _score_words(one))
        elif other is not None:
            yield from _diff_score(one, other)
    for name, other in after.items():
        if type(before.get(name)) is not type(other):
            yield added("score-added", f"score {name}", _score_words(other))


def _score_words(score: AnyScore) -> str:
    if isinstance(score, AccountScore):
        return f"{combine_words(score)} of an account, {range_words(score)}"
    if isinstance(score, SumScore):
        return ", ".join([sum_words(score), range_words(score), *_floor_part(score)])
    n_rules = len(score.rules)
    parts = [range_words(score), f"{n_rules} rule{'' if n_rules == 1 else 's'}"]
    parts += [f"reset where {resets_words(score)}"] if score.resets else []
    return ", ".join([*parts, *_floor_part(score)])


def _floor_part(score: Score | SumScore) -> list[str]:
    return [f"nightly floor {floor_words(score)}"] if score.nightly_floor is not None else []


def _diff_score(old: AnyScore, new: AnyScore) -> Iterator[Change]:
    subject = f"score {new.name}"
    yield from diff_words("score-range", subject, range_words(old), range_words(new))
    if isinstance(old, Score) and isinstance(new, Score):
        yield from diff_words("score-resets", subject, *map(_reset_words, (old, new)))
    if not isinstance(old, AccountScore) and not isinstance(new, AccountScore):
        yield from diff_words("score-floor", subject, *map(_floor_words, (old, new)))
    if isinstance(old, AccountScore) and isinstance(new, AccountScore):
        yield from diff_words("score-combine", subject, combine_words(old), combine_words(new))
    if isinstance(old, Score) and isinstance(new, Score):
        before, after = ({group.name: group for group in one.groups} for one in (old, new))
        about = f"{subject}, group"
        yield from diff_named("group", about, before, after, words=group_words, inner=_diff_group)
    if isinstance(old, SumScore) and isinstance(new, SumScore) and set(old.parts) ^ set(new.parts):
        yield from diff_words("score-sum", subject, sum_words(old), sum_words(new))
    yield from diff_label(subject, old.label, new.label)


def _diff_group(subject: str, old: RuleGroup, new: RuleGroup) -> Iterator[Change]:
    yield from diff_words("group-limit", subject, group_words(old), group_words(new))
    yield from diff_label(subject, old.label, new.label)


def _reset_words(score: Score) -> str:
    return f"resets: {resets_words(score)}"


def _floor_words(score: Score | SumScore) -> str:
    return f"nightly floor: {floor_words(score)}"


def _diff_gates(old: Ruleset, new: Ruleset) -> Iterator[Change]:
    before, after = ({gate.name: gate for gate in one.gates} for one in (old, new))
    for name in dict.fromkeys((*before, *after)):
        gates = before.get(name), after.get(name)
        yield from diff_part("gate", f"gate {name}", *gates, words=gate_words, inner=_diff_gate)


def _diff_gate(old: Gate, new: Gate) -> Iterator[Change]:
    subject = f"gate {new.name}"
    yield from diff_conditions("gate-condition", subject, old.when, new.when, "no condition")
    yield from diff_fields(subject, _fields(old), _fields(new))
    before, after = ({path.path_id: path for path in gate.paths} for gate in (old, new))
    for change in diff_order("gate-path", f"{subject}: paths", list(before), list(after)):
        is_new = change.after in after and not change.before
        asks = f"; it asks: {path_words(after[change.after])}" if is_new else ""
        yield replace(change, text=f"{change.text}{asks}")
    for name in (name for name in after if name in before):
        yield from _diff_path(f"{subject}: path {name}", before[name], after[name])


def _diff_path(subject: str, old: GatePath, new: GatePath) -> Iterator[Change]:
    yield from diff_conditions("path-condition", subject, old.when, new.when, "no condition")
    fields_of = (dict.fromkeys(path.must_have, "a must-have") for path in (old, new))
    yield from diff_fields(subject, *fields_of)
    yield from diff_label(subject, old.label, new.label)


def _diff_judged_again(old: Ruleset, new: Ruleset) -> Iterator[Change]:
    words = [
        "never" if one.judge_again is None else f"every {one.judge_again}" for one in (old, new)
    ]
    yield from diff_words("judge-again", "leads are judged again by time alone", *words)


def _diff_not_leads(old: Ruleset, new: Ruleset) -> Iterator[Change]:
    before, after = ({item.not_lead_id: item for item in one.not_leads} for one in (old, new))
    for change in diff_order("not-lead", "who is no lead", list(before), list(after)):
        is_new = change.after in after and not change.before
        asks = f": {not_lead_words(after[change.after])}" if is_new else ""
        yield replace(change, text=f"{change.text}{asks}")
    for name in (name for name in after if name in before):
        subject, one, other = f"who is no lead: {name}", before[name], after[name]
        yield from diff_conditions("not-lead-condition", subject, one.when, other.when, "")
        sent = [item.send_to or "nobody" for item in (one, other)]
        yield from diff_words("not-lead-sent", f"{subject}: sent to", *sent)
        yield from diff_label(subject, one.label, other.label)


def _fields(gate: Gate) -> dict[str, str]:
    """Return each field that a gate names, with its list in words."""
    return {
        **dict.fromkeys(gate.must_have, "a must-have"),
        **dict.fromkeys(gate.nice_to_have, "nice to have"),
        **dict.fromkeys(gate.unnecessary, "unnecessary"),
    }
