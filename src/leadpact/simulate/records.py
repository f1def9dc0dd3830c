"""The records of one chunk as canonical tables, as the CRM has them.

The accounts, the leads, and the sales team: reps, absences, quotas.
"""

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from leadpact.simulate.chunk import REP_STRIDE, STAGES, Chunk
from leadpact.simulate.company import COUNTRY_REGIONS
from leadpact.simulate.names import N_TITLE_FORMS
from leadpact.simulate.sampling import NEVER, BoolArray, IntArray
from leadpact.simulate.setting import CURRENCY, REASONS
from leadpact.simulate.tables import (
    count_ids,
    make_codes,
    make_dates,
    make_ids,
    make_moments,
    make_money,
    make_table,
)
from leadpact.simulate.team import STAYS, Team
from leadpact.simulate.world import COUNTRIES, DAY, REGION_ZONES, REGIONS, ZONES
from leadpact.terms.stages import RepRole

_REVENUE_PER_EMPLOYEE = 160_000
ABSENCE_STRIDE = 1_000_000
_QUOTA_RATE = 0.05
_QUOTA_AMOUNT = 14_000
_DAILY_CAP, _OPEN_CAP = 30, 200


class _Gaps:
    """Draws which values of a column are missing."""

    def __init__(self, chunk: Chunk, rng: np.random.Generator, size: int) -> None:
        self._rates, self._rng, self._size = chunk.setting.truth.missing, rng, size

    def known(self, column: str) -> BoolArray:
        """Return which values of a column are known."""
        return np.asarray(self._rng.random(self._size) >= self._rates[column])

    def hide(self, codes: IntArray, column: str) -> IntArray:
        """Return the codes of a column, with -1 where one is missing."""
        return np.where(self.known(column), codes, -1)


def tabulate_accounts(chunk: Chunk, rng: np.random.Generator) -> tuple[Any, Any]:
    """Return the accounts as the CRM has them, and their true domains."""
    accounts = chunk.accounts
    size, gaps = accounts.size, _Gaps(chunk, rng, accounts.size)
    numbers = accounts.first_number + np.arange(size)
    names, domains = chunk.setting.lexicon.name_companies(numbers)
    per_head = _REVENUE_PER_EMPLOYEE * np.exp(0.5 * rng.normal(size=size))
    revenue = np.round(accounts.n_employees * per_head / 1000).astype(np.int64) * 100_000
    knows_revenue = gaps.known("revenue_amount")
    region = COUNTRY_REGIONS[accounts.country]
    is_customer = _customers(chunk)
    is_child = (rng.random(size) < 0.03) & (np.arange(size) > 0)
    parent = np.where(is_child, (np.arange(size) * rng.random(size)).astype(np.int64), -1)
    table = make_table(
        "accounts",
        chunk.account_ids,
        names,
        make_codes(gaps.hide(np.arange(size), "domain"), domains),
        make_codes(
            gaps.hide(accounts.industry, "industry"),
            [industry.name for industry in chunk.setting.truth.industries],
        ),
        pa.array(accounts.n_employees, mask=~gaps.known("n_employees")),
        make_money(revenue, knows_revenue),
        make_codes(np.where(knows_revenue, 0, -1), [CURRENCY]),
        make_codes(accounts.country, [country.code for country in COUNTRIES]),
        make_codes(region, REGIONS),
        make_codes(parent, chunk.account_ids),
        make_codes(np.where(is_customer, _account_owners(chunk.team, region), -1), chunk.rep_ids),
        pa.array(is_customer),
    )
    return table, domains


def _customers(chunk: Chunk) -> BoolArray:
    """Return which accounts are customers at the end: old ones, and new ones that have not left."""
    deals, lead = chunk.selling.deals, chunk.selling.assignment.lead
    stays = deals.is_won & (deals.closed_at < chunk.end)
    stays &= ~(deals.is_churned & (deals.renewal_at < chunk.end))
    n_sales = np.bincount(chunk.leads.account[lead[stays]], minlength=chunk.accounts.size)
    return np.asarray(chunk.accounts.is_customer | (n_sales > 0))


