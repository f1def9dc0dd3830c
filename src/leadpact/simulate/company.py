"""The market: accounts, their people, and when which of them becomes a lead. No behaviour yet."""

from dataclasses import dataclass

import numpy as np

from leadpact.simulate.sampling import BoolArray, FloatArray, IntArray, choose, collect
from leadpact.simulate.setting import CHUNK_LEADS, Setting
from leadpact.simulate.truth import Truth
from leadpact.simulate.world import COUNTRIES, DAY, REGIONS, SECOND_OF_DAY, ZONES

COUNTRY_REGIONS = np.array([REGIONS.index(country.region) for country in COUNTRIES])


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts of one chunk, column by column; categories are indices into the truth."""

    first_number: int
    industry: IntArray
    n_employees: IntArray
    country: IntArray
    zone: IntArray
    fit: FloatArray
    is_customer: BoolArray

    @property
    def size(self) -> int:
        """How many accounts there are."""
        return len(self.industry)


@dataclass(frozen=True, slots=True)
class Leads:
    """The leads of one chunk, column by column. `person` is the first lead of the same person."""

    first_number: int
    account: IntArray
    person: IntArray
    country: IntArray
    region: IntArray
    zone: IntArray
    source: IntArray
    campaign: IntArray
    created_at: IntArray
    seniority: IntArray
    job_function: IntArray
    fit: FloatArray
    interest: FloatArray
    is_job_seeker: BoolArray
    is_bad_data: BoolArray
    has_phone: BoolArray

    @property
    def size(self) -> int:
        """How many leads there are."""
        return len(self.account)


def make_market(
    setting: Setting, chunk: int, n_leads: int, rng: np.random.Generator
) -> tuple[Accounts, Leads]:
    """Draw the accounts and the leads of one chunk."""
    truth = setting.truth
    account = _gather_people(truth, n_leads, rng)
    accounts = _make_accounts(truth, chunk, int(account[-1]) + 1, rng)
    is_new = np.r_[True, account[1:] != account[:-1]] | (
        rng.random(n_leads) >= truth.repeated_person_rate
    )
    person = np.maximum.accumulate(np.where(is_new, np.arange(n_leads), 0))
    seniority = choose(rng, collect(truth.seniorities, "share"), n_leads)[person]
    job_function = choose(rng, collect(truth.job_functions, "share"), n_leads)[person]
    source = choose(rng, collect(truth.sources, "share"), n_leads)
    created_at, campaign = _arrive(setting, source, accounts.zone[account], rng)
    return accounts, Leads(
        first_number=chunk * CHUNK_LEADS,
        account=account,
        person=person,
        country=accounts.country[account],
        region=COUNTRY_REGIONS[accounts.country[account]],
        zone=accounts.zone[account],
        source=source,
        campaign=campaign,
        created_at=created_at,
        seniority=seniority,
        job_function=job_function,
        fit=accounts.fit[account]
        + collect(truth.seniorities, "fit")[seniority]
        + collect(truth.job_functions, "fit")[job_function],
        interest=collect(truth.sources, "interest")[source] + rng.normal(size=n_leads),
        is_job_seeker=rng.random(n_leads) < truth.behaviour.job_seeker_rate,
        is_bad_data=rng.random(n_leads) < collect(truth.sources, "bad_data_rate")[source],
        has_phone=rng.random(n_leads) >= truth.missing["phone"],
    )


def _gather_people(truth: Truth, n_leads: int, rng: np.random.Generator) -> IntArray:
    """Return the account of every lead: accounts with a heavy-tailed number of people."""
    spread = 0.9
    mean = np.log(truth.people_per_account) - spread**2 / 2
    counts = np.exp(mean + spread * rng.normal(size=n_leads)).astype(np.int64) + 1
    n_accounts = int(np.searchsorted(np.cumsum(counts), n_leads)) + 1
    return np.repeat(np.arange(n_accounts), counts[:n_accounts])[:n_leads]


def _make_accounts(truth: Truth, chunk: int, size: int, rng: np.random.Generator) -> Accounts:
    """Draw the accounts of one chunk."""
    industry = choose(rng, collect(truth.industries, "share"), size)
    band = choose(rng, collect(truth.size_bands, "share"), size)
    smallest = collect(truth.size_bands, "n_employees_from")[band]
    largest = collect(truth.size_bands, "n_employees_to")[band]
    country = choose(rng, [country.share for country in COUNTRIES], size)
    return Accounts(
        first_number=chunk * CHUNK_LEADS,
        industry=industry,
        n_employees=np.round(smallest * (largest / smallest) ** rng.random(size)).astype(np.int64),
        country=country,
        zone=_choose_zones(country, rng),
        fit=collect(truth.industries, "fit")[industry]
        + collect(truth.size_bands, "fit")[band]
        + truth.fit_noise_sd * rng.normal(size=size),
        is_customer=rng.random(size) < truth.customer_rate,
    )


def _choose_zones(country: IntArray, rng: np.random.Generator) -> IntArray:
    """Draw a zone of each country by its share."""
    chance = np.zeros((len(COUNTRIES), len(ZONES)))
    for row, entry in enumerate(COUNTRIES):
        for zone, share in entry.zones:
            chance[row, ZONES.index(zone)] = share
    cumulative = np.cumsum(chance, axis=1)[country]
    drawn = (rng.random(len(country))[:, None] >= cumulative).sum(axis=1)
    return np.asarray(np.minimum(drawn, len(ZONES) - 1))


def _arrive(
    setting: Setting, source: IntArray, zone: IntArray, rng: np.random.Generator
) -> tuple[IntArray, IntArray]:
    """Draw the moment and the campaign of each lead; days by season and burst, hours local."""
    period, plan = setting.period, setting.plan
    size = len(source)
    flat = np.searchsorted(plan.arrivals, source + rng.random(size), side="right")
    day = np.clip(flat - source * period.n_days, 0, period.n_days - 1)
    local = day * DAY + SECOND_OF_DAY[rng.integers(0, 4096, size)] + rng.integers(0, 60, size)
    created_at = setting.clocks.to_utc(local, zone)
    # The first and the last local day reach over the edges of the period, which is in UTC.
    created_at = created_at + DAY * (created_at < 0) - DAY * (created_at >= period.n_seconds)
    return created_at, plan.running[source, day]
