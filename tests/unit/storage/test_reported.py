"""What rows of events report that are in no log: with the stored form of their kind, or without."""

from datetime import UTC, datetime
from typing import Any

import pytest

from leadpact.engine.feedback import GivenDisposition
from leadpact.engine.handoff import Meeting
from leadpact.events import UnableToReadEvents
from leadpact.events.converter import make_converter
from leadpact.events.payloads import encode_payload
from leadpact.storage.reported import ReportReader
from leadpact.terms.stages import RepRole

NINE = datetime(2026, 1, 8, 9, tzinfo=UTC)
MEETING = Meeting("m-1", NINE, NINE, NINE, ae_rep_id="cid")
GIVEN = GivenDisposition("d-1", RepRole.SDR, "unreachable", NINE, "ann")


def row(kind: str, payload: Any, schema: int | None = 1) -> dict[str, Any]:
    text = payload if isinstance(payload, str) else encode_payload(payload, make_converter())
    return {"event_id": "e-1", "lead_id": "l-1", "kind": kind, "schema": schema, "payload": text}


def test_a_row_without_version_reports_what_its_payload_says() -> None:
    stated = {"scheduled_at": "2026-01-08T09:00:00Z", "rep_id": "cid"}
    text = '{"scheduled_at": "2026-01-08T09:00:00Z", "rep_id": "cid"}'
    unversioned = row("meeting.booked", text, None)
    assert ReportReader().payload(unversioned) == stated
    del unversioned["schema"]
    assert ReportReader().payload(unversioned) == stated


@pytest.mark.parametrize("kind", ["meeting.booked", "meeting.held", "meeting.missed"])
def test_a_meeting_in_its_stored_form_reports_which_it_is_and_when(kind: str) -> None:
    assert ReportReader().payload(row(kind, MEETING)) == {
        "meeting_id": "m-1",
        "scheduled_at": "2026-01-08T09:00:00+00:00",
        "rep_id": "cid",
    }


def test_a_disposition_in_its_stored_form_reports_side_and_code() -> None:
    stated = ReportReader().payload(row("lead.dispositioned", GIVEN))
    assert stated == {"by": "SDR", "reason": "unreachable"}


def test_a_hold_in_its_stored_form_reports_its_date_too() -> None:
    given = GivenDisposition("d-1", RepRole.SDR, "on_hold", NINE, "ann", until=NINE)
    stated = ReportReader().payload(row("lead.dispositioned", given))
    assert stated == {"by": "SDR", "reason": "on_hold", "until": "2026-01-08T09:00:00+00:00"}


@pytest.mark.parametrize("text", ["{", "null", "[]", "7", '{"meeting_id":"m-1"}', "{}"])
def test_a_payload_that_is_not_of_its_kind_cannot_be_read(text: str) -> None:
    assert ReportReader().payload(row("meeting.booked", text)) is None


@pytest.mark.parametrize(
    ("kind", "schema", "code"),
    [
        ("meeting.booked", 9, "event-schema-unknown"),
        ("meeting.booked", 0, "event-schema-unknown"),
        ("meeting.confirmed", 1, "event-kind-unknown"),
    ],
)
def test_a_kind_or_a_version_that_nobody_knows_stops_with_the_event(
    kind: str, schema: int, code: str
) -> None:
    with pytest.raises(UnableToReadEvents) as caught:
        ReportReader().payload(row(kind, MEETING, schema))
    assert (caught.value.issue.code, str(caught.value.issue.place)) == (code, "event e-1")
