"""From a checked draft to a frozen ruleset."""

from dataclasses import replace

from leadpact.conditions.nodes import And, Condition, IsKnown, Or, join_conditions
from leadpact.conditions.walk import asks_for_stage, behaviours_of
from leadpact.conditions.weaken import weaken
from leadpact.pact.compile_agreed import consequences_of, targets_of, windows_of
from leadpact.pact.compile_checkpoints import checkpoints_of
from leadpact.pact.document_gates import GateDocument, GatePathDocument
from leadpact.pact.document_history import SilenceRuleDocument
from leadpact.pact.document_scores import (
    AccountScoreDocument,
    ActivityRuleDocument,
    BlockDocument,
    ConditionRuleDocument,
    ScoreDocument,
)
from leadpact.pact.document_sums import SumScoreDocument
from leadpact.pact.draft import Draft
from leadpact.pact.fades import pieces_of
from leadpact.pact.fingerprint import fingerprint_of
from leadpact.pact.gate import Gate, GatePath, JudgeAgain, NotLead
from leadpact.pact.positions import Path_
from leadpact.pact.ruleset import (
    MILLI,
    WAY_OUT,
    AccountScore,
    ActivityRule,
    Attribute,
    CombineMethod,
    ConditionRule,
    CountLimit,
    Per,
    Reset,
    RuleGroup,
    Ruleset,
    Score,
    SilenceRule,
    SumScore,
    Take,
    Until,
    WeightedScore,
)
from leadpact.pact.sections.registry import SECTIONS
from leadpact.pact.unused import attributes_asked_for
from leadpact.terms.past import PAST_KINDS
from leadpact.terms.stages import Stage


def compile_draft(draft: Draft) -> Ruleset:
    """Return the ruleset of a draft without errors.

    Parameters
    ----------
    draft
        A draft whose every condition was read and whose checks found no error.

    Returns
    -------
    Ruleset
        Frozen, with the fingerprint of its meaning.
    """
    document, again = draft.document, draft.document.gates.judge_again
    not_leads = _not_leads(draft)
    ruleset = Ruleset(
        name=document.name,
        fingerprint="",
        time_zone=document.time_zone,
        labels={Stage(code): label for code, label in document.labels.items()},
        attributes=_used_attributes(draft),
        activities={kind: item.label or kind for kind, item in document.activities.items()},
        intent_activities=frozenset(k for k, item in document.activities.items() if item.intent),
        scores=tuple(_score(draft, name, item) for name, item in draft.lead_scores.items()),
        account_scores=tuple(
            _account_score(name, item) for name, item in draft.account_scores.items()
        ),
        sum_scores=tuple(_sum_score(draft, name, item) for name, item in draft.sum_scores.items()),
        gates=tuple(_gate(draft, name, item) for name, item in draft.gates.items()),
        past_kinds=_past_kinds(draft),
        asks_for_stage=any(map(asks_for_stage, draft.conditions.values())),
        judge_again=None if again is None else JudgeAgain(again.every),
        not_leads=not_leads,
        way_out=_way_out(not_leads, frozenset(document.scores)),
        checkpoints=checkpoints_of(draft),
        targets=targets_of(document.targets),
        windows=windows_of(document.windows),
        consequences=consequences_of(document.consequences),
        **{
            section.name: section.compile(draft, written)
            for section in SECTIONS
            if (written := getattr(document, section.name)) is not None
        },
    )
    return replace(ruleset, fingerprint=fingerprint_of(ruleset))


def _used_attributes(draft: Draft) -> dict[str, Attribute]:
    """Return the attributes that are declared or asked for anywhere, by name."""
    used = set(draft.document.attributes) | attributes_asked_for(draft)
    return {name: draft.attributes[name] for name in sorted(used & draft.attributes.keys())}


def _score(draft: Draft, name: str, document: ScoreDocument) -> Score:
    path: Path_ = ("scores", name, "rules")
    numbered = list(enumerate(document.rules))
    return Score(
        name=name,
        label=document.label or name,
        low=document.range[0] * MILLI,
        high=document.range[1] * MILLI,
        condition_rules=tuple(
            ConditionRule(
                rule.id,
                rule.label or rule.id,
                rule.points,
                draft.conditions[*path, index, "when"],
                rule.group,
            )
            for index, rule in numbered
            if isinstance(rule, ConditionRuleDocument)
        ),
        activity_rules=tuple(
            _activity_rule(draft, (*path, index), rule)
            for index, rule in numbered
            if isinstance(rule, ActivityRuleDocument)
        ),
        silence_rules=tuple(
            _silence_rule(draft, rule)
            for rule in document.rules
            if isinstance(rule, SilenceRuleDocument)
        ),
        resets=tuple(Reset(item.on, item.keep_percent) for item in document.resets),
        nightly_floor=_nightly_floor(document),
        groups=_groups(document),
    )


def _nightly_floor(document: ScoreDocument | SumScoreDocument) -> int | None:
    return None if document.nightly_floor is None else document.nightly_floor * MILLI


def _groups(document: ScoreDocument) -> tuple[RuleGroup, ...]:
    """Return the groups that a rule names; one without rules means nothing."""
    used = {rule.group for rule in document.rules}
    return tuple(
        RuleGroup(
            name=name,
            label=group.label or name,
            limit_millipoints=group.at_most.points * MILLI if group.at_most else None,
            takes_best=group.take == "best",
        )
        for name, group in document.groups.items()
        if name in used
    )


