"""How SDRs follow up: when they touch a lead, and whether a conversation follows.

Everything is drawn without regard to the end of the period; later moments are cut off when
the tables are written, so outcomes are open for the same reason as in life.
"""

from dataclasses import dataclass

import numpy as np

from leadpact.simulate.assignment import SimulatedAssignment
from leadpact.simulate.company import Leads
from leadpact.simulate.sampling import (
    NEVER,
    BoolArray,
    FloatArray,
    IntArray,
    choose,
    collect,
    enumerate_ragged,
    keep,
    logistic,
)
from leadpact.simulate.setting import REASON, Setting
from leadpact.simulate.team import OPEN_SECONDS, Team
from leadpact.terms.stages import TouchKind

TOUCH_KINDS = tuple(TouchKind)
RESULTS = (
    "NO_ANSWER",
    "LEFT_MESSAGE",
    "SENT",
    "CONVERSATION",
    "WRONG_NUMBER",
    "BOUNCED",
    "HELD",
)
_CALL, _VOICEMAIL, _EMAIL = (
    TOUCH_KINDS.index(kind) for kind in (TouchKind.CALL, TouchKind.VOICEMAIL, TouchKind.EMAIL)
)
_KIND_RESULTS = np.array([RESULTS.index(r) for r in ("NO_ANSWER", "LEFT_MESSAGE", "SENT", "SENT")])
_WITH_PHONE = (0.50, 0.14, 0.30, 0.06)
_WITHOUT_PHONE = (0.0, 0.0, 0.85, 0.15)

_WAIT_DAYS = np.cumsum([0.0, 1.0, 1.6, 2.2, 2.6, 3.0, 3.4, 3.8, 4.0, 4.5, 5.0, 5.0])
"""Business days from the first touch to the n-th, before each lead's own pace."""

_MAX_DELAY_DAYS = 25
_HOPELESS_ATTEMPTS = 2


@dataclass(frozen=True, slots=True)
class Touches:
    """Touches, one row each: kinds and results are indices, `rep` is a rep of the chunk."""

    lead: IntArray
    rep: IntArray
    moment: IntArray
    kind: IntArray
    result: IntArray
    is_inbound: BoolArray


@dataclass(frozen=True, slots=True)
class SimulatedFollowUp:
    """The follow-up of each row of an assignment.

    Attributes
    ----------
    conversation_at
        `NEVER` where there will be none.
    p_conversation
        The true probability that the attempts the rep could make lead to a conversation.
    gives_up_at, reason
        The SDR's disposition where there is no conversation; `NEVER` where they report none.
    """

    conversation_at: IntArray
    p_conversation: FloatArray
    gives_up_at: IntArray
    reason: IntArray
    touches: Touches


def follow_up(
    setting: Setting,
    leads: Leads,
    team: Team,
    assignment: SimulatedAssignment,
    rng: np.random.Generator,
) -> SimulatedFollowUp:
    """Touch every assigned lead until it answers or the SDR gives up."""
    lead, owner = assignment.lead, assignment.owner
    starts = _start_work(setting, leads, team, assignment, rng)
    p_attempt = _p_attempt(setting, leads, lead, team.work.to_moments(owner, starts))
    row, number, moment = _plan_attempts(setting, leads, team, assignment, starts=starts, rng=rng)

    n_possible = np.bincount(row[moment < NEVER], minlength=len(lead))
    n_needed = _geometric(p_attempt, rng)
    talks = n_needed <= n_possible
    n_made = np.minimum(n_needed, n_possible)
    is_made = number < n_made[row]
    is_last = is_made & (number + 1 == n_made[row])
    last_at = np.full(len(lead), NEVER)
    last_at[row[is_last]] = moment[is_last]

    made, spoke = row[is_made], (is_last & talks[row])[is_made]
    kind, result = _describe(leads, lead[made], spoke, rng)
    is_inbound = spoke & (kind != _CALL)
    return SimulatedFollowUp(
        conversation_at=keep(talks, last_at),
        p_conversation=1 - (1 - p_attempt) ** n_possible,
        gives_up_at=keep(~talks, _give_up(setting, team, owner, last_at, rng)),
        reason=_reasons(leads, lead),
        touches=Touches(lead[made], owner[made], moment[is_made], kind, result, is_inbound),
    )


