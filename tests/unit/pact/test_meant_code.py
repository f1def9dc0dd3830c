"""A code is suggested for a slip of typing, and never one that says something else."""

import pytest

from leadpact.pact.meant_code import meant_code
from leadpact.pact.sections.clocks.policy import Signal
from leadpact.pact.sections.routing.policy import RouteTarget

SIGNALS = [signal.value.lower() for signal in Signal]
TARGETS = [target.value.lower() for target in RouteTarget]


@pytest.mark.parametrize(
    ("word", "choices", "meant"),
    [
        ("first_tuch", ["first_touch", "touches"], "first_touch"),
        ("First-Touch", ["first_touch", "touches"], "first_touch"),
        ("meeting_hold", SIGNALS, "meeting_held"),
        ("repiled", SIGNALS, "replied"),
        ("monday", ["mon", "tue"], "mon"),
        ("meetings", ["meetings_held", "touches"], "meetings_held"),
        ("telephone", ["call", "email"], "call"),
        ("telephone", ["email"], None),
        ("qualified", ["recycled", "disqualified"], None),
        ("lead_unassigned", SIGNALS, None),
        ("outbound", ["inbound", "both"], None),
        ("in_office", ["out_office"], None),
        ("meeting_moved", ["meeting_missed", "meeting_held"], None),
        ("owner", TARGETS, None),
        ("meeting", SIGNALS, None),
        ("on", ["once", "on_open"], None),
        ("sal", ["sql", "mql"], None),
        ("wde", ["wed", "thu"], "wed"),
        ("territories", ["territory", "rep"], "territory"),
        ("bool", ["boolean", "text"], "boolean"),
        ("", ["a"], None),
    ],
)
def test_a_slip_of_typing_is_recognised_and_another_meaning_is_not_suggested(word, choices, meant):
    assert meant_code(word, choices) == meant
