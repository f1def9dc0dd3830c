"""Events that were stored by this version are read by every later one."""

import json
import re
from datetime import datetime
from typing import Any

import pytest
from events_world import SALT
from golden_files import GOLDEN, form_of, path_of

from leadpact.engine.lifecycle import EventKind
from leadpact.events import EventCodec, MergeEventKind, Parts, PersonalValues, StoredEvent
from leadpact.events.registry import StoredKind, schema_of
from leadpact.identity.merging.events import event_of_row, event_row

FILES = sorted(GOLDEN.glob("*.json"))
OF_TWO = [path for path in FILES if path.stem.startswith("identity.")]
KINDS: list[StoredKind] = [*EventKind, *MergeEventKind]


def read(path: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    known = json.loads(path.read_text("utf-8"))
    row = known["row"]
    moments = {name: datetime.fromisoformat(row[name]) for name in ("occurred_at", "recorded_at")}
    return known, {**row, **moments}


@pytest.mark.parametrize(
    "path", [path for path in FILES if path not in OF_TWO], ids=lambda path: path.stem
)
def test_a_stored_event_is_read_as_it_was_written(path: Any) -> None:
    known, values_of_row = read(path)
    row = StoredEvent(**values_of_row)
    values = {digest: value for digest, _, value in known["personal"]}
    codec, personal = EventCodec(Parts(known["parts"])), PersonalValues(SALT, values)
    event = codec.decode_event(row, personal)
    assert path == path_of(event.kind, row.schema)
    if row.schema == schema_of(event.kind):
        assert codec.encode_event(event, personal) == row
        assert codec.parts.added == {}


@pytest.mark.parametrize("path", OF_TWO, ids=lambda path: path.stem)
def test_a_stored_decision_about_two_leads_is_read_as_it_was_written(path: Any) -> None:
    _, row = read(path)
    event = event_of_row(row)
    assert path == path_of(event.kind, row["schema"])
    if row["schema"] == schema_of(event.kind):
        assert event_row(event) == row


@pytest.mark.parametrize("kind", KINDS)
def test_a_payload_of_another_form_has_another_version(kind: StoredKind) -> None:
    path = path_of(kind, schema_of(kind))
    assert path.is_file(), "write it: python tests/unit/events/golden_files.py"
    known, _ = read(path)
    was, now = set(known["form"]), set(form_of(kind))
    fix = "give the payload a new version in events/registry.py, with an upcaster"
    # A new code, a new class among several, or a new field with a default, changes nothing stored.
    gone = {line for line in was - now if not _is_extended(line, now)}
    new = {line for line in now - was if not line.endswith("= default") and not _is_code(line)}
    new -= {line for line in new if any(_is_extended(known, {line}) for known in was)}
    assert not gone, (fix, gone)
    assert not new - {line for line in new if _is_of_new_class(line, was)}, (fix, new)


def _is_code(line: str) -> bool:
    return "." not in line.split(":", 1)[0]


def _is_extended(line: str, now: set[str]) -> bool:
    """Tell whether a line is that of codes, or of several classes, to which others were added."""
    between = " " if _is_code(line) else " | "
    name, parts = line.split(": ", 1)
    if between == " | " and any(_is_widened(line, item) for item in now):
        return True
    if between not in parts:
        return False
    return any(
        item.startswith(f"{name}: ")
        and set(parts.split(between)) <= set(item.split(": ", 1)[1].split(between))
        for item in now
    )


def _is_widened(line: str, item: str) -> bool:
    """Tell whether a field, or each item of it, may now be of more classes than the one it had."""
    (name, old), (other, new) = (text.split(": ", 1) for text in (line, item))
    old, new = (re.sub(r"[\w.]*\.", "", re.sub(r"<\w+ '([\w.]+)'>", r"\1", t)) for t in (old, new))
    is_same = re.sub(r" \| \w+", "", old) == re.sub(r" \| \w+", "", new)
    return name == other and is_same and set(re.findall(r"\w+", old)) < set(re.findall(r"\w+", new))


def _is_of_new_class(line: str, was: set[str]) -> bool:
    name = line.split(".", 1)[0]
    return not any(item.startswith(f"{name}.") for item in was)
