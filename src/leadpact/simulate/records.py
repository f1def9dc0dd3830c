"""The records of one chunk as canonical tables: accounts and leads, as the CRM has them."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from leadpact.simulate.chunk import CURRENCY, Chunk
from leadpact.simulate.columns import (
    make_codes,
    make_ids,
    make_integers,
    make_moments,
    make_money,
    schema_of,
)
from leadpact.simulate.company import COUNTRY_REGIONS
from leadpact.simulate.names import N_TITLE_FORMS
from leadpact.simulate.places import COUNTRIES, REGIONS, ZONES
from leadpact.simulate.reasons import REASONS
from leadpact.simulate.sampling import NEVER, BoolArray, IntArray
from leadpact.simulate.snapshot import STAGES
from leadpact.simulate.team import Team
from leadpact.terms.stages import RepRole

_REVENUE_PER_EMPLOYEE = 160_000


class _Gaps:
    """Draws which values of a column are missing."""

    def __init__(self, rng: np.random.Generator, size: int) -> None:
        self._rng, self._size = rng, size

    def known(self, missing_rate: float) -> BoolArray:
        """Return which values are known."""
        return np.asarray(self._rng.random(self._size) >= missing_rate)

    def hide(self, codes: IntArray, missing_rate: float) -> IntArray:
        """Return the codes, with -1 where one is missing."""
        return np.where(self.known(missing_rate), codes, -1)


def tabulate_accounts(chunk: Chunk, rng: np.random.Generator) -> tuple[Any, Any]:
    """Return the accounts as the CRM has them, and their true domains."""
    accounts = chunk.accounts
    size, missing = accounts.size, chunk.setting.truth.missing
    gaps = _Gaps(rng, size)
    numbers = accounts.first_number + np.arange(size)
    names, domains = chunk.setting.lexicon.name_companies(numbers)
    per_head = _REVENUE_PER_EMPLOYEE * np.exp(0.5 * rng.normal(size=size))
    revenue = np.round(accounts.n_employees * per_head / 1000).astype(np.int64) * 100_000
    knows_revenue = gaps.known(missing.revenue_amount)
    region = COUNTRY_REGIONS[accounts.country]
    is_customer = _customers(chunk)
    is_child = (rng.random(size) < 0.03) & (np.arange(size) > 0)
    parent = np.where(is_child, (np.arange(size) * rng.random(size)).astype(np.int64), -1)
    columns = [
        chunk.account_ids,
        names,
        make_codes(gaps.hide(np.arange(size), missing.domain), domains),
        make_codes(
            gaps.hide(accounts.industry, missing.industry),
            [industry.name for industry in chunk.setting.truth.industries],
        ),
        make_integers(accounts.n_employees, gaps.known(missing.n_employees)),
        make_money(revenue, knows_revenue),
        make_codes(np.where(knows_revenue, 0, -1), [CURRENCY]),
        make_codes(accounts.country, [country.code for country in COUNTRIES]),
        make_codes(region, REGIONS),
        make_codes(parent, chunk.account_ids),
        make_codes(np.where(is_customer, _account_owners(chunk.team, region), -1), chunk.rep_ids),
        pa.array(is_customer),
    ]
    return pa.Table.from_arrays(columns, names=schema_of("accounts").names), domains


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
    gaps, missing = _Gaps(rng, leads.size), truth.missing
    first, last, email = _name_people(chunk, domains, rng)
    form = rng.integers(0, N_TITLE_FORMS, leads.size)[leads.person]
    entered_at = snapshot.entered_at
    title = (leads.seniority * len(truth.job_functions) + leads.job_function) * N_TITLE_FORMS + form
    columns = [
        chunk.lead_ids,
        make_codes(leads.account, chunk.account_ids),
        make_ids("P", leads.first_number + leads.person),
        email,
        _phones(chunk, rng),
        make_codes(first, chunk.setting.lexicon.first_names),
        make_codes(last, chunk.setting.lexicon.last_names),
        make_codes(gaps.hide(title, missing.title), chunk.setting.lexicon.titles),
        make_codes(
            gaps.hide(leads.seniority, missing.seniority), [s.name for s in truth.seniorities]
        ),
        make_codes(
            gaps.hide(leads.job_function, missing.job_function),
            [function.name for function in truth.job_functions],
        ),
        make_codes(leads.country, [country.code for country in COUNTRIES]),
        make_codes(gaps.hide(leads.zone, missing.time_zone), ZONES),
        make_codes(gaps.hide(leads.source, missing.source), [s.name for s in truth.sources]),
        make_codes(leads.campaign, chunk.setting.plan.ids),
        make_moments(leads.created_at, chunk.epoch),
        make_codes(snapshot.owner, chunk.rep_ids),
        make_codes(snapshot.stage, [str(stage) for stage in STAGES]),
        make_moments(np.where(entered_at < NEVER, entered_at, leads.created_at), chunk.epoch),
        make_codes(snapshot.reason, [name for name, _ in REASONS]),
    ]
    return pa.Table.from_arrays(columns, names=schema_of("leads").names)


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