def _activity_rule(draft: Draft, path: Path_, rule: ActivityRuleDocument) -> ActivityRule:
    pieces, divisor = pieces_of(rule.points, rule.fades)
    limit = rule.at_most
    count_limit = None
    if limit and limit.count and limit.per:
        count_limit = _count_limit(limit.count, limit.per)
    return ActivityRule(
        rule_id=rule.id,
        label=rule.label or rule.id,
        points=rule.points,
        on=rule.on,
        where=draft.conditions.get((*path, "where")),
        pieces=pieces,
        divisor=divisor,
        limit_millipoints=_limit_millipoints(rule),
        count_limit=count_limit,
        take=Take.LATEST if rule.take else None,  # the best, too: the checks see to that
        group=rule.group,
    )


def _silence_rule(draft: Draft, rule: SilenceRuleDocument) -> SilenceRule:
    is_any = isinstance(rule.silence_of, str)
    kinds = tuple(sorted({*draft.document.activities} if is_any else {*rule.silence_of}))
    return SilenceRule(
        rule_id=rule.id,
        label=rule.label or rule.id,
        points=rule.points,
        kinds=None if set(kinds) == draft.document.activities.keys() else kinds,
        days=rule.every.days,
        limit_millipoints=rule.at_most.points * MILLI if rule.at_most else None,
        until=Until(rule.until) if rule.until else None,
    )


def _limit_millipoints(rule: ActivityRuleDocument) -> int | None:
    limits = [rule.at_most.points] if rule.at_most and rule.at_most.points else []
    limits += [abs(rule.points)] if rule.take and rule.points else []
    return min(limits) * MILLI if limits else None


def _count_limit(count: int, per: str | BlockDocument) -> CountLimit:
    if isinstance(per, BlockDocument):
        return CountLimit(count, Per.BLOCK, per.days)
    return CountLimit(count, Per(per))


def _sum_score(draft: Draft, name: str, document: SumScoreDocument) -> SumScore:
    low, high = draft.range_of(name)
    return SumScore(
        name=name,
        label=document.label or name,
        parts=tuple(WeightedScore(part, weight) for part, weight in document.weights.items()),
        low=low * MILLI,
        high=high * MILLI,
        nightly_floor=_nightly_floor(document),
    )


def _account_score(name: str, document: AccountScoreDocument) -> AccountScore:
    combine = document.combine
    return AccountScore(
        name=name,
        label=document.label or name,
        source=combine.from_,
        method=CombineMethod(combine.method),
        n=1 if combine.method == "max" else combine.n,
        low=document.range[0] * MILLI,
        high=document.range[1] * MILLI,
    )


def _gate(draft: Draft, name: str, document: GateDocument) -> Gate:
    scores = frozenset(draft.document.scores)
    when, own = draft.condition_and_opens(("gates", name, "when"))
    paths = tuple(
        _gate_path(draft, ("gates", name, "paths", index), item)
        for index, item in enumerate(document.paths)
    )
    opens = _opens(own, paths)
    return Gate(
        name=name,
        stage=Stage(name.upper()),
        must_have=tuple(document.must_have),
        nice_to_have=tuple(document.nice_to_have),
        unnecessary=tuple(document.unnecessary),
        when=when,
        opens=opens,
        prefilter=weaken(opens, scores) if opens else None,
        paths=paths,
    )


def _gate_path(draft: Draft, path: Path_, document: GatePathDocument) -> GatePath:
    when, own = draft.condition_and_opens((*path, "when"))
    asked: list[Condition] = [IsKnown(attribute) for attribute in document.must_have]
    asked += [own] if own else []
    return GatePath(
        path_id=document.id,
        label=document.label or document.id,
        must_have=tuple(document.must_have),
        when=when,
        opens=join_conditions(And, asked) if asked else None,
    )


def _past_kinds(draft: Draft) -> frozenset[str]:
    """Return the kinds of a lead's own past that a rule or a condition asks about."""
    asked = {rule.on for _, rule in draft.activity_rules}
    asked |= {node.kind for one in draft.conditions.values() for node in behaviours_of(one)}
    return frozenset(asked & PAST_KINDS.keys())


def _not_leads(draft: Draft) -> tuple[NotLead, ...]:
    found = []
    for index, item in enumerate(draft.document.not_leads):
        when, opens = draft.condition_and_opens(("not_leads", index, "when"))
        assert when is not None  # the format demands it
        assert opens is not None
        found.append(NotLead(item.id, item.label or item.id, when, opens, item.send_to or ""))
    return tuple(found)


def _way_out(not_leads: tuple[NotLead, ...], scores: frozenset[str]) -> Gate | None:
    """Return the conditions of who is no lead as a gate, so that they are asked in one way."""
    if not not_leads:
        return None
    paths = tuple(
        GatePath(item.not_lead_id, item.label, (), item.when, item.opens) for item in not_leads
    )
    opens = _opens(None, paths)
    assert opens is not None
    name, before = WAY_OUT, Stage.TARGET
    return Gate(name, before, (), (), (), None, opens, weaken(opens, scores), paths)


def _opens(own: Condition | None, paths: tuple[GatePath, ...]) -> Condition | None:
    """Return what a gate and one of its paths ask for; None: nothing."""
    asked = [path.opens for path in paths if path.opens is not None]
    if not asked or len(asked) < len(paths):
        return own  # one of the paths lets everybody in
    way_in = join_conditions(Or, asked)
    return way_in if own is None else And((own, way_in))
