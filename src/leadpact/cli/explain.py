"""`leadpact explain`: why one lead stands where it stands."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from leadpact.cli.data_warnings import lead_warnings
from leadpact.cli.dataset_checks import require_workable
from leadpact.cli.decide import decision_values
from leadpact.cli.failures import said_plainly
from leadpact.cli.import_ import MappingOption
from leadpact.cli.importing import canonical_data, require_mapping
from leadpact.cli.loading import require_moment, require_pact
from leadpact.cli.output import Format, fail, out, print_issues, print_json, warn
from leadpact.cli.pact import FormatOption
from leadpact.engine.decide import decide
from leadpact.engine.explain import explain as explain_decision
from leadpact.storage.dataset import latest_moment, open_dataset
from leadpact.storage.people import UnableToFindLead, read_people
from leadpact.storage.store import open_duckdb


@said_plainly
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
        require_workable(dataset, ruleset, str(data))
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
    decision = decide(person.lead, person.activities, ruleset, as_of=moment, colleagues=colleagues)
    if format_ is Format.JSON:
        print_json(decision_values(decision, ruleset))
    else:
        out.print(explain_decision(decision, ruleset), markup=False)
