"""The log of many leads as files: all of it comes back, and what is damaged stops with a code."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from follow_up_random import pacts
from test_replay_logged import ends_of, history_of, recorded
from test_withdrawal_random import sent_again

from damaged_tables import Damage, with_value
from leadpact.engine.lifecycle import DisposeLead, Event, LeadState, fold_events
from leadpact.engine.replay import logged_history
from leadpact.events import (
    EVENT_COLUMNS,
    ErasedValue,
    EventCodec,
    Parts,
    PersonalValues,
    StoredEvent,
    UnableToReadEvents,
    read_log,
)
from leadpact.outputs import open_output
from leadpact.storage.event_log import read_event_log, read_rows, writing_log
from leadpact.terms.issues import Level
from leadpact.terms.tables import TABLES
from vacuous import some

RULES = pacts()[0]
EVENTS, REPLAYED = recorded(RULES, history_of(3, RULES, n=30), ends_of(3))


def write(folder: Path, events: list[Event], **known: PersonalValues) -> Path:
    with (
        open_output(folder, made_by="replay") as output,
        writing_log(output, salt_of=lambda lead_id: f"salt of {lead_id}", known=known) as writer,
    ):
        for event in events:
            writer.add([event])
    return folder


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("log") / "log", EVENTS)


def test_the_columns_of_a_stored_event_are_those_of_the_canonical_table(log: Path) -> None:
    columns = [column.name for column in TABLES["events"].columns]
    assert list(EVENT_COLUMNS) == columns
    assert pq.read_schema(log / "events.parquet").names == columns


def by_lead(rows: list[StoredEvent]) -> dict[str, list[StoredEvent]]:
    found: dict[str, list[StoredEvent]] = {}
    for row in rows:
        found.setdefault(row.lead_id, []).append(row)
    return found


def test_the_events_come_back_from_files_and_fold_to_the_states(log: Path) -> None:
    parts = {row["name"]: row["body"] for row in pq.read_table(log / "parts.parquet").to_pylist()}
    codec, personal = EventCodec(Parts(parts)), read_event_log(log).personal
    states = {}
    for lead_id, rows in by_lead(list(read_rows(log))).items():
        read = read_log(rows, codec, personal.get(lead_id, PersonalValues("")), lead_id=lead_id)
        assert list(read.events) == [event for event in EVENTS if event.lead_id == lead_id]
        states[lead_id] = read.state
    assert states == {name: fold_events(LeadState(name), by(name)) for name in some(states)}
    assert states == {name: state for name, state in REPLAYED.states.items() if state.version}


def by(lead_id: str) -> list[Event]:
    return [event for event in EVENTS if event.lead_id == lead_id]


def test_what_was_reported_comes_back_as_the_events_have_it(log: Path) -> None:
    read = read_event_log(log)
    wanted = logged_history(EVENTS)
    assert sorted(read.history.commands, key=repr) == sorted(wanted.commands, key=repr)
    assert (read.history.came_at, read.history.past) == (wanted.came_at, wanted.past)
    assert read.latest_at == max(event.origin.recorded_at for event in EVENTS)
    assert not read.issues


def test_notes_are_apart_from_events_and_come_back(log: Path) -> None:
    given = [
        command
        for _, command in read_event_log(log).history.commands
        if isinstance(command, DisposeLead) and command.note
    ]
    written = "".join(row.payload for row in read_rows(log))
    for command in some(given):
        assert command.note not in written
        assert not isinstance(command.note, ErasedValue)


def test_the_same_events_and_personal_values_give_the_same_bytes(log: Path, tmp_path: Path) -> None:
    again = write(tmp_path / "again", EVENTS, **read_event_log(log).personal)
    names = sorted(path.name for path in log.iterdir())
    assert names == ["events.parquet", "manifest.json", "parts.parquet", "personal.parquet"]
    for name in names:
        assert (again / name).read_bytes() == (log / name).read_bytes()


def test_rows_without_a_number_are_reports_of_others_and_passed_over(
    log: Path, tmp_path: Path
) -> None:
    table = pq.read_table(log / "events.parquet")
    kinds = "webinar.held", "identity.merged"
    pq.write_table(pa.concat_tables([reports(table, *kinds), table]), tmp_path / "events.parquet")
    assert len(list(read_rows(tmp_path))) == len(table)
    (issue,) = read_event_log(tmp_path).issues
    assert (issue.code, issue.level) == ("log-beside-reports", Level.WARNING)
    assert issue.fact.startswith("1 event has no number")


def reports(table: Any, *kinds: str) -> Any:
    """Return rows of other systems in the columns of a log."""
    row = {"event_id": "e1", "lead_id": "l-0", "occurred_at": table["occurred_at"][0].as_py()}
    return pa.Table.from_pylist([{**row, "kind": kind} for kind in kinds], schema=table.schema)


def test_a_table_of_reports_alone_is_no_log(log: Path, tmp_path: Path) -> None:
    table = reports(pq.read_table(log / "events.parquet"), "meeting.held", "meeting.missed")
    pq.write_table(table, tmp_path / "events.parquet")
    with pytest.raises(UnableToReadEvents) as caught:
        read_event_log(tmp_path)
    assert caught.value.issue.code == "log-missing"
    assert caught.value.issue.fact.startswith("2 events have no number")


def test_a_log_without_events_holds_no_history(tmp_path: Path) -> None:
    read = read_event_log(write(tmp_path / "log", []))
    assert (read.history.commands, read.latest_at, read.issues) == ((), None, ())


def damaged_command(table: Any) -> Any:
    place = int(pc.index(table["kind"], "command.taken").as_py())
    return with_value("payload", "{", place)(table)


def cut_within_a_decision(table: Any) -> Any:
    return table.slice(0, 1)


REFUSED: dict[str, tuple[Damage, str, str]] = {
    "an event is missing": (lambda table: table.slice(1), "log-gap", "event {lead_id}/1"),
    "two events have one number": (
        lambda table: pa.concat_tables(
            [table, with_value("actor", "person:somebody", 0)(table).slice(0, 1)]
        ),
        "log-forked",
        "event {lead_id}/1",
    ),
    "an event of another lead": (
        with_value("lead_id", "L-0", 0),
        "log-foreign",
        "event {lead_id}/1",
    ),
    "the rest of a decision is missing": (
        cut_within_a_decision,
        "log-truncated",
        "event {lead_id}/2",
    ),
    "a kind nobody knows": (
        with_value("kind", "lead.vanished", 0),
        "event-kind-unknown",
        "event {lead_id}/1",
    ),
    "a version nobody knows": (
        with_value("schema", 99, 0),
        "event-schema-unknown",
        "event {lead_id}/1",
    ),
    "no actor": (with_value("actor", None, 0), "event-incomplete", "{file}, event {lead_id}/1"),
    "no JSON": (damaged_command, "event-payload-invalid", "event "),
    "no column of versions": (
        lambda table: table.drop_columns(["schema"]),
        "log-columns",
        "{file}",
    ),
    "numbers that are texts": (
        lambda table: table.set_column(2, "n", pa.array(["x"] * len(table))),
        "log-unreadable",
        "{file}",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_log_that_is_not_as_it_was_written_stops_with_its_place(
    log: Path, tmp_path: Path, name: str
) -> None:
    damage, code, place = REFUSED[name]
    file = tmp_path / "events.parquet"
    pq.write_table(damage(pq.read_table(log / "events.parquet")), file)
    with pytest.raises(UnableToReadEvents) as caught:
        read_event_log(tmp_path)
    issue = caught.value.issue
    assert issue.code == code
    assert str(issue.place).startswith(place.format(file=file, lead_id=EVENTS[0].lead_id))
    assert issue.fact.endswith(".")
    assert issue.fix.endswith(".")


def test_a_withdrawal_that_lacks_its_end_is_truncated_though_it_was_refused_before(
    tmp_path: Path,
) -> None:
    events = sent_again().events
    assert not read_event_log(write(tmp_path / "whole", events)).issues
    with pytest.raises(UnableToReadEvents) as error:
        read_event_log(write(tmp_path / "cut", events[:-1]))
    assert error.value.issue.code == "log-truncated"
