"""The sections on sales: what it accepted, how long each step took, and what quotas asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from leadpact.report.section import Measured, Rate, Row, ScorecardSection, rate_of
from leadpact.report.words import (
    STEPS,
    format_amount,
    format_count,
    format_days,
    format_percent,
    format_period,
    number_of,
)

ALL_TEAMS = "All teams"


@dataclass(frozen=True, slots=True)
class Delay:
    """How long one step took, in days, over the `n` cases that are dated."""

    step: str
    label: str
    n: int
    shortest_days: float | None
    first_quartile_days: float | None
    median_days: float | None
    third_quartile_days: float | None
    longest_days: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceCounts(ScorecardSection):
    """The decisions of sales; `accepted` is of those decided."""

    n_opportunities: int
    accepted: Rate
    n_rejected: int
    n_undecided: int
    delays: tuple[Delay, ...] = ()


@dataclass(frozen=True, slots=True)
class QuotaRow:
    """One quota and what was reached; shares are None where nothing was asked for."""

    quota_id: str
    team: str
    label: str
    starts_on: str
    ends_on: str
    is_over: bool
    currency: str
    n_asked: int | None
    n_opened: int
    opened_share: float | None
    amount_asked: float | None
    amount_accepted: float
    amount_share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotas(ScorecardSection):
    """Quotas and what was reached; `periods` add up the teams of a period and currency."""

    periods: tuple[QuotaRow, ...] = ()
    rows: tuple[QuotaRow, ...] = ()


def build_acceptance(measured: Measured) -> AcceptanceCounts:
    """Build the section; delays are shown even where no decision is recorded."""
    row = measured.rows["acceptance"][0]
    accepted = rate_of(row["n_accepted"], row["n_accepted"] + row["n_rejected"])
    found = {item["step"]: item for item in measured.rows["delays"] if item["n"]}
    delays = tuple(_delay(found[step]) for step in STEPS if step in found)
    missing = ""
    if not row["n_opportunities"]:
        missing = "The data hold no opportunities, so what sales accepted is not known."
    elif not accepted.of:
        missing = "The data do not record which opportunities sales accepted."
    return AcceptanceCounts(
        reading="" if missing else _acceptance_reading(accepted, row["n_undecided"], delays),
        missing=missing,
        n_opportunities=row["n_opportunities"],
        accepted=accepted,
        n_rejected=row["n_rejected"],
        n_undecided=row["n_undecided"],
        delays=delays,
    )


def accepted_sentence(accepted: Rate) -> str:
    """Say how many of the opportunities that sales decided on it accepted."""
    return (
        f"Sales accepted {format_count(accepted.n)} of the {format_count(accepted.of)} "
        f"opportunities it decided on ({format_percent(accepted.value)})."
    )


def _acceptance_reading(accepted: Rate, n_undecided: int, delays: tuple[Delay, ...]) -> str:
    text = accepted_sentence(accepted)
    if n_undecided:
        text += f" {format_count(n_undecided)} wait for a decision."
    for delay in delays:
        if delay.step == "OPENED_TO_DECIDED":
            text += f" Half of the decisions came within {format_days(delay.median_days)}."
    return text


def _delay(row: Row) -> Delay:
    names = ("shortest", "first_quartile", "median", "third_quartile", "longest")
    days = (row[f"{name}_days"] for name in names)
    spread = (None if n is None else round(n, 2) for n in days)
    return Delay(row["step"], STEPS[row["step"]], row["n"], *spread)


def build_quotas(measured: Measured) -> Quotas:
    """Build the section, periods in order, each with all teams together and team by team."""
    found = measured.rows["quotas"]
    if not found:
        return Quotas(missing="The data hold no quotas.")
    if not measured.rows["acceptance"][0]["n_opportunities"]:
        return Quotas(missing="There are quotas, but no opportunities to compare with them.")
    today = measured.today
    rows = tuple(_quota(row["quota_id"], row["team"] or "", [row], today) for row in found)
    periods = tuple(_quota("", ALL_TEAMS, same, today) for same in _by_period(found))
    return Quotas(reading=latest_reading(periods), periods=periods, rows=rows)


def latest_period(periods: Sequence[QuotaRow]) -> QuotaRow | None:
    """Return the last period that is over and asked for opportunities."""
    asked = [period for period in periods if period.is_over and period.n_asked]
    return max(asked, key=lambda period: (period.starts_on, period.ends_on), default=None)


def latest_reading(periods: Sequence[QuotaRow]) -> str:
    """Say what was reached of the last quota that is over."""
    last = latest_period(periods)
    if last is None:
        return "No period with a quota of opportunities is over yet."
    text = (
        f"In {last.label}, {number_of(last.n_opened, 'opportunity', 'opportunities')} were opened "
        f"against a quota of {format_count(last.n_asked)} ({format_percent(last.opened_share)})"
    )
    if last.amount_asked is None:
        return f"{text}."
    return (
        f"{text}, and {format_amount(last.amount_accepted, last.currency)} were accepted against "
        f"{format_amount(last.amount_asked, last.currency)} ({format_percent(last.amount_share)})."
    )


def _by_period(found: list[Row]) -> list[list[Row]]:
    """Return the quotas of each period: the company's own one, else those of its teams."""

    def period(row: Row) -> tuple[date, date, str]:
        return row["starts_on"], row["ends_on"], row["currency"] or ""

    groups = [list(same) for _, same in groupby(sorted(found, key=period), key=period)]
    return [[row for row in same if row["team"] is None] or same for same in groups]


def _quota(quota_id: str, team: str, same: list[Row], today: date) -> QuotaRow:
    """Build a row from the quotas of one period: one team's, or all."""
    n_asked, n_opened = _sums(same, "n_asked", "n_opened")
    amount_asked, accepted = _sums(same, "amount_asked", "amount_accepted")
    starts_on, ends_on = same[0]["starts_on"], same[0]["ends_on"]
    return QuotaRow(
        quota_id=quota_id,
        team=team,
        label=format_period(starts_on, ends_on),
        starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat(),
        is_over=ends_on <= today,
        currency=same[0]["currency"] or "",
        n_asked=None if n_asked is None else int(n_asked),
        n_opened=int(n_opened),
        opened_share=round(n_opened / n_asked, 6) if n_asked else None,
        amount_asked=amount_asked,
        amount_accepted=round(accepted, 2),
        amount_share=round(accepted / amount_asked, 6) if amount_asked else None,
    )


def _sums(rows: list[Row], asked: str, reached: str) -> tuple[float | None, float]:
    """Add up what was asked and what was reached, of those that asked for something."""
    asking = [row for row in rows if row[asked] is not None]
    n_reached = sum(row[reached] for row in asking or rows)
    return sum(row[asked] for row in asking) if asking else None, n_reached
