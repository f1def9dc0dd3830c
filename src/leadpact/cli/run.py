"""`leadpact run`: the main job, from a company's files to its scorecard."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from leadpact.cli.data_warnings import run_warnings
from leadpact.cli.dataset_checks import require_workable
from leadpact.cli.import_ import MappingOption
from leadpact.cli.importing import canonical_data, require_mapping
from leadpact.cli.loading import require_memory_limit, require_moment, require_pact
from leadpact.cli.output import Format, print_issues, print_json, say
from leadpact.cli.pact import FormatOption
from leadpact.cli.progress import stepping
from leadpact.measure.scorecard import scorecard_relations
from leadpact.outputs import Output, open_output
from leadpact.pact.ruleset import Ruleset
from leadpact.relational.inputs import counted_activities, lead_facts
from leadpact.relational.ledger import ledger
from leadpact.relational.questions import ask_as_of
from leadpact.relational.stage import judge_leads, with_times
from leadpact.report import build_scorecard, scorecard_html, scorecard_json, summary_lines
from leadpact.report.scorecard import Scorecard
from leadpact.storage.dataset import Dataset, latest_moment, open_dataset
from leadpact.storage.store import Store, open_duckdb
from leadpact.terms.zone import epoch_seconds


def run(
    pact: Annotated[Path, typer.Option("--pact", help="The pact to run.")],
    data: Annotated[Path, typer.Option("--data", help="A data set, or a folder of files.")],
    out_: Annotated[Path, typer.Option("--out", help="Where the results go.")],
    mapping: MappingOption = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", help="The moment to judge at; by default the last one in the data."
        ),
    ] = None,
    providers: Annotated[
        Path | None,
        typer.Option("--providers", help="The file that sets up the append providers of the pact."),
    ] = None,
    memory_limit: Annotated[
        str, typer.Option("--memory-limit", help="Memory to use before spilling to disk.")
    ] = "4GB",
    format_: FormatOption = Format.TEXT,
) -> None:
    """Judge every lead by the pact and write decisions, ledger and scorecard."""
    ruleset = require_pact(pact)
    moment = require_moment(as_of)
    read_by = require_mapping(mapping)
    memory = require_memory_limit(memory_limit)
    with (
        open_output(out_, made_by="run", reads=[data]) as output,
        canonical_data(data, read_by, output) as folder,
        open_duckdb(memory_limit=memory, spill=output.scratch) as store,
    ):
        dataset = open_dataset(store, folder)
        require_workable(dataset, ruleset, str(data))
        at = moment or latest_moment(store, dataset, datetime.now(UTC))
        print_issues(run_warnings(store, dataset, ruleset, at, str(data)))
        lines: list[str] = []
        values: dict[str, Any] | None = None
        if ruleset.identity is not None:
            part = output.part("identity", "identity")
            dataset, values, lines = _identified(store, dataset, ruleset, at, part, providers)
        scorecard = judge_dataset(store, dataset, ruleset, at, output, values)
    if format_ is Format.JSON:
        print_json(json.loads(scorecard_json(scorecard)))
        return
    say(*lines, *summary_lines(scorecard), f"Scorecard: {out_ / 'scorecard.html'}")


def _identified(
    store: Store,
    dataset: Dataset,
    ruleset: Ruleset,
    as_of: datetime,
    part: Output,
    providers: Path | None,
) -> tuple[Dataset, dict[str, Any], list[str]]:
    """Do what the pact says of identity; return the data set that follows, and what was done.

    What was done comes in numbers and as lines.
    """
    # The room of identity takes a second to import, and many pacts do not ask for it.
    from leadpact.cli.identifying import identify  # noqa: PLC0415
    from leadpact.cli.identity_summary import identity_lines, summary  # noqa: PLC0415
    from leadpact.cli.providers import opened_providers  # noqa: PLC0415

    policy, fingerprint = ruleset.identity, ruleset.fingerprint
    assert policy is not None
    with opened_providers(providers, policy) as opened:
        done = identify(
            store,
            dataset,
            policy,
            as_of=as_of,
            output=part,
            fingerprint=fingerprint,
            providers=opened,
        )
    values = summary(done)
    return done.dataset, values, identity_lines(values)


def judge_dataset(
    store: Store,
    dataset: Dataset,
    ruleset: Ruleset,
    as_of: datetime,
    output: Output,
    identity: dict[str, Any] | None = None,
) -> Scorecard:
    """Run a pact over a data set and write what came of it; return the scorecard.

    `identity` tells in numbers what was done about identity before.
    """
    with stepping(5) as begin:
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
        rows = {name: store.fetch_rows(relation) for name, relation in relations.items()}
        begin("Writing the scorecard")
        counts = dict(dataset.manifest.n_rows) if dataset.manifest else None
        scorecard = build_scorecard(rows, ruleset, as_of=as_of, n_rows=counts, identity=identity)
        output.write_text("scorecard.json", scorecard_json(scorecard))
        output.write_text("scorecard.html", scorecard_html(scorecard))
        output.write_text("run.json", _run_text(ruleset, as_of, counts))
    return scorecard


def _run_text(ruleset: Ruleset, as_of: datetime, counts: Mapping[str, int] | None) -> str:
    """Return what was run: enough to run it again and get the same."""
    values: dict[str, Any] = {
        "pact": ruleset.name,
        "fingerprint": ruleset.fingerprint,
        "as_of": as_of.isoformat(),
        "n_rows": counts,
    }
    return json.dumps(values, indent=2, ensure_ascii=False) + "\n"
