"""What a replay found, for people and files: assignments, load, clocks, outcomes, one lead.

Nothing here reads data: `leadpact.storage.replay` makes the values that are reported.
"""

from leadpact.report.replay.summary import (
    lead_lines,
    lead_values,
    replay_lines,
    replay_values,
    summarise_replay,
)
from leadpact.report.replay.write import SUFFIXES, write_replay

__all__ = [
    "SUFFIXES",
    "lead_lines",
    "lead_values",
    "replay_lines",
    "replay_values",
    "summarise_replay",
    "write_replay",
]
