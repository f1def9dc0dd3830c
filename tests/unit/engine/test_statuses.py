"""Statuses as values: what is stored of them, what they leave alone, and how they are explained."""

import copy
import pickle

import pytest
from follow_up_stored import hold_stored
from follow_up_world import Life, company, june, named

from leadpact.engine.clocks import ClockState
from leadpact.engine.lifecycle import DisposeLead, EventKind
from leadpact.explain import explain_follow_up
from leadpact.pact.sections.clocks.policy import Signal, status_of, status_signal
from leadpact.terms.stages import RepRole

FEEDBACK = """
  dispositions:
    sdr:
      accepted: {label: Taken on, leads_to: stays, stops_work: false}
      parked: {leads_to: stays}
"""
CLOCKS = """
  - {kind: first_touch, counts_on: [], stops_on: [disposition.accepted]}
"""


def accepted(**sections: str) -> Life:
    """Return a lead that qualified on Monday at 10:00 and was accepted at 11:00."""
    life = Life(company(feedback=FEEDBACK, **sections))
    life.qualify(june(1, 10))
    life.submit(DisposeLead, june(1, 11), side=RepRole.SDR, code="accepted", by_rep_id="ann")
    assert life.last.refusal is None
    return life


def test_a_clock_that_names_a_status_is_stored_and_read_as_it_is() -> None:
    life = accepted(clocks=CLOCKS)
    assert life.clock("first-touch").state is ClockState.MET
    hold_stored(life.decisions, every_state=True)


def test_a_status_is_signalled_only_where_a_clock_names_it() -> None:
    with_clock, without = accepted(clocks=CLOCKS), accepted()
    (event,) = named(with_clock.last, EventKind.SIGNAL_RECEIVED)
    assert event.payload.signal == status_signal("accepted")
    assert not named(without.last, EventKind.SIGNAL_RECEIVED)


def test_a_status_leaves_cadence_and_other_clocks_alone() -> None:
    life = accepted()
    assert not life.state.runs[0].is_over
    assert life.clock("first-touch").state is ClockState.RUNNING
    life.submit(DisposeLead, june(1, 12), side=RepRole.SDR, code="parked", by_rep_id="ann")
    assert life.state.runs[0].is_over
    assert life.clock("first-touch").state is ClockState.MET


def test_the_explanation_names_the_status_that_stopped_a_clock() -> None:
    life = accepted(clocks=CLOCKS)
    text = explain_follow_up(life.state, life.rules, as_of=june(1, 12))
    assert "because the disposition “Taken on” was given" in text


def test_the_signal_of_a_status_is_one_value_however_it_is_made() -> None:
    signal = status_signal("accepted")
    assert signal == Signal("disposition.accepted")
    assert {signal} == {Signal("disposition.accepted")}
    assert copy.deepcopy(signal) == pickle.loads(pickle.dumps(signal)) == signal
    assert signal not in list(Signal)
    assert status_of(signal) == "accepted"
    assert status_of(Signal.ACCEPTED) is None
    with pytest.raises(ValueError, match="no_such"):
        Signal("no_such")
