"""Checkpoints over many leads: a column of answers each. Twin: `engine.gates.checkpoints`."""

from functools import reduce

import ibis

from leadpact.conditions.nodes import Condition
from leadpact.pact.checkpoint import MET, OPEN, WHEN, Checkpoint
from leadpact.pact.ruleset import WAY_OUT, Ruleset
from leadpact.relational.evaluate import to_expression
from leadpact.relational.expressions import Table, Value
from leadpact.terms.stages import FUNNEL, FUNNEL_RANK

_BETWEEN = ", "


def checkpoint_conditions(ruleset: Ruleset) -> list[Condition]:
    """Return the conditions of all checkpoints."""
    return [item.opens for item in ruleset.checkpoints if item.opens is not None]


def checkpoint_answers(judged: Table, ruleset: Ruleset) -> dict[str, Value]:
    """Return the answer of each checkpoint, by its column; missing where it is not asked.

    Parameters
    ----------
    judged
        Has the lead's stage after its gates as `_reached`, and all that conditions ask for.
    ruleset
        The pact.
    """
    rank = rank_of(judged._reached)
    is_lead = judged[WAY_OUT].isnull() if ruleset.way_out is not None else ibis.literal(True)
    return {
        item.column: (is_lead & (rank >= FUNNEL_RANK[item.asked_in])).ifelse(
            _answer(item, judged), ibis.null("string")
        )
        for item in ruleset.checkpoints
    }


def rank_of(stage: Value) -> Value:
    """Return a stage's place in the funnel; -1 where it is outside of it."""
    return ibis.cases(*((stage == str(one), FUNNEL_RANK[one]) for one in FUNNEL), else_=-1)


def lacks(answer: Value, name: str) -> Value:
    """Return whether an answer says that something is missing: a must-have, or `when`."""
    listed = answer.replace(f"{OPEN}: ", _BETWEEN) + _BETWEEN
    return listed.contains(f"{_BETWEEN}{name}{_BETWEEN}")


def _answer(checkpoint: Checkpoint, judged: Table) -> Value:
    missing = [
        judged[name].isnull().ifelse(f"{_BETWEEN}{name}", "") for name in checkpoint.must_have
    ]
    text = reduce(lambda one, other: one + other, missing, ibis.literal(""))
    if checkpoint.opens is not None:
        # A condition that is unknown is no news beside a must-have that is.
        is_fine = to_expression(checkpoint.opens, judged).coalesce(text != "")
        text += is_fine.ifelse("", f"{_BETWEEN}{WHEN}")
    listed = ibis.literal(f"{OPEN}: ") + text.substr(len(_BETWEEN))
    return (text == "").ifelse(MET, listed)
