"""What a row of the table `events` reports that is in no log: the one place where it is read.

A row with a version has the stored form of its kind. One without is a report of another system,
whose payload is a JSON object with the names of `docs/reference/commands.md`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from leadpact.engine.feedback import GivenDisposition
from leadpact.engine.handoff import Meeting
from leadpact.events import (
    EventCodec,
    Parts,
    PersonalValues,
    UnableToReadEvents,
    lead_kind_of,
)
from leadpact.storage.stored_values import payload_of


def _of_meeting(meeting: Meeting) -> dict[str, Any]:
    return {
        "meeting_id": meeting.meeting_id,
        "scheduled_at": meeting.starts_at.isoformat(),
        "rep_id": meeting.ae_rep_id,
    }


def _of_disposition(given: GivenDisposition) -> dict[str, Any]:
    found = {"by": str(given.side), "reason": given.code}
    return found | ({"until": given.until.isoformat()} if given.until else {})


_REPORTS: Mapping[type[Any], Callable[[Any], dict[str, Any]]] = {
    Meeting: _of_meeting,
    GivenDisposition: _of_disposition,
}


class ReportReader:
    """Reads what rows report, under the names that other systems use."""

    def __init__(self) -> None:
        self._codec, self._personal = EventCodec(Parts()), PersonalValues("")

    def payload(self, row: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return what a row of a meeting or a disposition reports; None: it cannot be read.

        Raises
        ------
        UnableToReadEvents
            `event-kind-unknown` or `event-schema-unknown`, where a later version wrote the row.
        """
        schema, place = row.get("schema"), f"event {row['event_id']}"
        if schema is None:
            return payload_of(row)
        kind, text = lead_kind_of(row["kind"], schema, place=place), str(row.get("payload"))
        try:
            found = self._codec.decode_payload(kind, schema, text, self._personal, place=place)
        except UnableToReadEvents:
            return None
        return _REPORTS[type(found)](found)
