"""A log that lacks rows, has some twice, in another order or of another lead, says so."""

from dataclasses import replace

import pytest
from events_world import decisions_of, events_of, new_codec, stored

from leadpact.events import StoredEvent, UnableToReadEvents, read_log
from leadpact.terms.issues import Level

DECISIONS = decisions_of(3)
STATE = DECISIONS[-1].new_state
CODEC = new_codec()
ROWS, PERSONAL = stored(CODEC, events_of(DECISIONS))


def read(rows: list[StoredEvent], **how: object):
    return read_log(rows, CODEC, PERSONAL, lead_id="l-1", **how)  # type: ignore[arg-type]


def failure(rows: list[StoredEvent], **how: object) -> tuple[str, str]:
    with pytest.raises(UnableToReadEvents) as caught:
        read(rows, **how)
    issue = caught.value.issue
    assert issue.fact.endswith(".")
    assert issue.fix.endswith(".")
    return issue.code, str(issue.place)


def test_a_complete_log_gives_the_state_and_no_issues() -> None:
    log = read(ROWS, version=STATE.version)
    assert (log.state, log.issues) == (STATE, ())
    assert list(log.events) == events_of(DECISIONS)


def test_a_log_in_another_order_is_read_in_the_order_of_its_numbers() -> None:
    log = read(ROWS[::-1])
    assert log.state == STATE
    assert [(item.code, item.level) for item in log.issues] == [("log-reordered", Level.WARNING)]


def test_an_event_that_is_there_twice_is_read_once() -> None:
    log = read([*ROWS[:4], ROWS[3], *ROWS[4:], ROWS[5]])
    assert log.state == STATE
    found = [(item.code, str(item.place)) for item in log.issues]
    assert found == [
        ("log-doubled", "event l-1/4"),
        ("log-doubled", "event l-1/6"),
        ("log-reordered", "lead l-1"),
    ]


def test_two_different_events_of_one_number_stop() -> None:
    other = replace(ROWS[3], actor="person:somebody")
    assert failure([*ROWS, other]) == ("log-forked", "event l-1/4")


@pytest.mark.parametrize("n", [1, 2, 7])
def test_a_log_that_lacks_an_event_stops_with_its_number(n: int) -> None:
    assert failure([row for row in ROWS if row.n != n]) == ("log-gap", f"event l-1/{n}")


def test_a_log_that_lacks_its_end_stops_where_the_last_number_is_known() -> None:
    rest = ROWS[:-2]
    assert failure(rest, version=STATE.version) == ("log-truncated", f"event l-1/{len(rest) + 1}")
    assert failure([], version=1) == ("log-truncated", "event l-1/1")
    assert read(rest).state.version == len(rest)


def test_an_event_of_another_lead_stops_with_its_name() -> None:
    foreign = replace(ROWS[4], lead_id="l-2", event_id="l-2/5")
    assert failure([*ROWS[:4], foreign, *ROWS[5:]]) == ("log-foreign", "event l-2/5")


@pytest.mark.parametrize("after_n", [-1, 2, 6, 99])
def test_a_withdrawal_that_goes_back_into_a_decision_stops_with_its_number(after_n: int) -> None:
    row = replace(ROWS[5], kind="lead.decided_again", schema=1)
    damaged = replace(row, payload=f'{{"withdrawn_id":"t","after_n":{after_n}}}')
    found = failure([*ROWS[:5], damaged])
    assert found == ("event-payload-invalid", "event l-1/6")
