"""Who is no lead, and leaves before its first gate opens, over many leads.

Twin: `first_openings` in `engine.gates.stage`. Who leaves is searched for as a gate is: the entries
of `not_leads` are the paths of one gate, `Ruleset.way_out`.
"""

from dataclasses import replace

import ibis

from leadpact.pact.gate import Gate
from leadpact.pact.ruleset import WAY_OUT
from leadpact.relational.expressions import Table, with_columns_of, without
from leadpact.relational.gate_search import GateSearch, keep_if


def first_left(search: GateSearch, waiting: Table) -> Table:
    """Return who would leave, as what and when: `lead_id, not_lead, not_lead_at`.

    Where the pact has no gates, a lead comes in at its first moment, and leaves only then.
    """
    gate = search.ruleset.way_out
    assert gate is not None
    found = search.first_open(waiting, gate)
    left = found.select("lead_id", f"{WAY_OUT}_at", **{WAY_OUT: found[gate.path_name]})
    if not search.ruleset.gates:
        every = replace(gate, name="begun", opens=None, prefilter=None, paths=())
        begun = search.first_open(waiting, every)
        begun = begun.select("lead_id", _first=begun.begun_at)
        left = with_columns_of(left, begun, "lead_id")
        left = without(left.filter(left[f"{WAY_OUT}_at"] == left._first), "_first")
    return keep_if(left, "left", search.keep)


def who_came_in(first: Table, gate: Gate, left: Table) -> Table:
    """Return those of whom a gate opened before they would have left."""
    both = with_columns_of(first, left, "lead_id")
    came = both.filter((both[f"{gate.name}_at"] < both[f"{WAY_OUT}_at"]).coalesce(True))
    return came.select(*first.columns)


def with_those_who_left(opened: Table, left: Table) -> Table:
    """Return leads that passed a gate, then those who left: no lead is both."""
    nobody = {
        name: ibis.null(kind) for name, kind in opened.schema().items() if name not in left.columns
    }
    nothing = {
        name: ibis.null(kind) for name, kind in left.schema().items() if name not in opened.columns
    }
    columns = [*opened.columns, *nothing]
    gone = left.mutate(**nobody).select(*columns)
    return ibis.union(opened.mutate(**nothing).select(*columns), gone, distinct=False)