def _account_owners(team: Team, region: IntArray) -> IntArray:
    """Return an AE of each account's region, in turn."""
    owners = np.empty(len(region), dtype=np.int64)
    for number in range(len(REGIONS)):
        aes = np.array(
            [
                n
                for n, rep in enumerate(team.reps)
                if rep.role is RepRole.AE and rep.region == number
            ]
        )
        here = np.flatnonzero(region == number)
        owners[here] = aes[here % len(aes)]
    return owners


def tabulate_leads(chunk: Chunk, domains: Any, rng: np.random.Generator) -> Any:
    """Return the leads as the CRM has them when the period ends."""
    leads, truth, snapshot = chunk.leads, chunk.setting.truth, chunk.snapshot
    gaps = _Gaps(chunk, rng, leads.size)
    first, last, email = _name_people(chunk, domains, rng)
    form = rng.integers(0, N_TITLE_FORMS, leads.size)[leads.person]
    entered_at = snapshot.entered_at
    title = (leads.seniority * len(truth.job_functions) + leads.job_function) * N_TITLE_FORMS + form
    return make_table(
        "leads",
        chunk.lead_ids,
        make_codes(leads.account, chunk.account_ids),
        make_ids("P", leads.first_number + leads.person),
        email,
        _phones(chunk, rng),
        make_codes(first, chunk.setting.lexicon.first_names),
        make_codes(last, chunk.setting.lexicon.last_names),
        make_codes(gaps.hide(title, "title"), chunk.setting.lexicon.titles),
        make_codes(gaps.hide(leads.seniority, "seniority"), [s.name for s in truth.seniorities]),
        make_codes(
            gaps.hide(leads.job_function, "job_function"),
            [function.name for function in truth.job_functions],
        ),
        make_codes(leads.country, [country.code for country in COUNTRIES]),
        make_codes(gaps.hide(leads.zone, "time_zone"), ZONES),
        make_codes(gaps.hide(leads.source, "source"), [s.name for s in truth.sources]),
        make_codes(leads.campaign, chunk.setting.plan.ids),
        make_moments(leads.created_at, chunk.epoch),
        make_codes(snapshot.owner, chunk.rep_ids),
        make_codes(snapshot.stage, [str(stage) for stage in STAGES]),
        make_moments(np.where(entered_at < NEVER, entered_at, leads.created_at), chunk.epoch),
        make_codes(snapshot.reason, [name for name, _ in REASONS]),
    )


def _name_people(
    chunk: Chunk, domains: Any, rng: np.random.Generator
) -> tuple[IntArray, IntArray, Any]:
    """Return first and last names (by index) and e-mail addresses; some use free mail."""
    leads, lexicon, truth = chunk.leads, chunk.setting.lexicon, chunk.setting.truth
    first = rng.integers(0, len(lexicon.first_names), leads.size)[leads.person]
    last = rng.integers(0, len(lexicon.last_names), leads.size)[leads.person]
    is_free = (rng.random(leads.size) < truth.free_mail_rate)[leads.person]
    free = rng.integers(0, len(truth.free_mail_domains), leads.size)[leads.person]
    hosts = pa.concat_arrays([domains, pa.array(truth.free_mail_domains)])
    host = np.where(is_free, len(domains) + free, leads.account)
    email = pc.binary_join_element_wise(
        pc.ascii_lower(lexicon.first_names).take(pa.array(first)),
        ".",
        pc.ascii_lower(lexicon.last_names).take(pa.array(last)),
        "@",
        hosts.take(pa.array(host)),
        "",
    )
    return first, last, email


def _phones(chunk: Chunk, rng: np.random.Generator) -> Any:
    """Return fictitious phone numbers of each lead's country."""
    leads, lexicon = chunk.leads, chunk.setting.lexicon
    starts = np.array(lexicon.phone_starts)
    counts = np.diff(starts)[leads.country]
    drawn = (rng.random(leads.size)[leads.person] * counts).astype(np.int64)
    return make_codes(np.where(leads.has_phone, starts[leads.country] + drawn, -1), lexicon.phones)


