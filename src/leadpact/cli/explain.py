"""`leadpact explain`: why one lead stands where it stands."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from leadpact.cli.decide import decision_values
from leadpact.cli.import_ import MappingOption
from leadpact.cli.loading import canonical_data, require_mapping, require_moment, require_pact
from leadpact.cli.output import Format, out, print_json, stop
from leadpact.cli.pact import FormatOption
from leadpact.engine.decide import decide
from leadpact.engine.explain import explain as explain_decision
from leadpact.storage.dataset import latest_moment, open_dataset
from leadpact.storage.people import UnableToFindLead, read_people
from leadpact.storage.store import open_duckdb


def explain(
    lead_id: Annotated[str, typer.Argument(help="The lead.")],
    pact: Annotated[Path, typer.Option("--pact", help="The pact.")],
    data: Annotated[Path, typer.Option("--data", help="A data set, or a folder of files.")],
    mapping: MappingOption = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="The moment; by default the last one in the data."),
    ] = None,
    format_: FormatOption = Format.TEXT,
) -> None:
    """Say in plain words what the pact decided on a lead, and every reason for it."""
    ruleset = require_pact(pact)
    moment = require_moment(as_of)
    read_by = require_mapping(mapping)
    with canonical_data(data, read_by, None) as folder, open_duckdb() as store:
        dataset = open_dataset(store, folder)
        if "leads" not in dataset.tables:
            stop(f"{folder} has no leads: there is nobody to explain. Check the folder.")
        try:
            person, *colleagues = read_people(store, dataset, ruleset, lead_id)
        except UnableToFindLead as error:
            stop(str(error))
        moment = moment or latest_moment(store, dataset, datetime.now(UTC))
    decision = decide(person.lead, person.activities, ruleset, as_of=moment, colleagues=colleagues)
    if format_ is Format.JSON:
        print_json(decision_values(decision, ruleset))
    else:
        out.print(explain_decision(decision, ruleset), markup=False)
