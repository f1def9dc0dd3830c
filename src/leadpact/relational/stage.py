"""When gates opened and the stage that follows, over many leads. Twin: `engine.gates.stage`."""

from dataclasses import replace

import ibis

from leadpact.conditions.nodes import Condition
from leadpact.conditions.walk import changes_by_itself, names_of
from leadpact.pact.gate import Gate
from leadpact.pact.ruleset import WAY_OUT, Ruleset
from leadpact.relational.checkpoints import checkpoint_answers, checkpoint_conditions, rank_of
from leadpact.relational.expressions import (
    Table,
    Value,
    with_columns_of,
    without,
)
from leadpact.relational.gate_prefilter import eligible_leads, prefilter_leads
from leadpact.relational.gate_search import GateSearch, Keep, conditions_of, keep_if
from leadpact.relational.inputs import (
    Inputs,
    counted_activities,
    lead_facts,
    recorded_by,
    without_past,
)
from leadpact.relational.questions import ask_as_of, with_behaviour
from leadpact.relational.rules import firings
from leadpact.relational.score import score_leads
from leadpact.relational.way_out import first_left, who_came_in, with_those_who_left
from leadpact.terms.stages import FUNNEL, FUNNEL_RANK, Stage


def judge_leads(inputs: Inputs, ruleset: Ruleset, *, as_of: int, keep: Keep | None = None) -> Table:
    """Judge every lead as of one moment: its scores, when its gates opened, its stage.

    Parameters
    ----------
    inputs
        The company's tables.
    ruleset
        The pact in force.
    as_of
        The moment, epoch seconds.
    keep
        As in `first_qualifications`.

    Returns
    -------
    Table
        `lead_id, account_id, stage, recorded_stage`, a column `<gate>_at` per gate (epoch
        seconds; missing where it never opened), a column `<gate>_path` per gate that has paths,
        and a column `<score>_millipoints` per score. Where the pact says who is no lead, `not_lead`
        (as what it left; missing: it did not) and `not_lead_at`. A column `checkpoint_<id>` per
        checkpoint: `met`, or `open: ` and what is missing; missing where it is not asked.

    See Also
    --------
    leadpact.engine.gates.judge.judge_lead : the twin for one lead.
    """
    facts = recorded_by(lead_facts(inputs, ruleset), as_of)
    activities = counted_activities(inputs, ruleset)
    question_set = score_leads(ask_as_of(facts, activities, ruleset, as_of))
    if ruleset.checkpoints:
        question_set = with_behaviour(question_set, checkpoint_conditions(ruleset))
    scored = question_set.questions
    opened = first_qualifications(facts, activities, ruleset, as_of=as_of, keep=keep)
    did = without_past(activities, ruleset)
    active = did.filter(did._t <= as_of).select("lead_id").distinct()
    active = active.mutate(_is_active=ibis.literal(True))
    judged = with_columns_of(with_columns_of(scored, opened, "lead_id"), active, "lead_id")
    judged = judged.mutate(_reached=_advanced_stage(judged, ruleset))
    names = [score.name for score in ruleset.all_scores]
    return judged.select(
        "lead_id",
        "account_id",
        stage=judged._reached,
        recorded_stage=judged._stage,
        **{f"{gate.name}_at": judged[f"{gate.name}_at"] for gate in ruleset.gates},
        **{gate.path_name: judged[gate.path_name] for gate in ruleset.gates if gate.paths},
        **{name: judged[name] for name in _columns_of_way_out(ruleset)},
        **checkpoint_answers(judged, ruleset),
        **{f"{name}_millipoints": judged[name] for name in names},
    )


def with_times(judged: Table, ruleset: Ruleset) -> Table:
    """Return the same judgements with the gates' moments as timestamps in UTC, for people."""
    names = [f"{gate.name}_at" for gate in _gates_and_way_out(ruleset)]
    return judged.mutate(**{name: judged[name].as_timestamp("s") for name in names})


def first_qualifications(
    facts: Table,
    activities: Table,
    ruleset: Ruleset,
    *,
    as_of: int,
    keep: Keep | None = None,
) -> Table:
    """Return when each gate first opened: `lead_id, <gate>_at`, leads that passed one only.

    A gate with paths has a column `<gate>_path` too, which says by which of them it opened. Where
    the pact says who is no lead, those who left are among the rows, with `not_lead` and
    `not_lead_at`, and passed no gate.

    A gate is evaluated from the moment at which the gate before it opened. Only moments at which it
    can possibly be open are evaluated: the must-haves are known, and the gate's necessary condition
    holds for upper bounds of the scores.

    Parameters
    ----------
    facts, activities
        From `lead_facts` and `counted_activities`.
    ruleset
        The pact in force.
    as_of
        Moments after it are not evaluated, epoch seconds.
    keep
        Executes a relation that is used several times. Without it, all is one lazy relation; with
        it, gates are evaluated in rounds: most leads qualify at one of their first possible
        moments, so few need the later ones. The result is the same.

    See Also
    --------
    leadpact.engine.gates.stage.search_gates : the twin for one lead.
    """
    if keep is None:
        return _search_gates(facts, activities, ruleset, as_of, keep)
    leads = _kept_leads(facts, activities, ruleset, as_of, keep)
    numbered = _kept_activities(activities, leads, ruleset, keep)
    opened = _search_gates(without(leads, "_name"), numbered, ruleset, as_of, keep)
    named = opened.join(leads.select("lead_id", "_name"), "lead_id")
    return named.select(
        lead_id=named._name, **{name: named[name] for name in opened.columns if name != "lead_id"}
    )


