"""What is stored of a history is read by another process as it was decided."""

from collections.abc import Sequence

from leadpact.engine.lifecycle import Decision, LeadState, fold_events
from leadpact.events import EventCodec, Parts, PersonalValues, StoredEvent

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
    assert fold_events(LeadState(states[-1].lead_id), back) == states[-1]
    for state in states if every_state else states[-1:]:
        text = _WRITER.encode_state(state, written)
        read = PersonalValues("another", {item.digest: item.value for item in written.added})
        assert _READER.decode_state(text, read, state.activities, state.seen) == state
    if states[-1].erased_at is not None:
        _hold_erased(rows, states[-1], written)


def _hold_erased(rows: Sequence[StoredEvent], state: LeadState, written: PersonalValues) -> None:
    """Without its values the log is read as before, and its fold is the stored state."""
    erased = PersonalValues("another salt")
    back = [_READER.decode_event(row, erased) for row in rows]
    text = _WRITER.encode_state(state, written)
    folded = fold_events(LeadState("l-1"), back)
    assert folded == _READER.decode_state(text, erased, state.activities, state.seen)
    assert [_READER.encode_event(event, erased) for event in back] == rows
    assert _READER.encode_state(folded, erased) == text
    assert erased.take_added() == []
