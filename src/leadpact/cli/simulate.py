"""`leadpact simulate`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from leadpact.cli.output import fail, say
from leadpact.cli.progress import advancing
from leadpact.simulate import UnableToSimulate, simulate_company
from leadpact.terms.zone import HORIZON_YEARS


def simulate(
    out_: Annotated[Path, typer.Option("--out", help="Where the data set goes.")],
    leads: Annotated[int, typer.Option("--leads", help="How many leads.")] = 10_000,
    months: Annotated[int, typer.Option("--months", help="Over how many months.")] = 24,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same bytes.")] = 1,
    starts_on: Annotated[
        datetime, typer.Option("--starts-on", formats=["%Y-%m-%d"], help="The first day.")
    ] = datetime(2024, 1, 1),  # noqa: DTZ001 - a calendar day, no moment
) -> None:
    """Make a believable company whose true parameters are known."""
    last = starts_on.year + (starts_on.month + min(max(months, 1), 120)) // 12
    if starts_on.year < HORIZON_YEARS[0] or last >= HORIZON_YEARS[1]:
        fact = (
            f"The months from {starts_on:%Y-%m-%d} on leave the years {HORIZON_YEARS[0]} to"
            f" {HORIZON_YEARS[1] - 1}, for which clocks are known."
        )
        fail("simulation-unable", "--starts-on", fact, "Choose another first day.")
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
        # It says what is wrong with its arguments; here they have the names of options.
        fact, _, fix = str(error).rpartition(". ")
        argument, _, rest = fact.partition(" ")
        option = f"--{argument.removeprefix('n_')}"
        fail("simulation-unable", option, f"`{option}` {rest}.", fix)
    for table, n_rows in manifest.n_rows.items():
        say(f"{n_rows:>13,}  {table}")
    say(f"Data set: {out_}")
