"""`leadpact run`: the main job, from a company's files to its scorecard."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leadpact.cli.import_ import MappingOption, canonical_data, require_mapping
from leadpact.cli.loading import require_memory_limit, require_moment, require_pact
from leadpact.cli.output import Format, FormatOption, print_issues, print_json, say, stop_on
from leadpact.cli.progress import stepping
from leadpact.outputs import Output, open_output
from leadpact.pact.ruleset import Ruleset
from leadpact.report import identity_lines, scorecard_json, summary_lines, write_scorecard
from leadpact.storage.data_warnings import run_warnings
from leadpact.storage.dataset import Dataset, dataset_issues, latest_moment, open_dataset
from leadpact.storage.judging import judge_dataset
from leadpact.storage.store import Store, open_duckdb

if TYPE_CHECKING:
    from leadpact.storage.identify import Identified


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
        if issues := dataset_issues(dataset, ruleset, str(data)):
            stop_on(issues)
        at = moment or latest_moment(store, dataset, datetime.now(UTC))
        print_issues(run_warnings(store, dataset, ruleset, at, str(data)))
        done = _identified(store, dataset, ruleset, at, output, providers)
        dataset, values = (done.dataset, done.values) if done else (dataset, None)
        with stepping(5) as begin:
            rows = judge_dataset(store, dataset, ruleset, as_of=at, output=output, begin=begin)
            begin("Writing the scorecard")
            n_rows = dict(dataset.manifest.n_rows) if dataset.manifest else None
            scorecard = write_scorecard(
                output, rows, ruleset, as_of=at, n_rows=n_rows, identity=values
            )
    if format_ is Format.JSON:
        print_json(json.loads(scorecard_json(scorecard)))
        return
    lines = identity_lines(values) if values else []
    say(*lines, *summary_lines(scorecard), f"Scorecard: {out_ / 'scorecard.html'}")


def _identified(
    store: Store,
    dataset: Dataset,
    ruleset: Ruleset,
    as_of: datetime,
    output: Output,
    providers: Path | None,
) -> "Identified | None":
    """Apply the pact's section `identity` to the data set, if the pact has one."""
    policy = ruleset.identity
    if policy is None:
        return None
    # The room of identity takes a second to import, and many pacts do not ask for it.
    from leadpact.cli.identifying import identify_leads  # noqa: PLC0415
    from leadpact.cli.providers import opened_providers  # noqa: PLC0415

    with opened_providers(providers, policy) as opened:
        return identify_leads(
            store,
            dataset,
            policy,
            as_of=as_of,
            output=output.part("identity", "identity"),
            fingerprint=ruleset.fingerprint,
            providers=opened,
        )
