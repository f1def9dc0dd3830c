"""When one gate first opened for leads that wait for it, over many leads.

Twin: `engine.gates.search`. `gate_prefilter` finds the moments at which that is possible; here the
gate is evaluated at them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import ibis

from leadpact.conditions.nodes import Condition
from leadpact.conditions.walk import names_of
from leadpact.pact.gate import Gate
from leadpact.pact.ruleset import Ruleset
from leadpact.relational.evaluate import to_expression
from leadpact.relational.expressions import Table, divide_exactly
from leadpact.relational.gate_prefilter import prefilter_leads, prefilter_moments
from leadpact.relational.questions import QuestionSet, ask_at, with_behaviour
from leadpact.relational.score import score_leads

Keep: TypeAlias = Callable[[Table, str], Table]
"""Executes a relation that is used several times and returns its result under a name."""

ROUNDS = (4, 20)
"""How far into a lead's possible moments each round of questions goes; the last goes to the end."""


def keep_if(relation: Table, name: str, keep: Keep | None) -> Table:
    """Return a relation that is used several times, executed where that is possible."""
    return relation if keep is None else keep(relation, name)


@dataclass(frozen=True, slots=True)
class GateSearch:
    """What gates are searched over."""

    facts: Table
    activities: Table
    ruleset: Ruleset
    fired: Table
    as_of: int
    keep: Keep | None

    def first_open(self, waiting: Table, gate: Gate) -> Table:
        """Return when a gate first opened for leads that wait for it, and by which path."""
        can = prefilter_leads(waiting, self.activities, self.ruleset, gate, self.as_of)
        moments = prefilter_moments(can, self.activities, self.ruleset, gate, self.as_of)
        if self.keep is None:
            return _first_open(self._ask(moments.distinct()), gate)
        moments = self.keep(_numbered(moments), f"moments_{gate.name}")
        return _first_open_in_rounds(moments, self._ask(moments), gate, self.keep)

    def _ask(self, moments: Table) -> QuestionSet:
        return ask_at(moments, self.facts, self.activities, self.ruleset, self.fired)


def _numbered(moments: Table) -> Table:
    order = ibis.window(group_by=moments.lead_id, order_by=moments._as_of)
    return moments.mutate(_nth=ibis.row_number().over(order))


def _first_open_in_rounds(
    moments: Table, question_set: QuestionSet, gate: Gate, keep: Keep
) -> Table:
    """Evaluate a gate at the first moments of each lead, then at more where it did not open."""
    found: Table = None
    for first, last in zip((0, *ROUNDS), (*ROUNDS, None), strict=True):
        part = moments.filter(moments._nth >= first)
        part = part if last is None else part.filter(part._nth < last)
        part = part if found is None else part.anti_join(found, "lead_id")
        questions = part.select("lead_id", "_as_of").distinct().join(question_set.facts, "lead_id")
        opened = keep(
            _first_open(question_set.instead(questions), gate), f"opened_{gate.name}_{first}"
        )
        found = opened if found is None else ibis.union(found, opened, distinct=False)
    return found


def conditions_of(gate: Gate) -> list[Condition]:
    """Return what a gate evaluates: its condition, and those of its paths."""
    return [item for item in (gate.opens, *(path.opens for path in gate.paths)) if item is not None]


def _first_open(question_set: QuestionSet, gate: Gate) -> Table:
    """Return the first of the moments at which a gate is open: `lead_id, <gate>_at`."""
    conditions = conditions_of(gate)
    rows = question_set.questions
    if conditions:
        scored = score_leads(question_set, frozenset().union(*map(names_of, conditions)))
        rows = with_behaviour(scored, conditions).questions
    if gate.opens is not None:
        rows = rows.filter(to_expression(gate.opens, rows))
    if gate.paths:
        return _first_by_path(rows, gate)
    return rows.group_by("lead_id").aggregate(**{f"{gate.name}_at": rows._as_of.min()})


def _first_by_path(rows: Table, gate: Gate) -> Table:
    """Return when a gate first opened and by which path: the first that held at that moment."""
    n_paths = len(gate.paths)
    holds = [
        (ibis.literal(True) if path.opens is None else to_expression(path.opens, rows), place)
        for place, path in enumerate(gate.paths)
    ]
    # One number for both, so that the least has the path of the first moment.
    keyed = rows.mutate(_key=rows._as_of * n_paths + ibis.cases(*holds, else_=0))
    first = keyed.group_by("lead_id").aggregate(_key=keyed._key.min())
    place = first._key % n_paths
    named = ibis.cases(*((place == number, path.path_id) for number, path in enumerate(gate.paths)))
    at = divide_exactly(first._key, ibis.literal(n_paths, type="int64"))
    return first.select("lead_id", **{f"{gate.name}_at": at, gate.path_name: named})
