"""Channels of the company's own in steps, touches and clocks, and touches on unknown ones, by hand.

The lead qualifies on Monday the 1st at 10:00 UTC. People work Monday to Friday, 09:00 to 17:00.
"""

from typing import Any

import pytest
from follow_up_world import Life, company, june, named, pact_text, refused

from leadpact.engine.clocks import ClockState
from leadpact.engine.lifecycle import (
    DisposeLead,
    EventKind,
    FollowUp,
    ReasonCode,
    RecordReply,
)
from leadpact.explain import explain_follow_up
from leadpact.pact.check import check_pact_text, load_pact_text
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import RepRole, TouchKind

CHANNELS = "channels: {text: {label: Text message, calling_hours: usual}, gift: {label: Gift}}"
CADENCES = f"""
  {CHANNELS}
  window: always
  tracks:
    - id: all
      steps:
        - {{id: text-1, channel: text, after: {{hours: 12}}}}
        - {{id: gift-1, channel: gift, after: {{hours: 12}}}}
  unreachable: {{attempts: 3, channels: {{text: 2}}}}
"""
CLOCKS = "\n  - {kind: touches, within: {days: 2}, n: 2, n_channels: 2, channels: [call, text]}\n"


def rules(**changed: str) -> FollowUp:
    return company(**{"cadences": CADENCES, "clocks": CLOCKS, **changed})


def qualified(**changed: str) -> Life:
    life = Life(rules(**changed))
    life.qualify(june(1, 10))
    return life


def reasons(life: Life) -> list[tuple[ReasonCode, str]]:
    unknown = ReasonCode.CHANNEL_UNKNOWN
    return [(item.code, item.about) for item in life.last.reasons if item.code is unknown]


def due_of(life: Life) -> tuple[str | None, Any]:
    [run] = life.state.runs
    return run.next_step_id, run.due_at


def test_step_on_an_own_channel_keeps_the_calling_hours_where_the_channel_does() -> None:
    life = qualified()
    assert due_of(life) == ("text-1", june(2, 8))  # twelve hours later it is 22:00
    life.touch(june(2, 10), "TEXT")
    assert due_of(life) == ("gift-1", june(2, 22))  # a gift may come at any hour


def test_section_without_calling_hours_has_none_for_own_channels_either() -> None:
    life = qualified(cadences=f"{CADENCES}  calling_hours: none\n")
    assert due_of(life) == ("text-1", june(1, 22))


def test_touch_on_an_own_channel_completes_the_step_and_no_other_does() -> None:
    life = qualified()
    life.touch(june(1, 11), "GIFT")
    assert due_of(life)[0] == "text-1"
    life.touch(june(1, 12), "TEXT")
    assert due_of(life) == ("gift-1", june(2))
    assert [touch.channel for touch in life.state.touches] == ["GIFT", "TEXT"]
    assert reasons(life) == []


@pytest.mark.parametrize(
    ("channels", "state"),
    [
        (["CALL", "TEXT"], ClockState.MET),
        (["TEXT", "TEXT"], ClockState.RUNNING),  # one channel only
        (["CALL", "GIFT"], ClockState.RUNNING),  # gifts do not count for it
        (["TEXT", "GIFT", "CALL"], ClockState.MET),
        (["TEXT", "FAX"], ClockState.RUNNING),  # nor does what the pact does not have
    ],
)
def test_clock_counts_own_channels_as_it_counts_the_standard_ones(
    channels: list[str], state: ClockState
) -> None:
    life = qualified()
    for place, channel in enumerate(channels):
        life.touch(june(1, 11 + place), channel)  # type: ignore[arg-type]
    assert life.clock("touches").state is state


def test_touch_on_an_unknown_channel_is_recorded_and_counts_as_one_without_a_channel() -> None:
    clocks = "\n  - {kind: touches, within: {days: 2}, n: 2, n_channels: 2}\n"
    life = qualified(clocks=clocks)
    life.touch(june(1, 11), "FAX")
    assert reasons(life) == [(ReasonCode.CHANNEL_UNKNOWN, "FAX")]
    [made] = named(life.last, EventKind.TOUCHED)
    assert made.payload.channel == "FAX"
    assert life.state.signals[-1].channel is None
    assert due_of(life)[0] == "text-1"
    life.touch(june(1, 12), "CARRIER_PIGEON")  # the same unknown channel for the clock
    assert life.clock("touches").state is ClockState.RUNNING
    life.touch(june(1, 13), TouchKind.CALL)
    assert life.clock("touches").state is ClockState.MET


def test_reply_on_an_unknown_channel_is_a_reply() -> None:
    life = qualified()
    life.submit(RecordReply, june(1, 12), channel="FAX")
    assert reasons(life) == [(ReasonCode.CHANNEL_UNKNOWN, "FAX")]
    assert life.state.replied_at == june(1, 12)


@pytest.mark.parametrize(
    ("channels", "code"),
    [
        (["TEXT", "TEXT", "CALL"], None),
        (["TEXT", "TEXT", "FAX"], None),  # an attempt, on whatever channel
        (["TEXT", "CALL", "CALL"], RefusalCode.TOO_FEW_ATTEMPTS),
        (["TEXT", "FAX", "FAX"], RefusalCode.TOO_FEW_ATTEMPTS),
    ],
)
def test_unreachable_asks_for_attempts_on_own_channels(
    channels: list[str], code: RefusalCode | None
) -> None:
    life = qualified()
    for place, channel in enumerate(channels):
        life.touch(june(1, 11 + place), channel)  # type: ignore[arg-type]
    life.submit(DisposeLead, june(1, 16), side=RepRole.SDR, code="unreachable", by_rep_id="ann")
    assert refused(life) is code
    if code is not None:
        assert life.last.refusal is not None
        assert life.last.refusal.missing == (("text", "1"),)


def test_first_touch_clock_is_met_by_a_touch_on_any_channel() -> None:
    for channel in ("TEXT", "FAX"):
        life = qualified(clocks="\n  - {kind: first_touch}\n")
        life.touch(june(1, 11), channel)  # type: ignore[arg-type]
        assert life.clock("first-touch").state is ClockState.MET


def test_standard_channel_given_as_text_is_the_standard_one() -> None:
    life = qualified()
    life.touch(june(1, 11), "CALL")  # type: ignore[arg-type]
    assert life.state.touches[-1].channel is TouchKind.CALL
    assert life.state.signals[-1].channel is TouchKind.CALL


def test_explanation_names_own_channels_by_their_labels() -> None:
    life = qualified()
    life.touch(june(1, 12), "TEXT")
    text = explain_follow_up(life.state, life.rules, as_of=june(1, 13))
    assert "Steps done: text-1, Text message, made on Mon 1 Jun 12:00." in text
    assert "The next step is gift-1, Gift, due" in text


def test_label_of_a_channel_changes_no_fingerprint_and_its_calling_hours_do() -> None:
    prints = [
        load_pact_text(pact_text(cadences=CADENCES.replace(*change), clocks=CLOCKS)).fingerprint
        for change in (
            ("", ""),
            ("label: Text message", "label: SMS"),
            (", calling_hours: usual", ""),
        )
    ]
    assert prints[0] == prints[1] != prints[2]


def test_clock_that_names_a_channel_of_no_section_is_an_error() -> None:
    checked = check_pact_text(pact_text(without=("cadences",), clocks=CLOCKS))
    assert [issue.code for issue in checked.issues] == ["channel-unknown"]
