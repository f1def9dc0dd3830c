"""Judge the leads of a data set by a pact: all of them at one moment, or each as it qualifies.

The first gives what the scorecard shows, the second what a replay begins with; a replay also
compares with who had each lead in history (`owners_of`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

import ibis

from leadpact.conditions.nodes import Condition, Count, DaysSince
from leadpact.conditions.walk import behaviours_of, names_of
from leadpact.engine.scoring import KnownFacts
from leadpact.measure.scorecard import scorecard_relations
from leadpact.outputs import Output
from leadpact.pact.ruleset import Ruleset
from leadpact.relational.evaluate import behaviour_column
from leadpact.relational.expressions import Table, with_columns_of, without
from leadpact.relational.inputs import counted_activities, lead_facts, recorded_by
from leadpact.relational.ledger import ledger
from leadpact.relational.questions import ask_as_of, ask_at, with_behaviour
from leadpact.relational.rules import firings
from leadpact.relational.score import score_leads
from leadpact.relational.stage import first_qualifications, judge_leads, with_times
from leadpact.storage.dataset import Dataset
from leadpact.storage.store import Store
from leadpact.terms.zone import (
    HORIZON_ENDS_AT,
    HORIZON_STARTS_AT,
    SECONDS_A_DAY,
    epoch_seconds,
    moment_at,
)


def judge_dataset(
    store: Store,
    dataset: Dataset,
    ruleset: Ruleset,
    *,
    as_of: datetime,
    output: Output,
    begin: Callable[[str], None],
) -> dict[str, list[dict[str, Any]]]:
    """Write `decisions.parquet` and `ledger.parquet`; return the rows that a scorecard is made of.

    `begin` is called with the name of each step. `leadpact.report.write_scorecard` takes the rows.
    """
    begin("Reading the data")
    inputs = dataset.inputs()
    facts = lead_facts(inputs, ruleset)
    begin("Judging leads")
    judged = judge_leads(inputs, ruleset, as_of=epoch_seconds(as_of), keep=store.keep)
    with output.file("decisions.parquet") as decisions:
        store.write_parquet(with_times(judged, ruleset), decisions)
    begin("Writing the ledger")
    activities = counted_activities(inputs, ruleset)
    entries = ledger(ask_as_of(facts, activities, ruleset, epoch_seconds(as_of)))
    with output.file("ledger.parquet") as parts:
        store.write_parquet(entries, parts)
    begin("Measuring")
    relations = scorecard_relations(
        dataset.tables,
        decisions=store.read_parquet([decisions], "decisions"),
        ledger=store.read_parquet([parts], "ledger"),
        facts=facts,
        ruleset=ruleset,
        as_of=as_of,
        keep=store.keep,
    )
    return {name: store.fetch_rows(relation) for name, relation in relations.items()}


def facts_reader(conditions: Iterable[Condition]) -> Callable[[Mapping[str, Any]], KnownFacts]:
    """Return a function from a row of `qualified_leads` to what conditions may ask of the lead."""
    nodes = {node for condition in conditions for node in behaviours_of(condition)}
    asked = sorted((behaviour_column(node), node) for node in nodes)
    counts = [(node, column) for column, node in asked if isinstance(node, Count)]
    ages = [(node.kind, column) for column, node in asked if isinstance(node, DaysSince)]

    def facts_of(row: Mapping[str, Any]) -> KnownFacts:
        values = {
            name: value
            for name, value in row.items()
            if value is not None and not name.startswith("_")
        }
        return KnownFacts(
            MappingProxyType(values),
            tuple((node.kind, node.days, int(row[column])) for node, column in counts),
            # Warehouses count whole days.
            tuple(
                (kind, int(row[column]) * SECONDS_A_DAY)
                for kind, column in ages
                if row[column] is not None
            ),
        )

    return facts_of


def qualified_leads(
    store: Store,
    dataset: Dataset,
    ruleset: Ruleset,
    *,
    as_of: int,
    conditions: tuple[Condition, ...] = (),
) -> Table:
    """Return a row a lead at the moment it qualifies, with all that conditions may ask of it then.

    Parameters
    ----------
    store, dataset, ruleset
        The data and the pact. Leads qualify as their first gate opens, or as they are created where
        the pact has no gates.
    as_of
        The end of the history, epoch seconds.
    conditions
        What they ask of scores and behaviour is worked out too.

    Returns
    -------
    Table
        `lead_id`, `account_id`, `_as_of` (epoch seconds), `_created_t`, `_stage`, `_stage_t`,
        `_owner`, `_account_owner`, the attributes, scores in millipoints, behaviour, and
        `<gate>_path` of each gate with paths that was evaluated.
    """
    inputs = dataset.inputs()
    wanted = frozenset(name for condition in conditions for name in names_of(condition))
    facts = recorded_leads(dataset, lead_facts(inputs, ruleset), as_of=as_of)
    activities = store.keep(counted_activities(inputs, ruleset), "counted")
    if ruleset.gates:
        # A lead comes with its first gate: when the later ones opened makes no difference.
        # Unless something asks by which path a later one opened, which may be the same moment.
        first = replace(ruleset, gates=ruleset.gates[: _n_gates_asked(ruleset, wanted)])
        opened = first_qualifications(facts, activities, first, as_of=as_of, keep=store.keep)
        came = opened[f"{ruleset.gates[0].name}_at"]
        paths = {
            gate.path_name: (opened[f"{gate.name}_at"] == came).ifelse(opened[gate.path_name], None)
            for gate in first.gates
            if gate.paths
        }
        moments = opened.filter(came.notnull()).select("lead_id", _as_of=came, **paths)
    else:
        created = facts.filter((facts._created_t <= as_of).coalesce(False))
        if ruleset.way_out is not None:
            left = first_qualifications(facts, activities, ruleset, as_of=as_of, keep=store.keep)
            created = created.anti_join(left, "lead_id")
        moments = created.select("lead_id", _as_of=created._created_t)
    moments = store.keep(moments, "moments")
    used = ask_at(moments, facts, activities, ruleset, firings(activities, ruleset))
    scores = {score.name for score in ruleset.all_scores}
    if scores & wanted:
        used = score_leads(used, wanted)
    return with_behaviour(used, [item for item in conditions if behaviours_of(item)]).questions


def _n_gates_asked(ruleset: Ruleset, wanted: frozenset[str]) -> int:
    """Return how many gates decide on what is asked of a lead as it qualifies, at least one."""
    asked = [n for n, gate in enumerate(ruleset.gates, start=1) if gate.path_name in wanted]
    return max(asked, default=1)


def recorded_leads(dataset: Dataset, facts: Table, *, as_of: int) -> Table:
    """Return the facts of leads as recorded by `as_of` (epoch seconds), and who owned each."""
    return with_columns_of(recorded_by(facts, as_of), _owners(dataset), "lead_id")


def owners_of(
    store: Store, dataset: Dataset, *, as_of: int, from_at: int | None = None
) -> dict[str, str | None]:
    """Return who had each lead that was created in `[from_at, as_of]`, by id.

    Leads without a moment are among them; those of moments that no calendar knows are not.
    """
    leads = dataset.tables["leads"]
    if "created_at" in leads.columns:
        # A moment counts by its whole second, which has come by `as_of` up to the next one.
        first = max(HORIZON_STARTS_AT, HORIZON_STARTS_AT if from_at is None else from_at)
        begin, end = (
            ibis.literal(moment_at(at).replace(tzinfo=None))
            for at in (first, min(HORIZON_ENDS_AT, as_of + 1))
        )
        created = leads.created_at
        leads = leads.filter(created.isnull() | ((created >= begin) & (created < end)))
    owned = with_columns_of(leads.select("lead_id"), _owners(dataset), "lead_id")
    found = store.fetch_table(owned.select("lead_id", "_owner"))
    return dict(zip(*(column.to_pylist() for column in found.columns), strict=True))


def _owners(dataset: Dataset) -> Table:
    """Return who owned each lead, and who owns its account."""
    leads, accounts = dataset.tables["leads"], dataset.tables.get("accounts")
    has_owner = "owner_rep_id" in leads.columns
    owned = leads.select(
        "lead_id", _owner=leads.owner_rep_id if has_owner else leads.lead_id.nullif(leads.lead_id)
    )
    if (
        accounts is None
        or "owner_rep_id" not in accounts.columns
        or "account_id" not in leads.columns
    ):
        return owned.mutate(_account_owner=owned._owner.nullif(owned._owner))
    named = accounts.select("account_id", _account_owner=accounts.owner_rep_id)
    keyed = with_columns_of(leads.select("lead_id", "account_id"), named, "account_id")
    return with_columns_of(owned, without(keyed, "account_id"), "lead_id")
