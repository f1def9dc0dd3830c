"""The calendar `always`: round the clock for clocks, pools, reps and cadences, worked by hand."""

from datetime import UTC, datetime
from typing import Any

import pytest
from follow_up_world import REPS, Life, june, pact_text

from leadpact.engine.lifecycle import FollowUp, make_follow_up
from leadpact.engine.routing import make_roster
from leadpact.pact.check import check_pact_text, load_pact_text

FRIDAY_NIGHT = june(5, 22, 30)


def company(
    *,
    clock: str = "within: {hours: 4}, calendar: always",
    pool: str = "",
    rep: str | None = None,
    pact: str = "",
    calendars: str = "",
    cadences: str = "",
) -> FollowUp:
    """A company with one pool of ann alone; people work Monday to Friday, 09:00 to 17:00 UTC."""
    text = pact_text(
        routing=f"\n  pools: {{one: {{reps: [ann], hours: any{pool}}}}}\n  default: one\n",
        clocks=f"\n  - {{kind: first_touch, {clock}}}\n",
        **({"calendars": calendars} if calendars else {}),
        **({"cadences": cadences} if cadences else {}),
    )
    rows = [{**row, **({"calendar": rep} if row["rep_id"] == "ann" else {})} for row in REPS]
    return make_follow_up(load_pact_text(f"{pact}{text}"), make_roster(rows))


def berlin(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of March 2026, of which the 29th has no hour from 02:00 in Berlin."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rules", "due_at"),
    [
        ({}, june(6, 2, 30)),
        ({"clock": "within: {minutes: 5}, calendar: always"}, june(5, 22, 35)),
        ({"clock": "within: {hours: 48}, calendar: always"}, june(7, 22, 30)),
        ({"clock": "within: {days: 1}, calendar: always"}, june(6, 22, 30)),  # a Saturday counts
        ({"clock": "within: {days: 3}, calendar: always"}, june(8, 22, 30)),
        ({"clock": "within: {hours: 4}"}, june(8, 13)),  # the office: from Monday 09:00 on
        ({"clock": "within: {hours: 4}", "pool": ", calendar: always"}, june(6, 2, 30)),
        ({"clock": "within: {hours: 4}", "rep": "always"}, june(6, 2, 30)),
        ({"clock": "within: {hours: 4}", "pact": "calendar: always\n"}, june(6, 2, 30)),
        # Round the clock but on Saturday the 6th: 90 minutes on Friday, the rest on Sunday.
        (
            {
                "clock": "within: {hours: 4}, calendar: manned",
                "calendars": "\n  manned: {based_on: always, closed_on: [2026-06-06]}\n",
            },
            june(7, 2, 30),
        ),
    ],
)
def test_clock_that_always_runs_is_due_at_night_and_on_weekends(
    rules: dict[str, Any], due_at: datetime
) -> None:
    life = Life(company(**rules))
    life.qualify(FRIDAY_NIGHT)
    assert life.state.owner_rep_id == "ann"
    assert life.clock("first-touch").due_at == due_at


@pytest.mark.parametrize(
    ("within", "due_at"),
    [
        ("{hours: 24}", berlin(29, 12)),  # 24 elapsed hours: 14:00 there
        ("{days: 1}", berlin(29, 11)),  # the same local time, 13:00 there, is 23 hours later
    ],
)
def test_day_of_always_is_a_calendar_day_and_its_hours_are_elapsed(
    within: str, due_at: datetime
) -> None:
    clock = f"within: {within}, calendar: always"
    life = Life(company(clock=clock, pact="time_zone: Europe/Berlin\n"))
    life.qualify(berlin(28, 12))
    assert life.clock("first-touch").due_at == due_at


@pytest.mark.parametrize(
    ("channel", "due_at"),
    [
        ("email", june(5, 22, 30)),  # an e-mail goes out at once
        ("call", june(6, 8)),  # phones still rest from 21:00 to 08:00
    ],
)
def test_step_in_the_window_always_is_due_outside_office_hours(
    channel: str, due_at: datetime
) -> None:
    step = f"{{id: one, channel: {channel}}}"
    cadences = f"\n  tracks: [{{id: all, steps: [{step}]}}]\n  window: always\n"
    life = Life(company(cadences=cadences))
    life.qualify(FRIDAY_NIGHT)
    assert life.state.runs[0].due_at == due_at


def test_fingerprint_differs_between_always_and_the_office() -> None:
    round_the_clock, office = (
        company(clock=clock).fingerprint
        for clock in ("within: {hours: 4}, calendar: always", "within: {hours: 4}")
    )
    assert round_the_clock != office


def test_slots_in_the_calendar_always_have_room_for_long_meetings() -> None:
    slots = "\n  slots: {{minutes: 480, every_minutes: 7, calendar: {}}}\n"
    codes = {
        name: {issue.code for issue in check_pact_text(pact_text(**text)).issues}
        for name, text in {
            "office": {"handoff": slots.replace(", calendar: {}", "").format()},
            "always": {"handoff": slots.format("always")},
        }.items()
    }
    assert "slot-too-long" in codes["office"]
    assert "slot-too-long" not in codes["always"]
