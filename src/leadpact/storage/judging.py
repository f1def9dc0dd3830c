"""Judge every lead of a data set by a pact, and measure what the scorecard shows."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from leadpact.measure.scorecard import scorecard_relations
from leadpact.outputs import Output
from leadpact.pact.ruleset import Ruleset
from leadpact.relational.inputs import counted_activities, lead_facts
from leadpact.relational.ledger import ledger
from leadpact.relational.questions import ask_as_of
from leadpact.relational.stage import judge_leads, with_times
from leadpact.storage.dataset import Dataset
from leadpact.storage.store import Store
from leadpact.terms.zone import epoch_seconds


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