def _kept_leads(facts: Table, activities: Table, ruleset: Ruleset, as_of: int, keep: Keep) -> Table:
    """Keep the leads that can pass the first gate; `lead_id` becomes a number.

    Numbers are joined and grouped by in half the time of texts; `_name` holds the id.
    """
    first = [gate for gate in (*ruleset.gates[:1], ruleset.way_out) if gate is not None]
    if first and not uses_account_scores(ruleset):
        waiting = eligible_leads(facts, as_of)
        can = [prefilter_leads(waiting, activities, ruleset, gate, as_of) for gate in first]
        names = [leads.select("lead_id") for leads in can]
        facts = facts.semi_join(
            ibis.union(*names, distinct=False) if len(names) > 1 else names[0], "lead_id"
        )
    columns = [name for name in facts.columns if _is_used(name, ruleset)]
    number = ibis.row_number().over(ibis.window(order_by=facts.lead_id))
    leads = facts.select(*columns, _name=facts.lead_id, lead_id=number)
    return keep(leads, "qualifying_leads")


def _is_used(column: str, ruleset: Ruleset) -> bool:
    """Return whether a gate, or a condition on behaviour, can read a column of the facts."""
    if column not in ruleset.attributes:
        return column != "lead_id"
    rules = [rule.when for score in ruleset.scores for rule in score.condition_rules]
    conditions = [when for when in rules if changes_by_itself(when)]
    conditions += _gate_conditions(ruleset)
    named = {name for condition in conditions for name in names_of(condition)}
    return column in named or any(column in gate.must_have for gate in ruleset.gates)


def _kept_activities(activities: Table, leads: Table, ruleset: Ruleset, keep: Keep) -> Table:
    wanted = {"kind", "_t"}
    for score in ruleset.scores:
        for rule in score.activity_rules:
            wanted |= names_of(rule.where) if rule.where is not None else frozenset()
    numbers = leads.select("lead_id", "_name")
    joined = activities.join(numbers, activities.lead_id == numbers._name)
    return keep(joined.select(*sorted(wanted), lead_id=joined.lead_id_right), "qualifying_acts")


def _search_gates(
    facts: Table, activities: Table, ruleset: Ruleset, as_of: int, keep: Keep | None
) -> Table:
    """Evaluate one gate after another; `keep` as in `first_qualifications`."""
    opened = None
    waiting = eligible_leads(facts, as_of)
    fired = keep_if(firings(activities, ruleset), "fired", keep)
    search = GateSearch(facts, activities, ruleset, fired, as_of, keep)
    left = None if ruleset.way_out is None else first_left(search, waiting)
    for gate in ruleset.gates:
        first = search.first_open(waiting, gate)
        if left is not None and gate is ruleset.gates[0]:
            first = keep_if(who_came_in(first, gate, left), "came_in", keep)
            left = left.anti_join(first, "lead_id")
        waiting = waiting.join(first, "lead_id")
        opened_t = waiting[f"{gate.name}_at"]
        waiting = waiting.mutate(_begins_t=opened_t, _from_t=opened_t)
        if gate.paths:
            by_path = first.select("lead_id", gate.path_name)
            search = replace(search, facts=with_columns_of(search.facts, by_path, "lead_id"))
        opened = first if opened is None else with_columns_of(opened, first, "lead_id")
    if left is not None:
        opened = left if opened is None else with_those_who_left(opened, left)
    return facts.select("lead_id").limit(0) if opened is None else opened


def _gate_conditions(ruleset: Ruleset) -> list[Condition]:
    """Return all that gates evaluate, and who is no lead."""
    return [item for gate in _gates_and_way_out(ruleset) for item in conditions_of(gate)]


def _gates_and_way_out(ruleset: Ruleset) -> tuple[Gate, ...]:
    return ruleset.gates if ruleset.way_out is None else (*ruleset.gates, ruleset.way_out)


def _columns_of_way_out(ruleset: Ruleset) -> tuple[str, ...]:
    return () if ruleset.way_out is None else (WAY_OUT, f"{WAY_OUT}_at")


def uses_account_scores(ruleset: Ruleset) -> bool:
    """Return whether a gate uses an account's score, so that colleagues matter."""
    names = {name for condition in _gate_conditions(ruleset) for name in names_of(condition)}
    return any(score.name in names for score in ruleset.account_scores)


def _advanced_stage(judged: Table, ruleset: Ruleset) -> Value:
    """Return the stage after the gates; twin of `engine.gates.stage.advance_stage`."""
    recorded = judged._stage
    active = judged._is_active.coalesce(False)
    passed = ibis.null("string")
    rank = active.ifelse(FUNNEL_RANK[Stage.EXCHANGE], FUNNEL_RANK[Stage.TARGET])
    for gate in ruleset.gates:
        is_open = judged[f"{gate.name}_at"].notnull()
        passed = is_open.ifelse(str(gate.stage), passed)
        rank = is_open.ifelse(FUNNEL_RANK[gate.stage], rank)
    known = rank_of(recorded)
    rank = (known > rank).ifelse(known, rank)
    reached = ibis.cases(*((rank == FUNNEL_RANK[s], str(s)) for s in FUNNEL), else_=None)
    is_disqualified = (recorded == str(Stage.DISQUALIFIED)).coalesce(False)
    is_recycled = (recorded == str(Stage.RECYCLED)).coalesce(False)
    again = is_recycled.ifelse(passed.coalesce(recorded), reached)
    return is_disqualified.ifelse(recorded, again)
