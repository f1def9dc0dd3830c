"""`leadpact explain`: why one lead is at its stage."""

import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from leadpact.cli.import_ import MappingOption, canonical_data, require_mapping
from leadpact.cli.judge import judgement_values
from leadpact.cli.loading import require_moment, require_pact, require_text
from leadpact.cli.output import (
    Format,
    FormatOption,
    fail,
    print_issues,
    print_json,
    say,
    stop_on,
    warn,
)
from leadpact.engine.gates import judge_lead
from leadpact.explain import BY_FOLLOW_UP, BY_GATES, judgement_lines
from leadpact.outputs import open_output, read_manifest, require_complete
from leadpact.pact.ruleset import Ruleset
from leadpact.storage.data_warnings import lead_warnings
from leadpact.storage.dataset import Dataset, dataset_issues, latest_moment, open_dataset
from leadpact.storage.people import UnableToFindLead, read_people
from leadpact.storage.store import Store, open_duckdb


def explain(
    lead_id: Annotated[str, typer.Argument(help="The lead.", callback=require_text)],
    pact: Annotated[Path, typer.Option("--pact", help="The pact.")],
    data: Annotated[Path, typer.Option("--data", help="A data set, or a folder of files.")],
    mapping: MappingOption = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="The moment; by default the last one in the data."),
    ] = None,
    identity: Annotated[
        Path | None,
        typer.Option(
            "--identity",
            help="The folder `identity` that `run` wrote; without it, its work is done again.",
        ),
    ] = None,
    format_: FormatOption = Format.TEXT,
) -> None:
    """Say in plain words what the pact decided on a lead, and every reason for it."""
    ruleset = require_pact(pact)
    moment = require_moment(as_of)
    read_by = require_mapping(mapping)
    with canonical_data(data, read_by) as folder, open_duckdb() as store:
        dataset = open_dataset(store, folder)
        if issues := dataset_issues(dataset, ruleset, str(data)):
            stop_on(issues)
        if ruleset.identity is not None:
            moment = moment or latest_moment(store, dataset, datetime.now(UTC))
            dataset, lead_id = _identified(store, dataset, ruleset, moment, identity, lead_id)
        try:
            person, *colleagues = read_people(store, dataset, ruleset, lead_id)
        except UnableToFindLead:
            fix = "Check the id: ids are texts, capitals count. Its row may have been refused."
            fail("lead-missing", data, f"There is no lead `{lead_id}`.", fix)
        print_issues(lead_warnings(store, dataset, ruleset, lead_id, str(data)))
        moment = moment or latest_moment(store, dataset, datetime.now(UTC))
    created = person.lead.created_at
    if created and created > moment:
        fact = f"The lead was created at {created:%Y-%m-%d %H:%M:%S} UTC, after the moment that is"
        warn("as-of-before-lead", "--as-of", f"{fact} asked for.", "Ask for a later moment.")
    judgement = judge_lead(
        person.lead, person.activities, ruleset, as_of=moment, colleagues=colleagues
    )
    if format_ is Format.JSON:
        print_json(judgement_values(judgement, ruleset))
    else:
        say(*judgement_lines(judgement, ruleset))
        if ruleset.routing is not None:
            other = f"`leadpact replay --lead` explains its stage {BY_FOLLOW_UP}"
            say("", f"That is its stage {BY_GATES}; {other}.")


def _identified(
    store: Store,
    dataset: Dataset,
    ruleset: Ruleset,
    moment: datetime,
    identity: Path | None,
    lead_id: str,
) -> tuple[Dataset, str]:
    """Apply the pact's section `identity` to the data set, and find the lead's person in it."""
    # The room of identity takes a second to import, and many pacts do not ask for it.
    from leadpact.cli.identifying import identify_leads  # noqa: PLC0415
    from leadpact.storage.identify import open_identified, person_of  # noqa: PLC0415

    assert ruleset.identity is not None
    if identity is not None:
        manifest = read_manifest(identity)
        if manifest is None or "leads.parquet" not in manifest.files:
            fact = "It is no folder `identity` that `run` wrote."
            fail("identity-missing", identity, fact, "Run first, or leave the option out.")
        require_complete(identity, manifest)
        found = open_identified(store, dataset, identity)
        return found, person_of(store, identity, lead_id)
    with tempfile.TemporaryDirectory(prefix="leadpact-") as folder:
        with open_output(Path(folder) / "identity", made_by="identity") as output:
            done = identify_leads(store, dataset, ruleset.identity, as_of=moment, output=output)
            kept = {name: store.keep(table, name) for name, table in done.dataset.tables.items()}
            person_id = person_of(store, output.folder, lead_id)
            output.discard()
        return replace(done.dataset, tables=kept), person_id
