"""Simulate a company chunk by chunk, each written before the next is begun; add up its truth."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from leadpact.outputs import Manifest, Output, open_output
from leadpact.simulate.behaviour import simulate_activities, tabulate_activities
from leadpact.simulate.behaviour_tables import BehaviourTables, make_behaviour_tables
from leadpact.simulate.chunk import Selling, make_chunk
from leadpact.simulate.company import Leads, make_market
from leadpact.simulate.events import tabulate_events
from leadpact.simulate.outcomes import tabulate_opportunities, tabulate_touches
from leadpact.simulate.records import (
    tabulate_absences,
    tabulate_accounts,
    tabulate_leads,
    tabulate_quotas,
    tabulate_reps,
)
from leadpact.simulate.sampling import NEVER, FloatArray, make_streams
from leadpact.simulate.setting import CHUNK_LEADS, MAX_LEADS, MAX_MONTHS, Setting, make_setting
from leadpact.simulate.tables import FOLDER_TABLES, TableWriter
from leadpact.simulate.team import make_team
from leadpact.simulate.truth import TRUTH, Truth
from leadpact.simulate.world import SimulatedPeriod, make_period, make_period_until
from leadpact.terms.tables import TABLES

TRUTH_FILE = "truth.json"
CHUNKS_PER_PART = 25


@dataclass(slots=True)
class SimulationTally:
    """Sums over all leads, by source."""

    truth: Truth
    _sums: dict[str, FloatArray] = field(default_factory=dict)

    def add(self, leads: Leads, selling: Selling) -> None:
        """Add the leads of one chunk."""
        assigned = leads.source[selling.assignment.lead]
        p_talked = selling.work.p_conversation
        p_held = p_talked * selling.meetings.p_held
        for name, source, weights in (
            ("n_leads", leads.source, None),
            ("n_handed_over", leads.source[selling.assignment.handed_over_at < NEVER], None),
            ("n_assigned", assigned, None),
            ("p_conversation", assigned, p_talked),
            ("p_meeting_held", assigned, p_held),
            ("p_opportunity", assigned, p_held * selling.deals.p_opportunity),
            ("p_won", assigned, p_held * selling.deals.p_won),
        ):
            values = np.bincount(source, weights, len(self.truth.sources)).astype(np.float64)
            self._sums[name] = self._sums.get(name, np.zeros(len(values))) + values

    def by_source(self) -> dict[str, dict[str, float]]:
        """Return counts and, among the assigned leads, the mean probability of each outcome."""
        rates: dict[str, dict[str, float]] = {}
        for row, source in enumerate(self.truth.sources):
            n_assigned = self._sums["n_assigned"][row]
            rates[source.name] = {
                name: int(sums[row])
                if name.startswith("n_")
                else round(float(sums[row] / max(n_assigned, 1)), 9)
                for name, sums in self._sums.items()
            }
        return rates


class UnableToSimulate(ValueError):
    """An argument is outside its range."""


def simulate_company(
    *,
    n_leads: int,
    n_months: int,
    seed: int,
    out: Path,
    starts_on: date = date(2024, 1, 1),
    until: date | None = None,
    leads_per_sdr: float | None = None,
    report_progress: Callable[[int, int], None] | None = None,
) -> Manifest:
    """Write the data of a company whose truth is known.

    The same arguments give the same bytes (with the same versions of numpy and pyarrow on the
    same kind of machine). Leads are made in chunks of 20,000; each chunk is a sales team with
    accounts of its own and depends on no other chunk.

    Parameters
    ----------
    n_leads
        How many leads, from 1 to 90 million; about ten activities each.
    n_months
        How many months the data cover, from 1 to 120. Outcomes that fall later stay open.
    seed
        Selects the company; an integer that is not negative.
    out
        The folder to write to: absent, empty, or an earlier simulation, which is replaced.
    starts_on
        The first day, in UTC.
    until
        The last day, in UTC, instead of the first one.
    leads_per_sdr
        How many leads a week an SDR is handed at a full load; where it is more, fewer are hired.
        By default as `truth` has it.
    report_progress
        Called after each chunk with the leads written and the leads in all.

    Returns
    -------
    Manifest
        The manifest of the data set; `truth.json` is next to its tables.

    Raises
    ------
    UnableToSimulate
        If an argument is out of its range.
    UnableToWriteOutput
        If the folder cannot be written to, or holds anything else.
    """
    _check(n_leads=n_leads, n_months=n_months, seed=seed)
    with open_output(out, made_by="simulate") as output:
        _write_company(
            output,
            n_leads=n_leads,
            n_months=n_months,
            seed=seed,
            period=(
                make_period(starts_on, n_months)
                if until is None
                else make_period_until(until, n_months)
            ),
            truth=TRUTH if leads_per_sdr is None else _hiring(leads_per_sdr),
            report_progress=report_progress,
        )
    return output.manifest


def _hiring(leads_per_sdr: float) -> Truth:
    if not leads_per_sdr > 0:
        raise UnableToSimulate(f"leads_per_sdr is {leads_per_sdr}. Choose a number above 0.")
    return replace(TRUTH, selling=replace(TRUTH.selling, sdr_leads_per_week=leads_per_sdr))


def _write_company(
    output: Output,
    *,
    n_leads: int,
    n_months: int,
    seed: int,
    period: SimulatedPeriod,
    truth: Truth,
    report_progress: Callable[[int, int], None] | None,
) -> None:
    setting = make_setting(truth, period, n_leads=n_leads, seed=seed)
    tables = make_behaviour_tables(setting)
    tally = SimulationTally(truth)
    writers = {name: TableWriter(name, output.folder) for name in TABLES}
    writers["campaigns"].add(setting.plan.table)
    for number, first in enumerate(range(0, n_leads, CHUNK_LEADS)):
        size = min(CHUNK_LEADS, n_leads - first)
        if number and number % CHUNKS_PER_PART == 0:
            for name in FOLDER_TABLES:
                writers[name].end_part()
        for name, table in simulate_chunk(
            setting, tables, tally, number=number, size=size, seed=seed
        ):
            writers[name].add(table)
        if report_progress:
            report_progress(first + size, n_leads)
    for writer in writers.values():
        writer.end_part()
    arguments = {"n_leads": n_leads, "n_months": n_months, "seed": seed}
    output.write_text(
        TRUTH_FILE, _truth_text(tally, arguments | {"starts_on": str(period.starts_on)})
    )
    n_rows = {name: writer.n_rows for name, writer in writers.items()}
    output.describe(n_rows=n_rows, unique_tables=TABLES)


def _truth_text(tally: SimulationTally, arguments: Mapping[str, object]) -> str:
    """Return the truth about the company: parameters, and the true rates of each source."""
    truth = {
        "arguments": arguments,
        "by_source": tally.by_source(),
        "parameters": asdict(tally.truth),
    }
    return json.dumps(truth, indent=2) + "\n"


def _check(*, n_leads: int, n_months: int, seed: int) -> None:
    """Refuse arguments outside their ranges."""
    for name, value, least, most in (
        ("n_leads", n_leads, 1, MAX_LEADS),
        ("n_months", n_months, 1, MAX_MONTHS),
        ("seed", seed, 0, 2**63 - 1),
    ):
        if not least <= value <= most:
            raise UnableToSimulate(f"{name} is {value}. Choose a number from {least} to {most}.")


def simulate_chunk(
    setting: Setting,
    tables: BehaviourTables,
    tally: SimulationTally,
    *,
    number: int,
    size: int,
    seed: int,
) -> Iterator[tuple[str, Any]]:
    """Yield the canonical tables of one chunk by name."""
    market, hiring, trade, records, behaviour = make_streams(seed, number + 1, 5)
    accounts, leads = make_market(setting, number, size, market)
    team = make_team(setting, size, hiring)
    chunk = make_chunk(setting, accounts, leads, team, number=number, rng=trade)
    tally.add(leads, chunk.selling)
    account_table, domains = tabulate_accounts(chunk, records)
    yield "accounts", account_table
    yield "leads", tabulate_leads(chunk, domains, records)
    yield "reps", tabulate_reps(chunk, records)
    yield "absences", tabulate_absences(chunk)
    yield "quotas", tabulate_quotas(chunk)
    yield "touches", tabulate_touches(chunk)
    yield "events", tabulate_events(chunk, records)
    yield "opportunities", tabulate_opportunities(chunk)
    packed = simulate_activities(setting, tables, leads, behaviour)
    yield "activities", tabulate_activities(chunk, tables, packed)
