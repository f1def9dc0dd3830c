"""End the follow-up of a lead: one recipe, whatever ended it."""

from datetime import datetime

from leadpact.engine.cadences import StopReason
from leadpact.engine.lifecycle.assignment import let_go
from leadpact.engine.lifecycle.cadence import end_cadences
from leadpact.engine.lifecycle.clocks import apply_signal, close_clocks
from leadpact.engine.lifecycle.context import DecisionContext
from leadpact.engine.routing import ReleaseReason
from leadpact.pact.sections.clocks.policy import Signal
from leadpact.terms.stages import Stage

ENDED = (Stage.RECYCLED, Stage.DISQUALIFIED)


def stop_work(
    context: DecisionContext,
    at: datetime,
    *,
    reason: StopReason = StopReason.DISPOSITION_GIVEN,
    signal: Signal = Signal.DISPOSITION_GIVEN,
) -> None:
    """Stop the cadences of a lead, then the clocks that the signal stops."""
    # Cadences end before clocks: the order in which events of one decision are stored.
    end_cadences(context, reason)
    apply_signal(context, signal, at=at)


def end_lead(
    context: DecisionContext,
    at: datetime,
    *,
    stage: Stage | None = None,
    reason: str = "",
    cancels_clocks: bool = True,
) -> None:
    """Move a lead to the stage that ends it, cancel its clocks, and take it from its rep.

    Parameters
    ----------
    stage
        None: it is in that stage already.
    cancels_clocks
        Whether promises that the end itself does not stop are off too. Those about a lead that was
        sold or lost, or a handoff of one that opted out, are still to be kept.
    """
    # The release comes last: the clocks that are cancelled still name the rep who had the lead.
    if stage is not None:
        context.move(stage, at=at, reason=reason)
    if cancels_clocks:
        close_clocks(context, at)
    let_go(context, ReleaseReason.CLOSED)
