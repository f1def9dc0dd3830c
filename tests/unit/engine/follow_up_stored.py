"""What is stored of a history is read by another process as it was decided."""

from collections.abc import Sequence

from leadpact.engine.lifecycle import Decision, LeadState, fold_events
from leadpact.events import EventCodec, Parts, PersonalValues

_PARTS = Parts()
_WRITER, _READER = EventCodec(_PARTS), EventCodec(Parts())
_READER.parts.look_up = _PARTS.added.get


def hold_stored(decisions: Sequence[Decision], *, every_state: bool) -> None:
    """Every event is read as it was, and states are: the last one, or every one."""
    written = PersonalValues("a salt")
    events = [event for decision in decisions for event in decision.events]
    rows = [_WRITER.encode_event(event, written) for event in events]
    read = PersonalValues("another", {item.digest: item.value for item in written.added})
    back = [_READER.decode_event(row, read) for row in rows]
    assert back == events
    states = [decision.new_state for decision in decisions]
    assert fold_events(LeadState("l-1"), back) == states[-1]
    for state in states if every_state else states[-1:]:
        text = _WRITER.encode_state(state, written)
        read = PersonalValues("another", {item.digest: item.value for item in written.added})
        assert _READER.decode_state(text, read, state.activities, state.seen) == state
