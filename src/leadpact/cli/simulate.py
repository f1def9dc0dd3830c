"""`leadpact simulate`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from leadpact.cli.output import out, stop
from leadpact.cli.progress import advancing
from leadpact.simulate import UnableToSimulate, simulate_company


def simulate(
    out_: Annotated[Path, typer.Option("--out", help="An empty folder for the data set.")],
    leads: Annotated[int, typer.Option("--leads", help="How many leads.")] = 10_000,
    months: Annotated[int, typer.Option("--months", help="Over how many months.")] = 24,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same bytes.")] = 1,
    starts_on: Annotated[
        datetime, typer.Option("--starts-on", formats=["%Y-%m-%d"], help="The first day.")
    ] = datetime(2024, 1, 1),  # noqa: DTZ001 - a calendar day, no moment
) -> None:
    """Make a believable company whose true parameters are known."""
    try:
        with advancing("Simulating leads") as report_progress:
            manifest = simulate_company(
                n_leads=leads,
                n_months=months,
                seed=seed,
                out=out_,
                starts_on=starts_on.date(),
                report_progress=report_progress,
            )
    except UnableToSimulate as error:
        stop(str(error))
    for table, n_rows in manifest.n_rows.items():
        out.print(f"{n_rows:>13,}  {table}")
    out.print(f"Data set: {out_}", markup=False)
