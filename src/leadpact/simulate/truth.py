"""The true parameters of the simulated company, which an analysis of its data should find again."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Source:
    """Where leads come from, and how good they truly are.

    Attributes
    ----------
    share
        Share of all leads.
    interest
        Mean of the latent interest of its leads; the standard deviation is 1.
    log_odds
        Added to the log-odds of a conversation at each attempt.
    handed_over_rate
        Share that marketing hands over to the SDRs.
    bad_data_rate
        Share that no one can ever reach.
    first_touch_business_hours
        Median business hours from assignment to the first touch.
    unsubscribe_rate
        Share that unsubscribes at some time.
    cost_per_lead_amount
        The cost of a lead of this source to its campaign, in USD.
    first_kind
        The activity that made the lead; empty where there was none.
    """

    name: str
    share: float
    interest: float
    log_odds: float
    handed_over_rate: float
    bad_data_rate: float
    first_touch_business_hours: float
    unsubscribe_rate: float
    cost_per_lead_amount: float
    first_kind: str


@dataclass(frozen=True, slots=True)
class Session:
    """A burst of activity: weight × exp(slope × interest) is its chance among the types."""

    name: str
    weight: float
    interest_slope: float
    mean_activities: float


@dataclass(frozen=True, slots=True)
class ActivityKind:
    """A kind of activity; weight × exp(slope × interest) is its chance within its session."""

    name: str
    channel: str
    session: str
    weight: float
    interest_slope: float = 0.0
    job_seeker_factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Category:
    """A category with its share and its effect on the latent fit."""

    name: str
    share: float
    fit: float


@dataclass(frozen=True, slots=True)
class SizeBand:
    """A band of company sizes, both ends included, with its share and its part in the fit."""

    n_employees_from: int
    n_employees_to: int
    share: float
    fit: float


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the funnel: log-odds = intercept + fit × (latent fit) + interest × (latent)."""

    intercept: float
    fit: float
    interest: float


SOURCES = (
    Source("webinar", 0.16, 0.10, 0.10, 0.80, 0.02, 7.0, 0.03, 70.0, "webinar_registered"),
    Source("demo_request", 0.07, 1.00, 0.90, 0.99, 0.02, 1.5, 0.01, 0.0, "demo_requested"),
    Source(
        "content_download", 0.24, -0.30, -0.35, 0.60, 0.05, 10.0, 0.04, 35.0, "content_downloaded"
    ),
    Source("paid_search", 0.13, 0.20, 0.05, 0.75, 0.05, 6.0, 0.03, 95.0, "page_viewed"),
    Source("purchased_list", 0.14, -1.00, -1.10, 0.85, 0.16, 16.0, 0.09, 4.0, ""),
    Source("trade_show", 0.08, -0.10, 0.05, 0.85, 0.04, 14.0, 0.03, 150.0, "event_attended"),
    Source("referral", 0.04, 0.60, 0.80, 0.97, 0.01, 3.0, 0.01, 0.0, ""),
    Source("organic_search", 0.14, 0.15, 0.15, 0.70, 0.03, 7.0, 0.02, 0.0, "page_viewed"),
)

SESSIONS = (
    Session("email", 1.00, -0.10, 1.25),
    Session("web", 1.00, 0.20, 3.6),
    Session("webinar", 0.16, 0.15, 1.2),
    Session("event", 0.03, 0.10, 1.0),
    Session("product", 0.09, 0.50, 2.6),
    Session("profile", 0.0, 0.0, 1.0),
)
"""The last one never happens of itself: it holds the kinds that are drawn once per lead."""

KINDS = (
    ActivityKind("email_opened", "email", "email", 0.82),
    ActivityKind("email_clicked", "email", "email", 0.18, 0.25),
    ActivityKind("page_viewed", "web", "web", 0.72),
    ActivityKind("pricing_viewed", "web", "web", 0.060, 0.65),
    ActivityKind("content_downloaded", "web", "web", 0.060, 0.25),
    ActivityKind("webinar_registered", "webinar", "webinar", 0.58),
    ActivityKind("webinar_attended", "webinar", "webinar", 0.42, 0.15),
    ActivityKind("demo_requested", "web", "web", 0.004, 0.80),
    ActivityKind("trial_started", "product", "product", 0.06, 0.45),
    ActivityKind("event_attended", "event", "event", 1.0),
    ActivityKind("careers_viewed", "web", "web", 0.012, -0.10, 60.0),
    ActivityKind("unsubscribed", "email", "profile", 1.0),
    ActivityKind("chat_started", "chat", "product", 0.22, 0.30),
    ActivityKind("case_study_viewed", "web", "web", 0.060, 0.40),
    ActivityKind("integration_docs_viewed", "web", "product", 0.72, 0.10),
    ActivityKind("competitor_comparison_viewed", "web", "web", 0.028, 0.65),
)

INDUSTRIES = (
    Category("software", 0.18, 0.60),
    Category("fintech", 0.10, 0.50),
    Category("manufacturing", 0.20, -0.10),
    Category("healthcare", 0.14, 0.00),
    Category("education", 0.10, -0.50),
    Category("retail", 0.13, -0.20),
    Category("logistics", 0.09, 0.10),
    Category("public_sector", 0.06, -0.70),
)

SIZE_BANDS = (
    SizeBand(3, 49, 0.42, -0.70),
    SizeBand(50, 199, 0.26, 0.20),
    SizeBand(200, 999, 0.19, 0.60),
    SizeBand(1000, 4999, 0.10, 0.50),
    SizeBand(5000, 60000, 0.03, 0.00),
)

