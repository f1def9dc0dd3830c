"""What became of a lead before, as conditions and rules may ask about it."""

from collections.abc import Mapping

from leadpact.terms.stages import Stage

PAST_KINDS: Mapping[str, Stage] = {
    "was_recycled": Stage.RECYCLED,
    "was_disqualified": Stage.DISQUALIFIED,
}
"""The kinds of a lead's own past, with the stage that it came to; they open no gate."""

STAGE_NAME = "stage"
"""The name under which conditions ask for the stage of a lead: in scores and gates the one on
record, in its follow-up the one that it is in."""
