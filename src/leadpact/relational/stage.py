"""When gates opened and what stage follows, over many leads. Twin: `engine.stage`."""

import ibis

from leadpact.pact.ruleset import Gate, Ruleset
from leadpact.relational.asked import ask_as_of, ask_at, with_behaviour
from leadpact.relational.evaluate import to_expression
from leadpact.relational.inputs import Inputs, counted_activities, lead_facts
from leadpact.relational.possible import possible_moments
from leadpact.relational.score import score_leads
from leadpact.relational.types import Table, Value
from leadpact.terms.stages import FUNNEL, FUNNEL_RANK, Stage


def judge_leads(inputs: Inputs, ruleset: Ruleset, *, as_of: int) -> Table:
    """Judge every lead as of one moment: its scores, when its gates opened, its stage.

    Parameters
    ----------
    inputs
        The company's tables.
    ruleset
        The pact in force.
    as_of
        The moment, epoch seconds.

    Returns
    -------
    Table
        `lead_id, account_id, stage, recorded_stage`, a column `<gate>_at` per gate (epoch
        seconds; missing where it never opened) and a column `<score>_millipoints` per score.

    See Also
    --------
    leadpact.engine.decide.decide : the twin for one lead.
    """
    facts = lead_facts(inputs, ruleset)
    activities = counted_activities(inputs, ruleset)
    scored = score_leads(ask_as_of(facts, activities, ruleset, as_of)).questions
    opened = first_qualifications(facts, activities, ruleset, as_of=as_of)
    active = activities.filter(activities._t <= as_of).select("lead_id").distinct()
    active = active.mutate(_is_active=ibis.literal(True))
    judged = scored.left_join(opened, "lead_id").drop("lead_id_right")
    judged = judged.left_join(active, "lead_id").drop("lead_id_right")
    names = [score.name for score in (*ruleset.scores, *ruleset.account_scores)]
    return judged.select(
        "lead_id",
        "account_id",
        stage=_advanced_stage(judged, ruleset),
        recorded_stage=judged._stage,
        **{f"{gate.name}_at": judged[f"{gate.name}_at"] for gate in ruleset.gates},
        **{f"{name}_millipoints": judged[name] for name in names},
    )


def first_qualifications(
    facts: Table, activities: Table, ruleset: Ruleset, *, as_of: int
) -> Table:
    """Return when each gate first opened: `lead_id, <gate>_at`, leads that passed one only.

    Only moments at which the first gate can possibly be open are asked about: the must-haves are
    known, and the gate's necessary condition holds for upper bounds of the scores.

    Parameters
    ----------
    facts, activities
        From `lead_facts` and `counted_activities`.
    ruleset
        The pact in force.
    as_of
        Moments after it are not asked about, epoch seconds.

    See Also
    --------
    leadpact.engine.stage.replay_lead : the twin for one lead.
    """
    if not ruleset.gates:
        return facts.select("lead_id").limit(0)
    moments = possible_moments(facts, activities, ruleset, as_of)
    asked = ask_at(moments, facts, activities, ruleset)
    asked = score_leads(asked)
    asked = with_behaviour(asked, [gate.opens for gate in ruleset.gates if gate.opens])
    flags = {f"_{gate.name}": _is_open(asked.questions, gate) for gate in ruleset.gates}
    answers = asked.questions.select("lead_id", "_as_of", **flags)
    return _first_openings(answers, ruleset)


def _first_openings(answers: Table, ruleset: Ruleset) -> Table:
    """Take the first open moment of each gate, each not before that of the gate before it."""
    opened = None
    for gate in ruleset.gates:
        rows = answers.filter(answers[f"_{gate.name}"])
        if opened is not None:
            previous = opened.columns[-1]
            earlier = opened.select("lead_id", _after=opened[previous])
            rows = rows.join(earlier, "lead_id")
            rows = rows.filter(rows._as_of >= rows._after)
        first = rows.group_by("lead_id").aggregate(**{f"{gate.name}_at": rows._as_of.min()})
        if opened is None:
            opened = first
        else:
            opened = opened.left_join(first, "lead_id").drop("lead_id_right")
    return opened


def _is_open(questions: Table, gate: Gate) -> Value:
    holds = [questions[name].notnull() for name in gate.must_have]
    if gate.opens is not None:
        holds.append(to_expression(gate.opens, questions).coalesce(False))
    return ibis.and_(*holds) if holds else ibis.literal(True)


def _advanced_stage(judged: Table, ruleset: Ruleset) -> Value:
    """Return the stage after the gates; twin of `engine.stage.advance_stage`."""
    recorded = judged._stage
    active = judged._is_active.coalesce(False)
    rank = active.ifelse(FUNNEL_RANK[Stage.EXCHANGE], FUNNEL_RANK[Stage.TARGET])
    for gate in ruleset.gates:
        rank = judged[f"{gate.name}_at"].notnull().ifelse(FUNNEL_RANK[gate.stage], rank)
    known = ibis.cases(*((recorded == str(s), FUNNEL_RANK[s]) for s in FUNNEL), else_=-1)
    rank = (known > rank).ifelse(known, rank)
    reached = ibis.cases(*((rank == FUNNEL_RANK[s], str(s)) for s in FUNNEL), else_=None)
    beside = recorded.isin([str(Stage.DISQUALIFIED), str(Stage.RECYCLED)]).coalesce(False)
    return beside.ifelse(recorded, reached)
