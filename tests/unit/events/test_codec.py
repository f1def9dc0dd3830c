"""Events, states and commands are read as they were written, and say why where they cannot be."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from events_world import decisions_of, events_of, new_codec, stored
from follow_up_world import Life, company, june, qualified

from leadpact.engine.lead import Lead
from leadpact.engine.lifecycle import (
    DisposeLead,
    EventKind,
    LeadState,
    RecordJudgement,
    RecordLead,
    UpdateAttributes,
    fold_events,
)
from leadpact.engine.scoring import KnownFacts
from leadpact.events import ErasedValue, Parts, PersonalValues, StoredEvent, UnableToReadEvents
from leadpact.pact.check import load_pact_text
from leadpact.pact.ruleset import Ruleset
from leadpact.pact.sections.clocks.policy import ClockPolicy
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.stages import RepRole, Stage

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*/pact.yaml"))
OFFICE = BusinessCalendar("UTC", {"MON": [("09:00", "17:00")]}, [date(2026, 1, 1)])


@pytest.mark.parametrize("seed", range(12))
def test_a_history_read_by_another_process_gives_the_same_states(seed: int) -> None:
    decisions, writer = decisions_of(seed), new_codec()
    rows, personal = stored(writer, events_of(decisions))
    reader, known = new_codec(writer.parts), {item.digest: item.value for item in personal.added}
    again = PersonalValues("another salt", known)
    events = [reader.decode_event(row, again) for row in rows]
    assert events == events_of(decisions)
    state = decisions[-1].new_state
    assert fold_events(LeadState("l-1"), events) == state
    text = writer.encode_state(state, personal)
    assert reader.decode_state(text, again, state.activities, state.seen) == state
    commands = [row.payload.command for row in events if row.kind is EventKind.COMMAND_TAKEN]
    assert commands
    for command in commands:
        assert reader.decode_command(writer.encode_command(command, personal), again) == command


def test_a_clock_is_read_with_its_condition_whatever_it_asks() -> None:
    when = (
        "at_least(2, title has_word 'vp', days_until(renewal_on) <= 18, not is_known(phone),"
        " days_since(renewal_on) > -99 and days_since('demo_requested') < count('page_viewed'),"
        " title starts_with 'v' or title contains 'vice president', n_employees in (1, 2))"
    )
    clock = f'\n  - {{id: own, kind: first_touch, when: "{when}", within: {{hours: 1}}}}\n'
    life = Life(company(clocks=clock, attributes="\n  renewal_on: {type: date}\n"))
    life.qualify(june(1, 10), title="VP Sales", renewal_on=date(2026, 6, 9))
    assert life.clock("own").policy.opens is not None
    writer, personal = new_codec(), PersonalValues("salt")
    text = writer.encode_state(life.state, personal)
    again = PersonalValues("salt", {item.digest: item.value for item in personal.added})
    state = life.state
    read = new_codec(writer.parts).decode_state(text, again, state.activities, state.seen)
    assert read == state


def test_a_row_has_all_that_an_event_says_besides_its_payload() -> None:
    life = qualified()
    life.touch(june(1, 15), by="bob", reported_at=june(1, 16), id="t", actor="person:bob")
    (event,) = (item for item in life.last.events if item.kind is EventKind.TOUCHED)
    row = new_codec().encode_event(event, PersonalValues("s"))
    assert row == StoredEvent(
        event_id=f"l-1/{event.n}",
        lead_id="l-1",
        n=event.n,
        kind="touch.made",
        schema=1,
        occurred_at=june(1, 15),
        recorded_at=june(1, 16),
        command_id="t",
        actor="person:bob",
        fingerprint=life.rules.fingerprint,
        payload=row.payload,
    )
    assert json.loads(row.payload)["channel"] == "CALL"


@pytest.mark.parametrize(
    "value",
    [
        "text",
        "",
        "erased:0123",
        '{"date":"2026-01-01"}',
        7,
        0.1,
        float("inf"),
        True,
        date(2026, 5, 1),
        june(1, 9) + timedelta(microseconds=1),
        None,
    ],
    ids=repr,
)
def test_every_value_of_an_attribute_is_read_as_it_was(value: object) -> None:
    codec, personal = new_codec(), PersonalValues("s")
    for name in ("region", "email"):
        command = UpdateAttributes("c", june(1), {name: value}, actor="prospect")  # type: ignore[dict-item]
        back = codec.decode_command(codec.encode_command(command, personal), personal)
        assert back == command
        assert isinstance(back, UpdateAttributes)
        assert type(back.attributes[name]) is type(value)


def test_moments_are_the_same_in_every_time_zone_and_keep_their_fractions() -> None:
    codec, personal = new_codec(), PersonalValues("s")
    east = timezone(timedelta(hours=5))
    for at in (
        june(1, 9),
        datetime(2026, 6, 1, 14, tzinfo=east),
        june(1, 9).replace(microsecond=5),
    ):
        command = RecordLead("c", at, Lead("l-1", created_at=at), actor="prospect")
        text = codec.encode_command(command, personal)
        assert codec.decode_command(text, personal) == command
    assert json.loads(text)["occurred_at"] == "2026-06-01T09:00:00.000005+00:00"


def test_facts_of_another_system_are_read_as_they_were() -> None:
    codec, personal = new_codec(), PersonalValues("s")
    facts = KnownFacts({"fit": 40_000, "email": "a@b.example"}, (("web", None, 2),), (("web", 9),))
    command = RecordJudgement(
        "c", june(1), Lead("l-1"), Stage.TARGET, facts, actor="system:history"
    )
    text = codec.encode_command(command, personal)
    assert codec.decode_command(text, personal) == command
    assert "a@b.example" not in text


def test_any_text_can_be_stored() -> None:
    codec, personal = new_codec(), PersonalValues("s")
    for text in ("Zürich", "\ud800", "\x00", "\u2028", "東京"):
        command = UpdateAttributes("c", june(1), {"region": text, "title": text}, actor="prospect")
        body = codec.encode_command(command, personal)
        assert body.isascii()
        assert codec.decode_command(body, personal) == command


# Personal values


def personal_life() -> Life:
    """A lead with values of a person, and a note on it."""
    life = Life()
    life.qualify(june(1, 10), first_name="Ada", phone="+1 555 0100", region="North")
    given = {"side": RepRole.SDR, "fault": "competitor", "note": "Works for Example Corp"}
    life.submit(DisposeLead, june(1, 11), code="not_compliant", **given)
    return life


def test_no_personal_value_is_in_an_event_a_state_or_a_command() -> None:
    life, codec = personal_life(), new_codec()
    rows, personal = stored(codec, events_of(life.decisions))
    texts = [row.payload for row in rows] + [codec.encode_state(life.state, personal)]
    whole = " ".join(texts)
    for value in ("Ada", "555", "a@b.example", "Example Corp"):
        assert value not in whole
    assert "North" in whole
    assert {(item.field, item.value) for item in personal.added} == {
        ("first_name", "Ada"),
        ("phone", "+1 555 0100"),
        ("email", "a@b.example"),
        ("note", "Works for Example Corp"),
    }


def test_an_erased_person_leaves_events_that_are_written_as_before() -> None:
    life, codec = personal_life(), new_codec()
    rows, personal = stored(codec, events_of(life.decisions))
    before = codec.encode_state(life.state, personal)
    erased = PersonalValues("")
    events = [codec.decode_event(row, erased) for row in rows]
    assert [codec.encode_event(event, erased) for event in events] == rows
    state = fold_events(LeadState("l-1"), events)
    assert codec.encode_state(state, erased) == before
    assert erased.added == []
    assert state.lead is not None
    assert isinstance(state.lead.attributes["first_name"], ErasedValue)
    assert state.lead.attributes["region"] == "North"
    assert (state.stage, state.seen) == (life.state.stage, life.state.seen)


def test_equal_values_of_two_leads_have_different_hashes() -> None:
    one, other = PersonalValues("one"), PersonalValues("other")
    assert one.put("email", "a@b.example") != other.put("email", "a@b.example")
    assert one.put("email", "a@b.example") != one.put("phone", "a@b.example")
    assert one.put("email", "a@b.example") == one.put("email", "a@b.example")
    assert len(one.take_added()) == 2
    assert one.take_added() == []


def test_a_company_may_keep_more_fields_apart() -> None:
    parts = Parts()
    codec = type(new_codec())(parts, frozenset({"badge"}))
    personal = PersonalValues("s")
    command = UpdateAttributes("c", june(1), {"badge": 17, "email": "x"}, actor="prospect")
    text = codec.encode_command(command, personal)
    assert [item.field for item in personal.added] == ["badge"]
    assert '"email":"x"' in text
    assert codec.decode_command(text, personal) == command


# Parts


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_a_compiled_pact_is_read_as_it_was(path: Path) -> None:
    ruleset = load_pact_text(path.read_text("utf-8"))
    parts = Parts()
    fingerprint = parts.put(ruleset)
    back = Parts(parts.added).get(fingerprint, Ruleset)
    for name in Ruleset.__dataclass_fields__:
        assert getattr(back, name) == getattr(ruleset, name), name
    assert Parts().put(back) == fingerprint


def test_a_part_is_stored_once() -> None:
    parts = Parts()
    names = {parts.put(OFFICE), parts.put(replace(OFFICE))}
    assert len(names) == 1
    assert list(parts.added) == list(names)
    assert parts.take_used() == names
    assert parts.put(OFFICE) in names
    assert list(parts.added) == list(names)
    assert parts.take_used() == names
    assert parts.take_used() == set()


def failure(read: object, *arguments: object) -> tuple[str, str]:
    with pytest.raises(UnableToReadEvents) as caught:
        read(*arguments)  # type: ignore[operator]
    issue = caught.value.issue
    assert issue.fact.endswith(".")
    assert issue.fix.endswith(".")
    return issue.code, str(issue.place)


def test_a_part_that_is_missing_or_changed_stops_with_its_hash() -> None:
    parts = Parts()
    name = parts.put(OFFICE)
    assert failure(Parts().get, name, BusinessCalendar) == ("part-missing", f"part {name}")
    changed = {name: parts.added[name].replace("17:00", "18:00")}
    assert failure(Parts(changed).get, name, BusinessCalendar) == ("part-damaged", f"part {name}")
    assert failure(parts.get, name, ClockPolicy) == ("part-damaged", f"part {name}")


# What cannot be read


def row_of(kind: EventKind) -> StoredEvent:
    rows, _ = stored(new_codec(), events_of(personal_life().decisions))
    return next(row for row in rows if row.kind == kind)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"kind": "lead.teleported"}, "event-kind-unknown"),
        ({"schema": 99}, "event-schema-unknown"),
        ({"schema": 0}, "event-schema-unknown"),
        ({"payload": ""}, "event-payload-invalid"),
        ({"payload": "{"}, "event-payload-invalid"),
        ({"payload": "null"}, "event-payload-invalid"),
        ({"payload": "[]"}, "event-payload-invalid"),
        ({"payload": '{"to": "MARS"}'}, "event-payload-invalid"),
        ({"payload": '{"to": "TARGET"}'}, "event-payload-invalid"),
        ({"payload": '{"to":"TARGET","at":1,"reason":"x","new":1}'}, "event-payload-invalid"),
        ({"payload": '{"to":"TARGET","at":1e99,"reason":"x"}'}, "event-payload-invalid"),
    ],
)
def test_a_row_that_cannot_be_read_stops_with_its_name(
    changed: dict[str, object], code: str
) -> None:
    row = replace(row_of(EventKind.STAGE_CHANGED), **changed)  # type: ignore[arg-type]
    found = failure(new_codec().decode_event, row, PersonalValues(""))
    assert found == (code, f"event {row.event_id}")


@pytest.mark.parametrize(
    "text", ["", "null", "{}", '{"is":"fly"}', '{"is":"end_lead"}', "[1]", '{"is":["x"]}']
)
def test_a_command_or_a_state_that_is_none_stops(text: str) -> None:
    codec, personal = new_codec(), PersonalValues("")
    assert failure(codec.decode_command, text, personal) == ("command-invalid", "command")
    assert failure(codec.decode_state, text, personal) == ("state-invalid", "state")


def test_a_clock_without_its_parts_stops() -> None:
    row = row_of(EventKind.CLOCK_STARTED)
    code, place = failure(new_codec().decode_event, row, PersonalValues(""))
    assert code == "part-missing"
    assert place.startswith("part ")
