"""What became of a lead, as kinds of activity that conditions and rules may ask about."""

from collections.abc import Mapping

from leadpact.terms.stages import Stage

PAST_KINDS: Mapping[str, Stage] = {
    "was_recycled": Stage.RECYCLED,
    "was_disqualified": Stage.DISQUALIFIED,
}
"""The kinds of a lead's own past, with the stage that it came to; they open no gate."""
