"""The cadences of one lead: its own and that of a second buying influencer; worked by hand."""

from datetime import date

import pytest
from follow_up_world import REPS, Life, company, june, named, pact_text

from leadpact.engine.cadences import CadenceState, Prospect, StopReason
from leadpact.engine.lifecycle import (
    EventKind,
    ReasonCode,
    ReassignLead,
    RecordOutOfOffice,
    RecordReply,
    make_follow_up,
)
from leadpact.engine.routing import make_roster
from leadpact.pact.check import load_pact_text
from leadpact.terms.stages import TouchKind

CADENCES = """
  tracks:
    - id: large
      when: "n_employees >= 1000"
      steps:
        - {id: call-1, channel: call}
        - {id: mail-1, channel: email, after: {business_days: 1}}
      influencer_steps:
        - {id: mail-1, channel: email}
        - {id: call-1, channel: call, after: {business_days: 1}}
    - id: small
      when: "n_employees < 1000"
      steps: [{id: call-1, channel: call}]
"""


def two_runs() -> Life:
    life = Life(company(cadences=CADENCES))
    life.qualify(june(1, 10), n_employees=5000)
    return life


def next_steps(life: Life) -> list[tuple[bool, str | None]]:
    return [(run.is_influencer, run.next_step_id) for run in life.state.runs]


def test_a_track_with_steps_for_an_influencer_begins_two_cadences_under_names_of_their_own() -> (
    None
):
    life = two_runs()
    own, other = life.state.runs
    assert (own.is_influencer, other.is_influencer) == (False, True)
    assert own.run_id.startswith("large/")
    assert other.run_id == f"{own.run_id}/influencer"
    assert len(named(life.last, EventKind.CADENCE_STARTED)) == 2
    assert (ReasonCode.TRACK_CHOSEN, "large") in {(r.code, r.about) for r in life.last.reasons}


def test_a_touch_is_the_next_step_of_the_first_cadence_that_waits_for_its_channel() -> None:
    life = two_runs()
    assert next_steps(life) == [(False, "call-1"), (True, "mail-1")]
    life.touch(june(1, 11), TouchKind.EMAIL)
    assert next_steps(life) == [(False, "call-1"), (True, "call-1")]
    life.touch(june(1, 12), TouchKind.CALL)
    assert next_steps(life) == [(False, "mail-1"), (True, "call-1")]
    life.touch(june(1, 13), TouchKind.SOCIAL)
    assert next_steps(life) == [(False, "mail-1"), (True, "call-1")]


def test_the_absence_of_the_prospect_lets_only_their_own_cadence_rest() -> None:
    life = two_runs()
    life.submit(RecordOutOfOffice, june(1, 11), back_on=date(2026, 6, 5))
    own, other = life.state.runs
    assert (own.state, own.resumes_at) == (CadenceState.PAUSED, june(5))
    assert (other.state, other.resumes_at) == (CadenceState.RUNNING, None)
    assert life.state.away_until == june(5)


def test_a_reply_ends_both_cadences() -> None:
    life = two_runs()
    life.submit(RecordReply, june(1, 11))
    assert [run.stopped_by for run in life.state.runs] == [StopReason.REPLIED] * 2


def test_who_leaves_for_another_track_begins_it_and_the_influencer_leaves_the_tracks() -> None:
    life = two_runs()
    life.learn(june(1, 12), n_employees=50)
    own, other = life.state.runs
    assert (own.track_id, own.state, own.next_step_id) == ("small", CadenceState.RUNNING, "call-1")
    assert (other.track_id, other.stopped_by) == ("large", StopReason.LEFT_TRACKS)


def test_a_lead_that_no_track_takes_any_more_has_no_cadence_left() -> None:
    life = two_runs()
    life.learn(june(1, 12), n_employees=None)
    assert [run.stopped_by for run in life.state.runs] == [StopReason.LEFT_TRACKS] * 2
    assert ReasonCode.NO_TRACK in {reason.code for reason in life.last.reasons}


@pytest.mark.parametrize("zone", ["Asia/Tokyo", None])
def test_a_cadence_knows_where_the_prospect_and_the_rep_are(zone: str | None) -> None:
    rows = [row if row["rep_id"] == "ann" else {**row, "time_zone": zone} for row in REPS]
    rules = make_follow_up(load_pact_text(pact_text(cadences=CADENCES)), make_roster(rows))
    life = Life(rules)
    where = {"time_zone": "Europe/Paris", "country": "FR", "region": "Normandie"}
    life.qualify(june(1, 10), n_employees=5000, **where)
    assert {run.prospect for run in life.state.runs} == {
        Prospect("Europe/Paris", "FR", "Normandie")
    }
    assert life.state.owner_rep_id == "ann"
    life.submit(ReassignLead, june(1, 11))
    assert life.state.owner_rep_id == "bob"
    assert {run.rep_time_zone for run in life.state.runs} == {zone}
