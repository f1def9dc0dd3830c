"""Find the first moment at which each gate opened, and advance the stage by it.

Twin: `relational.stage`.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from leadpact.engine.gates.search import first_open
from leadpact.engine.lead import Activity, Lead, Person
from leadpact.engine.scoring import CompiledGate, Moment, holds, make_program, moment_of
from leadpact.pact.gate import path_name_of
from leadpact.pact.ruleset import Ruleset
from leadpact.terms.midnights import midnights
from leadpact.terms.stages import FUNNEL_RANK, Stage
from leadpact.terms.zone import epoch_seconds, moment_at


@dataclass(frozen=True, slots=True)
class GateHistory:
    """When each gate first opened, by its name; None where it did not.

    `paths` holds by which path each gate opened that has any; None where it did not open.
    `not_lead` is as what the lead left before its first gate opened; None: it did not leave.
    """

    opened_at: dict[str, datetime | None]
    paths: dict[str, str | None] = field(default_factory=dict)
    not_lead: str | None = None


@dataclass(frozen=True, slots=True)
class Openings:
    """When each gate first opened (epoch seconds; None: never), and by which of its paths.

    `not_lead` is as what the lead left before its first gate opened, at `left_at`; None: it did
    not.
    """

    opened_at: dict[str, int | None]
    paths: dict[str, str | None]
    not_lead: str | None = None
    left_at: int | None = None


def search_gates(
    lead: Lead,
    activities: Sequence[Activity],
    ruleset: Ruleset,
    *,
    as_of: datetime,
    colleagues: Sequence[Person] = (),
) -> GateHistory:
    """Return the first moment at which each gate opened, up to `as_of`.

    A gate is asked when something happened: as the lead was created, and at each later activity
    of a declared kind. A gate is asked once the gate before it has opened, also at that moment.

    Parameters
    ----------
    lead, activities, ruleset, as_of, colleagues
        As in `score_lead`.

    Returns
    -------
    GateHistory
        Moments in UTC.

    See Also
    --------
    leadpact.relational.stage.first_qualifications : the twin over many leads.
    """
    lead, seconds = lead.recorded_by(as_of), epoch_seconds(as_of)
    moment = moment_of(make_program(ruleset), lead, activities, seconds, colleagues)
    found = first_openings(lead, moment)
    opened = found.opened_at.items()
    return GateHistory(
        {name: None if value is None else moment_at(value) for name, value in opened},
        found.paths,
        found.not_lead,
    )


def _qualifying_moments(lead: Lead, moment: Moment) -> list[int]:
    """Return the moments up to that of the lead at which it can qualify, in order.

    Where the pact judges leads again, after the first of them also each day, week or month.
    """
    times, every = _eventful_moments(lead, moment), moment.program.ruleset.judge_again
    if every is None or not times:
        return times
    again = midnights(moment.program.ruleset.time_zone, every)
    since, until = bisect_right(again, times[0]), bisect_right(again, moment.as_of)
    return sorted({*times, *again[since:until]})


def _eventful_moments(lead: Lead, moment: Moment) -> list[int]:
    """Return the moments at which something happened to a lead that can make it qualify.

    A recycled lead can qualify again by activities after it was recycled only.
    """
    times, seconds = moment.history.moments, moment.as_of
    last = bisect_right(times, seconds)
    if lead.stage is Stage.RECYCLED:
        if lead.stage_at is None:
            return []
        return times[bisect_right(times, epoch_seconds(lead.stage_at)) : last]
    if lead.created_at is None:
        return times[:last]
    created = epoch_seconds(lead.created_at)
    if created > seconds:
        return []
    return [created, *times[bisect_right(times, created) : last]]


def first_openings(lead: Lead, moment: Moment) -> Openings:
    """Search the gates in order up to a moment of the lead: when each first opened, and how."""
    times, gates = _qualifying_moments(lead, moment), moment.program.gates
    opened: dict[str, int | None] = {compiled.gate.name: None for compiled in gates}
    paths: dict[str, str | None] = {item.gate.name: None for item in gates if item.paths}
    start = 0
    way_out, left = moment.program.way_out, None
    if way_out is not None:
        left = first_open(way_out, moment, times, 0)
        if left is not None and not _came_in_before(moment, times, left):
            name = open_path(way_out, moment.at(times[left]))
            return Openings(opened, paths, name, times[left])
    for compiled in gates:
        found = first_open(compiled, moment, times, start)
        if found is None:
            break
        opened[compiled.gate.name] = times[found]
        start = found
        if compiled.paths:
            paths[compiled.gate.name] = path = open_path(compiled, moment.at(times[found]))
            moment = moment.knowing({compiled.gate.path_name: path})
    return Openings(opened, paths)


def _came_in_before(moment: Moment, times: list[int], left: int) -> bool:
    """Tell whether a lead passed its first gate before the moment at which it would leave.

    Where the pact has no gates, a lead comes in at its first moment.
    """
    gates = moment.program.gates
    if not gates:
        return left > 0
    return first_open(gates[0], moment, times[:left], 0) is not None


def open_path(compiled: CompiledGate, moment: Moment) -> str | None:
    """Return the first path of a gate that holds at a moment; None: none does."""
    found = (item.path.path_id for item in compiled.paths if holds(item.opens, moment))
    return next(found, None)


def with_paths(moment: Moment, paths: Mapping[str, str | None]) -> Moment:
    """Return a moment at which conditions may ask by which paths the gates opened."""
    if not paths:
        return moment
    return moment.knowing({path_name_of(gate): path for gate, path in paths.items()})


def advance_stage(lead: Lead, opened: dict[str, int | None], *, has_activity: bool) -> Stage:
    """Return the stage after the gates have been asked.

    Stages only move forward; a disqualified lead stays so, and a recycled one until it qualifies
    again.

    Parameters
    ----------
    lead
        The lead with the stage on record, if any.
    opened
        When each gate opened (epoch seconds), by the gate's name.
    has_activity
        Whether the lead ever did something that the pact takes notice of.
    """
    passed = [Stage(name.upper()) for name, seconds in opened.items() if seconds is not None]
    recorded = lead.stage
    if recorded is Stage.DISQUALIFIED:
        return recorded
    if recorded is Stage.RECYCLED:
        return passed[-1] if passed else recorded
    base = Stage.EXCHANGE if has_activity else Stage.TARGET
    candidates = [base, *passed, *([recorded] if recorded else [])]
    return max(candidates, key=FUNNEL_RANK.__getitem__)
