"""How payloads of older versions become those of the next one. Pure: from JSON to JSON."""

from typing import Any

from leadpact.engine.lifecycle import StageReasonCode

_CODES = {
    "target": StageReasonCode.HAD_NO_ACTIVITY,
    "exchange": StageReasonCode.HAD_ACTIVITY,
    "recycled": StageReasonCode.RECORDED,
    "disqualified": StageReasonCode.RECORDED,
    **{
        code.lower(): code
        for code in (
            StageReasonCode.JUDGED_ELSEWHERE,
            StageReasonCode.MEETING_HELD,
            StageReasonCode.OPPORTUNITY_OPENED,
            StageReasonCode.AMOUNT_KNOWN,
            StageReasonCode.OPPORTUNITY_WON,
            StageReasonCode.OPPORTUNITY_LOST,
            StageReasonCode.OPTED_OUT,
            StageReasonCode.ENDED_ELSEWHERE,
        )
    },
}
_OVERTURNED = "overturned:"


def stage_change_2(payload: dict[str, Any]) -> dict[str, Any]:
    """Return a stage change whose reason is a code and what it is about; before, it was a text.

    Of a disposition the text had the code alone, so its id stays unknown.
    """
    return {**payload, "reason": _stage_reason(payload["reason"], payload["to"])}


def _stage_reason(text: str, to: str) -> dict[str, str]:
    if text in _CODES:
        return {"code": str(_CODES[text])}
    if text == to.lower():
        return {"code": str(StageReasonCode.GATE_OPENED), "about": text}
    if text.startswith(_OVERTURNED):
        about = text.removeprefix(_OVERTURNED)
        return {"code": str(StageReasonCode.DISPOSITION_OVERTURNED), "about": about}
    return {"code": str(StageReasonCode.DISPOSITION_GIVEN), "disposition": text}
