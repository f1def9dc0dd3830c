"""`leadpact run`: the main job, from a company's files to its scorecard."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from leadpact.cli.data_warnings import run_warnings
from leadpact.cli.dataset_checks import require_workable
from leadpact.cli.failures import said_plainly
from leadpact.cli.import_ import MappingOption
from leadpact.cli.importing import canonical_data, require_mapping
from leadpact.cli.loading import require_memory_limit, require_moment, require_out, require_pact
from leadpact.cli.output import Format, out, print_issues, print_json
from leadpact.cli.pact import FormatOption
from leadpact.cli.progress import stepping
from leadpact.measure.scorecard import scorecard_relations
from leadpact.pact.ruleset import Ruleset
from leadpact.relational.asked import ask_as_of
from leadpact.relational.inputs import counted_activities, lead_facts
from leadpact.relational.ledger import ledger
from leadpact.relational.stage import judge_leads, with_times
from leadpact.report import build_scorecard, scorecard_html, scorecard_json, summary_lines
from leadpact.report.scorecard import Scorecard
from leadpact.storage.dataset import Dataset, latest_moment, open_dataset
from leadpact.storage.store import Store, open_duckdb
from leadpact.terms.zone import epoch_seconds


@said_plainly
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
    require_out(out_, data)
    with (
        canonical_data(data, read_by, out_ / "data") as folder,
        open_duckdb(memory_limit=memory, spill=out_ / "spill") as store,
    ):
        dataset = open_dataset(store, folder)
        require_workable(dataset, ruleset, str(data))
        at = moment or latest_moment(store, dataset, datetime.now(UTC))
        print_issues(run_warnings(store, dataset, ruleset, at, str(data)))
        out_.mkdir(parents=True, exist_ok=True)
        lines: list[str] = []
        values: dict[str, Any] | None = None
        if ruleset.identity is not None:
            dataset, values, lines = _identified(
                store, dataset, ruleset, at, out_ / "identity", providers
            )
        scorecard = judge_dataset(store, dataset, ruleset, at, out_, values)
    if format_ is Format.JSON:
        print_json(json.loads(scorecard_json(scorecard)))
        return
    for line in [*lines, *summary_lines(scorecard)]:
        out.print(line, markup=False)
    out.print(f"Scorecard: {out_ / 'scorecard.html'}", markup=False)


def _identified(
    store: Store,
    dataset: Dataset,
    ruleset: Ruleset,
    as_of: datetime,
    folder: Path,
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
            out=folder,
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
    out_: Path,
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
        store.write_parquet(with_times(judged, ruleset), out_ / "decisions.parquet")
        begin("Writing the ledger")
        activities = counted_activities(inputs, ruleset)
        entries = ledger(ask_as_of(facts, activities, ruleset, epoch_seconds(as_of)))
        store.write_parquet(entries, out_ / "ledger.parquet")
        begin("Measuring")
        relations = scorecard_relations(
            dataset.tables,
            decisions=store.read_parquet([out_ / "decisions.parquet"], "decisions"),
            ledger=store.read_parquet([out_ / "ledger.parquet"], "ledger"),
            facts=facts,
            ruleset=ruleset,
            as_of=as_of,
            keep=store.keep,
        )
        rows = {name: store.fetch_rows(relation) for name, relation in relations.items()}
        begin("Writing the scorecard")
        counts = dataset.manifest.n_rows if dataset.manifest else None
        scorecard = build_scorecard(rows, ruleset, as_of=as_of, n_rows=counts, identity=identity)
        (out_ / "scorecard.json").write_text(scorecard_json(scorecard), encoding="utf-8")
        (out_ / "scorecard.html").write_text(scorecard_html(scorecard), encoding="utf-8")
        _write_run(out_, ruleset, as_of, counts)
    return scorecard


def _write_run(
    out_: Path, ruleset: Ruleset, as_of: datetime, counts: dict[str, int] | None
) -> None:
    """Write what was run: enough to run it again and get the same."""
    values: dict[str, Any] = {
        "pact": ruleset.name,
        "fingerprint": ruleset.fingerprint,
        "as_of": as_of.isoformat(),
        "n_rows": counts,
    }
    text = json.dumps(values, indent=2, ensure_ascii=False)
    (out_ / "run.json").write_text(text + "\n", encoding="utf-8")
