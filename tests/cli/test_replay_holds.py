"""`leadpact replay` of holds: a row of `events` says until when a lead was put on hold."""

from pathlib import Path

import pytest
from test_replay_follow_up import LEADS, PACT
from test_replay_odd_history import EVENTS_HEAD, Company, event

HOLDS = PACT.replace(
    "  - {kind: confirm_meeting}\nfeedback: {}",
    "  - {kind: resolve, within: {days: 15}, pauses_on: [disposition.on_hold], resumes_on: []}\n"
    "feedback:\n  dispositions:\n    sdr:\n"
    "      on_hold: {leads_to: stays, stops_work: false, needs: [until]}",
)
OPEN = LEADS.replace("RECYCLED,2026-01-07T09:00:00Z", ",")
AT = "2026-01-07T09:00:00Z"


@pytest.mark.parametrize(
    ("until", "state"),
    [
        ("2026-02-20", "PAUSED"),
        ("2026-02-20T09:00:00Z", "PAUSED"),
        ("2026-02-20T09:00:00", "PAUSED"),
        ("2026-01-09", "BREACHED"),
    ],
)
def test_a_lead_on_hold_goes_on_at_the_date_of_its_row(
    tmp_path: Path, until: str, state: str
) -> None:
    row = event("e", "gone", "lead.dispositioned", AT, reason="on_hold", by="SDR", until=until)
    company = Company(tmp_path).write(HOLDS, events=EVENTS_HEAD + row, leads=OPEN)
    assert company.replay("--to", "2026-02-10T09:00:00Z")["refused"] == {}
    assert company.clocks("gone", "resolve") == [state]


@pytest.mark.parametrize("until", [None, "soon", "2199-01-01", 7])
def test_a_hold_without_a_date_that_can_be_read_is_refused(tmp_path: Path, until: object) -> None:
    row = event("e", "gone", "lead.dispositioned", AT, reason="on_hold", by="SDR", until=until)
    company = Company(tmp_path).write(HOLDS, events=EVENTS_HEAD + row, leads=OPEN)
    assert company.replay("--to", "2026-02-10T09:00:00Z")["refused"] == {"UNTIL_MISSING": 1}
