"""Checks of holds: only a status of an SDR puts a lead on hold until a date."""

from leadpact.pact.draft import Draft
from leadpact.pact.sections.feedback.checks import written_dispositions
from leadpact.pact.sections.feedback.document import FeedbackDocument
from leadpact.terms.stages import RepRole

_TAKE_OUT = "take `until` out of `needs`"


def check_holds_are_statuses(draft: Draft, feedback: FeedbackDocument) -> None:
    """Check that what needs a date is an SDR's, and that the work goes on after it."""
    for path, _, item in written_dispositions(feedback):
        if not item.is_hold or (item.side is RepRole.SDR and item.work_goes_on):
            continue
        fact = f"`{item.code}` needs a date until which the lead is on hold, and"
        fix = f"Write `leads_to: stays` and `stops_work: false`, or {_TAKE_OUT}."
        if item.side is not RepRole.SDR:
            fact += f" only an SDR puts a lead on hold, not an {item.side}."
            fix = f"Write it under `sdr`, or {_TAKE_OUT}."
        elif item.is_end:
            fact += f" it leads to {item.leads_to.lower()}: nothing goes on at that date."
        else:
            fact += " it stops the work: nothing goes on at that date."
        draft.add("hold-unfit", (*path, "needs"), fact, fix)
