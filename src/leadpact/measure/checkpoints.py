"""Checkpoints over all leads: in how many each is met, and what lacks most often."""

import ibis

from leadpact.measure.tables import n_where, union_of
from leadpact.pact.checkpoint import MET, WHEN, Checkpoint
from leadpact.pact.ruleset import Ruleset
from leadpact.relational.checkpoints import lacks, rank_of
from leadpact.relational.expressions import Table
from leadpact.terms.stages import FUNNEL_RANK

_COUNTS = ("n_met", "n_open", "n_met_before", "n_moved_on")


def checkpoints(leads: Table, decisions: Table, ruleset: Ruleset) -> Table:
    """Count the leads of each checkpoint by its answer.

    Parameters
    ----------
    leads
        From `measured_leads`: the others are left out.
    decisions
        From `relational.stage.judge_leads`.
    ruleset
        The pact in force.

    Returns
    -------
    Table
        `checkpoint`; `n_met` and `n_open` of the leads in the stage in which it is due, and
        `n_met_before` and `n_moved_on` of those in a later one.
    """
    asked = decisions.semi_join(leads, "lead_id")
    parts = [_of_checkpoint(asked, item) for item in ruleset.checkpoints]
    return union_of(parts, {**dict.fromkeys(_COUNTS, "int64"), "checkpoint": "string"})


def checkpoint_gaps(leads: Table, decisions: Table, ruleset: Ruleset) -> Table:
    """Count the leads that lack each must-have of a checkpoint, or its condition (`when`).

    Returns
    -------
    Table
        `missing, n_leads, checkpoint`.
    """
    asked = decisions.semi_join(leads, "lead_id")
    parts = [_gaps_of_checkpoint(asked, item) for item in ruleset.checkpoints]
    return union_of(parts, {"missing": "string", "n_leads": "int64", "checkpoint": "string"})


def _of_checkpoint(asked: Table, item: Checkpoint) -> Table:
    answer, due = asked[item.column], FUNNEL_RANK[item.asked_in]
    is_met, is_due = answer == MET, rank_of(asked.stage) == due
    counts = (is_met & is_due, ~is_met & is_due, is_met & ~is_due, ~is_met & ~is_due)
    named = zip(_COUNTS, counts, strict=True)
    row = asked.aggregate(**{name: n_where(holds).cast("int64") for name, holds in named})
    return row.mutate(checkpoint=ibis.literal(item.checkpoint_id))


def _gaps_of_checkpoint(asked: Table, item: Checkpoint) -> Table:
    names = [*item.must_have, *([WHEN] if item.when is not None else [])]
    answer = asked[item.column]
    row = asked.aggregate(
        **{name: n_where(lacks(answer, name)).cast("int64") for name in dict.fromkeys(names)}
    )
    long = row.pivot_longer(row.columns, names_to="missing", values_to="n_leads")
    return long.mutate(checkpoint=ibis.literal(item.checkpoint_id))
