"""The truth about behaviour as tables, from which one gather with random bits draws."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from leadpact.simulate.names import CONTENTS
from leadpact.simulate.sampling import FloatArray, IntArray, collect, spread
from leadpact.simulate.setting import NURTURE, Setting
from leadpact.simulate.truth import ActivityKind, Truth

LEVELS = np.linspace(-2.5, 2.5, 11)
"""The levels to which the latent interest is rounded before it chooses kinds of activity."""

JOB_SEEKER = len(LEVELS)
"""The level of job seekers, independent of their interest."""

DRAWS = 4096
"""Kinds and session types are drawn to one part in so many."""

_CHANNEL_SOURCES = {"webinar": "webinar", "event": "trade_show", "email": NURTURE}


@dataclass(frozen=True, slots=True)
class BehaviourTables:
    """The truth about behaviour as tables that a gather with random bits draws from.

    Attributes
    ----------
    sessions
        Session type by level of interest (the last level: job seekers).
    kinds
        Kind by session type, level and random bits, flat.
    sizes
        Number of activities by session type.
    contents
        Index of the content, or -1, by kind and 7 random bits.
    values
        Value, or not a number, by kind and 7 random bits.
    campaigns
        Campaign, or -1, by kind and UTC day.
    """

    sessions: IntArray
    kinds: npt.NDArray[np.uint8]
    sizes: IntArray
    contents: IntArray
    content_names: tuple[str, ...]
    values: FloatArray
    channels: IntArray
    channel_names: tuple[str, ...]
    campaigns: IntArray
    first_kinds: IntArray


def make_behaviour_tables(setting: Setting) -> BehaviourTables:
    """Tabulate the truth."""
    truth = setting.truth
    kinds = [kind.name for kind in truth.kinds]
    channel_names = tuple(sorted({kind.channel for kind in truth.kinds}))
    content_names = tuple(sorted({name for names in CONTENTS.values() for name in names}))
    return BehaviourTables(
        sessions=_tabulate_sessions(truth),
        kinds=_tabulate_kinds(truth),
        sizes=_tabulate_sizes(truth),
        contents=np.array([_content_indices(kind, content_names) for kind in kinds]),
        content_names=content_names,
        values=np.array([_values(kind) for kind in kinds]),
        channels=np.array([channel_names.index(kind.channel) for kind in truth.kinds]),
        channel_names=channel_names,
        campaigns=_tabulate_campaigns(setting),
        first_kinds=np.array(
            [kinds.index(s.first_kind) if s.first_kind else -1 for s in truth.sources]
        ),
    )


def _tabulate_sessions(truth: Truth) -> IntArray:
    """Return session types by level; job seekers browse like people of little interest."""
    weights, slopes = (
        collect(truth.sessions, "weight"),
        collect(truth.sessions, "interest_slope"),
    )
    levels = [*LEVELS, LEVELS[1]]
    return np.array([spread(weights * np.exp(slopes * level), DRAWS) for level in levels])


def _tabulate_kinds(truth: Truth) -> npt.NDArray[np.uint8]:
    """Return kinds by session type, level and bits."""
    rows = [
        spread([_kind_weight(kind, session.name, level) for kind in truth.kinds], DRAWS)
        for session in truth.sessions
        for level in range(JOB_SEEKER + 1)
    ]
    return np.concatenate(rows).astype(np.uint8)


def _kind_weight(kind: ActivityKind, session: str, level: int) -> float:
    """Return how likely a kind is within a session at a level of interest."""
    if kind.session != session:
        return 0.0
    if level == JOB_SEEKER:
        return kind.weight * kind.job_seeker_factor
    return float(kind.weight * np.exp(kind.interest_slope * LEVELS[level]))


def _tabulate_sizes(truth: Truth) -> IntArray:
    """Return session sizes by type: geometric."""
    sizes = np.arange(1, 25)
    rows = [(1 - 1 / session.mean_activities) ** (sizes - 1) for session in truth.sessions]
    return np.array([sizes[spread(np.maximum(row, 0), 256)] for row in rows])


def _content_indices(kind: str, names: tuple[str, ...]) -> IntArray:
    """Return the contents of a kind over 7 random bits; the first ones are the most popular."""
    own = CONTENTS.get(kind, ())
    if not own:
        return np.full(128, -1)
    places = spread([1 / (rank + 1) for rank in range(len(own))], 128)
    return np.array([names.index(own[place]) for place in places])


def _values(kind: str) -> FloatArray:
    """Return the values of a kind: minutes attended, seconds on a page, or none."""
    bits = np.arange(128)
    if kind == "webinar_attended":
        return np.asarray(np.round(5 + 55 * np.sqrt(bits / 127)))
    if kind.endswith("_viewed"):
        return np.asarray(np.round(4 * np.exp(bits / 127 * 4.2)))
    return np.full(128, np.nan)


def _tabulate_campaigns(setting: Setting) -> IntArray:
    """Return the campaign that runs, or -1, by kind and day."""
    rows = [source.name for source in setting.truth.sources] + [NURTURE]
    table = np.full((len(setting.truth.kinds), setting.period.n_days), -1)
    for number, kind in enumerate(setting.truth.kinds):
        if kind.channel in _CHANNEL_SOURCES:
            table[number] = setting.plan.running[rows.index(_CHANNEL_SOURCES[kind.channel])]
    return table
