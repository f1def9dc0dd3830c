"""The scorecard as plain frozen values: what the page and the JSON document both show.

Every section has a `reading`, one or two sentences that say what it shows, and `missing`, which
says in one sentence why there is nothing to show; one of them is empty.
"""

from dataclasses import dataclass

from leadpact.report.data_quality import DataQuality
from leadpact.report.rate import Rate


@dataclass(frozen=True, slots=True)
class Headline:
    """A key number: `figure` in large type, `label` above and one sentence below."""

    code: str
    label: str
    figure: str
    reading: str


@dataclass(frozen=True, slots=True)
class FunnelStage:
    """One stage of the funnel.

    Attributes
    ----------
    is_seen
        Whether the data record this stage by itself. Leads at a later stage count as having
        reached it in any case.
    share
        The leads that reached it, of all leads.
    step
        The leads that reached it, of those that reached the seen stage before it; None for the
        first stage and for one that is not seen.
    n_open, n_won, n_lost, n_recycled, n_disqualified
        What became of the leads that came no further.
    """

    stage: str
    label: str
    is_seen: bool
    n_reached: int
    share: Rate
    step: Rate | None
    step_from: str
    n_further: int
    n_open: int
    n_won: int
    n_lost: int
    n_recycled: int
    n_disqualified: int


@dataclass(frozen=True, slots=True)
class Funnel:
    """How far leads came; `recycled_label` and `disqualified_label` are the pact's words."""

    reading: str
    missing: str
    notes: tuple[str, ...]
    recycled_label: str
    disqualified_label: str
    stages: tuple[FunnelStage, ...]


@dataclass(frozen=True, slots=True)
class Cohort:
    """The leads created in one month; `flag` is a code, empty where the month may be compared."""

    month: str
    label: str
    n_leads: int
    n_open: int
    outcome: Rate
    flag: str
    flag_label: str


@dataclass(frozen=True, slots=True)
class Cohorts:
    """Leads by month of creation."""

    reading: str
    missing: str
    notes: tuple[str, ...]
    outcome_label: str
    rows: tuple[Cohort, ...]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """What became of the leads of one source; `value` is None where it is not known."""

    value: str | None
    label: str
    n_leads: int
    outcome: Rate
    accepted: Rate
    won: Rate
    n_open: int


@dataclass(frozen=True, slots=True)
class Sources:
    """What became of leads by where they came from; `n_hidden` rows are not listed."""

    reading: str
    missing: str
    outcome_label: str
    has_verdicts: bool
    has_wins: bool
    rows: tuple[SourceRow, ...]
    n_hidden: int


@dataclass(frozen=True, slots=True)
class OwnershipRow:
    """The leads without an owner among those of a month or a stage."""

    label: str
    n_leads: int
    unowned: Rate


@dataclass(frozen=True, slots=True)
class Ownership:
    """Leads without an owner."""

    reading: str
    missing: str
    unowned: Rate
    months: tuple[OwnershipRow, ...]
    stages: tuple[OwnershipRow, ...]


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


@dataclass(frozen=True, slots=True)
class AcceptanceCounts:
    """The decisions of sales; `accepted` is of those decided."""

    reading: str
    missing: str
    n_opportunities: int
    accepted: Rate
    n_rejected: int
    n_undecided: int
    delays: tuple[Delay, ...]


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


@dataclass(frozen=True, slots=True)
class Quotas:
    """Quotas and what was reached; `periods` add up the teams of a period and currency."""

    reading: str
    missing: str
    periods: tuple[QuotaRow, ...]
    rows: tuple[QuotaRow, ...]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """What one rule gave over all leads, in points."""

    score: str
    score_label: str
    rule_id: str
    label: str
    touched: Rate
    points: float
    points_per_lead: float


@dataclass(frozen=True, slots=True)
class Points:
    """Why points were given."""

    reading: str
    missing: str
    rows: tuple[RuleRow, ...]


@dataclass(frozen=True, slots=True)
class GateRow:
    """The leads that passed one gate of the pact."""

    gate: str
    label: str
    passed: Rate
    median_days: float | None


@dataclass(frozen=True, slots=True)
class GateMonth:
    """The leads that passed each gate in one month, in the order of the section's rows."""

    month: str
    label: str
    n_passed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MustHave:
    """The leads that lack what a gate demands."""

    gate: str
    gate_label: str
    attribute: str
    label: str
    lacking: Rate
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gates:
    """The gates, and what leads lack for them."""

    reading: str
    missing: str
    rows: tuple[GateRow, ...]
    months: tuple[GateMonth, ...]
    must_haves: tuple[MustHave, ...]


@dataclass(frozen=True, slots=True)
class DispositionRow:
    """One reason for disqualification; `by_source` follows the section's sources."""

    reason: str | None
    label: str
    share: Rate
    by_source: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Dispositions:
    """Why leads were disqualified."""

    reading: str
    missing: str
    sources: tuple[str, ...]
    rows: tuple[DispositionRow, ...]


@dataclass(frozen=True, slots=True)
class TargetResult:
    """One target of the pact. `verdict`, the result: REACHED, MISSED, TOO_CLOSE, NOT_KNOWN."""

    code: str
    label: str
    asked: float
    is_share: bool
    reached: Rate | None
    number: float | None
    verdict: str
    verdict_label: str
    reading: str


@dataclass(frozen=True, slots=True)
class TargetResults:
    """The targets of the pact and what was reached."""

    reading: str
    missing: str
    rows: tuple[TargetResult, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that the data could not answer, or that is wrong with them."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class About:
    """What the scorecard was made from; `as_of` is ISO 8601 in UTC."""

    pact: str
    fingerprint: str
    time_zone: str
    as_of: str
    as_of_label: str
    n_rows: dict[str, int]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """One scorecard that both departments read."""

    about: About
    headlines: tuple[Headline, ...]
    funnel: Funnel
    cohorts: Cohorts
    sources: Sources
    campaigns: Sources
    ownership: Ownership
    acceptance: AcceptanceCounts
    quotas: Quotas
    targets: TargetResults
    points: Points
    gates: Gates
    dispositions: Dispositions
    data_quality: DataQuality
    gaps: tuple[Gap, ...]
