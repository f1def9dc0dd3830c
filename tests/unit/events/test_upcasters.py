"""Payloads of older versions become those of the newest, worked by hand."""

import pytest

from leadpact.engine.lifecycle import EventKind
from leadpact.events.registry import schema_of, upcast


@pytest.mark.parametrize(
    ("text", "to", "reason"),
    [
        ("conversation_lead", "CONVERSATION_LEAD", {"code": "GATE_OPENED"}),
        ("target", "TARGET", {"code": "HAD_NO_ACTIVITY"}),
        ("exchange", "EXCHANGE", {"code": "HAD_ACTIVITY"}),
        ("disqualified", "DISQUALIFIED", {"code": "RECORDED"}),
        ("meeting_held", "FIRST_MEETING", {"code": "MEETING_HELD"}),
        ("ended_elsewhere", "RECYCLED", {"code": "ENDED_ELSEWHERE"}),
        ("overturned:d", "EXCHANGE", {"code": "DISPOSITION_OVERTURNED", "about": "d"}),
        ("no_need", "RECYCLED", {"code": "DISPOSITION_GIVEN", "disposition": "no_need"}),
    ],
)
def test_the_text_of_a_stage_change_becomes_its_reason(
    text: str, to: str, reason: dict[str, str]
) -> None:
    if reason["code"] == "GATE_OPENED":
        reason = {**reason, "about": text}
    before = {"to": to, "at": 0, "reason": text}
    assert upcast(EventKind.STAGE_CHANGED, 1, before) == {"to": to, "at": 0, "reason": reason}
    assert before["reason"] == text
    newest = {"to": to, "at": 0, "reason": reason}
    assert upcast(EventKind.STAGE_CHANGED, schema_of(EventKind.STAGE_CHANGED), newest) == newest