def _start_work(
    setting: Setting,
    leads: Leads,
    team: Team,
    assignment: SimulatedAssignment,
    rng: np.random.Generator,
) -> IntArray:
    """Return when, in working time of the owner, each lead is touched for the first time."""
    truth = setting.truth.selling
    hours = collect(setting.truth.sources, "first_touch_business_hours")
    lead, owner = assignment.lead, assignment.owner
    delay = (
        3600
        * hours[leads.source[lead]]
        * team.delay_factor[owner]
        * np.maximum(assignment.load, 0.5) ** truth.delay_load_power
        * np.exp(truth.delay_log_sd * rng.normal(size=len(lead)))
    )
    seconds: IntArray = np.clip(delay, 60, _MAX_DELAY_DAYS * OPEN_SECONDS).astype(np.int64)
    return team.work.to_work(owner, assignment.assigned_at) + seconds


def _p_attempt(setting: Setting, leads: Leads, lead: IntArray, first_at: IntArray) -> FloatArray:
    """Return the true probability that one attempt leads to a conversation."""
    truth = setting.truth.selling
    hours = np.minimum(first_at - leads.created_at[lead], NEVER) / 3600
    log_odds = (
        truth.attempt.intercept
        + truth.attempt.fit * leads.fit[lead]
        + truth.attempt.interest * leads.interest[lead]
        + collect(setting.truth.sources, "log_odds")[leads.source[lead]]
        + truth.speed_log_odds * np.log1p(hours)
    )
    return np.where(_is_hopeless(leads)[lead], 0.0, logistic(log_odds))


def _is_hopeless(leads: Leads) -> BoolArray:
    """Return which leads will never talk: the contact data is bad, or they want a job."""
    return leads.is_bad_data | leads.is_job_seeker


def _plan_attempts(
    setting: Setting,
    leads: Leads,
    team: Team,
    assignment: SimulatedAssignment,
    *,
    starts: IntArray,
    rng: np.random.Generator,
) -> tuple[IntArray, IntArray, IntArray]:
    """Return the row, the number (from 0) and the moment of every attempt that is planned.

    Moments are `NEVER` once the owner has left; some leads are not worked at all.
    """
    lead, owner = assignment.lead, assignment.owner
    counts = 1 + rng.poisson(team.mean_attempts[owner] - 1)
    counts = np.minimum(counts, np.where(_is_hopeless(leads)[lead], _HOPELESS_ATTEMPTS, 12))
    counts[rng.random(len(lead)) < setting.truth.selling.ignored_rate] = 0
    row, number = enumerate_ragged(counts)
    pace = rng.uniform(0.8, 1.3, len(lead)) * OPEN_SECONDS
    jitter = rng.integers(0, OPEN_SECONDS // 4, len(row)) * (number > 0)
    worked = starts[row] + (_WAIT_DAYS[number] * pace[row]).astype(np.int64) + jitter
    return row, number, team.work.to_moments(owner[row], worked)


def _geometric(p: FloatArray, rng: np.random.Generator) -> IntArray:
    """Draw the number of the first attempt that succeeds; a large number where none can."""
    tries = np.log1p(-rng.random(len(p))) / np.log1p(-np.maximum(p, 1e-12))
    return np.where(p > 0, np.minimum(tries, 1e6), 1e6).astype(np.int64) + 1


def _describe(
    leads: Leads, lead: IntArray, spoke: BoolArray, rng: np.random.Generator
) -> tuple[IntArray, IntArray]:
    """Return the kind and the result of each touch; no calls without a phone number."""
    has_phone = leads.has_phone[lead]
    kind = np.where(
        has_phone, choose(rng, _WITH_PHONE, len(lead)), choose(rng, _WITHOUT_PHONE, len(lead))
    )
    kind = np.where(spoke & (kind == _VOICEMAIL), _CALL, kind)
    result = np.where(spoke, RESULTS.index("CONVERSATION"), _KIND_RESULTS[kind])
    is_bad = leads.is_bad_data[lead]
    result = np.where(is_bad & (kind <= _VOICEMAIL), RESULTS.index("WRONG_NUMBER"), result)
    return kind, np.where(is_bad & (kind == _EMAIL), RESULTS.index("BOUNCED"), result)


def _give_up(
    setting: Setting, team: Team, owner: IntArray, last_at: IntArray, rng: np.random.Generator
) -> IntArray:
    """Return when the SDR reports that the last attempt failed; many never do."""
    wait = (rng.exponential(1.5, len(owner)) * OPEN_SECONDS).astype(np.int64) + 900
    moment = team.work.to_moments(owner, team.work.to_work(owner, last_at) + wait)
    reports = rng.random(len(owner)) < setting.truth.selling.reported_rate
    return keep(reports & (last_at < NEVER), moment)


def _reasons(leads: Leads, lead: IntArray) -> IntArray:
    """Return the true reason why there was no conversation."""
    return np.select(
        [leads.is_bad_data[lead], leads.is_job_seeker[lead]],
        [REASON["BAD_DATA"], REASON["JOB_SEEKER"]],
        REASON["UNREACHABLE"],
    )
