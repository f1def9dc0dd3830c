"""One row per lead: how far it came, its status, its owner. All lead relations start here."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import ibis

from leadpact.measure.opportunities import opportunities_of_leads
from leadpact.measure.tables import by_then, month_of, union_of, whole_table, with_local_date
from leadpact.pact.ruleset import WAY_OUT, Ruleset
from leadpact.relational.expressions import Table, Value, with_columns_of
from leadpact.relational.inputs import epoch_seconds
from leadpact.terms.stages import FUNNEL, FUNNEL_RANK, Stage
from leadpact.terms.zone import epoch_seconds as moment_seconds

_BESIDE = (str(Stage.RECYCLED), str(Stage.DISQUALIFIED))


class LeadStatus(StrEnum):
    """The status of a lead now, wherever in the funnel."""

    OPEN = "OPEN"
    WON = "WON"
    LOST = "LOST"
    RECYCLED = "RECYCLED"
    DISQUALIFIED = "DISQUALIFIED"


def measured_leads(
    tables: Mapping[str, Table],
    decisions: Table,
    opportunities: Table,
    ruleset: Ruleset,
    *,
    as_of: datetime,
) -> Table:
    """Return every lead that existed at a moment, with how far it came and its status.

    Who is no lead by the pact's `not_leads` is left out: it counts nowhere but in `not_leads`.

    A lead's furthest stage is the furthest that anything gives evidence of: its decided stage, a
    gate that it passed, an opportunity (`OPPORTUNITY`), one with an amount and an expected close
    (`PIPELINE`), a won one (`CLOSED_WON`). A recycled or disqualified lead that has an owner was
    in a rep's hands: it came to `CONVERSATION_LEAD` at least.

    Parameters
    ----------
    tables
        The company's canonical tables.
    decisions
        From `relational.stage.judge_leads`; the times of gates as timestamps or epoch seconds.
    opportunities
        From `known_opportunities`.
    ruleset
        The pact in force.
    as_of
        Aware moment; leads created later are left out.

    Returns
    -------
    Table
        `lead_id, source, campaign, disposition_reason, created_t` (epoch seconds),
        `created_month` (a local date), `is_unowned, reached` (the rank of the furthest stage),
        `status` (a `LeadStatus`), `is_accepted, is_decided` (by sales), `is_traced` (false for a
        recycled or disqualified lead of which no gate and no opportunity records how far it came),
        `<gate>_t`, and `<gate>_path` of each gate that has paths.
    """
    if ruleset.way_out is not None:
        decisions = decisions.filter(decisions[WAY_OUT].isnull())
    gates = {f"{gate.name}_t": _moment(decisions, f"{gate.name}_at") for gate in ruleset.gates}
    paths = [gate.path_name for gate in ruleset.gates if gate.paths]
    judged = decisions.select("lead_id", *paths, _stage=decisions.stage, **gates)
    joined = _known_leads(tables, as_of).join(judged, "lead_id")
    joined = with_columns_of(joined, opportunities_of_leads(opportunities), "lead_id")
    joined = with_columns_of(joined, _active_leads(tables, ruleset, as_of), "lead_id")
    for flag in ("has_pipeline", "is_won", "is_lost", "is_accepted", "is_decided", "_is_active"):
        joined = joined.mutate(**{flag: joined[flag].coalesce(False)})
    rank = _evidenced_rank(joined, ruleset)
    joined = joined.mutate(reached=rank, status=_status(joined, rank))
    dated = with_local_date(joined, ruleset.time_zone, _created_on=joined.created_t)
    return dated.select(
        *("lead_id", "source", "campaign", "disposition_reason", "created_t", "is_unowned"),
        *("reached", "status", "is_accepted", "is_decided"),
        *gates,
        *paths,
        created_month=month_of(dated._created_on),
        is_traced=_is_traced(dated, list(gates)),
    )


def not_leads(
    tables: Mapping[str, Table], decisions: Table, ruleset: Ruleset, *, as_of: datetime
) -> Table:
    """Count those who left as no leads, of the leads that existed at a moment.

    Returns
    -------
    Table
        `not_lead, n_leads`; one as which nobody left has no row.
    """
    if ruleset.way_out is None:
        return union_of([], {"not_lead": "string", "n_leads": "int64"})
    left = decisions.filter(decisions[WAY_OUT].notnull()).select("lead_id", WAY_OUT)
    known = _known_leads(tables, as_of).join(left, "lead_id")
    return known.group_by(WAY_OUT).aggregate(n_leads=known.count())


def _known_leads(tables: Mapping[str, Table], as_of: datetime) -> Table:
    leads = whole_table(tables, "leads")
    known = leads.select(
        "lead_id",
        "disposition_reason",
        source=leads.source.nullif(""),
        campaign=leads.campaign.nullif(""),
        created_t=epoch_seconds(leads.created_at),
        is_unowned=leads.owner_rep_id.isnull(),
    )
    return known.filter(by_then(known.created_t, as_of))


def _active_leads(tables: Mapping[str, Table], ruleset: Ruleset, as_of: datetime) -> Table:
    """Return the leads that did something the pact takes notice of: they exchanged something."""
    activities = whole_table(tables, "activities")
    noticed = activities.filter(
        activities.kind.isin(sorted(ruleset.activities) or [""]),
        epoch_seconds(activities.occurred_at) <= moment_seconds(as_of),
    )
    return noticed.select("lead_id").distinct().mutate(_is_active=ibis.literal(True))


def _evidenced_rank(leads: Table, ruleset: Ruleset) -> Value:
    beside = leads._stage.isin(_BESIDE)
    evidence = [
        (leads._is_active, Stage.EXCHANGE),
        (beside & ~leads.is_unowned, Stage.CONVERSATION_LEAD),
        *((leads[f"{gate.name}_t"].notnull(), gate.stage) for gate in ruleset.gates),
        (leads.n_opportunities.notnull(), Stage.OPPORTUNITY),
        (leads.has_pipeline, Stage.PIPELINE),
        (leads.is_won, Stage.CLOSED_WON),
    ]
    decided = ibis.cases(*((leads._stage == str(s), FUNNEL_RANK[s]) for s in FUNNEL), else_=0)
    ranks = [holds.ifelse(FUNNEL_RANK[stage], 0) for holds, stage in evidence]
    return ibis.greatest(decided, *ranks).cast("int64")


def _is_traced(leads: Table, gates: list[str]) -> Value:
    trails = [leads[gate].notnull() for gate in gates]
    return ibis.or_(~leads._stage.isin(_BESIDE), leads.n_opportunities.notnull(), *trails)


def _status(leads: Table, rank: Value) -> Value:
    return ibis.cases(
        (leads._stage == str(Stage.DISQUALIFIED), str(LeadStatus.DISQUALIFIED)),
        (leads._stage == str(Stage.RECYCLED), str(LeadStatus.RECYCLED)),
        (rank >= FUNNEL_RANK[Stage.CLOSED_WON], str(LeadStatus.WON)),
        (leads.is_lost, str(LeadStatus.LOST)),
        else_=str(LeadStatus.OPEN),
    )


def _moment(decisions: Table, name: str) -> Value:
    """Return a time as epoch seconds, which it may be already."""
    column = decisions[name]
    return column.cast("int64") if column.type().is_integer() else epoch_seconds(column)
