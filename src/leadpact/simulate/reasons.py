"""Why the work on a lead ends without a sale, and the stage that it then has."""

from leadpact.terms.stages import Stage

REASONS = (
    ("UNREACHABLE", Stage.RECYCLED),
    ("BAD_DATA", Stage.DISQUALIFIED),
    ("JOB_SEEKER", Stage.DISQUALIFIED),
    ("NO_ACKNOWLEDGED_NEED", Stage.RECYCLED),
    ("WRONG_MARKET", Stage.DISQUALIFIED),
    ("OTHER", Stage.RECYCLED),
    ("NO_SHOW", Stage.RECYCLED),
    ("UNQUALIFIED", Stage.DISQUALIFIED),
    ("NOT_COMPLIANT", Stage.DISQUALIFIED),
    ("NO_BUDGET", Stage.RECYCLED),
    ("NO_DECISION", Stage.RECYCLED),
    ("LOST_TO_COMPETITOR", Stage.RECYCLED),
    ("CHURNED", Stage.RECYCLED),
)

REASON = {name: index for index, (name, _) in enumerate(REASONS)}
"""The index of each reason."""