SENIORITIES = (
    Category("C_LEVEL", 0.07, 0.40),
    Category("VP", 0.10, 0.60),
    Category("DIRECTOR", 0.20, 0.45),
    Category("MANAGER", 0.33, 0.10),
    Category("INDIVIDUAL", 0.30, -0.50),
)

JOB_FUNCTIONS = (
    Category("MARKETING", 0.22, 0.30),
    Category("SALES", 0.20, 0.35),
    Category("OPERATIONS", 0.16, 0.20),
    Category("IT", 0.14, 0.00),
    Category("ENGINEERING", 0.10, -0.20),
    Category("FINANCE", 0.10, -0.05),
    Category("HR", 0.08, -0.30),
)


MISSING_RATES = {
    "phone": 0.34,
    "title": 0.08,
    "seniority": 0.17,
    "job_function": 0.19,
    "time_zone": 0.10,
    "source": 0.03,
    "domain": 0.03,
    "industry": 0.13,
    "n_employees": 0.16,
    "revenue_amount": 0.42,
}
"""Share of values, by column, that are missing although the company could have known them."""


@dataclass(frozen=True, slots=True)
class BehaviourTruth:
    """How much leads do, and when.

    `sessions_log_mean`, `sessions_log_sd` and `sessions_interest` make the heavy tail: a lead has
    `floor(exp(log_mean + log_sd × z + sessions_interest × interest))` sessions, z standard normal.
    Early ones follow the lead's creation within days, the others within weeks (both exponential).
    """

    sessions_log_mean: float = 0.82
    sessions_log_sd: float = 1.10
    sessions_interest: float = 0.45
    sessions_at_most: int = 250
    early_session_rate: float = 0.35
    early_lag_days: float = 0.8
    lag_days: float = 18.0
    lag_days_per_session: float = 5.0
    lag_days_at_most: float = 150.0
    weekend_moved_rate: float = 0.75
    late_recorded_rate: float = 4 / 128
    webinar_attendance_rate: float = 0.42
    job_seeker_rate: float = 0.025


@dataclass(frozen=True, slots=True)
class SellingTruth:
    """How the sales team works, and the results.

    Attributes
    ----------
    attempt
        A conversation at one attempt; the source's `log_odds` and the speed effect are added.
    speed_log_odds
        Added to the log-odds of each attempt, times ln(1 + hours from creation to first touch).
    meeting, held, opened, accepted, won, churned
        The later steps, each given the one before.
    rebooked_rate
        Share of missed meetings that are booked a second time, with the same chance to be held.
    undecided_rate
        Share of opened opportunities that the AE neither accepts nor rejects.
    gone_dark_rate
        Share of the opportunities that are not won which are never closed.
    unowned_rate, unowned_per_overload
        Share of handed-over leads that get no owner, and how much it grows with the overload.
    ignored_rate
        Share of assigned leads that their SDR never touches.
    delay_log_sd, delay_load_power, rep_delay_log_sd
        The first touch comes after the source's median time, times a log-normal factor, times the
        load to this power, times a log-normal factor of the rep.
    mean_attempts, rep_attempts_log_sd
        Attempts that are planned for a lead (one plus Poisson), and how reps differ in it.
    reported_rate
        Share of unreachable leads that the SDR reports; the others stay unresolved.
    sdr_leads_per_week
        New leads that one SDR can work in a week.
    """

    attempt: Step = Step(-1.75, 0.45, 0.60)
    speed_log_odds: float = -0.22
    meeting: Step = Step(-0.25, 0.45, 0.40)
    held: Step = Step(0.85, 0.05, 0.30)
    opened: Step = Step(1.20, 0.45, 0.15)
    accepted: Step = Step(0.95, 0.55, 0.20)
    won: Step = Step(-1.35, 0.50, 0.25)
    churned: Step = Step(-1.70, -0.50, 0.00)
    rebooked_rate: float = 0.55
    undecided_rate: float = 0.05
    gone_dark_rate: float = 0.12
    unowned_rate: float = 0.05
    unowned_per_overload: float = 0.30
    unowned_at_most: float = 0.60
    ignored_rate: float = 0.06
    delay_log_sd: float = 0.9
    delay_load_power: float = 0.7
    rep_delay_log_sd: float = 0.5
    rep_attempts_log_sd: float = 0.35
    sdr_leads_per_week: float = 22.0
    sdr_leaves_per_year: float = 0.28
    mean_attempts: float = 4.6
    opened_by_sdr_rate: float = 0.60
    reported_rate: float = 0.72
    amount_log_mean: float = 7.6
    amount_log_size: float = 0.34
    amount_log_sd: float = 0.55
    days_to_win: float = 48.0
    days_to_lose: float = 62.0
    renewal_days: int = 365


@dataclass(frozen=True, slots=True)
class Truth:
    """Everything that the simulation is drawn from, and that its data do not show directly."""

    sources: tuple[Source, ...] = SOURCES
    sessions: tuple[Session, ...] = SESSIONS
    kinds: tuple[ActivityKind, ...] = KINDS
    industries: tuple[Category, ...] = INDUSTRIES
    size_bands: tuple[SizeBand, ...] = SIZE_BANDS
    seniorities: tuple[Category, ...] = SENIORITIES
    job_functions: tuple[Category, ...] = JOB_FUNCTIONS
    fit_noise_sd: float = 0.4
    customer_rate: float = 0.06
    people_per_account: float = 4.0
    repeated_person_rate: float = 0.03
    free_mail_rate: float = 0.11
    free_mail_domains: tuple[str, ...] = (
        "freemail.example",
        "postbox.example",
        "quickmail.example",
    )
    missing: dict[str, float] = field(default_factory=MISSING_RATES.copy)
    behaviour: BehaviourTruth = BehaviourTruth()
    selling: SellingTruth = SellingTruth()


TRUTH = Truth()
