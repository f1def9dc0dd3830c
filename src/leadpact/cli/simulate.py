"""`leadpact simulate`."""

from datetime import UTC, date, datetime
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
    until: Annotated[
        str | None,
        typer.Option("--until", help="The last day, or `today`; instead of the first day."),
    ] = None,
    leads_per_sdr: Annotated[
        float | None,
        typer.Option("--leads-per-sdr", help="How many leads an SDR is handed a week."),
    ] = None,
) -> None:
    """Make a believable company whose true parameters are known."""
    last_day = _last_day(until)
    _require_known_years(starts_on.date(), last_day, n_months=min(max(months, 1), 120))
    try:
        with advancing("Simulating leads") as report_progress:
            manifest = simulate_company(
                n_leads=leads,
                n_months=months,
                seed=seed,
                out=out_,
                starts_on=starts_on.date(),
                until=last_day,
                leads_per_sdr=leads_per_sdr,
                report_progress=report_progress,
            )
    except UnableToSimulate as error:
        # It says what is wrong with its arguments; here they have the names of options.
        fact, _, fix = str(error).rpartition(". ")
        argument, _, rest = fact.partition(" ")
        option = f"--{argument.removeprefix('n_').replace('_', '-')}"
        fail("simulation-unable", option, f"`{option}` {rest}.", fix)
    for table, n_rows in manifest.n_rows.items():
        say(f"{n_rows:>13,}  {table}")
    say(f"Data set: {out_}")


def _last_day(text: str | None) -> date | None:
    """Return the last day that an option names; `today` is that of UTC."""
    if text is None:
        return None
    if text == "today":
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        fact = f"'{text}' is no day."
        fail("simulation-unable", "--until", fact, "Write it like 2026-01-31, or `today`.")


def _require_known_years(starts_on: date, last_day: date | None, *, n_months: int) -> None:
    """End where the months leave the years that calendars know."""
    first, last = starts_on.year, starts_on.year + (starts_on.month + n_months) // 12
    if last_day is not None:
        first, last = (last_day.year * 12 + last_day.month - 1 - n_months) // 12, last_day.year
    if first >= HORIZON_YEARS[0] and last < HORIZON_YEARS[1]:
        return
    months = f"from {starts_on} on" if last_day is None else f"up to {last_day}"
    fact = (
        f"The months {months} leave the years {HORIZON_YEARS[0]} to {HORIZON_YEARS[1] - 1}, for"
        " which clocks are known."
    )
    option = "--starts-on" if last_day is None else "--until"
    fail("simulation-unable", option, fact, "Choose another day.")
