"""Stored events as every later version must read them, and the form of each payload.

    python tests/unit/events/golden_files.py    # write the files of kinds that have none yet

A file that is there is never written again: stored events are not rewritten either.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, asdict, fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[1] / "engine"), str(Path(__file__).parents[2])]

from events_world import (
    SALT,
    decisions_of,
    erasures_of,
    events_of,
    holds_of,
    ladders_of,
    merges_of,
    no_leads_of,
    withdrawals_of,
)

from leadpact.engine.lifecycle import EventKind
from leadpact.events import EventCodec, MergeEventKind, MergePayload, Parts, PersonalValues
from leadpact.events.registry import PAYLOADS, StoredKind, schema_of
from leadpact.identity.merging.events import EventStamp, event_row, merge_event
from leadpact.terms.zone import moment_at

GOLDEN = Path(__file__).parent / "golden"


def path_of(kind: StoredKind, schema: int) -> Path:
    """Return the file of a version of a kind."""
    return GOLDEN / f"{kind}.{schema}.json"


def form_of(kind: StoredKind) -> list[str]:
    """Return the form of a kind's payload: every field of every class in it, with its type."""
    payload = PAYLOADS[kind]
    return [] if payload is None else sorted(set(_lines(payload, set())))


def _lines(kind: Any, known: set[Any]) -> Iterator[str]:
    for item in get_args(kind):
        yield from _lines(item, known)
    if not isinstance(kind, type) or kind in known or get_origin(kind) is not None:
        return
    known.add(kind)
    if issubclass(kind, Enum):
        yield f"{kind.__name__}: {' '.join(str(item.value) for item in kind)}"
    if not is_dataclass(kind):
        return
    hints = get_type_hints(kind)
    for item in fields(kind):
        if item.init:
            has_default = item.default is not MISSING or item.default_factory is not MISSING
            written = str(hints[item.name]).replace("leadpact.", "")
            yield f"{kind.__name__}.{item.name}: {written}{' = default' if has_default else ''}"
            yield from _lines(hints[item.name], known)


def record() -> None:
    """Write a file for every kind whose present version has none."""
    GOLDEN.mkdir(exist_ok=True)
    wanted = {kind for kind in EventKind if not path_of(kind, schema_of(kind)).exists()}
    for seed in range(2_000):
        if not wanted:
            break
        made = [*decisions_of(seed), *withdrawals_of(seed), *erasures_of(seed), *merges_of(seed)]
        made += [*ladders_of(seed), *no_leads_of(seed), *holds_of(seed)]
        for event in events_of(made):
            if event.kind not in wanted:
                continue
            codec, personal = EventCodec(Parts()), PersonalValues(SALT)
            row = codec.encode_event(event, personal)
            known = {
                "row": _plain(asdict(row)),
                "parts": codec.parts.added,
                "personal": [list(item) for item in personal.added],
                "form": form_of(event.kind),
            }
            path = path_of(event.kind, row.schema)
            path.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
            wanted.discard(event.kind)
    assert not wanted, sorted(wanted)
    for kind in MergeEventKind:
        _record_merge(kind)


def _record_merge(kind: MergeEventKind) -> None:
    """Write the file of a decision about two leads, if there is none."""
    path = path_of(kind, schema_of(kind))
    if not path.exists():
        payload = MergePayload("b", "a", ("b", "c"), ("a",), 2.5)
        moments = moment_at(1_780_000_000), moment_at(1_780_003_600)
        event = merge_event(kind, payload, EventStamp("ev-1", "person:ann", *moments, "f1"))
        known = {"row": _plain(event_row(event)), "form": form_of(kind)}
        path.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in row.items()
    }


if __name__ == "__main__":
    record()