def tabulate_reps(chunk: Chunk, rng: np.random.Generator) -> Any:
    """Return the reps; `active_to` is missing for reps who stay."""
    reps, size, period = chunk.team.reps, len(chunk.team.reps), chunk.setting.period
    lexicon = chunk.setting.lexicon
    names = pc.binary_join_element_wise(
        lexicon.first_names.take(pa.array(rng.integers(0, len(lexicon.first_names), size))),
        lexicon.last_names.take(pa.array(rng.integers(0, len(lexicon.last_names), size))),
        " ",
    )
    starts = np.array([rep.starts_day for rep in reps])
    hired = np.where(starts > 0, starts, -rng.integers(30, 1100, size))
    midnight = chunk.setting.clocks.to_utc(starts * DAY, chunk.team.work.zone)
    active_from = np.where(starts > 0, midnight, 0)
    leaves = np.array([rep.leaves_day < STAYS for rep in reps])
    is_sdr = np.array([rep.role is RepRole.SDR for rep in reps])
    return make_table(
        "reps",
        chunk.rep_ids,
        names,
        pa.array([str(rep.role) for rep in reps]),
        pa.array([chunk.team_name] * size),
        pa.array([REGIONS[rep.region] for rep in reps]),
        pa.array([REGION_ZONES[rep.region] for rep in reps]),
        pa.array(["weekdays_9_17"] * size),
        pa.array(np.ones(size), mask=~is_sdr),
        pa.array(np.full(size, _DAILY_CAP), mask=~is_sdr),
        pa.array(np.full(size, _OPEN_CAP), mask=~is_sdr),
        make_codes(chunk.team.paired, chunk.rep_ids),
        make_dates(hired, period.epoch_day),
        make_moments(active_from, period.epoch),
        make_moments(np.where(leaves, chunk.team.leaves_at, 0), period.epoch, leaves),
    )


def tabulate_absences(chunk: Chunk) -> Any:
    """Return when reps were away: whole days of their zone."""
    absences, clocks = chunk.team.absences, chunk.setting.clocks
    rep = np.array([absence.rep for absence in absences], dtype=np.int64)
    starts = np.array([absence.starts_day for absence in absences], dtype=np.int64)
    ends = np.array([absence.ends_day for absence in absences], dtype=np.int64)
    zone, epoch = chunk.team.work.zone[rep], chunk.epoch
    return make_table(
        "absences",
        count_ids("B", chunk.number * ABSENCE_STRIDE, len(absences)),
        make_codes(rep, chunk.rep_ids),
        make_moments(clocks.to_utc(starts * DAY, zone), epoch),
        make_moments(clocks.to_utc(ends * DAY, zone), epoch),
        pa.array([absence.reason for absence in absences], pa.string()),
    )


def tabulate_quotas(chunk: Chunk) -> Any:
    """Return the quota of the chunk's team for every quarter that begins in the period."""
    period = chunk.setting.period
    months = [first for first in period.month_starts() if first >= period.starts_on]
    starts = [first for first in months if first.month % 3 == 1]
    ends = [
        date(first.year + (first.month == 10), (first.month + 2) % 12 + 1, 1) for first in starts
    ]
    days = np.array([(first - period.starts_on).days for first in starts], dtype=np.int64)
    until = np.array([(last - period.starts_on).days for last in ends], dtype=np.int64)
    wanted = np.ceil(chunk.leads.size / period.n_days * 91 * _QUOTA_RATE)
    goal = np.full(len(starts), wanted, dtype=np.int64)
    return make_table(
        "quotas",
        count_ids("Q", chunk.number * REP_STRIDE, len(starts)),
        pa.array([chunk.team_name] * len(starts), pa.string()),
        make_dates(days, period.epoch_day),
        make_dates(until, period.epoch_day),
        pa.array(goal),
        make_money(goal * _QUOTA_AMOUNT * 100),
        pa.array([CURRENCY] * len(starts), pa.string()),
    )
